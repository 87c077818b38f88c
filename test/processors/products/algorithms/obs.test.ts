import {
  obsBbGroundAcceleration,
  obsBbGroundVelocity,
  obsSpGroundVelocity,
} from '../../../../processors/products/algorithms/obs.ts'
import { call } from '../given.ts'

// Rows of the data product specifications 1341-00090, -00100 and -00110.
test.each([
  ['broadband velocity', obsBbGroundVelocity, 512, 5.46133e-7, 1e-12],
  ['acceleration', obsBbGroundAcceleration, 512, 0.0016126, 1e-7],
  ['short-period velocity', obsSpGroundVelocity, 512, 6.05867e-7, 1e-12],
] as const)('%s', (_, algorithm, counts, expected, tolerance) => {
  const { values } = call(algorithm, 2, { raw: [counts, Number.NaN] })
  expect(Math.abs((values[0] as number) - expected)).toBeLessThan(tolerance)
  expect(values[1]).toBeNaN()
})
