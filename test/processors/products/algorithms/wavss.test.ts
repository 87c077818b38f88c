import { wavssAlgorithms } from '../../../../processors/products/algorithms/wavss.ts'
import { call } from '../given.ts'
import { declinationAt, withDeclination } from './declined.ts'

const nan = Number.NaN
const run = (name: string, given: Parameters<typeof call>[2], rows: number, time?: number[]) =>
  call(
    wavssAlgorithms.find((one) => one.name === `wav_triaxys_${name}`)!,
    rows,
    given,
    time === undefined ? {} : { time },
  )

function expectClose(actual: ArrayLike<number>, expected: readonly number[], tolerance: number): void {
  expect(actual).toHaveLength(expected.length)
  for (const [at, value] of expected.entries()) {
    if (Number.isNaN(value)) expect(actual[at]).toBeNaN()
    else expect(Math.abs(actual[at]! - value)).toBeLessThan(tolerance)
  }
}

// The rows are those of the original's unit test.
test('frequencies of the bands; a directional spectrum may have fewer', () => {
  const ramp = [0.01, 0.011, 0.012, 0.013, 0.014]
  const given = { freq0: 0.01, delta_freq: 0.001 }
  expectClose(run('nondir_freq', { ...given, nfreq: [5, 5] }, 2).values, [...ramp, ...ramp], 1e-12)
  const { values, width } = run('dir_freq', { ...given, nfreq_nondir: 5, nfreq_dir: [4, 5, 1, nan] }, 4)
  expect(width).toBe(5)
  const expected = [...ramp.with(4, nan), ...ramp, 0.01, nan, nan, nan, nan, nan, nan, nan, nan, nan]
  expectClose(values, expected, 1e-12)
})

test('a count that is none is flagged, and takes no memory', () => {
  const { values, width, flags } = run('nondir_freq', { freq0: 0.01, delta_freq: 0.001, nfreq: [2, 2e9, -1] }, 3)
  expect(width).toBe(2)
  expectClose(values, [0.01, 0.011, nan, nan, nan, nan], 1e-12)
  expect(flags.map(({ row, reason }) => [row, reason])).toEqual([
    [1, 'the number of values is outside 0 to 65535'],
    [2, 'the number of values is outside 0 to 65535'],
  ])
})

test('times of the displacements, after the time of the record', () => {
  const ntp_timestamp = [3176736750.736, 3176740350.736]
  const given = { ntime: 5, time0: 0.01, delta_time: 0.001 }
  const expected = ntp_timestamp.flatMap((start) => [0.01, 0.011, 0.012, 0.013, 0.014].map((after) => start + after))
  expectClose(run('buoymotion_time', { ...given, ntp_timestamp }, 2).values, expected, 1e-6)
  const time = ntp_timestamp.map((start) => (start - 2208988800) * 1e6)
  expectClose(run('buoymotion_time', given, 2, time).values, expected, 2e-6)
})

// With the WMM2010: 16.461 degrees at 45° N 128° W in 2013, -6.13 at 80° N 0° E in 2010.
test('wave directions from true north, around the corner both ways', () => {
  const where = { lat: [45, 45, 80], lon: [-128, -128, 0], ntp_ts: [3575053740, 3575053740, 3471292800] }
  const mean = run('correct_mean_wave_direction', { dir_raw: [50, 350, 1], ...where }, 3)
  expectClose(mean.values, [66.461, 6.461, 354.866], 0.04)
  const dir_raw = [
    [50, 350, 1, nan],
    [150, 250, 11, 359],
    [50, 350, 1, nan],
  ]
  const bands = run('correct_directional_wave_direction', { dir_raw, ...where }, 3)
  const expected = [66.461, 6.461, 17.461, nan, 166.461, 266.461, 27.461, 15.461, 43.866, 343.866, 354.866, nan]
  expectClose(bands.values, expected, 0.04)
})

test('displacements from magnetic to true axes', () => {
  const x = [
    [0.2175, -0.2814, -0.1002, 0.4831, 1.238],
    [0.2455, 0.6218, -0.1807, 0.0992, -0.9063],
  ]
  const y = [
    [-0.3367, -0.1815, -1.0522, -0.8676, -0.8919],
    [0.2585, -0.8497, -0.0873, 0.3073, 0.5461],
  ]
  const where = { lat: [50, 45], lon: [-145, -128], ntp_timestamp: [3545769600, 3575053740] }
  const ours = declinationAt(where.lat, where.lon, where.ntp_timestamp, 2)
  const theirs = [16.9457, 16.4609]
  const east = run('magcor_buoymotion_x', { x, y, ...where }, 2).values
  const north = run('magcor_buoymotion_y', { x, y, ...where }, 2).values
  const turned = Array.from(east, (value, at) => {
    const row = Math.floor(at / 5)
    return withDeclination([value, north[at]!], ours[row]!, theirs[row]!)
  })
  expectClose(
    turned.map(([value]) => value),
    [0.1099, -0.3221, -0.4025, 0.2092, 0.9243, 0.3087, 0.3555, -0.198, 0.1822, -0.7144],
    1.1e-4,
  )
  expectClose(
    turned.map(([, value]) => value),
    [-0.3855, -0.0916, -0.9773, -0.9707, -1.214, 0.1783, -0.9911, -0.0325, 0.2666, 0.7805],
    1.1e-4,
  )
})
