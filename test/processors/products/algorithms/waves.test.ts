import { waveAlgorithms } from '../../../../processors/products/algorithms/waves.ts'
import { call } from '../given.ts'
import { fixedWindows } from '../windows.ts'

const nan = Number.NaN
const hour = 3_600_000_000
const named = (name: string) => waveAlgorithms.find((one) => one.name === `wave_${name}`)!

// A sea of five sinusoids, sampled at 2 Hz for 20 minutes: amplitude m, frequency Hz, phase.
const sea = [
  [0.8, 0.0713, 0.3],
  [0.45, 0.1037, 1.1],
  [0.3, 0.131, 2.9],
  [0.15, 0.2219, 4.2],
  [0.1, 0.3377, 5.6],
] as const
const heave = Array.from({ length: 2400 }, (_, at) =>
  sea.reduce((sum, [amplitude, f, phase]) => sum + amplitude * Math.cos(Math.PI * at * f + phase), 0.07),
)
/** Hs = 4 standard deviations; a sinusoid's variance is half its amplitude squared. */
const significant = 4 * Math.sqrt(sea.reduce((sum, [amplitude]) => sum + amplitude ** 2 / 2, 0))
const start = Date.UTC(2016, 4, 1, 7, 10) * 1000
const time = heave.map((_, at) => start + at * 500_000)
const hourly = (name: string, given: Parameters<typeof call>[2] = {}, at: readonly number[] = time) =>
  call(named(`spectrum_${name}`), at.length, { heave, ...given }, { time: at, windows: fixedWindows(at, hour) })
const burst = (name: string, given: Parameters<typeof call>[2] = {}, rows = 1) =>
  call(named(`burst_${name}`), rows, { heave: [heave], delta_time: 0.5, ...given })

// scipy.signal.welch(x, 2, 'hann', nperseg, nperseg // 2, detrend='constant'), bins from 0.03 to 0.5 Hz.
const byScipy = [
  [
    256,
    121,
    { hm0: 2.7784877001192174, tp: 14.222222222222221, tm01: 11.11866382620726, tm02: 10.225603984143364 },
    { 0: 2.477144014085626e-6, 10: 50.276102318106155, 11: 25.846938865527527, 49: 1.8291719199994614 },
  ],
  [
    100,
    48,
    { hm0: 2.7784891912311567, tp: 14.285714285714285, tm01: 11.119025224828029, tm02: 10.21086007213324 },
    { 0: 8.316325179479597e-5, 4: 20.866534859764368, 7: 5.652748718784074, 30: 0.150317348031541 },
  ],
] as const

test.each(byScipy)(
  'segments of %d s: spectrum and sea state as by scipy',
  (segment_seconds, bins, state, densities) => {
    for (const compute of [hourly, burst]) {
      const density = compute('density', { segment_seconds })
      const frequency = compute('frequency', { segment_seconds })
      expect([density.width, frequency.width]).toEqual([bins, bins])
      expect(frequency.values[0]).toBeCloseTo(Math.ceil(0.03 * segment_seconds) / segment_seconds, 12)
      expect(frequency.values[bins - 1]).toBeCloseTo(0.5, 12)
      for (const [bin, expected] of Object.entries(densities)) {
        expect(Math.abs(density.values[Number(bin)]! / expected - 1)).toBeLessThan(1e-9)
      }
      for (const [name, expected] of Object.entries(state)) {
        expect(compute(name, { segment_seconds }).values[0]).toBeCloseTo(expected, 9)
      }
    }
  },
)

test('the significant height is four standard deviations, the peak is the strongest wave', () => {
  expect(Math.abs(hourly('hm0').values[0]! / significant - 1)).toBeLessThan(1e-6)
  expect(Math.abs(hourly('tp').values[0]! - 1 / 0.0713)).toBeLessThan(0.5)
})

test('a single sinusoid has one period by every measure', () => {
  const swell = Array.from({ length: 2400 }, (_, at) => 1.5 * Math.sin((Math.PI * at) / 12.8))
  for (const [name, expected] of [
    ['hm0', 4 * Math.sqrt(1.5 ** 2 / 2)],
    ['tp', 12.8],
    ['tm01', 12.8],
    ['tm02', 12.8],
  ] as const) {
    expect(Math.abs(burst(name, { heave: [swell] }).values[0]! / expected - 1)).toBeLessThan(0.005)
  }
})

test('the hour is the same whatever else was asked for, and what is around a gap is not joined', () => {
  const alone = hourly('hm0').values[0]!
  const before = time.map((at) => at - hour)
  const both = hourly('hm0', { heave: [...heave.map((value) => 2 * value), ...heave] }, [...before, ...time])
  expect(both.values[0]).toBeCloseTo(2 * alone, 9)
  expect(both.values[1]).toBeCloseTo(alone, 12)

  // Ten minutes, a gap of half an hour with another level, ten minutes: four segments in each part.
  const apart = time.map((at, index) => (index < 1200 ? at - hour / 6 : at + hour / 3))
  const levels = heave.map((value, index) => value + (index < 1200 ? 0 : 50))
  const joined = hourly('hm0', { heave: levels, segment_seconds: 100 }, apart).values[0]!
  expect(Math.abs(joined / significant - 1)).toBeLessThan(0.02)
  const missing = levels.map((value, index) => (index === 1200 ? nan : value))
  const bridged = hourly('hm0', { heave: missing, segment_seconds: 100 }).values[0]!
  expect(Math.abs(bridged / significant - 1)).toBeLessThan(0.02)
})

test('too little heave is flagged: an hour, or a burst', () => {
  const short = hourly('hm0', { heave: heave.slice(0, 1279) }, time.slice(0, 1279))
  expect([...short.values]).toEqual([nan])
  expect(short.flags).toEqual([{ row: 0, reason: 'the heave has fewer than 4 segments without a gap' }])
  expect(hourly('hm0', { heave: heave.slice(0, 1280) }, time.slice(0, 1280)).flags).toEqual([])

  const rows = [heave, heave.map((value, index) => (index < 1279 ? value : nan)), heave.map(() => nan)]
  const bursts = burst('density', { heave: rows }, 3)
  expect(bursts.width).toBe(121)
  expect(bursts.values[0]).toBeGreaterThan(0)
  expect(bursts.values.subarray(121).every(Number.isNaN)).toBe(true)
  expect(bursts.flags).toEqual([{ row: 1, reason: 'the heave has fewer than 4 segments without a gap' }])
})

test('the mean is no wave, and the frequency of Nyquist has no negative twin, as by scipy', () => {
  const low = burst('density', { low_frequency: 0.003 })
  expect(low.values[0]! / 0.0046163966456801014 - 1).toBeCloseTo(0, 8)
  const second = heave.filter((_, at) => at % 2 === 0)
  const high = burst('density', { heave: [second], delta_time: 1, segment_seconds: 100 })
  expect(high.values[47]! / 1.1152550259066878e-9 - 1).toBeCloseTo(0, 4)
})

test('beyond the frequency of Nyquist there is no density, and nothing is added to the height', () => {
  const slow = heave.filter((_, at) => at % 3 === 0)
  const given = { heave: [slow], delta_time: 1.5, segment_seconds: 96 }
  const { values } = burst('density', given)
  const { values: frequencies } = burst('frequency', given)
  for (const [bin, frequency] of frequencies.entries()) expect(Number.isNaN(values[bin]!)).toBe(frequency > 1 / 3)
  expect(burst('hm0', given).values[0]).toBeCloseTo(significant, 1)
})
