// Rows of the data product specifications 1341-10004 to -10012 and -10030, as published with the original functions.
import { recompressed } from '../../../../../processors/products/qc/legacy/conductivity-compression.ts'
import { propagateFlags } from '../../../../../processors/products/qc/legacy/propagate-flags.ts'
import { solarElevation } from '../../../../../processors/products/qc/legacy/solar-elevation.ts'
import { flagged } from '../flagged.ts'

const ten = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10]

test('global range', () => {
  const values = [9, 10, 16, 17, 18, 19, 20, 25, null]
  const outcomes = flagged('dataqc_globalrangetest_minmax', { dat_min: 10, dat_max: 20 }, values)
  expect(outcomes).toEqual([0, 1, 1, 1, 1, 1, 1, 0, 2])
})

describe('local range', () => {
  test('by depth', () => {
    const values = [3.5166, 8.3083, 5.8526, 5.4972, 9.1719, 2.8584, 7.572, 7.5373, 3.8045, 5.6782]
    const z = [0.1517, 0.1079, 1.0616, 1.5583, 1.868, 0.2598, 1.1376, 0.9388, 0.0238, 0.6742]
    const settings = {
      dims: ['z'],
      datlimz: [0, 0.5, 1, 1.5, 2],
      datlim: [
        [0, 2],
        [0, 2],
        [1, 8],
        [1, 9],
        [1, 10],
      ],
    }
    const outcomes = flagged('dataqc_localrangetest_wrapper', settings, values, { inputs: { z } })
    expect(outcomes).toEqual([0, 0, 1, 1, 1, 0, 1, 0, 0, 0])
    const edges = flagged('dataqc_localrangetest_wrapper', settings, [1, 1, null, 1], {
      inputs: { z: [-0.1, 2.1, 1, null] },
    })
    expect(edges).toEqual([0, 0, 2, 2])
  })

  test('by depth and month, June being 5', () => {
    const places = Array.from({ length: 15 * 11 }, (_, i) => [(i % 15) * 10, Math.floor(i / 15)] as const)
    const settings = {
      dims: ['pressure', 'month'],
      datlimz: places,
      datlim: places.map(([pressure, month]) => [pressure + month + 10, pressure + month + 20]),
    }
    const seconds = ten.map((_, i) => 3580144703.7555027 - 2208988800 + i)
    const pressure = [33.1, 34.9, 33.7, 34.2, 33.5, 34.4, 33.9, 34.6, 33.3, 34.8]
    const values = pressure.map((one, i) => one + 5 + 16 + i)
    const outcomes = flagged('dataqc_localrangetest_wrapper', settings, values, { seconds, inputs: { pressure } })
    expect(outcomes).toEqual([1, 1, 1, 1, 1, 0, 0, 0, 0, 0])
    const lowest = pressure.map((one) => one + 5 + 10)
    const onLimit = flagged('dataqc_localrangetest_wrapper', settings, lowest, { seconds, inputs: { pressure } })
    expect(onLimit).toEqual(ten.map(() => 1))
  })
})

test.each([
  [5, [-1, 3, 40, -1, 1, -6, -6, 1], [1, 1, 0, 1, 1, 1, 1, 1]],
  [
    7,
    [-1, 3, 40, -1, 1, -6, -6, 1, 2, 4, 3, 1, -1, 40, 1, 1, 4, 2, 2, 2, 1, 2, 100],
    [1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 0, 1, 1, 1, 1, 1, 1, 1, 1, 0],
  ],
  [
    7,
    [100, 1, 2, 3, 4, 5, 6, 7, 8, 9, 100, 11, 12, 13, 14, 15, 16, 17, 18, 100],
    [0, 1, 1, 1, 1, 1, 1, 1, 1, 1, 0, 1, 1, 1, 1, 1, 1, 1, 1, 0],
  ],
  // Not published: missing neighbours do not count, too few values are not evaluated.
  [5, [1, 2, null, 40, 2, 1, 2], [1, 1, 2, 0, 1, 1, 1]],
  [5, [1, 2, 3], [2, 2, 2]],
])('spike, L = %i', (L, values, expected) => {
  expect(flagged('dataqc_spiketest_wrapper', { acc: 0.1, N: 5, L }, values)).toEqual(expected)
})

