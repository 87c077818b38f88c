import type { AnyAlgorithm } from '../../../../processors/products/algorithm.ts'
import { hourlyFluxes, minuteFluxes } from '../../../../processors/products/algorithms/metbk-fluxes.ts'
import { call, type Plain } from '../given.ts'
import { fixedWindows } from '../windows.ts'
import { records, time } from './metbk-records.ts'

const hour = 3_600_000_000
const day = 24 * hour
const named = (name: string): AnyAlgorithm => {
  const found = [...hourlyFluxes, ...minuteFluxes].find((one) => one.name === name)
  if (found === undefined) throw new Error(name)
  return found
}
const given = (over: Record<string, Plain> = {}): Record<string, Plain> => ({ ...records, ...over })
const hours = (name: string, over: Record<string, Plain> = {}, at: ArrayLike<number> = time, first?: number) => {
  const windows = fixedWindows(at, hour, first)
  return call(named(name), at.length, given(over), { time: at, windows })
}

/** Largest relative difference; Infinity where one is NaN and the other is not. */
const worst = (found: ArrayLike<number>, expected: readonly number[]): number =>
  found.length === expected.length
    ? Math.max(...expected.map((value, index) => Math.abs((found[index] as number) - value) / (Math.abs(value) || 1)))
    : Number.POSITIVE_INFINITY

const netShortwave = [541.2015, 622.755, 599.13]
const sum = (...rows: readonly (readonly number[])[]) =>
  netShortwave.map((value, index) => rows.reduce((total, row) => total + (row[index] as number), -value))

// Three hours each, with switches jwarm, jcool = 0, 0 · 0, 1 · 1, 0 · 1, 1: the unit tests of ion-functions, from the
// Matlab code of COARE 3.5 by Edson and Fairall.
const latent = [
  [184.91334211, 133.43175366, 151.19456789],
  [170.45205774, 123.62963458, 139.11084942],
  [184.91334211, 133.78969897, 151.58612581],
  [170.45205774, 124.03365974, 139.55690009],
]
const sensible = [
  [24.34435275, 19.84019748, 23.9674295],
  [20.9652754, 17.52684365, 21.07171423],
  [24.34435275, 19.92468342, 24.06116088],
  [20.9652754, 17.62294816, 21.17960462],
]
const rain = [
  [0, 110.67785202, 9.96157245],
  [0, 110.67785202, 9.96157245],
  [0, 110.9062285, 9.9814641],
  [0, 110.96535859, 9.98688156],
]
const longwave = [
  [41.43188924, 28.54298163, 42.15187511],
  [39.19850664, 26.60211114, 39.95207621],
  [41.43188924, 28.61328117, 42.22248731],
  [39.19850664, 26.68338061, 40.03470156],
]
const published: Record<string, readonly (readonly number[])[]> = {
  met_latnflx: latent,
  met_sensflx: sensible,
  met_rainflx: rain,
  met_netlirr: longwave,
  met_heatflx: latent.map((row, index) => sum(row, sensible[index]!, rain[index]!, longwave[index]!)),
  met_mommflx: [
    [0.030974330742, 0.016090125876, 0.020303436138],
    [0.030614459503, 0.015910513076, 0.020067006629],
    [0.030974330742, 0.016096471089, 0.020310838724],
    [0.030614459503, 0.015918213926, 0.020076101791],
  ],
  met_buoyflx: [
    [38.41602527, 29.98454817, 35.45099283],
    [33.9364624, 26.92597342, 31.63749229],
    [38.41602527, 30.09636019, 35.57459211],
    [33.9364624, 27.05292615, 31.7794114],
  ],
  met_buoyfls: [
    [36.10919371, 28.32153986, 33.56844146],
    [31.8100383, 25.38513247, 29.90539752],
    [36.10919371, 28.4288722, 33.68714437],
    [31.8100383, 25.50702812, 30.04173816],
  ],
  met_frshflx: [
    [0.2742805, -17.10209951, -1.27575685],
    [0.25283019, -17.11663761, -1.29367873],
    [0.2742805, -17.10156642, -1.27517361],
    [0.25283019, -17.11603581, -1.29301424],
  ],
  met_sphum2m: [
    [19.42297996, 19.71138107, 19.47478118],
    [19.41394979, 19.70380669, 19.46619271],
    [19.42297996, 19.71166621, 19.47506527],
    [19.41394979, 19.70411212, 19.4665061],
  ],
  met_stablty: [
    [-0.75134556, -1.53410291, -1.29155675],
    [-0.67713848, -1.40615623, -1.17706256],
    [-0.75134556, -1.53871067, -1.29521084],
    [-0.67713848, -1.41154284, -1.18138703],
  ],
  met_tempa2m: [
    [28.36851533, 28.09024408, 27.81395793],
    [28.35732615, 28.08200008, 27.80462176],
    [28.36851533, 28.09054198, 27.81425524],
    [28.35732615, 28.08234637, 27.80497552],
  ],
  met_tempskn: [
    [31.125, 31.033, 31.022],
    [30.76398727, 30.71905805, 30.66606321],
    [31.125, 31.04435295, 31.03340467],
    [30.76398727, 30.73222317, 30.67945497],
  ],
  met_wind10m: [
    [4.84933264, 3.42025464, 3.87210524],
    [4.8506965, 3.42094844, 3.87301659],
    [4.84933264, 3.42023139, 3.87207813],
    [4.8506965, 3.42091723, 3.87297987],
  ],
}
const switches = [
  { jwarm: 0, jcool: 0 },
  { jwarm: 0, jcool: 1 },
  { jwarm: 1, jcool: 0 },
  { jwarm: 1, jcool: 1 },
]

