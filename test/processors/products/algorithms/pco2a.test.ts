import { pco2Co2flux, pco2Ppressure } from '../../../../processors/products/algorithms/pco2a.ts'
import { call } from '../given.ts'

test('partial pressure: rows of 1341-00260', () => {
  const { values } = call(pco2Ppressure, 4, { xco2: [674, 619, 740, Number.NaN], p: 1000 })
  for (const [row, expected] of [665.19, 610.91, 730.32].entries()) {
    expect(Math.abs(values[row]! - expected)).toBeLessThan(0.01)
  }
  expect(values[3]).toBeNaN()
})

// Rows of 1341-00270: pCO2 of the water, wind, temperature, salinity, flux; the air has 390 uatm.
test.each([
  [360, 5, 0, 34, -2.063e-8],
  [360, 5, 0, 35, -2.052e-8],
  [360, 10, 10, 35, -7.728e-8],
  [360, 20, 20, 34, -2.99e-7],
  [400, 5, 0, 34, 6.875e-9],
  [400, 20, 10, 34, 1.036e-7],
  [440, 5, 20, 35, 3.1e-8],
  [440, 20, 0, 35, 5.471e-7],
])('flux of %f uatm at %f m/s, %f °C, salinity %f', (pco2w, u10, t, s, expected) => {
  const { values } = call(pco2Co2flux, 2, { pco2w: [pco2w, Number.NaN], pco2a: 390, u10, t, s })
  expect(Math.abs(values[0]! / expected - 1)).toBeLessThan(5e-4)
  expect(values[1]).toBeNaN()
})
