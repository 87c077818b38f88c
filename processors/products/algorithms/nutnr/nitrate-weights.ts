/**
 * The least-squares fit of nitrate, a constant and a slope to an absorbance spectrum, as weights: only the nitrate is
 * wanted, so its extinction is freed of constant and slope, and what is left is a dot product (Frisch and Waugh, 1933).
 */
import type { Numbers } from '../../algorithm.ts'

export interface Fit {
  /** Channels of the fit: `from ≤ i < to`. */
  readonly from: number
  readonly to: number
  /** Nitrate is the sum of weight × absorbance over the channels. */
  readonly weights: Float64Array
}

/** What is left of the extinction must be more than rounding. */
const leastShare = 1e-20

/** The fit of a row; that of the row before if nothing changed. Null if too few or like channels are in the limits. */
export function nitrateWeights(wavelengths: Numbers, extinction: Numbers) {
  let known = { offset: -1, other: -1, lower: Number.NaN, upper: Number.NaN }
  let fit: Fit | null = null
  return (row: number, lower: number, upper: number): Fit | null => {
    const offset = row * wavelengths.stride
    const other = row * extinction.stride
    if (known.offset !== offset || known.other !== other || known.lower !== lower || known.upper !== upper) {
      fit = fitOf(
        wavelengths.values.subarray(offset, offset + wavelengths.width),
        extinction.values,
        other,
        lower,
        upper,
      )
      known = { offset, other, lower, upper }
    }
    return fit
  }
}

function fitOf(
  wavelengths: Float64Array,
  extinction: Float64Array,
  start: number,
  lower: number,
  upper: number,
): Fit | null {
  const from = wavelengths.findIndex((one) => one >= lower)
  const to = wavelengths.findLastIndex((one) => one <= upper) + 1
  const count = to - from
  if (from < 0 || count < 3) return null
  let meanWavelength = 0
  let meanExtinction = 0
  for (let i = from; i < to; i++) {
    meanWavelength += (wavelengths[i] as number) / count
    meanExtinction += (extinction[start + i] as number) / count
  }
  let across = 0
  let along = 0
  let all = 0
  for (let i = from; i < to; i++) {
    const off = (wavelengths[i] as number) - meanWavelength
    across += off * ((extinction[start + i] as number) - meanExtinction)
    along += off * off
    all += (extinction[start + i] as number) ** 2
  }
  const slope = across / along
  const weights = new Float64Array(wavelengths.length)
  let left = 0
  for (let i = from; i < to; i++) {
    weights[i] =
      (extinction[start + i] as number) - meanExtinction - slope * ((wavelengths[i] as number) - meanWavelength)
    left += (weights[i] as number) ** 2
  }
  if (!(left > leastShare * all)) return null
  for (let i = from; i < to; i++) weights[i] = (weights[i] as number) / left
  return { from, to, weights }
}
