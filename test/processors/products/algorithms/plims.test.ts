import { plimsFlowRate } from '../../../../processors/products/algorithms/plims.ts'
import { call } from '../given.ts'

test('flow of sample, fast or not', () => {
  // The first two are the rows of the original's unit test.
  const { values, flags } = call(plimsFlowRate, 5, {
    run_fast: [1, 0, Number.NaN, 0, 1],
    run_fast_factor: [2, 2, 2, Number.NaN, 2],
    sample_speed: [0.5, 0.5, 0.5, 0.5, 0],
    sample_volume: 1,
  })
  expect([...values]).toEqual([4, 2, Number.NaN, 2, Number.NaN])
  expect(flags).toEqual([{ row: 4, reason: 'the time for a syringe is not above 0' }])
})
