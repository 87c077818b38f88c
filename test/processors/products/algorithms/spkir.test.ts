import { optOcr507Irradiance } from '../../../../processors/products/algorithms/spkir.ts'
import { call, coefficient } from '../given.ts'

// The row of the data product specification 1341-00730: seven wavebands.
const counts = [2148370944, 2200000000, 2300000000, 2400000000, 2500000000, 2600000000, 2700000000]
const calibration = {
  offset: [2148377867.8, 2148218092.4, 2147607229.7, 2147789959.1, 2148047456.7, 2147335412.8, 2146998228.4],
  scale: [
    2.09023117662e-7, 2.06543624674e-7, 2.12484770952e-7, 2.07241106309e-7, 1.99358530187e-7, 2.06033896796e-7,
    2.14806273478e-7,
  ],
  immersion_factor: [1.368, 1.41, 1.365, 1.354, 1.372, 1.404, 1.347],
}
const expected = [-0.00198, 15.08, 44.2, 70.771, 96.266, 130.943, 160.008]

test('irradiance in each waveband, whether coefficients are constant or given for each row', () => {
  const missing = counts.with(1, Number.NaN)
  const constant = Object.fromEntries(Object.entries(calibration).map(([key, values]) => [key, coefficient(values)]))
  const each = Object.fromEntries(Object.entries(calibration).map(([key, values]) => [key, [values, values]]))
  const { values, width } = call(optOcr507Irradiance, 2, { counts: [counts, missing], ...constant })
  expect(width).toBe(7)
  expected.forEach((value, channel) => {
    expect(Math.abs(values[channel]! - value)).toBeLessThan(0.001)
  })
  expect(values[8]).toBeNaN()
  expect(values[9]).toBe(values[2])
  expect(call(optOcr507Irradiance, 2, { counts: [counts, missing], ...each }).values).toEqual(values)
})

test('coefficients of another sensor are refused on every row', () => {
  const { values, flags } = call(optOcr507Irradiance, 1, {
    counts: [counts],
    ...calibration,
    offset: coefficient([1]),
    scale: coefficient(calibration.scale),
    immersion_factor: coefficient(calibration.immersion_factor),
  })
  expect([...values]).toEqual(Array(7).fill(Number.NaN))
  expect(flags).toEqual([{ row: 0, reason: 'offset has 1 channels, counts have 7' }])
})
