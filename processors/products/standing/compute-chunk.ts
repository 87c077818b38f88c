/** The products of one chunk of samples, written beside them under their version. */
import type { Column, ColumnBatch } from '../../../schemas/columns/column.ts'
import { typeName } from '../../../schemas/columns/column.ts'
import { encodeColumn } from '../../../schemas/columns/encoding.ts'
import { statisticsOf } from '../../../schemas/columns/statistics.ts'
import { noSteps } from '../../../schemas/columns/steps.ts'
import { atomically, put, type TableView, type Write } from '../../../schemas/table.ts'
import { chunkData, chunkStats, timeColumn } from '../../../schemas/tables.ts'
import type { Bin } from '../../instruments/bin.ts'
import { decodeChunkColumn } from '../../instruments/chunk.ts'
import { columnToTimes } from '../../instruments/time-column.ts'
import { evaluate } from '../engine/evaluate.ts'
import type { Plan } from '../engine/plan.ts'
import { openSupports, type SeriesContext } from '../engine/series.ts'
import { productColumn } from './product-version.ts'

export interface ChunkKey {
  readonly id: string
  /** Time of its first row, UTC microseconds. */
  readonly start: number
}

export interface ChunkProducts {
  readonly write: Write
  /** The derived columns, by parameter name. */
  readonly batch: ColumnBatch
}

/** Null: the chunk is gone, its samples lie in others by now. */
export async function computeChunk(
  data: TableView<typeof chunkData>,
  bin: Bin,
  chunk: ChunkKey,
  deployment: number,
  refdes: string,
  plan: Plan,
  versions: ReadonlyMap<string, string>,
  context: SeriesContext,
): Promise<ChunkProducts | null> {
  const samples = await readChunk(data, bin, chunk, plan.stored)
  if (samples === null) return null
  const [first, last] = [samples.time[0] as number, samples.time[samples.length - 1] as number]
  const supports = openSupports(plan, { from: first, to: last + 1 }, context)
  try {
    const coefficients = await context.coefficients(refdes, deployment)
    const supported = await supports.at(samples.time, 0)
    const { columns } = evaluate(plan, { deployment, batch: samples }, coefficients, supported, context.notes)
    const products = new Map<string, Column>()
    for (const { parameter } of plan.steps) {
      const column = columns.get(parameter.id)
      if (column !== undefined) products.set(parameter.name, column)
    }
    const batch = { length: samples.length, time: samples.time, columns: products }
    return { batch, write: productsWrite(bin, chunk, batch, versions) }
  } finally {
    await supports.close()
  }
}

async function readChunk(
  data: TableView<typeof chunkData>,
  bin: Bin,
  { id, start }: ChunkKey,
  names: ReadonlySet<string>,
): Promise<ColumnBatch | null> {
  const key = { stream_key: bin.streamKey, bin: bin.start, chunk_start: start, chunk_id: id }
  const read = (column_name: string) => data.get({ ...key, column_name })
  const times = await read(timeColumn)
  if (times === null) return null
  const time = columnToTimes(decodeChunkColumn(times))
  const columns = new Map<string, Column>()
  await Promise.all(
    [...names].map(async (name) => {
      const row = await read(name)
      if (row !== null) columns.set(name, decodeChunkColumn(row))
    }),
  )
  return { length: time.length, time, columns }
}

/** One mutation: the columns and their statistics. */
function productsWrite(
  bin: Bin,
  { id, start }: ChunkKey,
  batch: ColumnBatch,
  versions: ReadonlyMap<string, string>,
): Write {
  const key = { stream_key: bin.streamKey, bin: bin.start, chunk_start: start, chunk_id: id }
  const writes: Write[] = []
  for (const [name, column] of batch.columns) {
    const column_name = productColumn(name, versions.get(name) ?? '')
    writes.push(put(chunkData, { ...key, column_name, data: encodeColumn(column) }))
    const facts = { ...statisticsOf(column), ...noSteps }
    writes.push(put(chunkStats, { ...key, column_name, type: typeName(column.type), ...facts }))
  }
  return atomically(...writes)
}
