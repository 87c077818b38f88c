/** A reduced answer from the statistics of chunks, with the rows read only where these do not suffice. */
import type { Column, ColumnType } from '../../../schemas/columns/column.ts'
import { readAhead } from '../../instruments/read-ahead.ts'
import type { Rows } from '../engine/evaluate.ts'
import { givenOut, type Masks } from '../engine/masks.ts'
import { columnOfResult } from '../engine/operands.ts'
import { openSeries, type SeriesContext, type SeriesRequest } from '../engine/series.ts'
import { widthFrom } from '../reduction/bin-width.ts'
import { Overview } from '../reduction/overview.ts'
import { type OverviewPlan, type OverviewRequest, type OverviewStep, planOverview } from '../reduction/overview-plan.ts'
import type { ReducedRows } from '../reduction/reducer.ts'
import type { Reduction } from '../reduction/reduction.ts'
import { masked } from '../reduction/rows.ts'
import type { DataPlan } from './plan-data.ts'
import { coverageColumn, doubles, fillsOf, type Reducing, withMasks } from './reduce-answer.ts'
import { chunkFacts, type StoredBin, storedBins } from './stored-chunks.ts'

export interface OverviewSource {
  readonly plan: DataPlan
  readonly reduction: Reduction
  readonly request: Omit<SeriesRequest, 'limit'>
  readonly context: SeriesContext
  /** Null: nothing is masked. */
  readonly masks: Masks | null
  /** Whether parameters were named: then those without statistics are wanted too. */
  readonly isByName: boolean
  /** Whether it is to be told what supporting streams gave: that is known once they are read. */
  readonly isExplained: boolean
  readonly onEnd: Reducing['onEnd']
}

/** Steps of more rows are not held while those before them are worked off. */
const heldRows = 65_536
const stepsAhead = 4

const numeric = ({ scalar, list }: ColumnType): boolean => list === undefined && /^(u?int|float)/.test(scalar)

/** Null: statistics do not suffice, or spare too little. */
export async function openOverview(source: OverviewSource): Promise<AsyncGenerator<Rows, void, void> | null> {
  const { plan, reduction, request, context, masks, isByName, isExplained } = source
  const { primary, others, quality } = plan
  const { plan: how } = primary
  const { method, intervalMicros, limit, angles = new Set<string>() } = reduction
  if (method !== 'minmax' && method !== 'mean') return null
  if (others.length > 0 || (quality?.checked.length ?? 0) > 0 || how.host !== null) return null
  if (how.steps.length > 0 && (isExplained || context.computesAnew === true || isLookedBack(how.steps))) return null
  const columns = primary.columns.filter(({ missing, type }) => missing === null && numeric(type))
  const present = primary.columns.filter(({ missing }) => missing === null)
  if (columns.length === 0 || (isByName && columns.length < present.length)) return null
  const { from, to } = plan
  const bins = (await storedBins(context.views, request)).filter(({ first, last }) => last >= from && first < to)
  if (!isWorthwhile(bins, reduction)) return null
  const names = columns.map(({ name }) => name)
  const asked: OverviewRequest = {
    ...{ from, to, asked: plan.asked, method, limit, intervalMicros, gapMicros: 0, parameters: names, angles },
    fills: fillsOf([primary]),
    mayBeMasked: (chunk) => masks?.concern(chunk) ?? false,
  }
  const told = await chunkFacts(bins, names, request, context)
  const chosen = planOverview(
    told.flatMap(({ chunks }) => chunks),
    asked,
  )
  if (chosen.binMicros === null || chosen.rowsToRead > chosen.rowsTold) return null
  // Told of in the answer's provenance: deployments whose coefficients were asked for.
  const deployments = isExplained ? new Set(bins.map(({ deployment }) => deployment)) : []
  for (const deployment of deployments) await context.coefficients(request.refdes, deployment)
  for (const { bin, chunks } of told) {
    const inside = chunks.filter(({ first, last }) => last >= from && first < to)
    context.onRead?.(
      bin,
      inside.map((chunk) => ({ ...chunk, start: chunk.first })),
    )
  }
  const omitted = present.flatMap(({ name }) => (names.includes(name) ? [] : [name]))
  const types = new Map(columns.map(({ name, type }) => [name, type]))
  return overviewRows(source, asked, chosen, types, omitted)
}

