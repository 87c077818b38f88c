/**
 * Which chunks of an answer their statistics suffice for, and which must be read: a mean or an envelope over bins needs
 * the rows only where a chunk is cut by the range or a bin, where chunks overlap, where a gap, a mask or a fill value
 * may hide inside, and for directions.
 */
import type { ColumnStatistics } from '../../../schemas/columns/column.ts'
import { binStartOf, nextWidth, widthFrom } from './bin-width.ts'
import { medianOf, type Rate } from './gaps.ts'

export interface TimeRange {
  /** UTC microseconds; `from` ≤ time < `to`. */
  readonly from: number
  readonly to: number
}

export interface ColumnFacts extends Omit<ColumnStatistics, 'numbers'> {
  /** Column type, e.g. `float64` or `int16[9]`. */
  readonly type: string
  /** Null: not counted. */
  readonly numbers: number | null
}

/** A chunk as its statistics tell it. */
export interface ChunkFacts {
  readonly deployment: number
  readonly id: string
  readonly count: number
  /** First and last time, UTC microseconds. */
  readonly first: number
  readonly last: number
  /** By parameter; one without any value is not there. */
  readonly columns: ReadonlyMap<string, ColumnFacts>
}

export interface OverviewRequest extends TimeRange {
  readonly method: 'mean' | 'minmax'
  /** Rows wanted at most; null: as the interval makes them. */
  readonly limit: number | null
  /** Null: as long as the limit needs. */
  readonly intervalMicros: number | null
  readonly gapMicros: number
  readonly parameters: readonly string[]
  readonly angles: ReadonlySet<string>
  /** By parameter: what stands for no value. */
  readonly fills: ReadonlyMap<string, number>
  /** Ranges of which rows or values are masked. */
  readonly masked: readonly TimeRange[]
  /**
   * `exact`: a chunk that reaches over the end of a bin is read. `chunks`: it counts to the bin of its first row, and
   * the ends of bins are true to the length of a chunk.
   */
  readonly edges: 'exact' | 'chunks'
}

/** In order of time. Chunks to be read lie in the range of one step, whatever their order. */
export type OverviewStep =
  | { readonly from: 'statistics'; readonly chunk: ChunkFacts }
  | {
      readonly from: 'rows'
      readonly deployment: number
      readonly range: TimeRange
      readonly chunks: readonly string[]
    }

export interface OverviewPlan extends Rate {
  /** Null: there are no more rows than wanted, they are given as they are. */
  readonly binMicros: number | null
  readonly steps: readonly OverviewStep[]
  readonly rowsToRead: number
}

export function planOverview(chunks: readonly ChunkFacts[], request: OverviewRequest): OverviewPlan {
  const inside = chunks
    .filter(({ first, last }) => last >= request.from && first < request.to)
    .sort((a, b) => a.first - b.first || a.deployment - b.deployment || (a.id < b.id ? -1 : 1))
  const intervalMicros = typicalInterval(inside)
  const gapMicros = Math.max(3 * intervalMicros, request.gapMicros)
  const binMicros = binFor(inside, request)
  const overlapping = overlaps(inside)
  const suffices = (chunk: ChunkFacts): boolean =>
    binMicros !== null &&
    !overlapping.has(chunk) &&
    chunk.first >= request.from &&
    chunk.last < request.to &&
    !request.masked.some(({ from, to }) => chunk.last >= from && chunk.first < to) &&
    (request.edges === 'chunks' || binStartOf(chunk.first, binMicros) === binStartOf(chunk.last, binMicros)) &&
    !mayHaveGap(chunk, intervalMicros, gapMicros) &&
    request.parameters.every((name) => isTold(chunk.columns.get(name), name, request))
  const steps = stepsOf(inside, suffices, request)
  const rowsToRead = inside.reduce((sum, chunk) => sum + (suffices(chunk) ? 0 : chunk.count), 0)
  return { binMicros, gapMicros, intervalMicros, steps, rowsToRead }
}

