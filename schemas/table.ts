/**
 * The store port. A table is declared once; the DDL, the memory store, the Cassandra store and the types of rows come
 * from the declaration. Writes are values: absolute, keyed, so that applying one twice changes nothing.
 */

export interface ColumnTypes {
  text: string
  /** A signed 64-bit integer inside the exact range of a double. */
  bigint: number
  int: number
  double: number
  boolean: boolean
  blob: Uint8Array
}
export type ColumnTypeName = keyof ColumnTypes
export interface ColumnSpec {
  readonly type: ColumnTypeName
  readonly about: string
  readonly nullable?: true
}
type Columns = Readonly<Record<string, ColumnSpec>>
type Cell<C extends ColumnSpec> = C extends { nullable: true } ? ColumnTypes[C['type']] | null : ColumnTypes[C['type']]
export type Row<T extends Table> = { readonly [K in keyof T['columns']]: Cell<T['columns'][K]> }

export interface Table<C extends Columns = Columns, P extends string = string, K extends string = string> {
  readonly name: string
  readonly about: string
  /**
   * Default `wide`: Cassandra, for much data by key. `relational`: PostgreSQL, for the catalogue; `monitor`: PostgreSQL,
   * for status, maybe another database. The DDL of both are the migrations.
   */
  readonly home?: 'wide' | 'relational' | 'monitor'
  readonly columns: C
  readonly partitionKey: readonly P[]
  readonly clusteringKey: readonly K[]
  /** Cassandra's compaction window and the like; opaque here. */
  readonly options?: string
}
export type PartitionOf<T extends Table> = Pick<Row<T>, T['partitionKey'][number] & keyof Row<T>>
export type KeyOf<T extends Table> = Pick<
  Row<T>,
  (T['partitionKey'][number] | T['clusteringKey'][number]) & keyof Row<T>
>

export function defineTable<
  const C extends Columns,
  const P extends keyof C & string,
  const K extends keyof C & string,
>(table: Table<C, P, K>): Table<C, P, K> {
  return Object.freeze(table)
}

export interface RowPut<T extends Table = Table> {
  readonly kind: 'put'
  readonly table: T
  readonly row: Row<T>
}
export interface RowRemoval<T extends Table = Table> {
  readonly kind: 'remove'
  readonly table: T
  readonly key: KeyOf<T>
}
/** Rows that become visible together. All must lie in one partition: equal partition key values, in order. */
export interface Write {
  readonly rows: readonly (RowPut | RowRemoval)[]
}

export function put<T extends Table>(table: T, row: Row<T>): Write {
  return { rows: [{ kind: 'put', table, row } as unknown as RowPut] }
}
export function remove<T extends Table>(table: T, key: KeyOf<T>): Write {
  return { rows: [{ kind: 'remove', table, key } as unknown as RowRemoval] }
}
export function atomically(...writes: readonly Write[]): Write {
  return { rows: writes.flatMap((write) => write.rows) }
}

/**
 * A slice of one partition, in clustering order. `prefix` fixes leading clustering columns; `from` (inclusive) and `to`
 * (exclusive) bound the clustering column after them. `columns` limits what is read; others are absent from the rows.
 */
export interface Slice<T extends Table = Table> {
  readonly partition: PartitionOf<T>
  readonly prefix?: Partial<Row<T>>
  readonly from?: string | number
  readonly to?: string | number
  readonly columns?: readonly (keyof T['columns'] & string)[]
  readonly limit?: number
}

/** What a processor or the gateway may do with a table it reads: look, never touch. */
export interface TableView<T extends Table = Table> {
  get(key: KeyOf<T>): Promise<Row<T> | null>
  slice(slice: Slice<T>): Promise<Row<T>[]>
  /** Every row, in no order, page by page: for small catalogue tables only. */
  scan(): AsyncIterable<Row<T>>
}

export interface TableStore {
  /** Each write atomic, all done when it resolves. Rejects with `Unavailable` when the store is away. */
  apply(writes: readonly Write[]): Promise<void>
  view<T extends Table>(table: T): TableView<T>
  /** Resolves when the store answers; rejects with `Unavailable`. */
  ping(): Promise<void>
  close(): Promise<void>
}
