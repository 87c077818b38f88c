/** The table store on PostgreSQL: for tables whose home is relational. Their DDL are the migrations. */
import type pg from 'pg'
import type { KeyOf, Row, Slice, Table, TableStore, TableView, Write } from '../../schemas/table.ts'
import { checkCell, checkWrite, keyColumns, shapeOf } from '../../schemas/table-checks.ts'
import { fromRow } from './cells.ts'
import { classify, schemaName } from './failures.ts'
import { openPool, type PostgresOptions } from './pool.ts'
import { pageAfter, type Query, removal, selection, upsert } from './statements.ts'

type Values = Readonly<Record<string, unknown>>

/** Writes that share a transaction: as many rows, or their bytes. A single write may be larger. */
const maxRowsTogether = 2_000
const maxBytesTogether = 8 * 1024 * 1024
const rowsPerPage = 2_000

/** Connects; rejects with `Unavailable('postgres', …)` when it does not answer. Reconnects by itself later. */
export async function connectPostgresTables(options: PostgresOptions): Promise<TableStore> {
  const schema = schemaName(options.schema)
  const pool = await openPool(options)

  async function run({ text, values }: Query, client: pg.Pool | pg.PoolClient = pool): Promise<Values[]> {
    try {
      return (await client.query<Record<string, unknown>>(text, values)).rows
    } catch (error) {
      throw classify(error)
    }
  }

  async function inTransaction(work: (client: pg.PoolClient) => Promise<void>): Promise<void> {
    const client = await pool.connect().catch((error: unknown) => {
      throw classify(error)
    })
    let failure: unknown = null
    try {
      await run({ text: 'BEGIN', values: [] }, client)
      await work(client)
      await run({ text: 'COMMIT', values: [] }, client)
    } catch (error) {
      failure = error
      await client.query('ROLLBACK').catch(() => {})
      throw error
    } finally {
      // One that failed may be out of step with its server: the pool opens another.
      client.release(failure !== null)
    }
  }

  return {
    async apply(writes) {
      for (const write of writes) checkWrite(write)
      for (const together of batchesOf(writes)) {
        await inTransaction(async (client) => {
          for (const query of queriesOf(schema, together)) await run(query, client)
        })
      }
    },
    view<T extends Table>(table: T): TableView<T> {
      const all = Object.keys(table.columns)
      const toRows = (columns: readonly string[], rows: Values[]) =>
        rows.map((row) => fromRow(table, columns, row) as Row<T>)
      return {
        async get(key: KeyOf<T>) {
          const fixed = keyColumns(table).map((column) => ({ column, value: (key as Values)[column] }))
          for (const { column, value } of fixed) checkCell(table, column, value)
          const shape = { fixed, bounded: null, columns: all }
          return toRows(all, await run(selection(schema, table, shape, {})))[0] ?? null
        },
        async slice(slice: Slice<T>) {
          const shape = shapeOf(table, slice as unknown as Slice)
          return toRows(shape.columns, await run(selection(schema, table, shape, slice)))
        },
        async *scan() {
          for (let last: Row<T> | null = null; ; ) {
            const rows: Row<T>[] = toRows(all, await run(pageAfter(schema, table, last as Values | null, rowsPerPage)))
            yield* rows
            last = rows.at(-1) ?? null
            if (rows.length < rowsPerPage) return
          }
        },
      }
    },
    async ping() {
      await run({ text: 'SELECT 1', values: [] })
    },
    async close() {
      await pool.end()
    },
  }
}

/** Consecutive writes that become one transaction. */
function* batchesOf(writes: readonly Write[]): Iterable<Write[]> {
  let together: Write[] = []
  let rows = 0
  let bytes = 0
  for (const write of writes) {
    const size = bytesOf(write)
    if (together.length > 0 && (rows + write.rows.length > maxRowsTogether || bytes + size > maxBytesTogether)) {
      yield together
      ;[together, rows, bytes] = [[], 0, 0]
    }
    together.push(write)
    rows += write.rows.length
    bytes += size
  }
  if (together.length > 0) yield together
}

function bytesOf(write: Write): number {
  let bytes = 0
  for (const row of write.rows) {
    for (const value of Object.values(row.kind === 'put' ? row.row : row.key)) {
      const cell: unknown = value
      bytes += cell instanceof Uint8Array ? cell.byteLength : typeof cell === 'string' ? cell.length : 8
    }
  }
  return bytes
}

/** What the writes come to, the last one of each key: removals and puts per table, in key order against deadlocks. */
function queriesOf(schema: string, writes: readonly Write[]): Query[] {
  const tables = new Map<string, { table: Table; last: Map<string, { isPut: boolean; values: Values }> }>()
  for (const row of writes.flatMap((write) => write.rows)) {
    const { table } = row
    const values = (row.kind === 'put' ? row.row : row.key) as Values
    const known = tables.get(table.name) ?? { table, last: new Map() }
    tables.set(table.name, known)
    known.last.set(JSON.stringify(keyColumns(table).map((name) => values[name])), { isPut: row.kind === 'put', values })
  }
  return [...tables.values()]
    .sort((a, b) => (a.table.name < b.table.name ? -1 : 1))
    .flatMap(({ table, last }) => {
      const rows = [...last].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, row]) => row)
      const puts = rows.filter(({ isPut }) => isPut).map(({ values }) => values)
      const gone = rows.filter(({ isPut }) => !isPut).map(({ values }) => values)
      return [
        ...(gone.length > 0 ? [removal(schema, table, gone)] : []),
        ...(puts.length > 0 ? [upsert(schema, table, puts)] : []),
      ]
    })
}
