import { hydBbAcousticPwaves, hydLfAcousticPwaves } from '../../../../processors/products/algorithms/hydrophone.ts'
import { call } from '../given.ts'

const nan = Number.NaN

test('broadband volts of each sample, by the gain of each record', () => {
  // The data product specification 1341-00820, its errors mended in the original's unit test.
  const wav = [
    [-2.4, -0.312, 0.0111, 0.00442],
    [-2.4, nan, 0.0111, 0.00442],
  ]
  const { values, width } = call(hydBbAcousticPwaves, 2, { wav, gain: [6, 26] })
  expect(width).toBe(4)
  const expected = [-3.60855, -0.46911, 0.01669, 0.00665]
  for (const [at, value] of expected.entries()) expect(Math.abs(values[at]! - value)).toBeLessThan(1e-5)
  // 20 dB are a factor of ten.
  expect(values[4]).toBeCloseTo(-0.360855, 6)
  expect(values[5]).toBeNaN()
})

test('low-frequency volts', () => {
  const { values } = call(hydLfAcousticPwaves, 4, { raw: [0, 512, 4096, nan] })
  expect(values[0]).toBe(0)
  expect(values[1]).toBeCloseTo(1.6384e-3, 12)
  expect(values[2]).toBeCloseTo(1.31072e-2, 12)
  expect(values[3]).toBeNaN()
})
