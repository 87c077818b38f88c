/** The chunks of a stream as their statistics tell them; standing products in the versions that a plan wants. */
import { binLength } from '../../../schemas/definitions/index.ts'
import { formatStreamKey } from '../../../schemas/streams.ts'
import type { Row } from '../../../schemas/table.ts'
import { type chunkStats, timeColumn } from '../../../schemas/tables.ts'
import { type Bin, binOf } from '../../instruments/bin.ts'
import { readAhead } from '../../instruments/read-ahead.ts'
import type { SeriesContext, SeriesRequest, SeriesViews } from '../engine/series.ts'
import type { ChunkFacts, ColumnFacts } from '../reduction/chunk-facts.ts'
import { productColumn, productVersions } from '../standing/product-version.ts'

const binsAhead = 32
/** More columns than this are had sooner with all others of a bin, as one slice. */
const fewColumns = 2

/** A bin as its row tells it. */
export interface StoredBin extends Bin {
  readonly deployment: number
  readonly count: number
  readonly chunks: number
  readonly first: number
  readonly last: number
}

type Asked = Omit<SeriesRequest, 'limit'>

export async function storedBins(
  views: SeriesViews,
  { refdes, method, plan, deployment, from, to }: Asked,
): Promise<StoredBin[]> {
  const stream = plan.stream.name
  const keys = await views.streams.slice({ partition: { refdes }, prefix: { method, stream }, columns: ['deployment'] })
  const chosen = keys.filter((key) => deployment === null || key.deployment === deployment)
  const slices = await Promise.all(
    chosen.map(async (key) => {
      const streamKey = formatStreamKey({ refdes, method, stream, deployment: key.deployment })
      const bounds = { from: binOf(stream, from), to }
      const rows = await views.bins.slice({ partition: { stream_key: streamKey }, ...bounds })
      return rows.map((row) => ({ ...row, streamKey, start: row.bin, deployment: key.deployment }))
    }),
  )
  return slices.flat()
}

export interface ChunksOfBin {
  readonly bin: Bin
  readonly chunks: readonly ChunkFacts[]
}

/** Of columns by parameter name. */
export async function chunkFacts(
  bins: readonly StoredBin[],
  names: readonly string[],
  { refdes, plan }: Asked,
  { views, coefficients, supportMasks = new Map() }: SeriesContext,
): Promise<ChunksOfBin[]> {
  const length = binLength(plan.stream.name)
  const computed = new Set(plan.steps.map(({ parameter }) => parameter.name))
  const facts: ChunksOfBin[] = []
  const read = readAhead(bins, { depth: binsAhead }, async (bin) => {
    const versions =
      computed.size === 0
        ? null
        : productVersions(plan, await coefficients(refdes, bin.deployment), bin.start, bin.start + length, supportMasks)
    const columns = names.map((name) => {
      const version = versions?.get(name)
      return [name, version === undefined ? name : productColumn(name, version)] as const
    })
    return { bin, chunks: await ofBin(views.stats, bin, new Map(columns)) }
  })
  for await (const one of read) facts.push(one)
  return facts
}

type Stats = SeriesViews['stats']
type StatsRow = Row<typeof chunkStats>

/** `columns`: by parameter name, that in the store. */
async function ofBin(stats: Stats, bin: StoredBin, columns: ReadonlyMap<string, string>): Promise<ChunkFacts[]> {
  const byColumn = await readRows(stats, bin, [timeColumn, ...columns.values()])
  const chunks = byColumn.get(timeColumn) ?? []
  const told = new Map(chunks.map(({ chunk_id }) => [chunk_id, new Map<string, ColumnFacts>()]))
  for (const [name, column] of columns) {
    for (const row of byColumn.get(column) ?? []) told.get(row.chunk_id)?.set(name, row)
  }
  const isAllTold = [...told.values()].every((facts) => facts.size === columns.size)
  // A chunk without a column looks like one that a compaction took away between two reads: only the list tells them apart.
  const listed = isAllTold ? told : new Set((await timesOf(stats, bin)).map(({ chunk_id }) => chunk_id))
  // A product has values wherever it stands.
  const products = [...columns].filter(([name, column]) => name !== column).map(([name]) => name)
  return chunks.map(({ chunk_id: id, chunk_start, count, min, max, typical_step, longest_step }) => {
    const facts = told.get(id) as ReadonlyMap<string, ColumnFacts>
    const isTold = listed.has(id) && products.every((name) => facts.has(name))
    return {
      ...{ deployment: bin.deployment, id, count, first: min ?? chunk_start, last: max ?? chunk_start },
      ...{ typicalStep: typical_step, longestStep: longest_step, columns: isTold ? facts : null },
    }
  })
}

const read = ['chunk_start', 'chunk_id', 'type', 'count', 'numbers', 'min', 'max', 'mean'] as const
const steps = ['typical_step', 'longest_step'] as const

const timesOf = (stats: Stats, bin: StoredBin): Promise<StatsRow[]> => ofColumn(stats, bin, timeColumn)

function ofColumn(stats: Stats, bin: StoredBin, column_name: string): Promise<StatsRow[]> {
  const partition = { stream_key: bin.streamKey, bin: bin.start }
  const columns = column_name === timeColumn ? [...read, ...steps] : read
  return stats.slice({ partition, prefix: { column_name }, columns })
}

async function readRows(
  stats: Stats,
  bin: StoredBin,
  columns: readonly string[],
): Promise<ReadonlyMap<string, StatsRow[]>> {
  if (columns.length <= 1 + fewColumns) {
    const slices = await Promise.all(columns.map((column) => ofColumn(stats, bin, column)))
    return new Map(columns.map((column, at) => [column, slices[at] ?? []]))
  }
  const partition = { stream_key: bin.streamKey, bin: bin.start }
  const rows = await stats.slice({ partition, columns: ['column_name', ...read, ...steps] })
  const byColumn = new Map<string, StatsRow[]>(columns.map((column) => [column, []]))
  for (const row of rows) byColumn.get(row.column_name)?.push(row)
  return byColumn
}
