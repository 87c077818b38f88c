/** Rewrites the fragmented runs of one bin: bounded memory, new chunks before old ones go. */
import type { ColumnType } from '../../schemas/columns/column.ts'
import { parseTypeName } from '../../schemas/columns/column.ts'
import { atomically, remove, type TableView } from '../../schemas/table.ts'
import {
  type chunkSources,
  fragmentedBins,
  isProductColumn,
  type streamColumns,
  timeColumn,
} from '../../schemas/tables.ts'
import { particlesStored } from '../../topics/instruments.ts'
import type { minuteTicked } from '../../topics/pipeline.ts'
import { emission } from '../../topics/topic.ts'
import type { Outcome } from '../processor.ts'
import { type HashedRows, joinRows } from './batch-rows.ts'
import type { Bin } from './bin.ts'
import { type ChunkViews, readWindow } from './bin-reader.ts'
import { type Chunk, chunkRemoval, chunkStored, chunkWrite, summaryOf } from './chunk.ts'
import { allTime, type ChunkSummary, excessChunks, fragmentedRuns, planWindows, rowsOf } from './chunk-plan.ts'
import { BinSources, sourcesWithin } from './chunk-sources.ts'
import { cutChunks, cutFullChunks } from './cut-chunks.ts'
import { type ColumnTypes, chunkRows, classesByType, rowBytes } from './merged-types.ts'
import { readAhead } from './read-ahead.ts'
import { streamTypes } from './stream-types.ts'

export interface CompactionViews extends ChunkViews {
  readonly columns: TableView<typeof streamColumns>
  readonly sources: TableView<typeof chunkSources>
}
type Step = Outcome<typeof minuteTicked, typeof particlesStored>

interface StoredChunk extends ChunkSummary {
  /** Of the samples. */
  readonly types: ColumnTypes
  /** Derived columns: they go with the chunk and are computed anew for the new one. */
  readonly products: readonly string[]
}

const maxWindowRows = 262_144
const maxWindowBytes = 64_000_000

/** Gives outcomes to be applied in order; returns the rows it read. Leaves a bin alone that would lose fewer than `minExcess` chunks. */
export async function* compactBin(views: CompactionViews, bin: Bin, minExcess: number): AsyncGenerator<Step, number> {
  const [chunks, types] = await Promise.all([
    describeChunks(views.stats, bin),
    streamTypes(views.columns, [bin.streamKey]),
  ])
  const fullRows = chunkRows(types)
  const runs = fragmentedRuns(chunks, fullRows)
  if (runs.reduce((sum, run) => sum + excessChunks(run, fullRows), 0) < minExcess) {
    // A closed bin without excess was compacted before but perhaps not recounted since: the recount takes it off the list.
    const [any] = chunks
    if (any === undefined) yield offList(bin)
    else if (minExcess === 1) yield { emit: [emission(particlesStored, chunkStored(bin, any))] }
    return 0
  }
  let isChanged = false
  for (const { types: classTypes, items } of runs.flatMap((run) => classesByType(run, (chunk) => chunk.types))) {
    const state = yield* rewrite(views, bin, items, classTypes, fullRows)
    isChanged ||= state !== 'same'
    if (state === 'vanished') break
  }
  if (!isChanged) yield offList(bin)
  return rowsOf(runs.flat())
}

/** Chunks as good as they can be, though more than the estimate says: the next recount puts the bin back on the list. */
const offList = (bin: Bin): Step => ({
  write: [remove(fragmentedBins, { shard: 0, stream_key: bin.streamKey, bin: bin.start })],
})

/** `vanished`: somebody else took a chunk away, so the bin stays on the list for the next tick. */
async function* rewrite(
  views: CompactionViews,
  bin: Bin,
  old: readonly StoredChunk[],
  types: ColumnTypes,
  fullRows: number,
): AsyncGenerator<Step, 'rewritten' | 'same' | 'vanished'> {
  const oldIds = new Set(old.map((chunk) => chunk.id))
  const kept = new Map<string, ChunkSummary>()
  const sources = await BinSources.read(views.sources, bin)
  const sourced = old.map(({ id, first, last }) => ({ first, last, sources: sources.of(id) }))
  const writesOf = (chunks: readonly Chunk[]): Step => {
    const write = chunks.flatMap((chunk) => {
      const summary = summaryOf(chunk)
      kept.set(chunk.id, summary)
      const of = sourcesWithin(sourced, summary.first, summary.last)
      if (!oldIds.has(chunk.id)) return [chunkWrite(chunk, of)]
      const change = sources.change(summary, of)
      return change.length === 0 ? [] : [atomically(...change)]
    })
    return { write }
  }
  const windowRows = Math.min(maxWindowRows, Math.ceil(maxWindowBytes / rowBytes(types)))
  const windows = planWindows(old, allTime, windowRows)
  let rest: HashedRows | null = null
  for await (const rows of readAhead(windows, { depth: 2 }, (window) => readWindow(views, bin, window, types, true))) {
    if (rows === null) return 'vanished'
    const cut = cutFullChunks(bin, joinRows(rest === null ? [rows] : [rest, rows], types), fullRows)
    rest = cut.rest
    if (cut.chunks.length > 0) yield writesOf(cut.chunks)
  }
  if (rest !== null) yield writesOf([...cutChunks(bin, rest, fullRows)])

  const removed = old.filter((chunk) => !kept.has(chunk.id))
  const added = [...kept.values()].filter((chunk) => !oldIds.has(chunk.id))
  if (removed.length === 0 && added.length === 0) return 'same'
  const told = added.length > 0 ? added : [...kept.values()].slice(0, 1)
  yield {
    write: removed.map((chunk) => {
      const columns = [timeColumn, ...chunk.types.keys(), ...chunk.products]
      return chunkRemoval(bin, chunk.start, chunk.id, columns, sources.removal(chunk))
    }),
    emit: told.map((chunk) => emission(particlesStored, chunkStored(bin, chunk))),
  }
  return 'rewritten'
}

/** The chunks of a bin with their columns' types. */
async function describeChunks(stats: ChunkViews['stats'], bin: Bin): Promise<StoredChunk[]> {
  const rows = await stats.slice({
    partition: { stream_key: bin.streamKey, bin: bin.start },
    columns: ['column_name', 'chunk_start', 'chunk_id', 'type', 'count', 'min', 'max'],
  })
  const types = new Map<string, Map<string, ColumnType>>()
  const products = new Map<string, string[]>()
  const summaries: ChunkSummary[] = []
  for (const { column_name, chunk_start, chunk_id, type, count, min, max } of rows) {
    const ofChunk = types.get(chunk_id) ?? new Map<string, ColumnType>()
    types.set(chunk_id, ofChunk)
    if (column_name === timeColumn) {
      summaries.push({ start: chunk_start, id: chunk_id, count, first: min ?? chunk_start, last: max ?? chunk_start })
    } else if (isProductColumn(column_name)) {
      products.set(chunk_id, [...(products.get(chunk_id) ?? []), column_name])
    } else {
      const parsed = parseTypeName(type)
      if (parsed === null)
        throw new RangeError(`chunk ${chunk_id}, column ${column_name}: no column type is named ${type}`)
      ofChunk.set(column_name, parsed)
    }
  }
  return summaries.map((summary) => ({
    ...summary,
    types: types.get(summary.id) ?? new Map(),
    products: products.get(summary.id) ?? [],
  }))
}
