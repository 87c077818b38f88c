/** Means and times of fixed windows of bottom pressure. */
import type { Result, WindowAlgorithm, Windows } from '../../algorithm.ts'
import { eachRow } from '../../algorithm.ts'
import { ntpToUnixSeconds } from '../magnetic/declination.ts'
import { secondMicros } from './depths.ts'

export const source = 'OOI DPS 1341-00080 (BOTSFLU)'
export const seconds1900 = 'seconds since 1900-01-01'
export const timeOfRow = { about: 'Time; that of the rows is taken', units: seconds1900, optional: true } as const

/** Of the values that are known. */
export function meanOf(
  windows: Windows,
  window: number,
  value: (row: number) => number,
): { mean: number; count: number } {
  let sum = 0
  let count = 0
  for (let row = windows.from[window] as number; row < (windows.to[window] as number); row++) {
    const one = value(row)
    if (Number.isNaN(one)) continue
    sum += one
    count++
  }
  return { mean: sum / count, count }
}

export function eachWindow({ count }: Windows, compute: (window: number) => number): Result {
  return eachRow(count, compute)
}

/** Where a window is stamped, seconds since 1900. */
export function stampOf({ start }: Windows, window: number, { stampMicros }: WindowAlgorithm['window']): number {
  return ((start[window] as number) + stampMicros) / secondMicros + ntpToUnixSeconds
}
