import type { FilePosition, FilePositions, Json } from '../../schemas/file-positions.ts'
import { classify, schemaName } from './failures.ts'
import { openPool, type PostgresOptions } from './pool.ts'

export interface PostgresPositions extends FilePositions {
  ping(): Promise<void>
  close(): Promise<void>
}

/** A column of file_positions, the field it holds, and how it is read; PostgreSQL's bigint comes as text. */
const fields = [
  ['source', 'source', String],
  ['path', 'path', String],
  ['identity', 'identity', String],
  ['byte_offset', 'offset', Number],
  ['size', 'size', Number],
  ['lines', 'lines', Number],
  ['particles', 'particles', Number],
  ['ignored', 'ignored', Number],
  ['rejected', 'rejected', Number],
  ['state', 'state', (value: unknown) => value as Json],
  ['first_seen', 'firstSeen', Number],
  ['finished', 'finished', Boolean],
] as const satisfies readonly (readonly [string, keyof FilePosition, (value: unknown) => unknown])[]
const keyFields = 3

/** Connects; rejects with `Unavailable('postgres', …)` when it does not answer. Reconnects by itself later. */
export async function connectPostgres(options: PostgresOptions): Promise<PostgresPositions> {
  const table = `${schemaName(options.schema)}.file_positions`
  const pool = await openPool(options)
  const columns = fields.map(([column]) => column)
  const updates = columns.slice(keyFields).map((column) => `${column} = excluded.${column}`)
  const upsert =
    `INSERT INTO ${table} (${columns.join(', ')}) VALUES (${columns.map((_, at) => `$${at + 1}`).join(', ')}) ` +
    `ON CONFLICT (source, path, identity) DO UPDATE SET ${updates.join(', ')}`

  async function query(text: string, values: unknown[] = []): Promise<Record<string, unknown>[]> {
    try {
      return (await pool.query<Record<string, unknown>>(text, values)).rows
    } catch (error) {
      throw classify(error)
    }
  }

  return {
    async load(source) {
      const order = `SELECT ${columns.join(', ')} FROM ${table} WHERE source = $1 ORDER BY path, identity`
      return (await query(order, [source])).map(fromRow)
    },
    async save(position) {
      const values = fields.map(([, field]) => (field === 'state' ? JSON.stringify(position.state) : position[field]))
      await query(upsert, values)
    },
    async remove(source, path, identity) {
      await query(`DELETE FROM ${table} WHERE source = $1 AND path = $2 AND identity = $3`, [source, path, identity])
    },
    async ping() {
      await query('SELECT 1')
    },
    async close() {
      await pool.end()
    },
  }
}

function fromRow(row: Record<string, unknown>): FilePosition {
  return Object.fromEntries(
    fields.map(([column, field, read]) => [field, read(row[column])]),
  ) as unknown as FilePosition
}
