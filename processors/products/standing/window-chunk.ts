/** The windows of a bin as they stand in the store: one chunk, called after what it was made of. */
import type { Column, ColumnBatch } from '../../../schemas/columns/column.ts'
import { typeName } from '../../../schemas/columns/column.ts'
import { encodeColumn } from '../../../schemas/columns/encoding.ts'
import { statisticsOf } from '../../../schemas/columns/statistics.ts'
import { noSteps } from '../../../schemas/columns/steps.ts'
import { atomically, put, remove, type TableView, type Write } from '../../../schemas/table.ts'
import { chunkData, chunkStats, timeColumn } from '../../../schemas/tables.ts'
import type { Bin } from '../../instruments/bin.ts'
import { decodeChunkColumn } from '../../instruments/chunk.ts'
import { columnToTimes, timesToColumn } from '../../instruments/time-column.ts'
import { productColumn } from './product-version.ts'

type Versions = ReadonlyMap<string, string>

/** Columns of these names in these versions; null: they do not stand. */
export async function readWindowChunk(
  data: TableView<typeof chunkData>,
  { streamKey, start }: Bin,
  chunk_id: string,
  versions: Versions,
): Promise<ColumnBatch | null> {
  const key = { stream_key: streamKey, bin: start, chunk_start: start, chunk_id }
  const [times, ...rows] = await Promise.all(
    [timeColumn, ...[...versions].map(([name, version]) => productColumn(name, version))].map((column_name) =>
      data.get({ ...key, column_name }),
    ),
  )
  if (times == null) return null
  const time = columnToTimes(decodeChunkColumn(times))
  if (time.length === 0) return { length: 0, time, columns: new Map() }
  const columns = new Map<string, Column>()
  for (const [at, name] of [...versions.keys()].entries()) {
    const row = rows[at]
    if (row == null) return null
    columns.set(name, decodeChunkColumn(row))
  }
  return { length: time.length, time, columns }
}

export function windowChunkWrite({ streamKey, start }: Bin, chunk_id: string, batch: ColumnBatch, versions: Versions) {
  const key = { stream_key: streamKey, bin: start, chunk_start: start, chunk_id }
  const named = [...versions].flatMap(([name, version]) => {
    const column = batch.columns.get(name)
    return column === undefined ? [] : [[productColumn(name, version), column] as const]
  })
  const writes = [[timeColumn, timesToColumn(batch.time)] as const, ...named].flatMap(([column_name, column]) => [
    put(chunkData, { ...key, column_name, data: encodeColumn(column) }),
    put(chunkStats, { ...key, column_name, type: typeName(column.type), ...statisticsOf(column), ...noSteps }),
  ])
  return atomically(...writes)
}

/** All that is not of this chunk in these versions. `chunk_id` null: everything. */
export async function removalOfOldWindows(
  stats: TableView<typeof chunkStats>,
  { streamKey, start }: Bin,
  chunk_id: string | null,
  versions: Versions,
): Promise<Write[]> {
  const current = new Set([timeColumn, ...[...versions].map(([name, version]) => productColumn(name, version))])
  const partition = { stream_key: streamKey, bin: start }
  const rows = await stats.slice({ partition, columns: ['column_name', 'chunk_start', 'chunk_id'] })
  return rows
    .filter((row) => row.chunk_id !== chunk_id || !current.has(row.column_name))
    .map(({ column_name, chunk_start, chunk_id: id }) => {
      const key = { ...partition, column_name, chunk_start, chunk_id: id }
      return atomically(remove(chunkData, key), remove(chunkStats, key))
    })
}
