import {
  floBbackTotal,
  floBeta,
  floCdom,
  floChla,
  floScatSeawater,
} from '../../../../processors/products/algorithms/flort.ts'
import { call } from '../given.ts'

// Rows of the data product specifications 1341-00530, -00540 and -00550.
test.each([
  ['chlorophyll', floChla, 45, 0.0121, [54, 52, 51, 50], [0.1089, 0.0847, 0.0726, 0.0605]],
  ['CDOM', floCdom, 48, 0.0848, [51, 49, 53], [0.2544, 0.0848, 0.424]],
  ['volume scattering', floBeta, 47, 3.058e-6, [55, 57], [2.4464e-5, 3.058e-5]],
] as const)('%s is the scaled reading', (_, algorithm, dark, scale, counts, expected) => {
  const given = { counts_output: [...counts, Number.NaN], counts_dark: dark, scale_factor: scale }
  const { values } = call(algorithm, counts.length + 1, given)
  expected.forEach((value, row) => {
    expect(values[row]).toBeCloseTo(value, 10)
  })
  expect(values[counts.length]).toBeNaN()
})

const seawater = { degC: 20, psu: 32, theta: 117, wlngth: 700 }

test('backscatter of seawater and particles', () => {
  const beta = [2.4464e-5, 3.058e-5, Number.NaN]
  const { values } = call(floBbackTotal, 3, { beta, ...seawater, xfactor: 1.08 })
  expect(values[0]).toBeCloseTo(1.712832e-4, 9)
  expect(values[1]).toBeCloseTo(2.127854e-4, 9)
  expect(values[2]).toBeNaN()
})

test('scattering of seawater alone', () => {
  const { values } = call(floScatSeawater, 3, {
    degC: [20, 20, Number.NaN],
    psu: [32, 38.4, 32],
    theta: [117, 90, 117],
    wlngth: [700, 546, 700],
  })
  expect(values[0]).toBeCloseTo(6.154565926e-4, 12)
  expect(values[1]).toBeCloseTo(1.7912099e-3, 11)
  expect(values[2]).toBeNaN()
})
