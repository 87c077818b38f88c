/**
 * Waves from the heave of a buoy: spectrum, significant height, periods. Of each UTC hour of a heave series, and of each
 * record that holds a burst. Nothing is averaged across a gap: segments lie where the heave has none.
 */
import { type AnyAlgorithm, at, defineAlgorithm, defineWindowAlgorithm, type Numbers } from '../algorithm.ts'
import { usualInterval, wholeRuns } from './waves/runs.ts'
import { meanPeriod, peakPeriod, significantHeight, zeroCrossingPeriod } from './waves/sea-state.ts'
import { type Band, bandWidth, type Run, type Spectrum, welch } from './waves/welch.ts'

const source = 'Welch 1967; IAHR/PIANC list of sea-state parameters, 1986'
const hourMicros = 3_600_000_000
/** A spectrum of fewer segments is mostly scatter. */
const leastSegments = 4
const tooShort = `the heave has fewer than ${leastSegments} segments without a gap`

const bandArguments = {
  segment_seconds: {
    about: 'Length of a segment: its inverse is the resolution in frequency',
    units: 's',
    optional: true,
    default: 256,
  },
  low_frequency: { about: 'Lowest frequency of waves', units: 'Hz', optional: true, default: 0.03 },
  high_frequency: { about: 'Highest frequency of waves', units: 'Hz', optional: true, default: 0.5 },
} as const

/** It is that of the first row: its arguments are coefficients. */
function bandOf(given: Readonly<Record<keyof typeof bandArguments, Numbers>>): Band {
  const { segment_seconds, low_frequency, high_frequency } = given
  return { segmentSeconds: at(segment_seconds, 0), low: at(low_frequency, 0), high: at(high_frequency, 0) }
}

/** Null where there is too little to say. */
function spectrumOf(samples: Float64Array, runs: readonly Run[], interval: number, band: Band): Spectrum | null {
  if (!(interval > 0 && interval < band.segmentSeconds / 2)) return null
  const spectrum = welch(samples, runs, interval, band)
  return spectrum.segments < leastSegments ? null : spectrum
}

interface Product {
  readonly suffix: string
  readonly about: string
  readonly units: string
  readonly shape: 'scalar' | 'vector'
  readonly of: (spectrum: Spectrum) => ArrayLike<number>
}

const scalar = (suffix: string, about: string, units: string, of: (spectrum: Spectrum) => number): Product => ({
  suffix,
  about,
  units,
  shape: 'scalar',
  of: (spectrum) => [of(spectrum)],
})
const products: readonly Product[] = [
  {
    suffix: 'density',
    about: 'Spectral density of the heave',
    units: 'm2 Hz-1',
    shape: 'vector',
    of: ({ densities }) => densities,
  },
  {
    suffix: 'frequency',
    about: 'Frequencies of the spectrum of the heave',
    units: 'Hz',
    shape: 'vector',
    of: ({ frequencies }) => frequencies,
  },
  scalar('hm0', 'Significant wave height Hm0', 'm', significantHeight),
  scalar('tp', 'Period of the peak of the wave spectrum, Tp', 's', peakPeriod),
  scalar('tm01', 'Mean wave period Tm01', 's', meanPeriod),
  scalar('tm02', 'Mean zero-crossing wave period Tm02', 's', zeroCrossingPeriod),
]

/** Rows or windows of a product: as wide as the band, or one value. */
function gathered(count: number, { shape, of }: Product, band: Band, spectrumAt: (index: number) => Spectrum | null) {
  const width = shape === 'vector' ? bandWidth(band) : 1
  const values = new Float64Array(count * width).fill(Number.NaN)
  for (let index = 0; index < count; index++) {
    const spectrum = spectrumAt(index)
    if (spectrum !== null) values.set(of(spectrum), index * width)
  }
  return { values, width }
}

function hourly(product: Product) {
  const { suffix, about, units, shape } = product
  return defineWindowAlgorithm({
    name: `wave_spectrum_${suffix}`,
    formulaVersion: 1,
    about: `${about}. Of a UTC hour's heave, stamped at mid-hour`,
    source,
    arguments: { heave: { about: 'Heave, upward', units: 'm' }, ...bandArguments },
    result: { about, units, shape },
    window: { lengthMicros: hourMicros, stampMicros: hourMicros / 2, lookBackMicros: 0 },
    compute: ({ heave, ...given }, { time, flag }, windows) => {
      const band = bandOf(given)
      return gathered(windows.count, product, band, (window) => {
        const [from, to] = [windows.from[window] as number, windows.to[window] as number]
        const samples = Float64Array.from({ length: to - from }, (_, index) => at(heave, from + index))
        const times = time.subarray(from, to)
        const interval = usualInterval(times)
        const isApart = (index: number) =>
          Math.abs((times[index] as number) - (times[index - 1] as number) - interval * 1e6) > interval * 0.5e6
        const spectrum = spectrumOf(samples, wholeRuns(samples, isApart), interval, band)
        if (spectrum === null) flag(window, tooShort)
        return spectrum
      })
    },
  })
}

function ofBurst(product: Product) {
  const { suffix, about, units, shape } = product
  return defineAlgorithm({
    name: `wave_burst_${suffix}`,
    formulaVersion: 1,
    about: `${about}. Of a record's burst of heave`,
    source,
    arguments: {
      heave: { about: 'Heave, upward, sample after sample', units: 'm', shape: 'vector' },
      delta_time: { about: 'Time from sample to sample', units: 's' },
      ...bandArguments,
    },
    result: { about, units, shape },
    compute: ({ heave, delta_time, ...given }, { rows, flag }) => {
      const band = bandOf(given)
      return gathered(rows, product, band, (row) => {
        const samples = heave.values.subarray(row * heave.stride, row * heave.stride + heave.width)
        const runs = wholeRuns(samples)
        const spectrum = spectrumOf(samples, runs, at(delta_time, row), band)
        if (spectrum === null && runs.length > 0 && !Number.isNaN(at(delta_time, row))) flag(row, tooShort)
        return spectrum
      })
    },
  })
}

export const waveAlgorithms: readonly AnyAlgorithm[] = [...products.map(hourly), ...products.map(ofBurst)]