test.each([
  [
    [4.83, 1.4, 3.33, 3.33, 3.33, 3.33, 4.09, 2.97, 2.85, 3.67],
    [1, 1, 0, 0, 0, 0, 1, 1, 1, 1],
  ],
  [
    [3, 3, 3, null, 3, 3, 3, 3],
    [1, 1, 1, 2, 0, 0, 0, 0],
  ],
  [
    [3, 3, 3],
    [2, 2, 2],
  ],
])('stuck value', (values, expected) => {
  expect(flagged('dataqc_stuckvaluetest_wrapper', { reso: 0.001, num: 4 }, values)).toEqual(expected)
})

describe('gradient', () => {
  const values = [3, 5, 98, 99, 4]
  test.each([
    [{ ddatdx: 50, toldat: 5 }, values, [1, 2, 3, 4, 5], [1, 1, 0, 0, 1]],
    [{ ddatdx: [-50, 50], startdat: 100, toldat: 5 }, values, [1, 2, 3, 4, 5], [0, 0, 1, 1, 0]],
    [{ ddatdx: 50, mindx: 0.2, toldat: 5 }, values, [1, 2, 3, 3.1, 5], [1, 1, 0, 2, 1]],
    [{ ddatdx: 50, mindx: 0.9, toldat: 5 }, values, [1, 2, 2.1, 2.2, 5], [1, 1, 2, 2, 1]],
    [{ ddatdx: 2, mindx: 2, toldat: 5 }, ten.map(() => 2), ten, [1, 2, 2, 1, 2, 2, 1, 2, 2, 1]],
    // Not published: what was skipped before a bad value is bad, missing values are not evaluated.
    [{ ddatdx: 1, mindx: 0.5, toldat: 0 }, [1, 9, null, 9], [1, 1.1, 1.2, 2], [1, 0, 2, 0]],
  ])('%j', (settings, given, x, expected) => {
    expect(flagged('dataqc_gradienttest_wrapper', settings, given, { inputs: { x } })).toEqual(expected)
  })

  test('against time in seconds if nothing else is given', () => {
    const settings = { ddatdx: 50, toldat: 5 }
    expect(flagged('dataqc_gradienttest_wrapper', settings, values, { seconds: [1, 2, 3, 4, 5] })).toEqual([
      1, 1, 0, 0, 1,
    ])
  })
})

test.each([
  ['no trend', [0.8147, 0.9058, 0.127, 0.9134, 0.6324, 0.0975, 0.2785, 0.5469, 0.9575, 0.9649], 1],
  ['a weak one', [0.6557, 0.2357, 1.2491, 1.534, 1.4787, 1.7577, 1.9431, 1.7922, 2.2555, 1.9712], 1],
  ['a rising one', [0.706, 0.5318, 1.2769, 1.5462, 2.0971, 3.3235, 3.6948, 3.8171, 4.9502, 4.5344], 0],
  ['a falling one', [0.4387, -0.1184, -0.2345, -0.7048, -1.8131, -2.0102, -2.5544, -2.8537, -3.2906, -3.7453], 0],
  ['zeros', ten.map(() => 0), 1],
  ['a constant', ten.map(() => 0.1), 1],
])('polynomial trend: %s', (_, values, expected) => {
  const settings = { ord_n: 1, nstd: 3 }
  expect(flagged('dataqc_polytrendtest_wrapper', settings, values)).toEqual(values.map(() => expected))
  const gap = flagged('dataqc_polytrendtest_wrapper', settings, [...values, null])
  expect(gap).toEqual([...values.map(() => expected), 2])
})

