/** SQL of the table store. Many rows travel as one array per column. */
import type { ColumnTypeName, Slice, Table } from '../../schemas/table.ts'
import { keyColumns, type SliceShape } from '../../schemas/table-checks.ts'
import { toCell } from './cells.ts'

export interface Query {
  readonly text: string
  readonly values: unknown[]
}

/** The declared types in SQL; text is ordered by its bytes. */
export const sqlTypes: Readonly<Record<ColumnTypeName, string>> = {
  text: 'text',
  bigint: 'bigint',
  int: 'integer',
  double: 'double precision',
  boolean: 'boolean',
  blob: 'bytea',
}

type Values = Readonly<Record<string, unknown>>

export function quoted(name: string): string {
  if (!/^[a-z][a-z0-9_]{0,62}$/.test(name)) throw new TypeError(`"${name}" cannot be the name of a table or column`)
  return `"${name}"`
}

const list = (columns: readonly string[]): string => columns.map(quoted).join(', ')
const tableIn = (schema: string, table: Table): string => `${schema}.${quoted(table.name)}`

/** One array parameter per column, as rows. */
function rowsOf(table: Table, columns: readonly string[], rows: readonly Values[], first = 1) {
  const arrays = columns.map((column, at) => `$${first + at}::${sqlTypes[table.columns[column]!.type]}[]`)
  return {
    source: `unnest(${arrays.join(', ')}) AS given(${list(columns)})`,
    values: columns.map((column) => rows.map((row) => toCell(table, column, row[column]))),
  }
}

/** Puts rows with different keys. */
export function upsert(schema: string, table: Table, rows: readonly Values[]): Query {
  const columns = Object.keys(table.columns)
  const key = keyColumns(table)
  const { source, values } = rowsOf(table, columns, rows)
  const others = columns.filter((column) => !key.includes(column)).map(quoted)
  const action =
    others.length === 0 ? 'NOTHING' : `UPDATE SET ${others.map((name) => `${name} = excluded.${name}`).join(', ')}`
  const text =
    `INSERT INTO ${tableIn(schema, table)} (${list(columns)}) SELECT ${list(columns)} FROM ${source} ` +
    `ON CONFLICT (${list(key)}) DO ${action}`
  return { text, values }
}

export function removal(schema: string, table: Table, keys: readonly Values[]): Query {
  const key = keyColumns(table)
  const { source, values } = rowsOf(table, key, keys)
  const match = key.map((column) => `stored.${quoted(column)} = given.${quoted(column)}`).join(' AND ')
  return { text: `DELETE FROM ${tableIn(schema, table)} AS stored USING ${source} WHERE ${match}`, values }
}

/** The rows of a partition that the slice wants, in clustering order. */
export function selection(schema: string, table: Table, shape: SliceShape, bounds: Bounds): Query {
  const values: unknown[] = []
  const param = (column: string, value: unknown) => `$${values.push(toCell(table, column, value))}`
  const conditions = shape.fixed.map(({ column, value }) => `${quoted(column)} = ${param(column, value)}`)
  if (shape.bounded !== null) {
    const bounded = quoted(shape.bounded)
    if (bounds.from !== undefined) conditions.push(`${bounded} >= ${param(shape.bounded, bounds.from)}`)
    if (bounds.to !== undefined) conditions.push(`${bounded} < ${param(shape.bounded, bounds.to)}`)
  }
  const order = table.clusteringKey.length === 0 ? '' : ` ORDER BY ${list(table.clusteringKey)}`
  const limit = bounds.limit === undefined ? '' : ` LIMIT ${bounds.limit}`
  const text = `SELECT ${list(shape.columns)} FROM ${tableIn(schema, table)} WHERE ${conditions.join(' AND ')}${order}${limit}`
  return { text, values }
}
type Bounds = Pick<Slice, 'from' | 'to' | 'limit'>

/** A page of all rows in key order, after the row whose key is given. */
export function pageAfter(schema: string, table: Table, after: Values | null, limit: number): Query {
  const key = keyColumns(table)
  const where = after === null ? '' : ` WHERE (${list(key)}) > (${key.map((_, at) => `$${at + 1}`).join(', ')})`
  const values = after === null ? [] : key.map((column) => toCell(table, column, after[column]))
  const text = `SELECT ${list(Object.keys(table.columns))} FROM ${tableIn(schema, table)}${where} ORDER BY ${list(key)} LIMIT ${limit}`
  return { text, values }
}
