import type { AnyAlgorithm, Numbers } from '../../../../processors/products/algorithm.ts'
import * as metbk from '../../../../processors/products/algorithms/metbk.ts'
import * as wind from '../../../../processors/products/algorithms/metbk-wind.ts'
import { call, coefficient, type Plain } from '../given.ts'
import { fixedWindows } from '../windows.ts'
import { records, time } from './metbk-records.ts'

const hour = 3_600_000_000
const { NaN: none } = Number
const root3 = Math.sqrt(3)

// The unit tests of ion-functions, which took them from the Matlab code of the DPS.
test.each<[AnyAlgorithm, Record<string, Plain>, number[], number]>([
  [metbk.metBarpres, { mbar: [1005.1, 1006.2, none] }, [100510, 100620, none], 6],
  [metbk.metNetsirr, { shortwave_down: [572.7, 659, none] }, [541.2015, 622.755, none], 8],
  [
    metbk.metSpechum,
    { tC_air: [28.22, 27.961, 27.67], pr_air: [1005.1, 1006.2, 1007.3], relhum: [79.47, 82.3, 82.72] },
    [19.12588067, 19.49340148, 19.2389534],
    8,
  ],
  [
    metbk.metSalsurf,
    { cond: [3, 4, 5, none], tC_sea: [20, 25, 30, 20], ztmpwat: [1, 1.5, 2, 1] },
    [20.80589579, 25.51852081, 29.42245514, none],
    8,
  ],
  [metbk.rainHeat, { rainrate: 1, Tsea: 25, Tair: 23.5, relhum: 80, pr_air: [1015] }, [4.663360812871], 11],
  [
    wind.metCurrentDirection,
    { vle_water: [0, root3 / 2, 0, -1, -1, none], vln_water: [0, 0.5, 1, 0, -root3, 1], use_velptmn_with_metbk: 1 },
    [90, 60, 0, 270, 210, none],
    8,
  ],
  [wind.metCurrentDirection, { vle_water: [1], vln_water: [1] }, [none], 8],
  [
    wind.metCurrentSpeed,
    { vle_water: [-3.133, 0.2149, 0.2149], vln_water: [1.1221, -1.7152, 1], use_velptmn_with_metbk: [1, 1, 0] },
    [3.3279, 1.7286, none],
    4,
  ],
  [
    wind.metRelwindSpeed,
    {
      vle_wind: [0, 1.5, 1.5, 1.5, 1.5],
      vln_wind: [0, 1.5 * root3, 1.5 * root3, 1.5 * root3, 1.5 * root3],
      vle_water: [-1, -1, -1, none, -1],
      vln_water: -root3,
      use_velptmn_with_metbk: [1, 1, 0, 1, none],
    },
    [2, 5, 3, 3, 3],
    8,
  ],
  [wind.metRelwindSpeed, { vle_wind: [3, none], vln_wind: [4, 1] }, [5, none], 8],
  [
    wind.metRelwindDirection,
    { vle_wind: [0, 1], vln_wind: [0, 1], vle_water: -1, vln_water: -root3, use_velptmn_with_metbk: [1, 0] },
    [30, none],
    8,
  ],
  [wind.metRelwindDirection, { vle_wind: [1], vln_wind: [1], use_velptmn_with_metbk: 1 }, [none], 8],
])('$name of the published rows', (algorithm, given, expected, digits) => {
  const { values } = call(algorithm, expected.length, given)
  for (const [row, value] of expected.entries()) {
    if (Number.isNaN(value)) expect(values[row]).toBeNaN()
    else expect(values[row]).toBeCloseTo(value, digits)
  }
})

