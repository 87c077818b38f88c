import { do2DofstFrequency, do2DofstVolt } from '../../../../processors/products/algorithms/dofst.ts'
import { call, furthest } from '../given.ts'
import { frequencyRecords, voltRecords } from './oxygen-records.ts'

const ofVolts = { Voffset: -0.5186, Soc: 0.4396, A: -3.1867e-3, B: 1.7749e-4, C: -3.5718e-6, E: 0.036 }
const ofFrequency = { Foffset: -839.55, Soc: 2.9968e-4, A: -4.1168e-3, B: 2.4818e-4, C: -3.882e-6, E: 0.036 }

test.each([
  ['do2_dofst_volt', do2DofstVolt, voltRecords, ofVolts],
  ['do2_dofst_frequency', do2DofstFrequency, frequencyRecords, { ...ofFrequency, lat: 45, lon: -125 }],
] as const)('%s gives the published values', (_, algorithm, { expected, ...given }, coefficients) => {
  const { values, flags } = call(algorithm, expected.length, { ...given, ...coefficients })
  // Published to seven digits; the atlas of Absolute Salinity has changed since.
  expect(
    furthest(
      expected.map((one, row) => (values[row] as number) / one),
      expected.map(() => 1),
    ),
  ).toBeLessThan(1e-6)
  expect(flags).toEqual([])
})

test('what is missing gives NaN, what is out of range a flag too', () => {
  const frequency = [4354, 4354, Number.NaN]
  const given = { frequency, P: 60, T: 15, SP: [34, -1, 34], lat: 45, lon: -125, ...ofFrequency }
  const { values, flags } = call(do2DofstFrequency, 3, given)
  expect(Array.from(values, Number.isNaN)).toEqual([false, true, true])
  expect(flags.map(({ row }) => row)).toEqual([1])
})
