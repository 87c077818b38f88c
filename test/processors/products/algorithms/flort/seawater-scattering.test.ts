import { seawaterScattering } from '../../../../../processors/products/algorithms/flort/seawater-scattering.ts'

// Runs of the reference implementation of Zhang, Hu and He (2009).
test.each([
  [20, 32, 117, 700, 4.45713293e-5, 6.154565926e-4],
  [20, 38.4, 90, 546, 1.089497399e-4, 1.7912099e-3],
])('at %f °C, salinity %f, %f°, %f nm', (temperature, salinity, angle, wavelength, volume, total) => {
  const scattering = seawaterScattering(temperature, salinity, angle, wavelength, 0.039)
  expect(scattering.volume / volume).toBeCloseTo(1, 8)
  expect(scattering.total / total).toBeCloseTo(1, 8)
})
