/** The particles of one stream key in a range of time, in order, window by window, read ahead. */
import type { ColumnBatch } from '../../schemas/columns/column.ts'
import type { HashedRows } from './batch-rows.ts'
import type { Bin } from './bin.ts'
import { type ChunkViews, listChunks, readWindowSteadily } from './bin-reader.ts'
import { type ChunkSummary, planWindows, rowsOf, type TimeRange, type Window } from './chunk-plan.ts'
import { type ColumnTypes, rowBytes } from './merged-types.ts'
import { readAhead } from './read-ahead.ts'

const maxWindowRows = 131_072
const maxWindowBytes = 8_000_000
/** The first window is small, so that the first bytes of an answer are early. */
const firstWindowRows = 8192
const binsAhead = 8
const windowsAhead = 16
const windowsInMemory = 4

export interface StreamRead extends TimeRange {
  readonly streamKey: string
  /** Starts of the bins to look into, ascending. */
  readonly bins: readonly number[]
  readonly types: ColumnTypes
  /** More rows than this will not be taken: reading ahead stops there. */
  readonly limit: number
  /** Told of the chunks that rows were read from. */
  readonly onRead?: (bin: Bin, chunks: readonly ChunkSummary[]) => void
}

/** Never empty batches, each after the one before in time. */
export async function* readStream(views: ChunkViews, read: StreamRead): AsyncGenerator<ColumnBatch, void, void> {
  const { types, limit } = read
  const fitting = Math.min(maxWindowRows, Math.max(1, Math.floor(maxWindowBytes / rowBytes(types))))
  const windowRows = Math.min(fitting, Math.max(firstWindowRows, limit))
  const ahead = {
    depth: windowsAhead,
    weightOf: ({ window }: { window: Window }) => rowsOf(window.chunks),
    maxWeight: Math.min(windowsInMemory * windowRows, Math.max(limit, windowRows)),
  }
  const windows = windowsOf(views, read, windowRows)
  let first: Promise<HashedRows> | null = null
  const rowsOfWindow = async ({ bin, window }: { bin: Bin; window: Window }) => {
    // Nothing competes with the first window. Its failure is thrown where its rows are taken.
    if (first !== null) await first.catch(() => {})
    const rows = readWindowSteadily(views, bin, window, types, read.onRead)
    first ??= rows
    return rows
  }
  for await (const { batch } of readAhead(windows, ahead, rowsOfWindow)) if (batch.length > 0) yield batch
}

async function* windowsOf(views: ChunkViews, read: StreamRead, windowRows: number) {
  const depth = Number.isFinite(read.limit) ? 2 : binsAhead
  const listed = readAhead(read.bins, { depth }, async (start) => {
    const bin: Bin = { streamKey: read.streamKey, start }
    return { bin, chunks: await listChunks(views.stats, bin) }
  })
  let from = read.from
  for await (const { bin, chunks } of listed) {
    if (from === read.from) {
      const [first] = planWindows(chunks, read, Math.min(firstWindowRows, windowRows))
      if (first === undefined) continue
      yield { bin, window: first }
      from = first.to
    }
    for (const window of planWindows(chunks, { from, to: read.to }, windowRows)) yield { bin, window }
  }
}
