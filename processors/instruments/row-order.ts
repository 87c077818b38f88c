/** Rows in the order in which particles rest and are answered: by time, then row hash; each particle once. */
import type { Column } from '../../schemas/columns/column.ts'
import { isValid } from '../../schemas/columns/column.ts'

/** The column by which one of several equal particles is chosen: the earliest wins. */
export const driverTimestamp = 'driver_timestamp'

/** Numbers by which equal particles are ranked; Infinity where there is none. Null: all rank alike. */
export function driverRanks(column: Column | undefined): Float64Array | null {
  if (column === undefined || column.type.list !== undefined || column.type.scalar === 'string') return null
  const ranks = new Float64Array(column.length)
  for (let row = 0; row < column.length; row++) {
    const value = isValid(column, row) ? Number(column.values[row]) : Number.POSITIVE_INFINITY
    ranks[row] = Number.isNaN(value) ? Number.POSITIVE_INFINITY : value
  }
  return ranks
}

/** True when times ascend without a tie: then rows are in order and no two are equal. */
export function isAscending(time: Float64Array): boolean {
  for (let row = 1; row < time.length; row++) {
    if ((time[row] as number) <= (time[row - 1] as number)) return false
  }
  return true
}

/**
 * Row numbers in order of time (UTC microseconds) and row hash, without those whose time and hash came before; of equal
 * rows the one of lowest rank stays, of equal ranks the first.
 */
export function distinctRows(time: Float64Array, hashes: BigUint64Array, ranks: Float64Array | null): Uint32Array {
  const rows = new Uint32Array(time.length)
  for (let row = 0; row < rows.length; row++) rows[row] = row
  if (isAscending(time)) return rows
  rows.sort((a, b) => {
    const byTime = (time[a] as number) - (time[b] as number)
    if (byTime !== 0) return byTime
    const [x, y] = [hashes[a] as bigint, hashes[b] as bigint]
    if (x !== y) return x < y ? -1 : 1
    if (ranks !== null && ranks[a] !== ranks[b]) return (ranks[a] as number) < (ranks[b] as number) ? -1 : 1
    return a - b
  })
  let kept = 0
  for (let i = 0; i < rows.length; i++) {
    const row = rows[i] as number
    const last = rows[kept - 1] as number
    if (kept > 0 && time[row] === time[last] && hashes[row] === hashes[last]) continue
    rows[kept++] = row
  }
  return rows.subarray(0, kept)
}

/** How many distinct pairs of time and row hash there are. */
export function countDistinct(time: Float64Array, hashes: BigUint64Array): number {
  return distinctRows(time, hashes, null).length
}
