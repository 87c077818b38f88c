import {
  optParBiosphericalMobile,
  optParBiosphericalWfp,
  optParSatlantic,
  optParWetlabs,
} from '../../../../processors/products/algorithms/parad.ts'
import { call } from '../given.ts'

// Rows of the data product specifications 1341-00720, -00721 and -00722.
test('Satlantic', () => {
  const { values } = call(optParSatlantic, 3, {
    counts_output: [2159403328, 2159400384, Number.NaN],
    a0: 2156849800.8,
    a1: 2.586852835e-6,
    Im: 1.3589,
  })
  expect(values[0]).toBeCloseTo(8.976348585, 8)
  expect(values[1]).toBeCloseTo(8.965999618, 8)
  expect(values[2]).toBeNaN()
})

test('WET Labs', () => {
  const counts = [4975, 4999, 11824, Number.NaN]
  const { values } = call(optParWetlabs, 4, { counts_output: counts, a0: 4381, a1: 2904, Im: 1.3589 })
  expect(values[0]).toBeCloseTo(2.176371115, 8)
  expect(values[1]).toBeCloseTo(2.218183222, 8)
  expect(values[2]).toBeCloseTo(496.8256708, 6)
  expect(values[3]).toBeNaN()
})

const volts = [1.016793, 0.5998, 0.4524, 0.0101]
const expected = [1707.13, 1000, 750, 0]
test.each([
  ['gliders', optParBiosphericalMobile, volts, 0.0101, 5.897e-4],
  ['profilers, in mV', optParBiosphericalWfp, volts.map((one) => one * 1000), 10.1, 5.897e-4 / 6.02e13],
] as const)('Biospherical, on %s', (_, algorithm, output, dark_offset, scale_wet) => {
  const { values } = call(algorithm, 5, { output: [...output, Number.NaN], dark_offset, scale_wet })
  expected.forEach((value, row) => {
    expect(Math.abs(values[row]! - value)).toBeLessThan(0.011 + value * 5e-5)
  })
  expect(values[4]).toBeNaN()
})
