import {
  pco2Abs434Ratio,
  pco2Abs620Ratio,
  pco2Battery,
  pco2Blank,
  pco2Pco2wat,
  pco2Pco2watV1,
  pco2Thermistor,
} from '../../../../processors/products/algorithms/pco2w.ts'
import { call } from '../given.ts'

// Rows of the data product specification 1341-00490: a blank, then measurements of one instrument.
const rows = [
  { type: 5, at434: 11722, at620: 19228, traw: 2243, celsius: 7.3151 },
  { type: 4, at434: 2463, at620: 8813, traw: 2238, celsius: 7.4258 },
  { type: 4, at434: 2929, at620: 6144, traw: 1848, celsius: 16.2306 },
]
const light = rows.map(({ at434, at620 }) => [0, 0, 0, 0, 0, 0, at434, at620, 0, 0, 0, 0, 0, 0])
const given = {
  mtype: rows.map(({ type }) => type),
  light,
  therm: [7.3151, 7.425818, 16.230561],
  calt: 4.6539,
  cala: 0.0422,
  calb: 0.6761,
  calc: -1.5798,
  a434blank: 11722,
  a620blank: 19228,
}

test.each([
  ['now', pco2Pco2wat, 2, 616.607557, 408.192397, 6],
  ['until 2025-09', pco2Pco2watV1, 1, 609.8626, 394.3221, 3],
] as const)('pCO2 as computed %s', (_, algorithm, version, first, second, digits) => {
  const { values, flags } = call(algorithm, 3, given)
  expect(algorithm.formulaVersion).toBe(version)
  expect(values[0]).toBeNaN()
  expect(values[1]! / first).toBeCloseTo(1, digits)
  expect(values[2]! / second).toBeCloseTo(1, digits)
  expect(flags).toEqual([{ row: 0, reason: 'the record is a blank, not a measurement' }])
})

test('absorbances that give no pCO2 are flagged, missing ones only stay missing', () => {
  const { values, flags } = call(pco2Pco2wat, 2, {
    ...given,
    mtype: 4,
    light: [light[1]!.with(6, 20_000), light[1]!.map(() => Number.NaN)],
    therm: 10,
  })
  expect([...values]).toEqual([Number.NaN, Number.NaN])
  expect(flags).toEqual([{ row: 0, reason: 'the absorbances are outside of what the calibration covers' }])
})

test('light of another length is refused on every row', () => {
  const { values, flags } = call(pco2Abs434Ratio, 2, { light: [[1], [2]] })
  expect([...values]).toEqual([Number.NaN, Number.NaN])
  expect(flags.map(({ reason }) => reason)).toEqual(Array(2).fill('light has 1 counts a row, not 14'))
})

test('ratios, blank, thermistor and battery', () => {
  expect([...call(pco2Abs434Ratio, 3, { light }).values]).toEqual([11722, 2463, 2929])
  expect([...call(pco2Abs620Ratio, 3, { light }).values]).toEqual([19228, 8813, 6144])
  expect([...call(pco2Blank, 2, { raw_blank: [16384, 8192] }).values]).toEqual([1, 0.5])
  const { values } = call(pco2Thermistor, 3, { traw: rows.map(({ traw }) => traw) })
  rows.forEach(({ celsius }, row) => {
    expect(values[row]).toBeCloseTo(celsius, 4)
  })
  // The same resistance, read with 14 bits.
  expect(call(pco2Thermistor, 1, { traw: [4 * 2243], sami_bits: 14 }).values[0]).toBeCloseTo(7.3151, 4)
  // 12 bits: a row of 1341-00510, the same hardware. 14 bits: 3 mV for 4 counts.
  expect(call(pco2Battery, 1, { braw: [3374] }).values[0]).toBeCloseTo(12.356, 4)
  expect(call(pco2Battery, 1, { braw: [16000], sami_bits: 14 }).values[0]).toBe(12)
})
