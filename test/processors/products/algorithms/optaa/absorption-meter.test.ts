import { internalTemperature } from '../../../../../processors/products/algorithms/optaa/absorption-meter.ts'
import { waterCorrection } from '../../../../../processors/products/algorithms/optaa/pure-water.ts'

// Published to the nearest degree with the original functions.
test.each([
  [48750, 15],
  [48355, 16],
  [47950, 17],
  [46684, 20],
])('thermistor counts %i are about %i °C', (counts, celsius) => {
  expect(Math.abs(internalTemperature(counts) - celsius)).toBeLessThan(0.1)
})

// Lines of TS4.cor, between its nodes, at one, and beyond them.
test.each([
  [400, 0.0001, -0.000012, 0.000033],
  [412.3, 0.00003, -0.000021, 0.00004],
  [583.7, 0.00031, -0.000052, -0.000012],
  [650, 0.00001, -0.000009, 0.000026],
  [715, 0.00416, -0.000232, -0.000206],
  [738.5, 0.01363, 0.000143, 0.000183],
  [752, 0.009849636, 0.000682575, 0.000728],
  [755, 0.008529636, 0.000772901, 0.000818],
])('correction at %f nm', (wavelength, temperature, salinityOfC, salinityOfA) => {
  const correction = waterCorrection(wavelength)
  expect(Math.abs(correction.temperature - temperature)).toBeLessThan(1e-9)
  expect(Math.abs(correction.salinityOfC - salinityOfC)).toBeLessThan(1e-9)
  expect(Math.abs(correction.salinityOfA - salinityOfA)).toBeLessThan(1e-9)
})

test('there is none outside of 400 to 755 nm', () => {
  for (const wavelength of [399.9, 755.1, Number.NaN]) expect(waterCorrection(wavelength).temperature).toBeNaN()
})
