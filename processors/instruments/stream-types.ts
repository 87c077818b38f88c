/** The columns that a stream key ever had, each in the one type that holds all it came in. */
import type { ColumnType } from '../../schemas/columns/column.ts'
import { parseTypeName } from '../../schemas/columns/column.ts'
import { promote } from '../../schemas/columns/types.ts'
import type { TableView } from '../../schemas/table.ts'
import type { streamColumns } from '../../schemas/tables.ts'
import type { ColumnTypes } from './merged-types.ts'

export async function streamTypes(
  columns: TableView<typeof streamColumns>,
  streamKeys: readonly string[],
): Promise<ColumnTypes> {
  const slices = await Promise.all(streamKeys.map((stream_key) => columns.slice({ partition: { stream_key } })))
  const names = new Map<string, Set<string>>()
  for (const { column_name, type } of slices.flat()) {
    names.set(column_name, (names.get(column_name) ?? new Set()).add(type))
  }
  const types = new Map<string, ColumnType>()
  for (const [name, seen] of names) {
    // Sorted, because promoting three types may depend on their order.
    const parsed = [...seen].sort().map((text) => parseTypeName(text))
    const known = parsed.filter((type) => type !== null)
    if (known.length > 0) types.set(name, known.reduce(promote))
  }
  return types
}
