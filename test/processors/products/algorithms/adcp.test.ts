import { adcpAlgorithms } from '../../../../processors/products/algorithms/adcp.ts'
import { call, type Plain } from '../given.ts'
import { declinationAt, withDeclination } from './declined.ts'

const nan = Number.NaN
const algorithm = (name: string) => adcpAlgorithms.find((one) => one.name === name)!

// The data product specification 1341-00750 with the three-beam solution of the original's unit test: 50° N, 145° W,
// 12 May 2012, where the WMM2010 gives 16.9457 degrees.
const b1 = [[-30, -295, -514, -234, -188, 203, -325, 305, -204, -294]]
const b2 = [[180, -132, 213, 309, 291, 49, 188, 373, 2, 172]]
const b3 = [[-398, -436, -131, -473, -443, 188, -168, 291, -179, 8]]
const b4 = [[-216, -605, -92, -58, 484, -5, 338, 175, -80, -549]]
const pg1 = [[100, 100, 26, 24, 25, 25, 24, 26, 100, 100]]
const pg2 = [[100, 100, 90, 80, 60, 50, 100, 24, 25, 26]]
const pg3 = [[26, 100, 100, 90, 80, 70, 60, 50, 24, 25]]
const pg4 = [[25, 26, 100, 24, 25, 26, 100, 100, 100, 24]]
const beams = { b1, b2, b3, b4, pg1, pg2, pg3, pg4 }
const attitude = { h: 9841, p: 69, r: -254, vf: 1 }
const whereabouts = { lat: 50, lon: -145, dt: 3545769600 }
const published = 16.9457
const ours = declinationAt(50, -145, 3545769600)[0]!
const east = [0.1099, -0.3221, -0.4025, nan, 0.9243, -0.1595, 0.5387, -0.0651, -0.0726, -0.4735]
const north = [-0.3854, -0.0916, -0.9773, nan, -1.214, 0.3188, -0.5926, 0.2514, -0.2932, -0.5255]
const up = [0.1401, 0.3977, 0.187, nan, 0.0091, -0.129, -0.0681, -0.2591, 0.1215, 0.0926]
const error = [0.7898, 0.6347, -0.0806, nan, 0.0641, 0.07133, 0, 0, 0, 0]

function expectClose(actual: ArrayLike<number>, expected: readonly number[], tolerance: number): void {
  expect(actual).toHaveLength(expected.length)
  expected.forEach((value, at) => {
    if (Number.isNaN(value)) expect(actual[at]).toBeNaN()
    else expect(Math.abs(actual[at]! - value)).toBeLessThan(tolerance)
  })
}

function expectPublished(
  eastward: Float64Array,
  northward: Float64Array,
  expected: typeof east,
  toNorth: typeof north,
) {
  const theirs = Array.from(eastward, (value, at) => withDeclination([value, northward[at]!], ours, published))
  expectClose(
    theirs.map(([value]) => value),
    expected,
    1e-4,
  )
  expectClose(
    theirs.map(([, value]) => value),
    toNorth,
    1e-4,
  )
}

const run = (name: string, given: Readonly<Record<string, Plain>>, rows = 1) => call(algorithm(name), rows, given)

test.each(['adcp', 'vadcp'])('%s: beams to the earth frame, as published', (prefix) => {
  const given = { ...beams, ...attitude, ...whereabouts }
  const eastward = run(`${prefix}_beam_eastward`, given).values
  const northward = run(`${prefix}_beam_northward`, given).values
  expectPublished(eastward, northward, east, north)
  const vertical = prefix === 'adcp' ? 'adcp_beam_vertical' : 'vadcp_beam_vertical_est'
  expectClose(run(vertical, { ...beams, ...attitude }).values, up, 1e-4)
  expectClose(run(`${prefix}_beam_error`, beams).values, error, 1e-4)
})

test('one that looks down, as the Matlab program of the original computed', () => {
  // Instrument velocities (mm/s) of its unit test, as beams: x = a(b1 - b2), y = a(b4 - b3), z = b(b1 + b2 + b3 + b4).
  const [x, y, z] = [-749.95582864, -739.72251324, -81.67564404]
  const sine = Math.sin((20 * Math.PI) / 180)
  const along = z * Math.cos((20 * Math.PI) / 180)
  const instrument = {
    b1: [[along + x * sine]],
    b2: [[along - x * sine]],
    b3: [[along - y * sine]],
    b4: [[along + y * sine]],
  }
  const tilted = { h: 3200, p: 300, r: 400 }
  // 0° N, 120° E: turned back by our declination.
  const place = { lat: 0, lon: 120, dt: 3471292800 }
  const declination = declinationAt(0, 120, 3471292800)[0]!
  for (const [vf, expected] of [
    [1, [247.015599, -1027.223026, -9.497397]],
    [0, [-1029.9328104, -225.7064203, -67.7426771]],
  ] as const) {
    const given = { ...instrument, ...tilted, vf, ...place }
    const [eastward, northward] = ['adcp_beam_eastward', 'adcp_beam_northward'].map(
      (name) => run(name, given).values[0]!,
    )
    const magnetic = withDeclination([eastward!, northward!], declination, 0)
    const upward = run('adcp_beam_vertical', { ...instrument, ...tilted, vf }).values[0]!
    expectClose(
      [...magnetic, upward].map((value) => 1000 * value),
      expected,
      1e-5,
    )
  }
})

