/** What every table store refuses, so that the memory store and Cassandra refuse the same. All throw TypeError. */
import type { ColumnSpec, RowPut, RowRemoval, Slice, Table, Write } from './table.ts'

type Values = Readonly<Record<string, unknown>>

export const homeOf = ({ home }: Table): NonNullable<Table['home']> => home ?? 'wide'

/** The columns that name one row: partition key, then clustering key. */
export function keyColumns(table: Table): readonly string[] {
  return [...table.partitionKey, ...table.clusteringKey]
}

/** Throws unless the write has rows, every row fits its table, and all lie in one partition of one store. */
export function checkWrite(write: Write): void {
  const first = write.rows[0]
  if (!first) throw new TypeError('A write has no rows: leave it out')
  for (const row of write.rows) checkRow(row)
  for (const row of write.rows) {
    if (homeOf(row.table) !== homeOf(first.table)) {
      throw new TypeError(
        `A write spans two stores, with ${first.table.name} and ${row.table.name}: make it two writes`,
      )
    }
    if (!samePartition(first, row)) {
      throw new TypeError(
        `A write spans two partitions, ${partitionText(first)} and ${partitionText(row)}: make it two writes`,
      )
    }
  }
}

function checkRow(row: RowPut | RowRemoval): void {
  const { table } = row
  const values = (row.kind === 'put' ? row.row : row.key) as Values
  const expected = row.kind === 'put' ? Object.keys(table.columns) : keyColumns(table)
  for (const name of expected) checkCell(table, name, values[name])
  for (const name of Object.keys(values)) {
    if (!expected.includes(name)) {
      throw new TypeError(`${row.kind} in ${table.name}: no column ${name} here; it has ${expected.join(', ')}`)
    }
  }
}

/** Throws unless the value fits the column. Keys are never null; a key of one column alone is never empty. */
export function checkCell(table: Table, name: string, value: unknown): void {
  const column = table.columns[name]
  if (!column) throw new TypeError(`${table.name} has no column ${name}`)
  const isKey = table.partitionKey.includes(name) || table.clusteringKey.includes(name)
  if (value === null && column.nullable && !isKey) return
  if (!fits(column, value)) {
    const shown = value instanceof Uint8Array ? `${value.length} bytes` : `${typeof value} ${String(value)}`
    throw new TypeError(`${table.name}.${name} takes ${accepted[column.type]}; got ${shown}`)
  }
  if (value === '' && table.partitionKey.length === 1 && table.partitionKey[0] === name) {
    throw new TypeError(`${table.name}.${name} is the whole partition key and may not be empty`)
  }
}

const accepted = {
  text: 'a string without lone surrogates',
  bigint: 'an integer from -(2^53-1) to 2^53-1',
  int: 'an integer from -2^31 to 2^31-1',
  double: 'a number',
  boolean: 'a boolean',
  blob: 'a Uint8Array',
} as const

function fits(column: ColumnSpec, value: unknown): boolean {
  switch (column.type) {
    case 'text':
      return typeof value === 'string' && !/\p{Surrogate}/u.test(value)
    case 'bigint':
      return Number.isSafeInteger(value)
    case 'int':
      return Number.isInteger(value) && (value as number) === ((value as number) | 0)
    case 'double':
      return typeof value === 'number'
    case 'boolean':
      return typeof value === 'boolean'
    case 'blob':
      return value instanceof Uint8Array
  }
}

function partitionCells(row: RowPut | RowRemoval): { type: string; value: unknown }[] {
  const values = (row.kind === 'put' ? row.row : row.key) as Values
  return row.table.partitionKey.map((name) => ({ type: row.table.columns[name]!.type, value: values[name] }))
}

function samePartition(a: RowPut | RowRemoval, b: RowPut | RowRemoval): boolean {
  const left = partitionCells(a)
  const right = partitionCells(b)
  return (
    left.length === right.length &&
    left.every((cell, at) => cell.type === right[at]!.type && cell.value === right[at]!.value)
  )
}

function partitionText(row: RowPut | RowRemoval): string {
  return `${row.table.name}(${partitionCells(row)
    .map((cell) => String(cell.value))
    .join(', ')})`
}

/** A slice as columns: those fixed by equality, in key order, and the one that `from` and `to` bound. */
export interface SliceShape {
  readonly fixed: readonly { readonly column: string; readonly value: unknown }[]
  readonly bounded: string | null
  readonly columns: readonly string[]
}

/** Throws when the prefix skips a clustering column, a bound has no column, or a value does not fit. */
export function shapeOf(table: Table, slice: Slice): SliceShape {
  const partition = slice.partition as Values
  const prefix = (slice.prefix ?? {}) as Values
  const names = Object.keys(prefix)
  const leading = table.clusteringKey.slice(0, names.length)
  if (!leading.every((name) => names.includes(name))) {
    throw new TypeError(`The prefix of ${table.name} fixes ${names.join(', ')}; it must fix ${leading.join(', ')}`)
  }
  const fixed = [
    ...table.partitionKey.map((column) => ({ column, value: partition[column] })),
    ...leading.map((column) => ({ column, value: prefix[column] })),
  ]
  for (const { column, value } of fixed) checkCell(table, column, value)
  const next = table.clusteringKey[names.length] ?? null
  const bounds = [slice.from, slice.to].filter((bound) => bound !== undefined)
  if (bounds.length > 0 && next === null) {
    throw new TypeError(`The slice of ${table.name} has bounds, but its prefix fixes every clustering column`)
  }
  for (const bound of bounds) checkCell(table, next as string, bound)
  const columns = slice.columns ?? Object.keys(table.columns)
  for (const name of columns) if (!table.columns[name]) throw new TypeError(`${table.name} has no column ${name}`)
  if (slice.limit !== undefined && !(Number.isSafeInteger(slice.limit) && slice.limit >= 0)) {
    throw new TypeError(`The limit of a slice is a whole number from 0; got ${slice.limit}`)
  }
  return { fixed, bounded: bounds.length > 0 ? next : null, columns }
}