const isLookedBack = (steps: DataPlan['primary']['plan']['steps']): boolean =>
  steps.some(({ algorithm }) => algorithm.kind === 'row' && algorithm.lookBackMicros > 0)

/** By the counts of bins: whether chunks are not longer than what the answer's rows stand for. */
function isWorthwhile(bins: readonly StoredBin[], { method, limit, intervalMicros }: Reduction): boolean {
  const sum = (of: (bin: StoredBin) => number) => bins.reduce((all, bin) => all + of(bin), 0)
  const span = sum(({ first, last }) => last - first)
  const most = limit === null ? Number.POSITIVE_INFINITY : method === 'minmax' ? limit / 2 : limit
  const width = Math.max(intervalMicros ?? 0, widthFrom(Math.max(1, span / most)))
  return bins.length > 0 && sum(({ count }) => count) > (limit ?? 0) && span / sum(({ chunks }) => chunks) <= width
}

async function* overviewRows(
  { request, context, masks, reduction, onEnd }: OverviewSource,
  asked: OverviewRequest,
  plan: OverviewPlan,
  types: ReadonlyMap<string, ColumnType>,
  omitted: readonly string[],
): AsyncGenerator<Rows, void, void> {
  const overview = new Overview(plan, asked)
  const leftOut: Record<string, number> = {}
  let rowsRead = 0
  let [first, last] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]
  const rowsOf = ({ deployment, range }: Extract<OverviewStep, { from: 'rows' }>) => {
    const series = openSeries({ ...request, deployment, ...range, limit: Number.POSITIVE_INFINITY }, context)
    return withMasks(givenOut(series, masks), { types, flags: new Map(), fills: asked.fills, carried: null, leftOut })
  }
  const steps = readAhead(plan.steps, { depth: stepsAhead }, async (step) => {
    if (step.from === 'statistics') return step.chunk
    return step.rows > heldRows ? rowsOf(step) : collected(rowsOf(step))
  })
  for await (const step of steps) {
    if ('columns' in step) {
      overview.addStatistics(step)
      first = Math.min(first, step.first)
      last = Math.max(last, step.last)
    } else {
      for await (const { deployment, batch, mask } of step) {
        rowsRead += batch.length
        first = Math.min(first, batch.time[0] ?? first)
        last = Math.max(last, batch.time[batch.length - 1] ?? last)
        overview.addRows({ deployment, batch: mask === undefined ? batch : masked(batch, mask) })
      }
    }
  }
  const reduced = overview.finish()
  for (const run of reduced) yield answerRows(run, types, reduction)
  const { rowsTold, edgeMicros } = plan
  const summary = overview.summary()
  const result = {
    ...{ method: reduction.method, rowsRead, rowsTold, edgeMicros, rowsMasked: 0 },
    rowsGiven: reduced.reduce((sum, { batch }) => sum + batch.length, 0),
    ...{ first: first <= last ? first : null, last: first <= last ? last : null },
    ...summary,
    omitted: [...new Set([...summary.omitted, ...omitted])],
  }
  onEnd(result, leftOut)
}

async function collected<T>(items: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = []
  for await (const item of items) all.push(item)
  return all
}

/** Extremes in the types of their parameters. */
function answerRows(
  { deployment, batch, coverage }: ReducedRows,
  types: ReadonlyMap<string, ColumnType>,
  { method }: Reduction,
): Rows {
  const columns = new Map<string, Column>(batch.columns)
  if (method === 'minmax') {
    for (const [name, type] of types) {
      const values = batch.columns.get(name)?.values as Float64Array | undefined
      if (values !== undefined) columns.set(name, columnOfResult({ values, width: 1 }, type, batch.length))
    }
  }
  if (coverage !== null) columns.set(coverageColumn, doubles(coverage))
  return { deployment, batch: { ...batch, columns } }
}
