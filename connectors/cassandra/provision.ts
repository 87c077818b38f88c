import type cassandra from 'cassandra-driver'
import type { Table } from '../../schemas/table.ts'
import { addColumn, ddl, keyspaceDdl, setOptions } from './statements.ts'
import { differingOptions } from './table-options.ts'

interface StoredColumn {
  readonly type: string
  readonly role: string
  readonly position: number
}

/**
 * Creates the keyspace and the tables, adds columns that are missing and sets options that differ; removes nothing.
 * Returns what it made, e.g. `table chunk_data`, `column chunk_stats.mean`, `options chunk_data: gc_grace_seconds`.
 * Throws when a table in the store differs in its key or in a type.
 */
export async function provisionTables(
  client: cassandra.Client,
  keyspace: string,
  tables: readonly Table[],
  replication: string,
): Promise<string[]> {
  const made: string[] = []
  const keyspaces = await client.execute(
    'SELECT keyspace_name FROM system_schema.keyspaces WHERE keyspace_name = ?',
    [keyspace],
    { prepare: true },
  )
  if (keyspaces.rows.length === 0) {
    await client.execute(keyspaceDdl(keyspace, replication))
    made.push(`keyspace ${keyspace}`)
  }
  for (const table of tables) {
    const stored = await columnsOf(client, keyspace, table.name)
    if (stored.size === 0) {
      await client.execute(ddl(table, keyspace))
      made.push(`table ${table.name}`)
      continue
    }
    for (const column of missingColumns(table, stored)) {
      await client.execute(addColumn(table, keyspace, column))
      made.push(`column ${table.name}.${column}`)
    }
    const differing = await differingOptionsOf(client, keyspace, table)
    if (differing.length > 0) {
      await client.execute(setOptions(table, keyspace))
      made.push(`options ${table.name}: ${differing.join(', ')}`)
    }
  }
  return made
}

async function columnsOf(client: cassandra.Client, keyspace: string, table: string) {
  const result = await client.execute(
    'SELECT column_name, type, kind, position FROM system_schema.columns WHERE keyspace_name = ? AND table_name = ?',
    [keyspace, table],
    { prepare: true },
  )
  const columns = new Map<string, StoredColumn>()
  for (const row of result.rows) {
    columns.set(row.column_name, { type: row.type, role: row.kind, position: row.position })
  }
  return columns
}

async function differingOptionsOf(client: cassandra.Client, keyspace: string, table: Table): Promise<string[]> {
  if (table.options === undefined) return []
  const result = await client.execute(
    'SELECT * FROM system_schema.tables WHERE keyspace_name = ? AND table_name = ?',
    [keyspace, table.name],
    { prepare: true },
  )
  return differingOptions(table.options, result.rows[0] ?? {})
}

/** Columns declared and not stored. Throws when what is stored cannot become what is declared. */
export function missingColumns(table: Table, stored: ReadonlyMap<string, StoredColumn>): string[] {
  const missing: string[] = []
  for (const [name, { type }] of Object.entries(table.columns)) {
    const role = roleOf(table, name)
    const column = stored.get(name)
    if (!column && role.role === 'regular') missing.push(name)
    else if (!column || column.type !== type || column.role !== role.role || column.position !== role.position) {
      const found = column ? `${column.type}, ${column.role} ${column.position}` : 'absent'
      throw new Error(
        `${table.name}.${name} is declared ${type}, ${role.role} ${role.position}, and is ${found} in the store: ` +
          'give the table a new name, or drop the old one and replay',
      )
    }
  }
  for (const [name, { role }] of stored) {
    if (role !== 'regular' && !table.columns[name]) {
      throw new Error(
        `${table.name} has ${name} in its key in the store, though not declared: give the table a new name`,
      )
    }
  }
  return missing
}

function roleOf(table: Table, column: string): { role: string; position: number } {
  const partition = table.partitionKey.indexOf(column)
  if (partition >= 0) return { role: 'partition_key', position: partition }
  const clustering = table.clusteringKey.indexOf(column)
  return clustering >= 0 ? { role: 'clustering', position: clustering } : { role: 'regular', position: -1 }
}
