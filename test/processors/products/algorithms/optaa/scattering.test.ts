import { correctScattering } from '../../../../../processors/products/algorithms/optaa/scattering.ts'
import { coefficient } from '../../given.ts'

// Rows of the data product specification 1341-00700, as published with the original functions.
const wavelengths = coefficient([500, 550, 600, 650, 700, 715])
const absorption = [9.3155, 4.9206, 2.8848, 1.5303, 0.5297, 0.1338]
const attenuation = [10.226025, 5.831245, 3.795494, 2.441203, 1.440651, 1.044652]

function corrected(a: readonly number[], c: readonly number[], reference: number) {
  const values = Float64Array.from(a)
  correctScattering(values, wavelengths, coefficient(c), wavelengths, 0, reference)
  return values
}

test.each([
  [715, [9.181831, 4.786862, 2.751082, 1.396591, 0.39601, 0]],
  [695, [8.78599, 4.39095, 2.355159, 1.000592, 0, -0.396015]],
])('what is absorbed next to %i nm was scattered', (reference, expected) => {
  const values = corrected(absorption, attenuation, reference)
  expected.forEach((value, i) => {
    expect(Math.abs(values[i]! - value)).toBeLessThan(2e-4)
  })
})

test.each([
  ['negative absorption', -0.01, 1.044652],
  ['attenuation below absorption', 0.01, 0.005],
  ['neither', -0.01, -0.02],
  ['no scattering', 0.01, 0.01],
])('%s at the reference: absorption stays', (_, a, c) => {
  const given = absorption.with(5, a)
  expect([...corrected(given, attenuation.with(5, c), 715)]).toEqual(given)
})
