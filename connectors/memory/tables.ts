import type { KeyOf, Row, RowPut, RowRemoval, Slice, Table, TableStore, TableView } from '../../schemas/table.ts'
import { checkCell, checkWrite, keyColumns, shapeOf } from '../../schemas/table-checks.ts'
import { compareText } from './text-order.ts'

type Values = Readonly<Record<string, unknown>>
type Partition = Map<string, Values>

/** A table store that lasts as long as the process, with the semantics of the Cassandra store: for tests. */
export function createMemoryTables(): TableStore {
  const partitions = new Map<string, Map<string, Partition>>()

  function partitionOf(table: Table, values: Values): Partition {
    const ofTable = entry(partitions, table.name, () => new Map<string, Partition>())
    return entry(ofTable, keyText(table.partitionKey, values), () => new Map<string, Values>())
  }
  function applyRow(row: RowPut | RowRemoval): void {
    const { table } = row
    const values = (row.kind === 'put' ? row.row : row.key) as Values
    const partition = partitionOf(table, values)
    const key = keyText(table.clusteringKey, values)
    if (row.kind === 'put') partition.set(key, copyOf(values, Object.keys(table.columns)))
    else partition.delete(key)
  }

  return {
    async apply(writes) {
      for (const write of writes) checkWrite(write)
      for (const write of writes) for (const row of write.rows) applyRow(row)
    },
    view<T extends Table>(table: T): TableView<T> {
      const all = Object.keys(table.columns)
      return {
        async get(key: KeyOf<T>) {
          for (const name of keyColumns(table)) checkCell(table, name, (key as Values)[name])
          const row = partitionOf(table, key as Values).get(keyText(table.clusteringKey, key as Values))
          return row ? (copyOf(row, all) as Row<T>) : null
        },
        async slice(slice: Slice<T>) {
          const { fixed, bounded, columns } = shapeOf(table, slice as unknown as Slice)
          const { from, to, limit } = slice
          return [...partitionOf(table, slice.partition as Values).values()]
            .filter((row) => fixed.every(({ column, value }) => compare(row[column], value) === 0))
            .filter((row) => bounded === null || from === undefined || compare(row[bounded], from) >= 0)
            .filter((row) => bounded === null || to === undefined || compare(row[bounded], to) < 0)
            .sort((a, b) => compareRows(table, a, b))
            .slice(0, limit)
            .map((row) => copyOf(row, columns) as Row<T>)
        },
        async *scan() {
          for (const partition of [...(partitions.get(table.name)?.values() ?? [])]) {
            for (const row of [...partition.values()]) yield copyOf(row, all) as Row<T>
          }
        },
      }
    },
    async ping() {},
    async close() {},
  }
}

function entry<K, V>(map: Map<K, V>, key: K, make: () => V): V {
  const found = map.get(key)
  if (found !== undefined) return found
  const made = make()
  map.set(key, made)
  return made
}

function keyText(columns: readonly string[], values: Values): string {
  return JSON.stringify(columns.map((name) => values[name]))
}

/** Bytes are copied too: a store shares no memory with its callers. */
function copyOf(row: Values, columns: readonly string[]): Values {
  const copy: Record<string, unknown> = {}
  for (const name of columns) {
    const value = row[name]
    copy[name] = value instanceof Uint8Array ? new Uint8Array(value) : value
  }
  return copy
}

function compareRows(table: Table, a: Values, b: Values): number {
  for (const name of table.clusteringKey) {
    const order = compare(a[name], b[name])
    if (order !== 0) return order
  }
  return 0
}

function compare(a: unknown, b: unknown): number {
  if (typeof a === 'string' && typeof b === 'string') return compareText(a, b)
  return Number(a) - Number(b)
}
