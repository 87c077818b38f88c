/** Vectors of which each row says how many values it has. */
import { at, type ComputeContext, type Numbers, type Result } from '../algorithm.ts'

/** More is a broken record: no profile, spectrum or burst is as long. */
const longest = 65_535

/** As wide as the longest row (or as `room` says); NaN beyond a row's own count. A count that is none is flagged. */
export function raggedRows(
  counts: Numbers,
  room: Numbers,
  { rows, flag }: ComputeContext,
  valueAt: (row: number, index: number) => number,
): Result {
  const isCount = (count: number) => count >= 0 && count <= longest
  let width = 0
  for (const one of [counts, room]) {
    for (let row = 0; row < rows; row++) if (isCount(at(one, row))) width = Math.max(width, Math.floor(at(one, row)))
  }
  const values = new Float64Array(rows * width).fill(Number.NaN)
  for (let row = 0; row < rows; row++) {
    const count = at(counts, row)
    if (isCount(count)) {
      for (let index = 0; index < Math.floor(count); index++) values[row * width + index] = valueAt(row, index)
    } else if (!Number.isNaN(count)) flag(row, `the number of values is outside 0 to ${longest}`)
  }
  return { values, width }
}
