/** Depths of fixed 15-second bins, centred on :00, :15, :30 and :45, from samples of pressure and tide. */
import { at, type Numbers, type WindowAlgorithm } from '../../algorithm.ts'

export const secondMicros = 1e6
const minuteMicros = 60 * secondMicros
export const binMicros = 15 * secondMicros

/** One for all products of a bin: the rates look 15 minutes back and, for a centred mean, 5 minutes ahead. */
export const binWindow: WindowAlgorithm['window'] = {
  lengthMicros: binMicros,
  offsetMicros: -binMicros / 2,
  stampMicros: binMicros / 2,
  lookBackMicros: 15 * minuteMicros,
  lookAheadMicros: 5 * minuteMicros,
}

/** Metres for a psi. Air pressure is not taken off, by the DPS: it never was at these sites. Depths are negative. */
const metresPerPsi = -0.67

export const isGoodPressure = (psia: number): boolean => psia > 0

export interface Depths {
  /** Number of each bin that has a depth, since 1970, ascending. */
  readonly bin: Float64Array
  /** De-tided depth, m. */
  readonly depth: Float64Array
}

export const binOf = (micros: number): number => Math.floor((micros + binMicros / 2) / binMicros)

/** Each sample is de-tided before the mean: a bin that is not full is not skewed by the tide. */
export function depthsOf(pressure: Numbers, tide: Numbers, time: Float64Array): Depths {
  const bin: number[] = []
  const depth: number[] = []
  let current = Number.NaN
  let sum = 0
  let count = 0
  const close = () => {
    if (count === 0) return
    bin.push(current)
    depth.push(sum / count)
  }
  for (let row = 0; row < time.length; row++) {
    const psia = at(pressure, row)
    const sample = psia * metresPerPsi + at(tide, row)
    if (!isGoodPressure(psia) || Number.isNaN(sample)) continue
    const number = binOf(time[row] as number)
    if (number !== current) {
      close()
      current = number
      sum = 0
      count = 0
    }
    sum += sample
    count++
  }
  close()
  return { bin: Float64Array.from(bin), depth: Float64Array.from(depth) }
}

/** Finds ascending bins, each a step from the one before; -1 where a bin has no depth. */
export function finderIn({ bin }: Depths): (number: number) => number {
  let index = 0
  return (number) => {
    while (index < bin.length && (bin[index] as number) < number) index++
    return bin[index] === number ? index : -1
  }
}
