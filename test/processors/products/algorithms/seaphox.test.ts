import {
  conductivityRawConversion,
  convertPhVoltageCounts,
  internalHumidity,
  internalTemperature,
  phTotal,
  pressureRawConversion,
  temperatureRawConversion,
} from '../../../../processors/products/algorithms/seaphox.ts'
import { call, coefficient } from '../given.ts'

// Rows of Sea-Bird's calibration sheets and manual, as published with the original functions.
const water = { degc: 23.4169, psu: 34.812, dbar: 100, k0: -1.361736, k2: -1.07686e-3 }
const f = coefficient([-8.31842e-6, -7.47152e-9, 1.91485e-11, -1.39273e-14, 4.48185e-18, -5.42588e-22])
const conductivity = {
  wbotc: -2.319375e-7,
  g: -0.9996553,
  h: 0.1213221,
  i: -0.000185673,
  j: 2.81211e-5,
  ctcor: 3.25e-6,
  cpcor: -9.57e-8,
}
const pressure = {
  ptempa0: -62.8624239,
  ptempa1: 54.1620689,
  ptempa2: -0.296026659,
  ptca0: 524108.391,
  ptca1: 5.47371611,
  ptca2: -0.153365246,
  ptcb0: 25.900875,
  ptcb1: 7.75e-4,
  ptcb2: 0,
  pa0: 0.0651546669,
  pa1: 0.00154424116,
  pa2: 6.13653149e-12,
}
const temperature = { a0: 1.28015621e-3, a1: 2.58367774e-4, a2: -1.39527596e-8, a3: 1.3902463e-7 }

test.each([
  [
    'temperature',
    temperatureRawConversion,
    'temp_counts',
    [2864.51635696, 2864.89387722],
    temperature,
    [20.4459, 20.4427],
    4,
  ],
  [
    'pressure',
    pressureRawConversion,
    'pres_counts',
    [533539, 533540],
    { ...pressure, compensation_voltage: [20625 / 13107, 20626 / 13107, 1] },
    [-0.105, -0.104],
    3,
  ],
  [
    'conductivity',
    conductivityRawConversion,
    'cond_counts',
    [6319.22],
    { ...conductivity, temperature: 20.4459, pressure: -0.105 },
    [3.84275],
    5,
  ],
  ['internal temperature', internalTemperature, 'temp_counts', [25616, 25600], {}, [21.8335, 21.7906], 4],
  [
    'internal humidity',
    internalHumidity,
    'humidity_counts',
    [24096, 24160],
    { temperature: [21.8335, 21.7906, 20] },
    [39.4845, 39.6001],
    4,
  ],
  [
    'voltage of the pH sensor',
    convertPhVoltageCounts,
    'ph_counts',
    [5105334, 5105384, 5105505],
    {},
    [-0.978492, -0.978477, -0.978441],
    6,
  ],
  ['pH', phTotal, 'vrs_ext', [-0.885081], { ...water, f }, [7.9394], 3],
] as const)('%s', (_, algorithm, name, raw, others, expected, digits) => {
  const { values } = call(algorithm, raw.length + 1, { ...others, [name]: [...raw, Number.NaN] })
  expected.forEach((value, row) => {
    expect(values[row]).toBeCloseTo(value, digits)
  })
  expect(values[raw.length]).toBeNaN()
})

test('pH, more digits: a run of the reference code', () => {
  expect(call(phTotal, 1, { ...water, f, vrs_ext: [-0.885081] }).values[0]).toBeCloseTo(7.939524, 6)
})

test('humidity stays between 0 and 100 %', () => {
  const { values } = call(internalHumidity, 2, { humidity_counts: [0, 65535], temperature: 20 })
  expect([...values]).toEqual([0, 100])
})

test('a pressure polynomial of another degree is refused', () => {
  const { flags } = call(phTotal, 1, { ...water, f: coefficient([1, 2]), vrs_ext: [-0.9] })
  expect(flags).toEqual([{ row: 0, reason: 'f has 2 terms, not 6' }])
})
