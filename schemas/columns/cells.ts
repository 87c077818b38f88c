import { type Column, isValid } from './column.ts'

export type Scalar = number | bigint | boolean | string
export type Cell = Scalar | readonly Scalar[] | null

/** One row's value: 64-bit integers and timestamps (microseconds) as bigint, lists as arrays, missing as null. */
export function cell(column: Column, row: number): Cell {
  if (row < 0 || row >= column.length) throw new RangeError(`row ${row} of a column of ${column.length} rows`)
  if (!isValid(column, row)) return null
  const { list } = column.type
  if (list === undefined) return element(column, row)
  const start = list === 'varying' ? column.offsets![row]! : row * list
  const end = list === 'varying' ? column.offsets![row + 1]! : start + list
  return Array.from({ length: end - start }, (_, at) => element(column, start + at))
}

function element(column: Column, at: number): Scalar {
  const value = column.values[at]!
  return column.type.scalar === 'boolean' ? value !== 0 : value
}

/** A cell as JSON-like text: digits of bigints, NaN and infinities by their JavaScript names. */
export function cellText(value: Exclude<Cell, null>): string {
  if (typeof value === 'string') return value
  if (!Array.isArray(value)) return String(value)
  return `[${value.map((item) => (typeof item === 'string' ? JSON.stringify(item) : String(item))).join(',')}]`
}
