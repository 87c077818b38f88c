import { vel3dAlgorithms } from '../../../../processors/products/algorithms/vel3d.ts'
import { velptAlgorithms } from '../../../../processors/products/algorithms/velpt.ts'
import { call, coefficient } from '../given.ts'
import { declinationAt, turnBetween, withDeclination } from './declined.ts'

const nan = Number.NaN
const run = (name: string, given: Parameters<typeof call>[2], rows: number) =>
  call([...vel3dAlgorithms, ...velptAlgorithms].find((one) => one.name === name)!, rows, given)

function expectClose(actual: ArrayLike<number>, expected: readonly number[], tolerance: number): void {
  expect(actual).toHaveLength(expected.length)
  for (const [at, value] of expected.entries()) {
    if (Number.isNaN(value)) expect(actual[at]).toBeNaN()
    else expect(Math.abs(actual[at]! - value)).toBeLessThan(tolerance)
  }
}

// The data product specifications 1341-00781 and -00790: 14.6846° N, 51.044° W, 11 March 2005, with the WMM2005, which
// gave -17.4611 degrees: so much the published rows are turned.
const lat = 14.6846
const lon = -51.044
const timestamp = Array.from({ length: 10 }, (_, hour) => 3319563600 + 3600 * hour)
const ours = declinationAt(lat, lon, timestamp[0]!)[0]!
const theirs = -17.461055
const u = [-3.2, 0.1, 0, 2.3, -0.1, 5.6, 5.1, 5.8, 8.8, 10.3]
const v = [18.2, 9.9, 12, 6.6, 7.4, 3.4, -2.6, 0.2, -1.5, 4.1]
const w = [-1.1, -0.6, -1.4, -2, -1.7, -2, 1.3, -1.6, -1.1, -4.5]
const east = [-0.085136, -0.028752, -0.036007, 0.002136, -0.023158, 0.043218, 0.056451, 0.054727, 0.088446, 0.085952]
const north = [0.164012, 0.094738, 0.114471, 0.06986, 0.07029, 0.049237, -0.009499, 0.019311, 0.012096, 0.070017]
const up = [-0.011, -0.006, -0.014, -0.02, -0.017, -0.02, 0.013, -0.016, -0.011, -0.045]

test('the declination of the published rows is near ours', () => {
  expect(turnBetween([-3.2, 18.2], [-0.085136, 0.164012])).toBeCloseTo(theirs, 3)
  expect(Math.abs(ours - theirs)).toBeLessThan(0.1)
})

test.each([
  ['nobska_mag_corr_east', 'nobska_mag_corr_north', 'nobska_scale_up_vel', 1],
  ['nortek_mag_corr_east', 'nortek_mag_corr_north', 'nortek_up_vel', 10],
  ['velpt_mag_corr_east', 'velpt_mag_corr_north', 'velpt_up_vel', 10],
])('%s, %s and %s, as published', (toEast, toNorth, upward, unit) => {
  const given = { u: u.map((value) => value * unit), v: v.map((value) => value * unit), lat, lon, timestamp }
  const eastward = run(toEast, given, 10).values
  const northward = run(toNorth, given, 10).values
  const turned = Array.from(eastward, (value, at) => withDeclination([value, northward[at]!], ours, theirs))
  expectClose(
    turned.map(([value]) => value),
    east,
    2e-6,
  )
  expectClose(
    turned.map(([, value]) => value),
    north,
    2e-6,
  )
  expectClose(run(upward, { w: w.map((value) => value * unit) }, 10).values, up, 1e-12)
})

test('velocities with no date in the model, no place or no reading', () => {
  const given = { u: [1, 1, nan], v: [1, 1, 1], lat: [45, 120, 45], lon: -125, timestamp: [5e9, 3.5e9, 3.5e9] }
  const { values, flags } = run('velpt_mag_corr_east', given, 3)
  expect([...values]).toEqual([nan, nan, nan])
  expect(flags.map(({ row }) => row)).toEqual([0, 1])
})

test('the status of a Vector tells the unit of its velocities', () => {
  const status_code = [0, 2, 3, 1, nan]
  const { values } = run('nortek_up_vel', { w: [1000, 1000, 1000, 1000, 1000], status_code }, 5)
  expectClose(values, [1, 0.1, 0.1, 1, nan], 1e-12)
  const still = { u: 1000, v: 0, lat: 0, lon: 0, timestamp: 3.5e9, status_code: [0, 2] }
  const eastward = run('nortek_mag_corr_east', still, 2).values
  expect(eastward[1]).toBeCloseTo(eastward[0]! / 10, 12)
})

