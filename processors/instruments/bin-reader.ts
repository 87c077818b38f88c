/** Reads the particles of a bin: by time and row hash, each once, however its chunks lie. */
import type { Column } from '../../schemas/columns/column.ts'
import type { TableView } from '../../schemas/table.ts'
import { type chunkData, type chunkStats, rowHashColumn, timeColumn } from '../../schemas/tables.ts'
import { type HashedRows, joinRows, joinTimes, sliceHashed, takeHashed } from './batch-rows.ts'
import type { Bin } from './bin.ts'
import { columnToHashes, decodeChunkColumn } from './chunk.ts'
import { type ChunkSummary, planWindows, type TimeRange, type Window } from './chunk-plan.ts'
import type { ColumnTypes } from './merged-types.ts'
import { distinctRows, driverRanks, driverTimestamp } from './row-order.ts'
import { columnToTimes } from './time-column.ts'

export interface ChunkViews {
  readonly data: TableView<typeof chunkData>
  readonly stats: TableView<typeof chunkStats>
}

/** The chunks of a bin, from the statistics of their times. */
export async function listChunks(stats: ChunkViews['stats'], bin: Bin): Promise<ChunkSummary[]> {
  const rows = await stats.slice({
    partition: { stream_key: bin.streamKey, bin: bin.start },
    prefix: { column_name: timeColumn },
    columns: ['chunk_start', 'chunk_id', 'count', 'min', 'max'],
  })
  return rows.map((row) => ({
    start: row.chunk_start,
    id: row.chunk_id,
    count: row.count,
    first: row.min ?? row.chunk_start,
    last: row.max ?? row.chunk_start,
  }))
}

type Columns = ReadonlyMap<string, Column>

/** One column of a window's chunks, by chunk id. */
async function readColumn(data: ChunkViews['data'], bin: Bin, window: Window, name: string): Promise<Columns> {
  const starts = window.chunks.map((chunk) => chunk.start)
  const wanted = new Set(window.chunks.map((chunk) => chunk.id))
  const rows = await data.slice({
    partition: { stream_key: bin.streamKey, bin: bin.start },
    prefix: { column_name: name },
    from: starts.reduce((a, b) => Math.min(a, b)),
    to: starts.reduce((a, b) => Math.max(a, b)) + 1,
    columns: ['chunk_id', 'data'],
  })
  const columns = new Map<string, Column>()
  for (const row of rows) if (wanted.has(row.chunk_id)) columns.set(row.chunk_id, decodeChunkColumn(row))
  return columns
}

/**
 * The rows of a window with the columns of `types`, in those types, missing ones null; hashes only where the window
 * overlaps or `withHashes` asks, else empty. Null when a chunk vanished meanwhile: a compaction took it away.
 */
export async function readWindow(
  views: ChunkViews,
  bin: Bin,
  window: Window,
  types: ColumnTypes,
  withHashes: boolean,
): Promise<HashedRows | null> {
  const hashed = withHashes || window.isOverlapping
  const names = new Set([timeColumn, ...types.keys()])
  if (hashed) names.add(rowHashColumn)
  if (window.isOverlapping) names.add(driverTimestamp)
  const read = await Promise.all(
    [...names].map(async (name) => [name, await readColumn(views.data, bin, window, name)] as const),
  )
  const byName = new Map(read)
  const isComplete = read.every(([, columns]) => columns.size === window.chunks.length)
  if (!isComplete && !(await allListed(views.stats, bin, window, byName.get(timeColumn) as Columns))) return null
  return assemble(window, byName, types, hashed)
}

/** A chunk without a column looks like one that vanished between two reads: only the list tells them apart. */
async function allListed(stats: ChunkViews['stats'], bin: Bin, window: Window, times: Columns): Promise<boolean> {
  if (times.size < window.chunks.length) return false
  const listed = new Set((await listChunks(stats, bin)).map((chunk) => chunk.id))
  return window.chunks.every((chunk) => listed.has(chunk.id))
}

function assemble(
  window: Window,
  byName: ReadonlyMap<string, Columns>,
  types: ColumnTypes,
  hashed: boolean,
): HashedRows {
  const ranks: Float64Array[] = []
  const parts = window.chunks.map((chunk) => {
    const column = (name: string) => byName.get(name)?.get(chunk.id)
    const time = columnToTimes(column(timeColumn) as Column)
    const columns = new Map<string, Column>()
    for (const name of types.keys()) {
      const found = column(name)
      if (found !== undefined) columns.set(name, found)
    }
    const hashes = hashed ? columnToHashes(column(rowHashColumn) as Column) : new BigUint64Array(0)
    const from = lowerBound(time, window.from)
    const to = lowerBound(time, window.to)
    const driver = driverRanks(column(driverTimestamp))
    if (window.isOverlapping) {
      ranks.push(driver?.subarray(from, to) ?? new Float64Array(to - from).fill(Number.POSITIVE_INFINITY))
    }
    return sliceHashed({ batch: { length: time.length, time, columns }, hashes }, from, to)
  })
  const rows = joinRows(parts, types)
  if (!window.isOverlapping) return rows
  return takeHashed(rows, distinctRows(rows.batch.time, rows.hashes, joinTimes(ranks)))
}

/** First index whose time is not before `micros`, in ascending times. */
export function lowerBound(times: Float64Array, micros: number): number {
  let low = 0
  let high = times.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if ((times[middle] as number) < micros) low = middle + 1
    else high = middle
  }
  return low
}

const maxAttempts = 6

/**
 * As `readWindow`, but chunks that vanish are looked up anew: the same particles lie in others by then. Throws after
 * six attempts.
 */
export async function readWindowSteadily(
  views: ChunkViews,
  bin: Bin,
  window: Window,
  types: ColumnTypes,
  onRead?: (bin: Bin, chunks: readonly ChunkSummary[]) => void,
): Promise<HashedRows> {
  const first = await readWindow(views, bin, window, types, false)
  if (first !== null) {
    onRead?.(bin, window.chunks)
    return first
  }
  const range: TimeRange = { from: window.from, to: window.to }
  for (let attempt = 1; attempt < maxAttempts; attempt++) {
    const [again] = planWindows(await listChunks(views.stats, bin), range, Number.POSITIVE_INFINITY)
    if (again === undefined) continue
    const rows = await readWindow(views, bin, again, types, false)
    if (rows === null) continue
    onRead?.(bin, again.chunks)
    return rows
  }
  throw new Error(
    `bin ${bin.streamKey} ${bin.start}: its chunks changed during ${maxAttempts} reads; is compact-bins running wild?`,
  )
}