test.each(Object.entries(published))('%s is that of the published hours', (name, rows) => {
  for (const [index, row] of rows.entries()) expect(worst(hours(name, switches[index]).values, row)).toBeLessThan(5e-8)
})

test('warm layer and cool skin are computed unless a switch says no', () => {
  expect(worst(hours('met_latnflx').values, latent[3]!)).toBeLessThan(5e-8)
  expect(worst(hours('met_latnflx', { jwarm: Number.NaN }).values, latent[3]!)).toBeLessThan(5e-8)
})

// The same three hours' means as three records a minute apart: ion-functions, as above, warm layer and cool skin on.
const minutes = {
  tC_sea: [31.125, 31.033, 31.022],
  wnd: [4.805, 3.396, 3.843],
  tC_air: [28.22, 27.961, 27.67],
  relhum: [79.47, 82.3, 82.72],
  lon: [40.5, 40.6, 40.7],
  lat: [0.1, 1.1, 2.1],
  pr_air: [1005.1, 1006.2, 1007.3],
  Rshort_down: [572.7, 659, 634],
  Rlong_down: [443.3, 456, 441.9],
  cumu_prcp: [0, 17.3 / 60, 18.8 / 60],
}
const perMinute = {
  met_latnflx_minute: [170.45205774, 123.71656274, 139.1857636],
  met_sensflx_minute: [20.9652754, 17.54752327, 21.08983701],
  met_netlirr_minute: [39.19850664, 26.61960347, 39.96595888],
}
const everyMinute = {
  ...perMinute,
  met_heatflx_minute: sum(...Object.values(perMinute), [0, 110.73973748, 9.96582507]),
}
test.each(Object.entries(everyMinute))('%s is that of the published minutes', (name, row) => {
  const { values } = call(named(name), 3, given(minutes), { time: [2200e6, 2260e6, 2320e6] })
  expect(worst(values, row)).toBeLessThan(5e-8)
})