/** Median over chunks of their mean interval; 0 where no chunk has two times. */
function typicalInterval(chunks: readonly ChunkFacts[]): number {
  const intervals = chunks.flatMap(({ count, first, last }) => (last > first ? [(last - first) / (count - 1)] : []))
  return intervals.length === 0 ? 0 : medianOf(Float64Array.from(intervals))
}

/** If all other intervals are typical, what is left over would be the gap. */
const mayHaveGap = ({ count, first, last }: ChunkFacts, interval: number, gap: number): boolean =>
  last - first - (count - 1) * interval > gap - interval

function isTold(column: ColumnFacts | undefined, name: string, request: OverviewRequest): boolean {
  if (column === undefined || column.type === 'string' || column.type === 'timestamp') return true
  if (column.type.includes('[')) return false
  const { min, max, mean, numbers } = column
  if (min === null || max === null) return true
  const fill = request.fills.get(name)
  if (fill !== undefined && min <= fill && fill <= max) return false
  return request.method === 'minmax' || (!request.angles.has(name) && numbers !== null && mean !== null)
}

/** Chunks that share times with another of their deployment: rows may be double. */
function overlaps(sorted: readonly ChunkFacts[]): ReadonlySet<ChunkFacts> {
  const found = new Set<ChunkFacts>()
  const latest = new Map<number, ChunkFacts>()
  for (const chunk of sorted) {
    const before = latest.get(chunk.deployment)
    if (before !== undefined && chunk.first <= before.last) found.add(chunk).add(before)
    if (before === undefined || chunk.last > before.last) latest.set(chunk.deployment, chunk)
  }
  return found
}

/** The least width of which there are not too many bins with data. */
function binFor(sorted: readonly ChunkFacts[], { limit, intervalMicros, method }: OverviewRequest): number | null {
  if (limit === null) return intervalMicros
  const rows = sorted.reduce((sum, { count }) => sum + count, 0)
  if (intervalMicros === null && rows <= limit) return null
  const most = Math.max(1, method === 'minmax' ? Math.floor(limit / 2) : limit)
  const span = sorted.length === 0 ? 1 : Math.max(...sorted.map(({ last }) => last)) - (sorted[0] as ChunkFacts).first
  // No narrower bins can be few enough than those that would be if data filled a hundredth of the span.
  let width = intervalMicros ?? widthFrom(Math.max(1, span / (100 * most)))
  while (width < 2 ** 52 && binsWithData(sorted, width) > most) width = nextWidth(width)
  return width
}

function binsWithData(sorted: readonly ChunkFacts[], width: number): number {
  let bins = 0
  let lastBin = Number.NEGATIVE_INFINITY
  for (const { first, last, count } of sorted) {
    const from = Math.max(binStartOf(first, width), lastBin + width)
    const to = binStartOf(last, width)
    if (to < from) continue
    bins += Math.min(count, (to - from) / width + 1)
    lastBin = to
  }
  return bins
}

function stepsOf(
  sorted: readonly ChunkFacts[],
  suffices: (chunk: ChunkFacts) => boolean,
  request: TimeRange,
): OverviewStep[] {
  const steps: OverviewStep[] = []
  const open = new Map<number, { from: number; to: number; chunks: string[]; at: number }>()
  for (const chunk of sorted) {
    const { deployment, first, last, id } = chunk
    if (suffices(chunk)) {
      open.delete(deployment)
      steps.push({ from: 'statistics', chunk })
      continue
    }
    const run = open.get(deployment) ?? { from: Math.max(request.from, first), to: 0, chunks: [], at: steps.length }
    run.to = Math.max(run.to, Math.min(request.to, last + 1))
    run.chunks.push(id)
    const range = { from: run.from, to: run.to }
    steps[run.at] = { from: 'rows', deployment, range, chunks: run.chunks }
    open.set(deployment, run)
  }
  return steps
}
