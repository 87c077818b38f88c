/** What a mean is, of how many numbers a row has, and of directions. */
import type { Column } from '../../../schemas/columns/column.ts'

export interface Mean {
  readonly count: number
  readonly mean: number
  readonly least: number
  readonly most: number
}

export const noMean: Mean = { count: 0, mean: Number.NaN, least: Number.NaN, most: Number.NaN }

export const radians = Math.PI / 180

/** Wider lists are left out: their means would not fit the memory of an answer. */
export const widestList = 1024

/** Degrees from 0 to 360, or from −180 where angles are negative too; NaN where opposite directions cancel out. */
export function direction(sines: number, cosines: number, isSigned: boolean): number {
  if (Math.hypot(sines, cosines) < 1e-9) return Number.NaN
  const degrees = Math.atan2(sines, cosines) / radians
  return degrees < 0 && !isSigned ? degrees + 360 : degrees
}

/** Null: it has no mean (text, times, lists that are too long). */
export function numbersARow({ type, offsets, length }: Column): number | null {
  if (type.scalar === 'string' || type.scalar === 'timestamp') return null
  if (type.list !== 'varying') return (type.list ?? 1) <= widestList ? (type.list ?? 1) : null
  let width = 0
  for (let row = 0; row < length; row++) width = Math.max(width, offsets![row + 1]! - offsets![row]!)
  return width <= widestList ? width : null
}
