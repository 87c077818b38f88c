import type { Bin } from './bin.ts'
import { type ChunkViews, listChunks, readWindow } from './bin-reader.ts'
import { allTime, type ChunkSummary, overlapGroups, planWindows, rowsOf } from './chunk-plan.ts'

export interface BinCount {
  /** Distinct particles. */
  readonly count: number
  readonly chunks: readonly ChunkSummary[]
}

const windowRows = 262_144
const noColumns = new Map()
const maxAttempts = 6

/** Counts from statistics where chunks share no time; reads times and hashes, no more, where they do. */
export async function countBin(views: ChunkViews, bin: Bin): Promise<BinCount> {
  for (let attempt = 0; attempt < maxAttempts; attempt++) {
    const chunks = await listChunks(views.stats, bin)
    const count = await countDistinct(views, bin, chunks)
    if (count !== null) return { count, chunks }
  }
  throw new Error(`bin ${bin.streamKey} ${bin.start}: its chunks changed during ${maxAttempts} counts`)
}

/** Null when a chunk vanished meanwhile. */
async function countDistinct(views: ChunkViews, bin: Bin, chunks: readonly ChunkSummary[]): Promise<number | null> {
  let count = 0
  for (const group of overlapGroups(chunks)) {
    if (group.length === 1) {
      count += rowsOf(group)
      continue
    }
    for (const window of planWindows(group, allTime, windowRows)) {
      const rows = await readWindow(views, bin, window, noColumns, false)
      if (rows === null) return null
      count += rows.batch.length
    }
  }
  return count
}
