/** The minutes of a buoy by UTC hours, and rain rates. The hours do not depend on where a request begins. */
import { at, type Numbers, type Windows } from '../../algorithm.ts'

export const hourMicros = 3_600_000_000
/** A rate of rain spans at most this: what fell over a longer gap says little about the hour. */
export const rainReachMicros = 6 * hourMicros

export interface Hours {
  readonly count: number
  /** Start of each hour that has rows, UTC microseconds. */
  readonly start: Float64Array
  /** Hour of each row, counted in `start`. */
  readonly ofRow: Int32Array
}

/** `time` ascends. */
export function hoursOf(time: Float64Array): Hours {
  const ofRow = new Int32Array(time.length)
  const starts: number[] = []
  for (let row = 0; row < time.length; row++) {
    const start = Math.floor((time[row] as number) / hourMicros) * hourMicros
    if (starts.at(-1) !== start) starts.push(start)
    ofRow[row] = starts.length - 1
  }
  return { count: starts.length, start: Float64Array.from(starts), ofRow }
}

/** The mean of each hour's minutes that have a value; NaN for an hour without. */
export function hourlyMeans(numbers: Numbers, { count, ofRow }: Hours): Float64Array {
  const mean = new Float64Array(count)
  if (numbers.stride === 0) return mean.fill(at(numbers, 0))
  const values = new Float64Array(count)
  for (let row = 0; row < ofRow.length; row++) {
    const value = at(numbers, row)
    if (Number.isNaN(value)) continue
    const hour = ofRow[row] as number
    mean[hour] = (mean[hour] as number) + value
    values[hour] = (values[hour] as number) + 1
  }
  for (let hour = 0; hour < count; hour++) mean[hour] = (mean[hour] as number) / (values[hour] as number)
  return mean
}

/** Window of each hour; −1 for an hour of the look-back. */
export function windowsOf({ count, start }: Hours, windows: Windows): Int32Array {
  const windowOf = new Int32Array(count).fill(-1)
  let window = 0
  for (let hour = 0; hour < count; hour++) {
    while (window < windows.count && (windows.start[window] as number) < (start[hour] as number)) window++
    if (windows.start[window] === start[hour]) windowOf[hour] = window
  }
  return windowOf
}

/** Values of hours for the windows asked for; NaN for a window without rows. */
export function intoWindows(values: Float64Array, windowOf: Int32Array, windows: Windows): Float64Array {
  const result = new Float64Array(windows.count).fill(Number.NaN)
  for (const [hour, window] of windowOf.entries()) if (window >= 0) result[window] = values[hour] as number
  return result
}

/**
 * Rain, mm/h, from what a gauge has gathered, mm: the rise since the last value before. 0 when the gauge empties itself,
 * and when no earlier value is within reach.
 */
export function rainRates(gathered: Float64Array, time: Float64Array): Float64Array {
  const rate = new Float64Array(gathered.length)
  let last = -1
  for (let record = 0; record < gathered.length; record++) {
    const value = gathered[record] as number
    if (Number.isNaN(value)) {
      rate[record] = Number.NaN
      continue
    }
    const passed = last < 0 ? Number.POSITIVE_INFINITY : (time[record] as number) - (time[last] as number)
    if (passed <= rainReachMicros) {
      rate[record] = Math.max(0, (value - (gathered[last] as number)) / (passed / hourMicros))
    }
    last = record
  }
  return rate
}