test('the vertical beam gives the true vertical', () => {
  // The original's unit test: five attitudes, bins with two bad beams and with a bad fifth.
  const bins = (value: number) => Array.from({ length: 5 }, () => [value, value, value])
  const percents = Array.from({ length: 5 }, () => [100, 24, 100])
  const { values } = run(
    'vadcp_beam_vertical_true',
    {
      ...{ b1: bins(-325), b2: bins(188), b3: bins(168), b4: bins(-338), b5: bins(-70) },
      ...{ pg1: percents, pg2: percents, pg3: bins(100), pg4: bins(100) },
      pg5: Array.from({ length: 5 }, () => [100, 100, 24]),
      ...{ h: [3000, 3000, 3000, 3000, 3000], p: [0, 200, 300, 300, 100], r: [0, 400, 300, 400, 300] },
      vf: 1,
    },
    5,
  )
  const expected = [0.07, -0.00824854, -0.00804866, -0.02112871, 0.01775751]
  expectClose(
    values,
    expected.flatMap((value) => [value, nan, nan]),
    1e-6,
  )
})

test('a broken or missing reading gives NaN, not a velocity of 32 m/s', () => {
  const given = { b1: [[-32768, nan, 100]], b2: [[10, 10, 10]], b3: [[10, 10, 10]], b4: [[10, 10, 10]] }
  const { values, flags } = run('adcp_beam_error', given)
  expect([...values].map(Number.isNaN)).toEqual([true, true, false])
  expect(flags).toEqual([])
  const replaced = run('adcp_beam_error', {
    ...beams,
    b2: [[-32768, ...b2[0]!.slice(1)]],
    pg1: [[0, ...pg1[0]!.slice(1)]],
  })
  expect(replaced.values[0]).toBeNaN()
  // A percent good that is missing is not good: the three other beams give the velocity.
  expectClose(run('adcp_beam_error', { ...given, pg1: [[nan, nan, nan]] }).values, [0, 0, 0], 1e-12)
})

test('wrong arguments are flagged', () => {
  const odd = run('adcp_beam_vertical', { ...beams, ...attitude, vf: 2 })
  expect(odd.values.every(Number.isNaN)).toBe(true)
  expect(odd.flags).toEqual([{ row: 0, reason: 'the orientation is neither 0 (down) nor 1 (up)' }])
  const short = run('adcp_beam_error', { ...beams, pg3: [[100]] })
  expect(short.flags).toEqual([{ row: 0, reason: 'pg3 has 1 bins a row, b1 has 10' }])
  const late = run('adcp_beam_eastward', { ...beams, ...attitude, ...whereabouts, dt: 2208988800 + 1.9e9 })
  expect(late.flags).toEqual([{ row: 0, reason: 'IGRF-14 is valid from 1900 to 2030' }])
  expect(late.values.every(Number.isNaN)).toBe(true)
})

test('velocities in the earth frame are scaled and turned', () => {
  const u = [[217.5, -281.4, -100.2, 483.1, 1238, -32768, 621.8, -180.7, 99.2, -906.3]]
  const v = [[-336.7, -181.5, -1052.2, -867.6, -891.9, 258.5, -849.7, -32768, -307.3, -546.1]]
  const expected = [0.1099, -0.3221, -0.4025, 0.2092, 0.9243, nan, 0.3471, nan, 0.0053, -1.0261]
  const toNorth = [-0.3855, -0.0916, -0.9773, -0.9707, -1.214, nan, -0.994, nan, -0.3229, -0.2582]
  const given = { u, v, z: 0, ...whereabouts }
  const eastward = run('adcp_earth_eastward', given).values
  const northward = run('adcp_earth_northward', given).values
  expectPublished(eastward, northward, expected, toNorth)
  expectClose(run('adcp_earth_vertical', { w: [[140.1, -32768, nan]] }).values, [0.1401, nan, nan], 1e-12)
  expectClose(run('adcp_earth_error', { e: [[789.762, -32768]] }).values, [0.789762, nan], 1e-12)
})

test('echo intensity by the factor of the beam', () => {
  const raw = [
    [25, 100, nan],
    [25, 100, 250],
  ]
  expectClose(run('adcp_backscatter', { raw }, 2).values, [11.25, 45, nan, 11.25, 45, 112.5], 1e-12)
  expectClose(run('adcp_backscatter', { raw, sfactor: [0.45, 0.9] }, 2).values.subarray(3), [22.5, 90, 225], 1e-12)
})
