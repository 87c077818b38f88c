import {
  ph434Intensity,
  ph578Intensity,
  phBattery,
  phCalcPhwater,
  phThermistor,
} from '../../../../processors/products/algorithms/phsen.ts'
import { call } from '../given.ts'
import { samiRecords } from './phsen-records.ts'

const ref = samiRecords.map((record) => record.ref)
const light = samiRecords.map((record) => record.light)
const therm = call(phThermistor, 5, { traw: samiRecords.map(({ thermistor }) => thermistor) }).values
const dye = { ea434: 17533, eb434: 2229, ea578: 101, eb578: 38502, ind_slp: 0.9698, ind_off: 0.2484 }

test.each([
  [30, [8.3381, 8.2042, 8.1884, 8.1796, 8.1801]],
  [32, [8.334, 8.1993, 8.1842, 8.1754, 8.1759]],
  [35, [8.3279, 8.193, 8.1779, 8.1691, 8.1696]],
])('pH at salinity %f', (psal, expected) => {
  const { values, flags } = call(phCalcPhwater, 5, { ref, light, therm, ...dye, psal })
  expected.forEach((pH, row) => {
    expect(Math.abs(values[row]! - pH)).toBeLessThan(0.00015)
  })
  expect(flags).toEqual([])
})

test('salinity is 35 if none is given', () => {
  const given = { ref, light, therm, ...dye }
  expect(call(phCalcPhwater, 5, given).values).toEqual(call(phCalcPhwater, 5, { ...given, psal: 35 }).values)
})

test('light that gives no pH is flagged, a missing temperature only stays missing', () => {
  const dark = light[0]!.map(() => 0)
  const { values, flags } = call(phCalcPhwater, 3, {
    ref: ref.slice(0, 3),
    light: [light[0]!, dark, light[2]!],
    therm: [therm[0]!, therm[1]!, Number.NaN],
    ...dye,
  })
  expect(values[0]).not.toBeNaN()
  expect([...values.subarray(1)]).toEqual([Number.NaN, Number.NaN])
  expect(flags).toEqual([{ row: 1, reason: 'the light counts give no pH' }])
})

test.each([
  ['light', { ref, light: light.map((counts) => counts.slice(4)) }, 'light has 88 counts a row, not 92'],
  ['ref', { ref: ref.map((counts) => counts.slice(4)), light }, 'ref has 12 counts a row, not 16'],
])('%s of another length is refused', (_, given, reason) => {
  const { flags } = call(phCalcPhwater, 5, { ...given, therm, ...dye })
  expect(flags[4]).toEqual({ row: 4, reason })
})

test('intensities, thermistor and battery', () => {
  const { values, width } = call(ph434Intensity, 5, { light })
  expect(width).toBe(23)
  expect([values[0], values[22], values[23]]).toEqual([light[0]![1], light[0]![89], light[1]![1]])
  expect(call(ph578Intensity, 5, { light }).values[22]).toBe(light[0]!.at(-1))
  const celsius = [0.9927, 0.9479, 1.0375, 1.0151, 0.9703]
  const volts = [12.356, 12.356, 12.3523, 12.356, 12.3523]
  const battery = call(phBattery, 5, { braw: samiRecords.map((record) => record.battery), sami_bits: 12 }).values
  for (let row = 0; row < 5; row++) {
    expect(therm[row]).toBeCloseTo(celsius[row]!, 4)
    expect(battery[row]).toBeCloseTo(volts[row]!, 4)
  }
})
