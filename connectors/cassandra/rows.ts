/** Cells between the port and the driver: a bigint is a number outside and a Long inside, a blob shares its bytes. */
import cassandra from 'cassandra-driver'
import type { RowPut, RowRemoval, Table, Write } from '../../schemas/table.ts'
import { keyColumns } from '../../schemas/table-checks.ts'
import { insert, removal, removalBefore } from './statements.ts'

type Values = Readonly<Record<string, unknown>>
export interface Statement {
  readonly query: string
  readonly params: unknown[]
}
const { Long, unset } = cassandra.types

export function toCell(table: Table, column: string, value: unknown): unknown {
  if (value === null) return unset
  const type = table.columns[column]!.type
  if (type === 'bigint') return Long.fromNumber(value as number)
  if (type === 'blob') {
    const bytes = value as Uint8Array
    return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  }
  return value
}

/** Throws when a stored bigint is outside the exact range of a double, or a cell is null that may not be. */
export function fromCell(table: Table, column: string, value: unknown): unknown {
  const { type, nullable } = table.columns[column]!
  if (value === null || value === undefined) {
    if (nullable) return null
    throw new RangeError(`${table.name}.${column} is null in the store, though not declared nullable`)
  }
  if (type === 'bigint') {
    const number = (value as cassandra.types.Long).toNumber()
    if (Number.isSafeInteger(number)) return number
    throw new RangeError(`${table.name}.${column} holds ${String(value)}, beyond the exact range of a double`)
  }
  if (type === 'blob') {
    const bytes = value as Buffer
    return new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  }
  return value
}

export function fromRow(table: Table, columns: readonly string[], row: cassandra.types.Row): Values {
  const values: Record<string, unknown> = {}
  for (const column of columns) values[column] = fromCell(table, column, row[column])
  return values
}

/**
 * The statements of one mutation. Nulls are left unset, over a removal a microsecond earlier: the row is absolute, and
 * no tombstone per null cell slows its readers.
 */
export function statementsOf(write: Write, keyspace: string, timestampMicros: number): Statement[] {
  return write.rows.flatMap((row) =>
    row.kind === 'put' ? putStatements(row, keyspace, timestampMicros) : [gone(row, keyspace)],
  )
}

function putStatements({ table, row }: RowPut, keyspace: string, timestampMicros: number): Statement[] {
  const values = row as Values
  const columns = Object.keys(table.columns)
  const put = { query: insert(table, keyspace), params: columns.map((name) => toCell(table, name, values[name])) }
  if (columns.every((name) => values[name] !== null)) return [put]
  const before = Long.fromNumber(timestampMicros - 1)
  return [{ query: removalBefore(table, keyspace), params: [before, ...keyCells(table, values)] }, put]
}

function gone({ table, key }: RowRemoval, keyspace: string): Statement {
  return { query: removal(table, keyspace), params: keyCells(table, key as Values) }
}

function keyCells(table: Table, values: Values): unknown[] {
  return keyColumns(table).map((name) => toCell(table, name, values[name]))
}

/** Bytes of a write's values: what a mutation weighs, less a few dozen bytes a row. */
export function sizeOf(write: Write): number {
  let bytes = 0
  for (const row of write.rows) {
    for (const value of Object.values(row.kind === 'put' ? row.row : row.key)) {
      const cell: unknown = value
      bytes += cell instanceof Uint8Array ? cell.byteLength : typeof cell === 'string' ? cell.length : 8
    }
  }
  return bytes
}
