/** Which chunks overlap in time, which are too small, and in which windows of time a bin is read. */

/** One chunk as its time column's statistics tell it. Times in UTC microseconds. */
export interface ChunkSummary {
  readonly start: number
  readonly id: string
  readonly count: number
  readonly first: number
  readonly last: number
}

/** Times `from` (inclusive) to `to` (exclusive), UTC microseconds. */
export interface TimeRange {
  readonly from: number
  readonly to: number
}

/** A range of time with all the chunks that have particles in it. */
export interface Window extends TimeRange {
  readonly chunks: readonly ChunkSummary[]
  /** Chunks share times: rows must be sorted, and may be double. */
  readonly isOverlapping: boolean
}

/** Chunks in order of time, those that share times together; groups share none. */
export function overlapGroups<T extends ChunkSummary>(chunks: readonly T[]): T[][] {
  const sorted = [...chunks].sort((a, b) => a.first - b.first || a.last - b.last || (a.id < b.id ? -1 : 1))
  const groups: T[][] = []
  let last = Number.NEGATIVE_INFINITY
  for (const chunk of sorted) {
    if (chunk.first <= last) groups.at(-1)?.push(chunk)
    else groups.push([chunk])
    last = Math.max(last, chunk.last)
  }
  return groups
}

export function rowsOf(chunks: readonly ChunkSummary[]): number {
  return chunks.reduce((sum, chunk) => sum + chunk.count, 0)
}

/**
 * Runs of neighbouring chunks that are small or overlap, and would fit in fewer chunks of `fullRows` rows. The chunks of
 * a run are in order of time; a chunk that is alone and at least half full is in none.
 */
export function fragmentedRuns<T extends ChunkSummary>(chunks: readonly T[], fullRows: number): T[][] {
  const runs: T[][] = []
  let run: T[] = []
  const close = () => {
    if (excessChunks(run, fullRows) > 0) runs.push(run)
    run = []
  }
  for (const group of overlapGroups(chunks)) {
    if (group.length > 1 || rowsOf(group) < fullRows / 2) run.push(...group)
    else close()
  }
  close()
  return runs
}

export const allTime: TimeRange = { from: Number.NEGATIVE_INFINITY, to: Number.POSITIVE_INFINITY }

/** How many chunks fewer a run could be. */
export function excessChunks(run: readonly ChunkSummary[], fullRows: number): number {
  return run.length - Math.ceil(rowsOf(run) / fullRows)
}

/**
 * Windows of about `maxRows` rows that cover all chunks inside a range, in order of time. A window ends between chunks
 * that share no time where it can; a larger group of overlapping chunks is cut at times that part its rows evenly.
 */
export function planWindows(chunks: readonly ChunkSummary[], range: TimeRange, maxRows: number): Window[] {
  const inside = chunks.filter((chunk) => chunk.last >= range.from && chunk.first < range.to)
  const windows: Window[] = []
  let open: ChunkSummary[][] = []
  let rows = 0
  const close = () => {
    if (open.length > 0) windows.push(windowOf(open.flat(), range))
    open = []
    rows = 0
  }
  for (const group of overlapGroups(inside)) {
    const groupRows = rowsOf(group)
    if (rows + groupRows > maxRows) close()
    if (groupRows > 2 * maxRows) windows.push(...cutGroup(group, range, maxRows))
    else {
      open.push(group)
      rows += groupRows
    }
  }
  close()
  return windows
}

function windowOf(chunks: readonly ChunkSummary[], range: TimeRange): Window {
  const first = chunks.reduce((least, chunk) => Math.min(least, chunk.first), Number.POSITIVE_INFINITY)
  const last = chunks.reduce((most, chunk) => Math.max(most, chunk.last), Number.NEGATIVE_INFINITY)
  return {
    from: Math.max(range.from, first),
    to: Math.min(range.to, last + 1),
    chunks,
    isOverlapping: overlapGroups(chunks).length < chunks.length,
  }
}

const samplesPerChunk = 16

/** Cuts by where rows would lie if each chunk's were spread evenly over its time. */
function cutGroup(group: readonly ChunkSummary[], range: TimeRange, maxRows: number): Window[] {
  const samples = group
    .flatMap(({ first, last, count }) =>
      Array.from({ length: samplesPerChunk }, (_, i) => ({
        time: Math.floor(first + ((last - first) * i) / samplesPerChunk),
        rows: count / samplesPerChunk,
      })),
    )
    .sort((a, b) => a.time - b.time)
  const whole = windowOf(group, range)
  const cuts = [whole.from]
  let rows = 0
  for (const sample of samples) {
    if (rows >= maxRows && sample.time > (cuts.at(-1) as number) && sample.time < whole.to) {
      cuts.push(sample.time)
      rows = 0
    }
    rows += sample.rows
  }
  return cuts.map((from, i) => {
    const to = cuts[i + 1] ?? whole.to
    const chunks = group.filter((chunk) => chunk.last >= from && chunk.first < to)
    return { from, to, chunks, isOverlapping: overlapGroups(chunks).length < chunks.length }
  })
}
