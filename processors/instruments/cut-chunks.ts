/** Cuts ordered particles of one bin into chunks: a function of the rows alone, so that cutting again gives the same. */
import { type HashedRows, sliceHashed } from './batch-rows.ts'
import type { Bin } from './bin.ts'
import { type Chunk, encodeChunk } from './chunk.ts'
import { maxChunkBytes } from './merged-types.ts'

/**
 * The row after the last of a chunk of at most `limit` rows. Rows of one time stay together where they can, because
 * chunks that touch in time count as overlapping.
 */
export function cutEnd(time: Float64Array, from: number, limit: number): number {
  const end = from + limit
  if (end >= time.length) return time.length
  let cut = end
  while (cut > from && time[cut - 1] === time[end]) cut--
  return cut > from ? cut : end
}

/** Chunks of all rows; a chunk whose bytes are too many is halved. */
export function* cutChunks(bin: Bin, rows: HashedRows, limit: number): Generator<Chunk> {
  for (let from = 0; from < rows.batch.length; ) {
    const to = cutEnd(rows.batch.time, from, limit)
    yield* encodeFitting(bin, sliceHashed(rows, from, to))
    from = to
  }
}

/** Chunks of all rows but the last, incomplete chunk, and those rows. */
export function cutFullChunks(bin: Bin, rows: HashedRows, limit: number): { chunks: Chunk[]; rest: HashedRows } {
  const chunks: Chunk[] = []
  let from = 0
  while (rows.batch.length - from > limit) {
    const to = cutEnd(rows.batch.time, from, limit)
    chunks.push(...encodeFitting(bin, sliceHashed(rows, from, to)))
    from = to
  }
  return { chunks, rest: sliceHashed(rows, from, rows.batch.length) }
}

function* encodeFitting(bin: Bin, rows: HashedRows): Generator<Chunk> {
  const chunk = encodeChunk(bin, rows.batch, rows.hashes)
  const { length } = rows.batch
  if (chunk.size <= maxChunkBytes || length === 1) {
    yield chunk
    return
  }
  const middle = cutEnd(rows.batch.time, 0, length >> 1)
  yield* encodeFitting(bin, sliceHashed(rows, 0, middle))
  yield* encodeFitting(bin, sliceHashed(rows, middle, length))
}