// The original's unit test, from Nortek's Matlab program of 2018: velocities by the compass.
const aquadopp = {
  vel0: [0, 6305, 6000, 7810, 10048, 11440, -10341, -10597, 9123, -12657],
  vel1: [0, 1050, 856, -1672, 3593, -2487, -5731, -3085, -1987, 2382],
  vel2: [7628, 0, 4974, -4204, 4896, 5937, 6480, -6376, -7271, -7576],
  heading: [0, 360, 720, 1080, 1440, 1800, 2160, 2520, 2880, 3240],
  pitch: [-201, -58.2, 0, -102.6, -80.9, -13.6, 53.3, 99.6, 136.8, 267.7],
  roll: [-150, -116.7, -83.3, -50, 0, 16.7, 50, 83.3, 116.7, 150],
  Vscale: -4,
}
const rising = [1, 2, 4, 0, 0]
const sinking = [2, 3, 4, 0, 0]
const beams = [rising, rising, rising, rising, rising, sinking, sinking, sinking, sinking, sinking]
const byCompass: readonly [number[], number[], number[]] = [
  [
    0.9715237, -0.15048551, 0.43161923, 0.04983687, 0.22505532, 0.61535247, -1.49808509, 0.66066875, -0.49045816,
    0.38834679,
  ],
  [
    0.34746236, 0.27587512, -0.28755576, 0.42188307, -0.57203139, -0.98769358, 1.39724668, 0.66724621, -1.76064247,
    -0.13929959,
  ],
  [
    -0.27506406, 0.75059143, 0.58418777, 1.36163388, 0.85850869, 1.21113768, 0.38492693, -0.66162609, 0.75089539,
    -1.80239185,
  ],
]

test('Aquadopp II: three beams to the earth frame, as published', () => {
  const given = { ...aquadopp, beams, lat, lon, timestamp: timestamp[0]! }
  const eastward = run('vel3dk_east', given, 10).values
  const northward = run('vel3dk_north', given, 10).values
  const magnetic = Array.from(eastward, (value, at) => withDeclination([value, northward[at]!], ours, 0))
  expectClose(
    magnetic.map(([value]) => value),
    byCompass[0],
    1e-7,
  )
  expectClose(
    magnetic.map(([, value]) => value),
    byCompass[1],
    1e-7,
  )
  expectClose(run('vel3dk_up', { ...aquadopp, beams }, 10).values, byCompass[2], 1e-7)
})

test('Aquadopp II: a set of beams that is missing gives NaN, one that is unknown is flagged too', () => {
  const odd = beams.with(4, [1, 2, 4, nan, 0]).with(6, [1, 2, 3, 4, 0]).with(7, [2, 3, 4, 0, nan])
  const { values, flags } = run('vel3dk_up', { ...aquadopp, beams: odd }, 10)
  expectClose(values, byCompass[2].with(4, nan).with(6, nan), 1e-7)
  expect(flags).toEqual([{ row: 6, reason: 'the beams in use are neither 1, 2, 4 nor 2, 3, 4' }])
})

// The original's unit test of the ACM, worked out by geometry. Where the declination is 15 degrees, its velocities point
// as told; elsewhere they are turned by the difference.
const root3 = Math.sqrt(3)
const acmPlace = { lat: 37.768812, lon: -135, timestamp: 1296518400 + 2208988800 }
const acmOurs = declinationAt(acmPlace.lat, acmPlace.lon, acmPlace.timestamp)[0]!
const perfect = {
  hdg_cal: coefficient([0, 45, 90, 135, 180, 225, 270, 315]),
  hx_cal: coefficient([1, 1, 0, -1, -1, -1, 0, 1]),
  hy_cal: coefficient([0, 1, 1, 1, 0, -1, -1, -1]),
}
/** The example of the profiler's manual. */
const manual = {
  hdg_cal: perfect.hdg_cal,
  hx_cal: coefficient([0.3645, 0.2383, -0.0246, -0.2508, -0.3212, -0.1979, 0.0511, 0.2817]),
  hy_cal: coefficient([0.0008, 0.2321, 0.2914, 0.1515, -0.1064, -0.3218, -0.3652, -0.2563]),
}
const acmAngles = (kind: string, given: Parameters<typeof call>[2], rows = 4) => {
  const [eastward, northward] = ['east', 'north'].map((component) =>
    run(`fsi_acm_${kind}_${component}`, { ...given, ...acmPlace }, rows),
  )
  return Array.from(eastward!.values, (value, at) => {
    const [toEast, toNorth] = withDeclination([value, northward!.values[at]!], acmOurs, 15)
    expect(Math.hypot(toEast, toNorth)).toBeCloseTo(1, 9)
    return ((Math.atan2(toNorth, toEast) * 180) / Math.PI + 360) % 360
  })
}
const vp1 = [root3, -1, -root3, 1].map((value) => 50 * value)
const vp3 = [1, root3, -1, -root3].map((value) => 50 * value)
const same = (value: number) => Array(4).fill(value) as number[]

