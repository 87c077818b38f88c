import cassandra from 'cassandra-driver'
import { Unavailable } from '../../schemas/failures.ts'
import type { Log } from '../../schemas/log.ts'
import type { KeyOf, Row, Slice, Table, TableStore, TableView, Write } from '../../schemas/table.ts'
import { checkCell, checkWrite, keyColumns, type SliceShape, shapeOf } from '../../schemas/table-checks.ts'
import { createClient } from './client.ts'
import { shutDown } from './control-connection.ts'
import { classify } from './failures.ts'
import { Gate } from './gate.ts'
import { provisionTables } from './provision.ts'
import { fromRow, sizeOf, statementsOf, toCell } from './rows.ts'
import { identifier, select } from './statements.ts'

export interface CassandraOptions {
  /** `host:port`, at least one. */
  readonly contactPoints: readonly string[]
  readonly datacenter: string
  readonly keyspace: string
  readonly log: Log
  /** How many replicas answer for a write or a read. Default `localQuorum`: what was written is read. */
  readonly consistency?: 'localOne' | 'localQuorum' | 'quorum' | 'all'
}
export interface CassandraTables extends TableStore {
  /** Creates keyspace and tables, adds missing columns, sets differing options; returns what it made. */
  provision(tables: readonly Table[], replication?: string): Promise<string[]>
}

/** A mutation's values in bytes. Cassandra itself refuses above half a commit log segment: 16 MiB by default. */
export const maxWriteBytes = 8 * 1024 * 1024
const maxWritesInFlight = 16
const maxWriteBytesInFlight = 16 * 1024 * 1024
const maxReadsInFlight = 64
/** Blobs of a chunk weigh about 64 KiB: a page stays near 4 MB. */
const rowsPerPage = { withBlobs: 64, plain: 2_000 }
const oneReplica = "{'class': 'SimpleStrategy', 'replication_factor': 1}"

/** Connects; rejects with `Unavailable('cassandra', …)` when no contact point answers. Reconnects by itself later. */
export async function connectCassandra(options: CassandraOptions): Promise<CassandraTables> {
  identifier(options.keyspace)
  const client = createClient(options)
  const attempt = <R>(work: () => Promise<R>) =>
    work().catch((error: unknown) => {
      throw classify(error)
    })
  try {
    await attempt(() => client.connect())
  } catch (error) {
    await shutDown(client)
    throw error
  }
  return new CassandraStore(client, options, attempt)
}

class CassandraStore implements CassandraTables {
  readonly #writes = new Gate(maxWritesInFlight, maxWriteBytesInFlight)
  readonly #reads = new Gate(maxReadsInFlight, Number.POSITIVE_INFINITY)
  readonly #consistency: number
  #lastTimestampMicros = 0

  constructor(
    private readonly client: cassandra.Client,
    private readonly options: CassandraOptions,
    private readonly attempt: <R>(work: () => Promise<R>) => Promise<R>,
  ) {
    this.#consistency = cassandra.types.consistencies[options.consistency ?? 'localQuorum']
  }

  provision(tables: readonly Table[], replication = oneReplica): Promise<string[]> {
    return this.attempt(() => provisionTables(this.client, this.options.keyspace, tables, replication))
  }

  async apply(writes: readonly Write[]): Promise<void> {
    for (const write of writes) {
      checkWrite(write)
      const bytes = sizeOf(write)
      if (bytes > maxWriteBytes) {
        throw new RangeError(`A write of ${bytes} bytes is above ${maxWriteBytes}: make its chunks smaller`)
      }
    }
    const outcomes = await Promise.allSettled(
      writes.map((write) => this.#writes.run(sizeOf(write), () => this.attempt(() => this.#mutate(write)))),
    )
    const failed = outcomes.filter((outcome) => outcome.status === 'rejected').map(({ reason }) => reason as unknown)
    // A fault of the code must not hide behind an absent store.
    if (failed.length > 0) throw failed.find((reason) => !(reason instanceof Unavailable)) ?? failed[0]
  }

  async #mutate(write: Write): Promise<void> {
    const timestamp = this.#nextTimestampMicros()
    const statements = statementsOf(write, this.options.keyspace, timestamp)
    const settings = { consistency: this.#consistency, timestamp, prepare: true, isIdempotent: true }
    const [only] = statements
    if (statements.length === 1 && only) await this.client.execute(only.query, only.params, settings)
    else await this.client.batch(statements, { ...settings, logged: false })
  }

  /** Grows by two, so that a removal one microsecond before a put comes after the put before. */
  #nextTimestampMicros(): number {
    this.#lastTimestampMicros = Math.max(Date.now() * 1_000, this.#lastTimestampMicros + 2)
    return this.#lastTimestampMicros
  }

  view<T extends Table>(table: T): TableView<T> {
    return {
      get: (key: KeyOf<T>) => this.#get(table, key),
      slice: (slice: Slice<T>) => this.#slice(table, slice),
      scan: () => this.#scan(table),
    }
  }

  async #get<T extends Table>(table: T, key: KeyOf<T>): Promise<Row<T> | null> {
    const values = key as Readonly<Record<string, unknown>>
    const fixed = keyColumns(table).map((column) => ({ column, value: values[column] }))
    for (const { column, value } of fixed) checkCell(table, column, value)
    const shape = { fixed, bounded: null, columns: Object.keys(table.columns) }
    for await (const rows of this.#pages(table, shape, {})) return rows[0] ?? null
    return null
  }

  async #slice<T extends Table>(table: T, slice: Slice<T>): Promise<Row<T>[]> {
    const shape = shapeOf(table, slice as unknown as Slice)
    if (slice.limit === 0) return []
    const pages: Row<T>[][] = []
    for await (const rows of this.#pages(table, shape, slice)) pages.push(rows)
    return pages.length === 1 ? pages[0]! : pages.flat()
  }

  async *#scan<T extends Table>(table: T): AsyncIterable<Row<T>> {
    const shape = { fixed: [], bounded: null, columns: Object.keys(table.columns) }
    for await (const rows of this.#pages(table, shape, {})) yield* rows
  }

  async *#pages<T extends Table>(
    table: T,
    shape: SliceShape,
    bounds: { from?: unknown; to?: unknown; limit?: number },
  ): AsyncIterable<Row<T>[]> {
    const { from, to, limit } = bounds
    const has = { from: from !== undefined, to: to !== undefined, limit: limit !== undefined }
    const query = select(table, this.options.keyspace, shape, has)
    const params = shape.fixed.map(({ column, value }) => toCell(table, column, value))
    if (shape.bounded && has.from) params.push(toCell(table, shape.bounded, from))
    if (shape.bounded && has.to) params.push(toCell(table, shape.bounded, to))
    if (has.limit) params.push(limit)
    const hasBlobs = shape.columns.some((column) => table.columns[column]?.type === 'blob')
    const fetchSize = hasBlobs ? rowsPerPage.withBlobs : rowsPerPage.plain
    let pageState: string | undefined
    do {
      const settings = { prepare: true, fetchSize, consistency: this.#consistency, ...(pageState && { pageState }) }
      const result = await this.#reads.run(0, () => this.attempt(() => this.client.execute(query, params, settings)))
      yield result.rows.map((row) => fromRow(table, shape.columns, row) as Row<T>)
      pageState = result.pageState
    } while (pageState)
  }

  async ping(): Promise<void> {
    const settings = { consistency: cassandra.types.consistencies.localOne }
    await this.attempt(() => this.client.execute('SELECT key FROM system.local', [], settings))
  }

  async close(): Promise<void> {
    await shutDown(this.client)
  }
}