describe('over days', () => {
  const threeDays = [0, 1, 2].flatMap((at) => time.map((micros) => micros + at * day))
  const tiled = Object.fromEntries(
    Object.entries(records).flatMap(([name, value]) =>
      Array.isArray(value) ? [[name, [...value, ...value, ...value]]] : [],
    ),
  )

  test('the warm layer begins anew each local midnight', () => {
    const row = latent[3]!
    expect(worst(hours('met_latnflx', tiled, threeDays).values, [...row, ...row, ...row])).toBeLessThan(5e-8)
  })
  test('a day whose morning is missing has no fluxes, and says so', () => {
    const late = threeDays.map((micros, index) => (index >= 30 && index < 60 ? micros + 5 * hour : micros))
    const { values, flags } = hours('met_latnflx', tiled, late)
    expect(Array.from(values, Number.isNaN)).toEqual([false, false, false, true, true, true, false, false, false])
    expect(flags.map(({ row }) => row)).toEqual([3, 4, 5])
    expect(flags[0]?.reason).toContain('before 06:00')
  })
  test('a value does not depend on where the request begins', () => {
    const algorithm = named('met_heatflx')
    const lookBack = algorithm.kind === 'window' ? algorithm.window.lookBackMicros : Number.NaN
    const at = Array.from({ length: 50 }, (_, row) => row * hour)
    const wholes = Object.entries(tiled).map(([name, column]) => [name, column.slice(0, 50)] as const)
    const columns = { ...Object.fromEntries(wholes), lon: 40 }
    const whole = hours('met_heatflx', columns, at).values
    for (const first of at) {
      const kept = Math.max(0, (first - lookBack) / hour)
      const seen = Object.fromEntries(wholes.map(([name, column]) => [name, column.slice(kept)]))
      const part = hours('met_heatflx', { ...seen, lon: 40 }, at.slice(kept), first)
      expect(part.values).toEqual(whole.slice(first / hour))
    }
  })
  test('only hours that were asked for are flagged', () => {
    const late = threeDays.map((micros) => micros + 5 * hour)
    expect(hours('met_heatflx', tiled, late, day + 6 * hour).flags.map(({ row }) => row)).toEqual([0, 1, 2, 3, 4])
  })
})

describe('what is missing', () => {
  const without = (column: 'tC_sea' | 'cumu_prcp', rows: (row: number) => boolean) => ({
    [column]: records[column].map((value, row) => (rows(row) ? Number.NaN : value)),
  })
  test('a minute without a value is left out of its hour, as a minute without record is', () => {
    const keep = (row: number) => row % 3 !== 1
    const thin = Object.entries(records).map(([name, value]) =>
      Array.isArray(value) ? [name, value.filter((_, row) => keep(row))] : [name, value],
    )
    const gaps = Object.entries(records).map(([name, value]) =>
      Array.isArray(value) ? [name, value.map((one, row) => (keep(row) ? one : Number.NaN))] : [name, value],
    )
    const shorter = hours(
      'met_heatflx',
      Object.fromEntries(thin),
      time.filter((_, row) => keep(row)),
    )
    expect(hours('met_heatflx', Object.fromEntries(gaps)).values).toEqual(shorter.values)
    expect(shorter.values.every(Number.isFinite)).toBe(true)
  })
  test('an hour without is NaN, and the day goes on', () => {
    const { values, flags } = hours(
      'met_latnflx',
      without('tC_sea', (row) => row >= 12 && row < 20),
    )
    const isThere = (row: number) => row < 12 || row >= 20
    const others = Object.entries(records).map(([name, value]) => [
      name,
      Array.isArray(value) ? value.filter((_, row) => isThere(row)) : value,
    ])
    const rest = hours(
      'met_latnflx',
      Object.fromEntries(others),
      time.filter((_, row) => isThere(row)),
    ).values
    expect(Array.from(values)).toEqual([rest[0], Number.NaN, rest[1]])
    expect(flags).toEqual([])
  })
  test('without rain, only what rain is part of is missing', () => {
    const dry = without('cumu_prcp', (row) => row >= 12 && row < 20)
    expect(hours('met_heatflx', dry).values[1]).toBeNaN()
    expect(worst(hours('met_latnflx', dry).values.slice(0, 2), latent[3]!.slice(0, 2))).toBeLessThan(5e-8)
  })
  test('no rows, no values', () => {
    expect(hours('met_heatflx', { tC_sea: [] }, []).values).toHaveLength(0)
  })
})

// The first guess is beyond a stability of 50, where the first pass stands: values of ion-functions 2.5.7.
test('very stable air has the fluxes of the first pass', () => {
  const calm = { tC_sea: 5, wnd: [0.5], tC_air: 25, relhum: 80, lon: 40, lat: 45, pr_air: 1013 }
  const given = { ...calm, Rshort_down: 150, Rlong_down: 370, cumu_prcp: 0, jwarm: 0 }
  expect(hours('met_sensflx', given, [0]).values[0]).toBeCloseTo(-0.0017168, 8)
  expect(hours('met_latnflx', given, [0]).values[0]).toBeCloseTo(-0.00308379, 8)
  expect(hours('met_stablty', given, [0]).values[0]).toBeCloseTo(574.89230677, 6)
})
