/** A chunk: up to some thousand particles of one bin, a stored row per column, written as one mutation. */
import type { Column, ColumnBatch } from '../../schemas/columns/column.ts'
import { typeName } from '../../schemas/columns/column.ts'
import { decodeColumn, encodeColumn } from '../../schemas/columns/encoding.ts'
import { contentId } from '../../schemas/columns/row-hash.ts'
import { statisticsOf } from '../../schemas/columns/statistics.ts'
import { noSteps, stepsOf } from '../../schemas/columns/steps.ts'
import type { ParticlesStored } from '../../schemas/generated/events.ts'
import type { ParticleSource } from '../../schemas/particle-sources.ts'
import { parseStreamKey } from '../../schemas/streams.ts'
import type { Row, Write } from '../../schemas/table.ts'
import { atomically, put, remove } from '../../schemas/table.ts'
import { chunkData, chunkStats, rowHashColumn, timeColumn } from '../../schemas/tables.ts'
import type { Bin } from './bin.ts'
import type { ChunkSummary } from './chunk-plan.ts'
import { sourceWrites } from './chunk-sources.ts'
import { timesToColumn } from './time-column.ts'

/** Rows of one bin in order, with their hashes; columns without any value are left out. */
export interface Chunk {
  readonly id: string
  readonly bin: Bin
  readonly batch: ColumnBatch
  readonly encoded: ReadonlyMap<string, Uint8Array>
  /** Bytes of the encoded columns. */
  readonly size: number
}

export function encodeChunk(bin: Bin, batch: ColumnBatch, hashes: BigUint64Array): Chunk {
  const columns = new Map<string, Column>()
  for (const [name, column] of batch.columns) if (hasValues(column)) columns.set(name, column)
  const filled: ColumnBatch = { length: batch.length, time: batch.time, columns }
  const encoded = new Map<string, Uint8Array>()
  encoded.set(timeColumn, encodeColumn(timesToColumn(batch.time)))
  encoded.set(rowHashColumn, encodeColumn(hashesToColumn(hashes)))
  let size = 0
  for (const [name, column] of columns) encoded.set(name, encodeColumn(column))
  for (const bytes of encoded.values()) size += bytes.length
  return { id: contentId(filled, hashes), bin, batch: filled, encoded, size }
}

/** One atomic write: the chunk's columns, their statistics and sources, keyed by the chunk's content. */
export function chunkWrite(chunk: Chunk, sources: readonly ParticleSource[]): Write {
  const start = chunk.batch.time[0] as number
  const key = keyOf(chunk.bin, start, chunk.id)
  const writes: Write[] = sourceWrites(chunk.bin, { start, id: chunk.id }, sources)
  for (const [name, data] of chunk.encoded) writes.push(put(chunkData, { ...key, column_name: name, data }))
  const { time, columns } = chunk.batch
  for (const [name, column] of [[timeColumn, timesToColumn(time)] as const, ...columns]) {
    const steps = name === timeColumn ? stepsOf(time) : noSteps
    writes.push(
      put(chunkStats, { ...key, column_name: name, type: typeName(column.type), ...statisticsOf(column), ...steps }),
    )
  }
  return atomically(...writes)
}

/** Takes a chunk away whole. `columns` are the names in its statistics, `sources` the removal of its sources. */
export function chunkRemoval(
  bin: Bin,
  chunkStart: number,
  chunkId: string,
  columns: readonly string[],
  sources: readonly Write[],
): Write {
  const key = keyOf(bin, chunkStart, chunkId)
  const stats = columns.map((name) => remove(chunkStats, { ...key, column_name: name }))
  const data = [...columns, rowHashColumn].map((name) => remove(chunkData, { ...key, column_name: name }))
  return atomically(...stats, ...data, ...sources)
}

export function summaryOf({ id, batch: { time, length } }: Chunk): ChunkSummary {
  const first = time[0] as number
  return { start: first, id, count: length, first, last: time[length - 1] as number }
}

/** The event that says a chunk is in the store. */
export function chunkStored(bin: Bin, { id, count, first, last }: ChunkSummary): ParticlesStored {
  return { ...parseStreamKey(bin.streamKey), bin: bin.start, chunkId: id, count, first, last }
}

export function decodeChunkColumn(row: Pick<Row<typeof chunkData>, 'data'>): Column {
  return decodeColumn(row.data)
}

export function columnToHashes(column: Column): BigUint64Array {
  if (column.values instanceof BigUint64Array) return column.values
  throw new RangeError(`row hashes are ${column.type.scalar}, not uint64: the chunk is damaged`)
}

function hashesToColumn(hashes: BigUint64Array): Column {
  return { type: { scalar: 'uint64' }, length: hashes.length, values: hashes, validity: null, offsets: null }
}

function keyOf(bin: Bin, chunkStart: number, chunkId: string) {
  return { stream_key: bin.streamKey, bin: bin.start, chunk_start: chunkStart, chunk_id: chunkId }
}

function hasValues(column: Column): boolean {
  return column.length > 0 && (column.validity === null || column.validity.some((byte) => byte !== 0))
}