describe('wind toward true north', () => {
  const at = Array.from({ length: 8 }, () => Date.UTC(2013, 4, 30) * 1000)
  const where = {
    lat: [43.34, 43.34, 43.34, 43.34, 47.767, 47.767, 47.767, 47.767],
    lon: [-66, -66, -66, -66, -126, -126, -126, -126],
  }
  const measured = {
    uu: [2.47, -2.47, -2.47, 2.47, 2.47, -2.47, -2.47, 2.47],
    vv: [6.52, 6.52, -6.52, -6.52, 6.52, 6.52, -6.52, -6.52],
  }
  const named = (component: 'east' | 'north') =>
    wind.metbkWindAlgorithms.find(({ name }) => name.endsWith(`corr_${component}`)) as AnyAlgorithm
  const component = (name: 'east' | 'north', given: Record<string, Plain | Numbers>) =>
    call(named(name), 8, { ...where, ...measured, ...given }, { time: at })

  test.each([
    ['east', [0.46, -4.27, -0.46, 4.27, 4.27, -0.46, -4.27, 0.46]],
    ['north', [6.96, 5.51, -6.96, -5.51, 5.51, 6.96, -5.51, -6.96]],
  ] as const)('%s of the published rows', (name, expected) => {
    const { values } = component(name, { zwindsp: 5 })
    // Rounded to 0.01, by WMM2010.
    for (const [row, value] of expected.entries()) expect(Math.abs(value - (values[row] as number))).toBeLessThan(0.01)
  })
  // Every row has the same speed; the factors are that of the formula in the header of ion-functions' met_functions.py.
  test.each([
    [[0, 1], 1],
    [[0.5, 0.9], (0.5 + 0.9 * Math.hypot(2.47, 6.52)) / Math.hypot(2.47, 6.52)],
    [[0, 1.1, -0.5, 5], 1.1 - (0.5 * (Math.hypot(2.47, 6.52) - 5)) / Math.hypot(2.47, 6.52)],
    [[0, 1.1, -0.5, 9], 1.1],
    [[-9, 1], 0],
  ])('a correction of %j scales the speed by %f and leaves the direction', (correction, factor) => {
    for (const name of ['east', 'north'] as const) {
      const { values } = component(name, { spd_corr: coefficient(correction) })
      const plain = component(name, {}).values
      for (const [row, value] of values.entries()) expect(value).toBeCloseTo(factor * (plain[row] as number), 12)
    }
  })
  test('a correction of three values, and a date without field, are refused', () => {
    const odd = component('east', { spd_corr: coefficient([0, 1, 2]) })
    expect(odd.values.every(Number.isNaN)).toBe(true)
    expect(odd.flags[0]?.reason).toContain('3 values')
    const late = call(named('east'), 8, { ...where, ...measured }, { time: at.map(() => Date.UTC(2031, 0) * 1000) })
    expect(late.values.every(Number.isNaN)).toBe(true)
    expect(late.flags).toHaveLength(8)
  })
  test('a calm stays a calm', () => {
    const still = component('north', { uu: 0, vv: 0, spd_corr: coefficient([0.3, 1]) })
    expect(still.values.every((value) => value === 0)).toBe(true)
  })
})

describe('by the hour', () => {
  const windows = fixedWindows(time, hour)
  const hours = (algorithm: AnyAlgorithm, given: Record<string, Plain>, over = windows) =>
    call(algorithm, time.length, given, { time, windows: over }).values

  test('net shortwave irradiance is that of the published hours', () => {
    const values = hours(metbk.metNetsirrHourly, { shortwave_down: records.Rshort_down })
    for (const [index, value] of [541.2015, 622.755, 599.13].entries()) expect(values[index]).toBeCloseTo(value, 8)
  })
  test('rain is that of the published hours, from wherever the request begins', () => {
    const values = hours(metbk.metRainrte, { cumulative_precipitation: records.cumu_prcp })
    for (const [index, value] of [0, 17.3, 1.5].entries()) expect(values[index]).toBeCloseTo(value, 8)
    const part = hours(
      metbk.metRainrte,
      { cumulative_precipitation: records.cumu_prcp },
      fixedWindows(time, hour, hour),
    )
    expect(part).toEqual(values.slice(1))
  })
  test('a gauge that empties itself gives no negative rain', () => {
    const values = hours(metbk.metRainrte, { cumulative_precipitation: time.map((at) => (at < hour ? 48 : 3)) })
    expect(Array.from(values)).toEqual([0, 0, 0])
  })
  test('the rise over a gap is spread over it, but not over more than six hours', () => {
    const at = [0, 4 * hour, 11 * hour]
    const { values } = call(
      metbk.metRainrte,
      3,
      { cumulative_precipitation: [0, 8, 22] },
      { time: at, windows: fixedWindows(at, hour) },
    )
    expect(Array.from(values)).toEqual([0, 2, 0])
  })
  test('the time is the middle of the hour', () => {
    expect(Array.from(hours(metbk.metTimeflx, {}))).toEqual([0.5, 1.5, 2.5].map((at) => 2_208_988_800 + at * 3600))
  })
})