test('each period is judged by itself', () => {
  const seconds = [...ten.map((i) => i), ...ten.map((i) => 86_400 + i)]
  const values = [...ten, ...ten.map((i) => (i % 2) * 20)]
  const trend = flagged('dataqc_polytrendtest_wrapper', {}, values, { seconds })
  expect(trend).toEqual([...ten.map(() => 0), ...ten.map(() => 1)])
  const joined = flagged('dataqc_polytrendtest_wrapper', { period: 200_000 }, values, { seconds })
  expect(joined).toEqual(values.map(() => 1))
  // A jump over midnight is none: what came before is not known to be good.
  const jump = { ddatdx: 1e-9, toldat: 0 }
  expect(flagged('dataqc_gradienttest_wrapper', jump, [1, 1, 9, 9], { seconds: [0, 1, 86_400, 86_401] })).toEqual([
    1, 1, 1, 1,
  ])
  const startdat = { ...jump, startdat: 1 }
  expect(flagged('dataqc_gradienttest_wrapper', startdat, [1, 1, 9, 9], { seconds: [0, 1, 86_400, 86_401] })).toEqual([
    1, 1, 0, 0,
  ])
})

test('propagate flags', () => {
  const sources = [
    [0, 0, 1, 1, 1, 0, 1],
    [0, 1, 0, 0, 1, 1, 1],
    [1, 0, 0, 1, 0, 1, 1],
  ].map((one) => Uint8Array.from(one))
  expect([...propagateFlags(7, sources)]).toEqual([0, 0, 0, 0, 0, 0, 1])
  expect([...propagateFlags(2, [Uint8Array.of(2, 1), Uint8Array.of(0, 2)])]).toEqual([0, 2])
  expect([...propagateFlags(1, [])]).toEqual([2])
})

test('conductivity with another pressure', () => {
  const used = Float64Array.of(0, 10, 100, 500, 1000, 2000)
  const pressure = Float64Array.of(5, 12, 95, 550, 900, 2200)
  const values = recompressed(new Float64Array(6).fill(55), used, pressure)
  for (const [i, expected] of [55, 55, 55, 55.0003, 54.9995, 55.0011].entries())
    expect(values[i]).toBeCloseTo(expected, 4)
})

describe('solar elevation', () => {
  const sunOf = (rows: readonly (readonly [number, number, number])[]) =>
    solarElevation(
      Float64Array.from(rows, ([lon]) => lon),
      Float64Array.from(rows, ([, lat]) => lat),
      Float64Array.from(rows, ([, , ms]) => ms * 1000),
    )

  test('the sun of the almanacs', () => {
    const sun = sunOf([
      // NREL's solar position algorithm (2008): its worked example, without refraction.
      [-105.1786, 39.742476, Date.UTC(2003, 9, 17, 19, 30, 30)],
      // USNO: equinox, solstices of 2012, seen from the pole; obliquity 23.437 degrees.
      [0, 90, Date.UTC(2012, 2, 20, 5, 14)],
      [0, 90, Date.UTC(2012, 5, 20, 23, 9)],
      [0, 90, Date.UTC(2012, 11, 21, 11, 12)],
    ])
    for (const [i, degrees] of [39.872, 0, 23.437, -23.437].entries()) {
      expect(Math.abs(sun.elevation[i]! - degrees)).toBeLessThan(0.05)
    }
    expect(sun.radiation[3]).toBe(0)
  })

  // The published rows take the sun of half a day earlier, which is up to 0.2 degrees off at the equinox.
  test.each([
    [0, 0, 79.5, 87.8905, 1378.43],
    [0, 50, 79.5, 39.8829, 884.4761],
    [0, 50, 172.5, 63.4355, 1184.7646],
    [0, 90, 172.5, 23.4362, 526.8291],
    [120, 30, 44.9, -14.7427, 0],
    [120, 30, 45, 15.1566, 366.8129],
    [120, 30, 45.2, 46.1922, 1012.383],
  ])('about the published one at %f, %f, day %f', (lon, lat, dayOf2012, elevation, radiation) => {
    const sun = sunOf([[lon, lat, Date.UTC(2012, 0, 1) + dayOf2012 * 86_400_000]])
    expect(Math.abs(sun.elevation[0]! - elevation)).toBeLessThan(0.2)
    expect(Math.abs(sun.radiation[0]! - radiation)).toBeLessThan(4)
  })
})
