/** Fixed windows over rows under test, as a query hands them to window algorithms. */
import type { Windows } from '../../../processors/products/algorithm.ts'

/** Every window that has rows, from the one that begins at `first`; rows before are look-back. `time` ascends. */
export function fixedWindows(
  time: ArrayLike<number>,
  lengthMicros: number,
  first = Number.NEGATIVE_INFINITY,
): Windows & { start: Float64Array } {
  const start: number[] = []
  const from: number[] = []
  const to: number[] = []
  for (const [row, at] of Array.from(time).entries()) {
    const begin = Math.floor(at / lengthMicros) * lengthMicros
    if (begin < first) continue
    if (start.at(-1) === begin) to[to.length - 1] = row + 1
    else {
      start.push(begin)
      from.push(row)
      to.push(row + 1)
    }
  }
  return {
    count: start.length,
    start: Float64Array.from(start),
    from: Int32Array.from(from),
    to: Int32Array.from(to),
  }
}
