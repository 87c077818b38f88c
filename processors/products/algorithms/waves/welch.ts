/**
 * Power spectra by Welch's method (1967): periodograms of half-overlapping segments, each without its mean and under a
 * Hann window, averaged. One-sided densities, as scipy.signal.welch scales them.
 */

export interface Band {
  readonly segmentSeconds: number
  /** Hz. */
  readonly low: number
  readonly high: number
}

/** Evenly spaced samples without a gap, `from ≤ index < to` of their array. */
export interface Run {
  readonly from: number
  readonly to: number
}

export interface Spectrum {
  /** Hz, ascending; as many as the band has bins. */
  readonly frequencies: Float64Array
  /** Of each frequency; NaN beyond that of Nyquist. */
  readonly densities: Float64Array
  /** Distance of the frequencies, Hz. */
  readonly step: number
  readonly segments: number
}

/** The bins of a band, multiples of 1/segment: the same whatever the sampling. */
function binsOf({ segmentSeconds, low, high }: Band): { first: number; count: number } {
  const slack = 1e-9
  const first = Math.max(1, Math.ceil(low * segmentSeconds - slack))
  return { first, count: Math.max(0, Math.floor(high * segmentSeconds + slack) - first + 1) }
}

export function bandWidth(band: Band): number {
  return binsOf(band).count
}

/** Only the band's bins are transformed: they are few beside a segment's samples. */
export function welch(samples: Float64Array, runs: readonly Run[], intervalSeconds: number, band: Band): Spectrum {
  const length = Math.round(band.segmentSeconds / intervalSeconds)
  const { first, count } = binsOf(band)
  const step = 1 / (length * intervalSeconds)
  const frequencies = Float64Array.from({ length: count }, (_, bin) => (first + bin) * step)
  const densities = new Float64Array(count)
  const cosines = Float64Array.from({ length }, (_, at) => Math.cos((2 * Math.PI * at) / length))
  const sines = Float64Array.from({ length }, (_, at) => Math.sin((2 * Math.PI * at) / length))
  const taper = cosines.map((cosine) => 0.5 - 0.5 * cosine)
  const power = taper.reduce((sum, value) => sum + value * value, 0)
  // Sample `at` and its mirror `length - at` meet the same cosine and opposite sines: their sum and difference are enough.
  const half = Math.floor(length / 2)
  const sums = new Float64Array(half + 1)
  const differences = new Float64Array(half + 1)
  const stride = length - half

  let segments = 0
  for (const { from, to } of runs) {
    for (let begin = from; begin + length <= to; begin += stride) {
      let mean = 0
      for (let at = 0; at < length; at++) mean += samples[begin + at] as number
      mean /= length
      const tapered = (at: number) => ((samples[begin + at] as number) - mean) * (taper[at] as number)
      sums[0] = tapered(0)
      for (let at = 1; at <= half; at++) {
        const mirrored = 2 * at === length ? 0 : tapered(length - at)
        sums[at] = tapered(at) + mirrored
        differences[at] = tapered(at) - mirrored
      }
      for (let bin = 0; bin < count; bin++) densities[bin] = (densities[bin] as number) + energyOf(first + bin)
      segments++
    }
  }
  // Twice, for the negative frequencies; the Nyquist frequency has none.
  for (let bin = 0; bin < count; bin++) {
    const beyondNyquist = 2 * (first + bin) - length
    const sides = beyondNyquist > 0 ? Number.NaN : beyondNyquist === 0 ? 1 : 2
    densities[bin] = ((densities[bin] as number) * sides * intervalSeconds) / (power * segments)
  }
  return { frequencies, densities, step, segments }

  function energyOf(cycles: number): number {
    let real = 0
    let imaginary = 0
    for (let at = 0, phase = 0; at <= half; at++) {
      real += (sums[at] as number) * (cosines[phase] as number)
      imaginary += (differences[at] as number) * (sines[phase] as number)
      phase += cycles
      // Less `length` once it reaches that; a branch would be guessed wrong half of the time.
      phase -= length & ((length - 1 - phase) >> 31)
    }
    return real * real + imaginary * imaginary
  }
}
