/**
 * Which chunks of an answer their statistics suffice for, and which must be read: a mean or an envelope over bins needs
 * the rows only where a chunk is cut by the range or a bin, where chunks overlap, where a gap, a mask or a fill value
 * may hide inside, and for directions.
 */
import { medianOf } from '../../../schemas/columns/steps.ts'
import { binStartOf, nextWidth, widthFrom } from './bin-width.ts'
import type { ChunkFacts, TimeRange } from './chunk-facts.ts'
import { telling } from './gaps.ts'

/** The times are those for which there may be data. */
export interface OverviewRequest extends TimeRange {
  /** The range asked for: coverage is of the part of a bin that lies in it. */
  readonly asked: TimeRange
  readonly method: 'mean' | 'minmax'
  /** Rows wanted at most; null: as the interval makes them. */
  readonly limit: number | null
  /**
   * Bins of this length; a chunk that reaches over the end of one is read. Null: as long as the limit needs, and those
   * chunks count to the bin of their first row: bins end where chunks do.
   */
  readonly intervalMicros: number | null
  readonly gapMicros: number
  readonly parameters: readonly string[]
  readonly angles: ReadonlySet<string>
  /** By parameter: what stands for no value. */
  readonly fills: ReadonlyMap<string, number>
  /** Whether a mask may concern rows or values of the chunk. */
  mayBeMasked(chunk: Pick<ChunkFacts, 'deployment' | 'first' | 'last'>): boolean
}

/** In order of time. Chunks to be read lie in the range of one step, whatever their order. */
export type OverviewStep =
  | { readonly from: 'statistics'; readonly chunk: ChunkFacts }
  | {
      readonly from: 'rows'
      readonly deployment: number
      readonly range: TimeRange
      readonly chunks: readonly string[]
      /** At most. */
      readonly rows: number
    }

export interface OverviewPlan {
  /** Null: there are no more rows than wanted, they are given as they are. */
  readonly binMicros: number | null
  /** Typical time between rows, microseconds; null: not known. */
  readonly typicalStep: number | null
  /** How long after the end of its bin a chunk ends, at most, that is not read; 0: every bin ends where it should. */
  readonly edgeMicros: number
  readonly steps: readonly OverviewStep[]
  readonly rowsToRead: number
  /** Rows that statistics stand for. */
  readonly rowsTold: number
}

export function planOverview(chunks: readonly ChunkFacts[], request: OverviewRequest): OverviewPlan {
  const inside = chunks
    .filter(({ first, last }) => last >= request.from && first < request.to)
    .sort((a, b) => a.first - b.first || a.deployment - b.deployment || (a.id < b.id ? -1 : 1))
  const binMicros = binFor(inside, request)
  const overlapping = overlaps(inside)
  const typicalStep = typicalOf(inside)
  const suffices = (chunk: ChunkFacts): boolean =>
    binMicros !== null &&
    !overlapping.has(chunk) &&
    chunk.first >= request.from &&
    chunk.last < request.to &&
    !request.mayBeMasked(chunk) &&
    fits(chunk, binMicros, request) &&
    !mayHaveGap(chunk, typicalStep, request) &&
    request.parameters.every((name) => isTold(chunk, name, request))
  const told = new Set(inside.filter(suffices))
  const rowsTold = rowsOf([...told])
  return {
    binMicros,
    typicalStep,
    edgeMicros: [...told].reduce((most, { first, last }) => Math.max(most, over(first, last, binMicros ?? 0)), 0),
    steps: stepsOf(inside, told, request),
    rowsToRead: rowsOf(inside) - rowsTold,
    rowsTold,
  }
}

const rowsOf = (chunks: readonly ChunkFacts[]): number => chunks.reduce((sum, { count }) => sum + count, 0)

const over = (first: number, last: number, binMicros: number): number => last - binStartOf(first, binMicros) - binMicros

function fits({ first, last }: ChunkFacts, binMicros: number, { intervalMicros }: OverviewRequest): boolean {
  return over(first, last, binMicros) < 0 || (intervalMicros === null && last - first <= binMicros)
}

function typicalOf(chunks: readonly ChunkFacts[]): number | null {
  const steps = chunks.flatMap(({ typicalStep }) => (typicalStep === null ? [] : [typicalStep]))
  return steps.length === 0 ? null : medianOf(Float64Array.from(steps))
}

/** As `Gaps` judges the rows. */
export const gapOf = (typicalStep: number, leastMicros: number): number => Math.max(3 * typicalStep, leastMicros)

/** Of a chunk with rows enough to tell its rate, its own; of a shorter one not more than that of all. */
export const stepOf = ({ typicalStep, count }: ChunkFacts, ofAll: number | null): number | null =>
  count > telling || ofAll === null || typicalStep === null ? typicalStep : Math.min(typicalStep, ofAll)

function mayHaveGap(chunk: ChunkFacts, ofAll: number | null, { gapMicros }: OverviewRequest): boolean {
  const step = stepOf(chunk, ofAll)
  return step === null || chunk.longestStep === null || chunk.longestStep > gapOf(step, gapMicros)
}

function isTold({ columns }: ChunkFacts, name: string, request: OverviewRequest): boolean {
  if (columns === null) return false
  const column = columns.get(name)
  if (column === undefined) return true
  if (!numeric.test(column.type)) return false
  const { min, max, mean, numbers } = column
  if (min === null || max === null) return true
  // Statistics are doubles: of larger integers they are near, not exact.
  if (!Number.isFinite(min + max) || Math.max(-min, max) > Number.MAX_SAFE_INTEGER) return false
  const fill = request.fills.get(name)
  if (fill !== undefined && min <= fill && fill <= max) return false
  return request.method === 'minmax' || (!request.angles.has(name) && numbers !== null && mean !== null)
}

const numeric = /^(u?int(8|16|32|64)|float(32|64))$/

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
  if (intervalMicros === null && rowsOf(sorted) <= limit) return null
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

function stepsOf(sorted: readonly ChunkFacts[], told: ReadonlySet<ChunkFacts>, request: TimeRange): OverviewStep[] {
  const steps: OverviewStep[] = []
  const open = new Map<number, { from: number; to: number; chunks: string[]; rows: number; at: number }>()
  for (const chunk of sorted) {
    const { deployment, first, last, id, count } = chunk
    if (told.has(chunk)) {
      open.delete(deployment)
      steps.push({ from: 'statistics', chunk })
      continue
    }
    const run = open.get(deployment) ?? {
      from: Math.max(request.from, first),
      to: 0,
      chunks: [],
      rows: 0,
      at: steps.length,
    }
    run.to = Math.max(run.to, Math.min(request.to, last + 1))
    run.chunks.push(id)
    run.rows += count
    const range = { from: run.from, to: run.to }
    steps[run.at] = { from: 'rows', deployment, range, chunks: run.chunks, rows: run.rows }
    open.set(deployment, run)
  }
  return steps
}