test('the declination at the point of the ACM is near 15 degrees', () => {
  expect(Math.abs(acmOurs - 15)).toBeLessThan(0.1)
})

test.each([
  ['sio', { vp1, vp3, hdg: 0 }, [240, 330, 60, 150]],
  ['sio', { vp1, vp3, hdg: 150 }, [90, 180, 270, 0]],
  ['rsn', { vp1, vp3, hx: [root3, -1, -root3, 1], hy: [1, root3, -1, -root3], ...perfect }, [210, 210, 210, 210]],
  ['rsn', { vp1: same(vp1[0]!), vp3: same(50), hx: [1, 0, -1, 0], hy: [0, 1, 0, -1], ...perfect }, [240, 150, 60, 330]],
  ['rsn', { vp1, vp3, hx: same(-root3), hy: same(-1), ...perfect }, [30, 120, 210, 300]],
  // Headings by the manual's calibration: the angle along the instrument, less heading and declination.
  [
    'rsn',
    { vp1: same(vp1[0]!), vp3: same(50), hx: [root3, -1, -root3, 1], hy: [1, root3, -1, -root3], ...manual },
    [24.5949, 111.6844, 201.73555, 292.14246].map((heading) => (165 + 90 - heading - 15 + 360) % 360),
  ],
] as const)('ACM, %s: directions by geometry %#', (kind, given, expected) => {
  const differences = acmAngles(kind, given).map((angle, at) => Math.abs(((angle - expected[at]! + 540) % 360) - 180))
  expect(Math.max(...differences)).toBeLessThan(1e-4)
})

test('ACM: calibrations that change from row to row, and one that is too short', () => {
  const rows = (name: 'hdg_cal' | 'hx_cal' | 'hy_cal') => [[...manual[name].values], [...perfect[name].values]]
  const changing = { hdg_cal: rows('hdg_cal'), hx_cal: rows('hx_cal'), hy_cal: rows('hy_cal') }
  const angles = acmAngles('rsn', { vp1: vp1[0]!, vp3: 50, hx: -root3, hy: -1, ...changing }, 2)
  expect(angles[0]).toBeCloseTo((165 + 90 - 201.73555 - 15 + 360) % 360, 3)
  expect(angles[1]).toBeCloseTo(30, 6)
  const given = { vp1, vp3, hx: 1, hy: 1, ...perfect, hx_cal: coefficient([1, 2]), ...acmPlace }
  const { values, flags } = run('fsi_acm_rsn_east', given, 4)
  expect([...values]).toEqual([nan, nan, nan, nan])
  expect(flags[0]).toEqual({ row: 0, reason: 'hdg_cal, hx_cal and hy_cal have 8, 2, 8 values, not 8' })
})

test('ACM: upward velocity on the way up and on the way down', () => {
  const sign = (bit: number) => Array.from({ length: 16 }, (_, at) => ((at >> bit) & 1 ? -100 : 100))
  const paths = { vp1: sign(3), vp2: sign(2), vp3: sign(1), vp4: sign(0) }
  const ascending = [-2.83, 0, -1.41, 1.41, -2.83, 0, -1.41, 1.41, -1.41, 1.41, 0, 2.83, -1.41, 1.41, 0, 2.83]
  const descending = [2.83, 2.83, 1.41, 1.41, 0, 0, -1.41, -1.41, 1.41, 1.41, 0, 0, -1.41, -1.41, -2.83, -2.83]
  expectClose(run('fsi_acm_up_profiler_ascending', paths, 16).values, ascending, 0.006)
  expectClose(run('fsi_acm_up_profiler_descending', paths, 16).values, descending, 0.006)
})
