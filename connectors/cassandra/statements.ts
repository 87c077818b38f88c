/** CQL text from table declarations: pure. */

import type { Table } from '../../schemas/table.ts'
import type { SliceShape } from '../../schemas/table-checks.ts'
import { keyColumns } from '../../schemas/table-checks.ts'

/** Throws on a name that CQL would need quotes for, or takes for something else. */
export function identifier(name: string): string {
  if (!/^[a-z][a-z0-9_]{0,47}$/.test(name)) {
    throw new TypeError(
      `"${name}" cannot be a Cassandra name: use a-z, 0-9 and _, a letter first, at most 48 characters`,
    )
  }
  return `"${name}"`
}

const names = (columns: readonly string[]) => columns.map(identifier).join(', ')
const equals = (columns: readonly string[]) => columns.map((column) => `${identifier(column)} = ?`).join(' AND ')
const target = (table: Table, keyspace: string) => `${identifier(keyspace)}.${identifier(table.name)}`

/** `replication` as CQL takes it, e.g. `{'class': 'NetworkTopologyStrategy', 'dc1': 3}`. */
export function keyspaceDdl(keyspace: string, replication: string): string {
  return `CREATE KEYSPACE IF NOT EXISTS ${identifier(keyspace)} WITH replication = ${replication}`
}

export function ddl(table: Table, keyspace: string): string {
  const columns = Object.entries(table.columns).map(([name, column]) => `  ${identifier(name)} ${column.type},`)
  const clustering = table.clusteringKey.map((column) => `, ${identifier(column)}`).join('')
  return [
    `CREATE TABLE IF NOT EXISTS ${target(table, keyspace)} (`,
    ...columns,
    `  PRIMARY KEY ((${names(table.partitionKey)})${clustering})`,
    `)${table.options ? ` WITH ${table.options}` : ''}`,
  ].join('\n')
}

export function addColumn(table: Table, keyspace: string, column: string): string {
  return `ALTER TABLE ${target(table, keyspace)} ADD ${identifier(column)} ${table.columns[column]!.type}`
}

/** Of a table that declares options. */
export function setOptions(table: Table, keyspace: string): string {
  return `ALTER TABLE ${target(table, keyspace)} WITH ${table.options}`
}

/** Values in declaration order. */
export function insert(table: Table, keyspace: string): string {
  const columns = Object.keys(table.columns)
  return `INSERT INTO ${target(table, keyspace)} (${names(columns)}) VALUES (${columns.map(() => '?').join(', ')})`
}

/** Values: the key, in key order. */
export function removal(table: Table, keyspace: string): string {
  return `DELETE FROM ${target(table, keyspace)} WHERE ${equals(keyColumns(table))}`
}

/** Values: a timestamp in microseconds, then the key: what the row held before that time is gone. */
export function removalBefore(table: Table, keyspace: string): string {
  return `DELETE FROM ${target(table, keyspace)} USING TIMESTAMP ? WHERE ${equals(keyColumns(table))}`
}

/** Values: those fixed, then `from`, `to` and the limit where present. */
export function select(
  table: Table,
  keyspace: string,
  shape: SliceShape,
  has: { from: boolean; to: boolean; limit: boolean },
): string {
  const conditions = shape.fixed.map(({ column }) => `${identifier(column)} = ?`)
  if (shape.bounded && has.from) conditions.push(`${identifier(shape.bounded)} >= ?`)
  if (shape.bounded && has.to) conditions.push(`${identifier(shape.bounded)} < ?`)
  const where = conditions.length > 0 ? ` WHERE ${conditions.join(' AND ')}` : ''
  return `SELECT ${names(shape.columns)} FROM ${target(table, keyspace)}${where}${has.limit ? ' LIMIT ?' : ''}`
}
