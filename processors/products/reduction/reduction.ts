/**
 * Reducing an answer: fewer rows that say the same. Rows come once, batch by batch, in order of time. Rows of a bin that
 * a limit makes are not combined with those beyond a gap (longer than three times the median interval, or than
 * `gapMicros`, whichever is longer); rows of an interval that was asked for are, and none beyond its ends: its coverage
 * tells of gaps. What a mask names has no part in anything.
 */

import type { TimeRange } from './chunk-facts.ts'
import { ExtremeReducer } from './extreme-rows.ts'
import { MeanReducer } from './mean-rows.ts'
import { EveryNth, FirstRows } from './picked-rows.ts'
import type { ReducedRows, Reducer, ReductionSummary } from './reducer.ts'
import { type DeploymentRows, type Mask, masked } from './rows.ts'
import { TriangleReducer } from './triangle-rows.ts'

export const reductionMethods = ['minmax', 'lttb', 'mean', 'nth', 'full'] as const
export type ReductionMethod = (typeof reductionMethods)[number]

export interface Reduction {
  readonly method: ReductionMethod
  /** Rows wanted at most; null: no matter how many. */
  readonly limit: number | null
  /** Bins of this length, beginning at whole multiples since 1970, microseconds; null: as long as `limit` needs. */
  readonly intervalMicros: number | null
  /** Shorter times between rows are no gaps, however fast the sampling, microseconds. Default 0. */
  readonly gapMicros?: number
  /** Parameters that are directions in degrees: their mean is taken the short way round. */
  readonly angles?: ReadonlySet<string>
  /** How many rows will come, where that is known: `nth` then takes as many as it may. */
  readonly rows?: number
  /** Asked for: coverage is of the part of a bin that lies in it. Default: all time. */
  readonly range?: TimeRange
}

export interface ReductionResult extends ReductionSummary {
  readonly method: ReductionMethod
  /** Rows that came, those left out by the mask among them. */
  readonly rowsRead: number
  /** Rows that were not read: the statistics of their chunks suffice. */
  readonly rowsTold: number
  /** With `rowsTold`: how long after the end of its bin, at most, lie samples that count to it, microseconds. */
  readonly edgeMicros: number
  readonly rowsMasked: number
  readonly rowsGiven: number
  /** First and last time of the rows that were not left out, UTC microseconds; null: there were none. */
  readonly first: number | null
  readonly last: number | null
}

/** What is wrong with a reduction, and which of its words; null: nothing. */
export function reductionProblem({
  method,
  limit,
  intervalMicros,
}: Reduction): { field: string; detail: string } | null {
  if (limit !== null && !(Number.isSafeInteger(limit) && limit >= 1)) {
    return { field: 'limit', detail: `limit must be a whole number from 1; got ${limit}` }
  }
  if (intervalMicros !== null) {
    if (!(Number.isSafeInteger(intervalMicros) && intervalMicros >= 1)) {
      return {
        field: 'interval',
        detail: `interval must be a whole number of microseconds from 1; got ${intervalMicros}`,
      }
    }
    if (method !== 'minmax' && method !== 'mean') {
      return {
        field: 'interval',
        detail: `interval goes with reduce=mean and reduce=minmax, not with reduce=${method}`,
      }
    }
  } else if (limit === null && method !== 'full') {
    return {
      field: 'limit',
      detail: `reduce=${method} needs a limit${method === 'minmax' || method === 'mean' ? ' or an interval' : ''}`,
    }
  }
  return null
}

/** Throws a RangeError for what `reductionProblem` finds. */
export function openReducer(reduction: Reduction): Reducer {
  const problem = reductionProblem(reduction)
  if (problem !== null) throw new RangeError(problem.detail)
  const { method, limit, intervalMicros, gapMicros = 0, angles = new Set(), rows, range } = reduction
  const options = { limit, intervalMicros, gapMicros, ...(range === undefined ? {} : { range }) }
  switch (method) {
    case 'minmax':
      return new ExtremeReducer(options)
    case 'mean':
      return new MeanReducer({ ...options, angles })
    case 'lttb':
      return new TriangleReducer({ ...options, limit: limit as number })
    case 'nth':
      return new EveryNth(limit as number, rows ?? null)
    case 'full':
      return new FirstRows(limit)
  }
}

export interface MaskedRows extends DeploymentRows {
  readonly mask?: Mask
}

/** Reduces an answer. The generator's return value says how it was done. */
export async function* reduceRows(
  rows: AsyncIterable<MaskedRows> | Iterable<MaskedRows>,
  reduction: Reduction,
): AsyncGenerator<ReducedRows, ReductionResult, void> {
  const reducer = openReducer(reduction)
  const mostRows =
    reduction.method === 'full' ? (reduction.limit ?? Number.POSITIVE_INFINITY) : Number.POSITIVE_INFINITY
  let [rowsRead, rowsMasked, rowsGiven] = [0, 0, 0]
  let [first, last]: (number | null)[] = [null, null]
  function* giving(reduced: readonly ReducedRows[]) {
    for (const one of reduced) {
      rowsGiven += one.batch.length
      if (one.batch.length > 0) yield one
    }
  }
  for await (const { deployment, batch, mask } of rows) {
    const good = mask === undefined ? batch : masked(batch, mask)
    rowsRead += batch.length
    rowsMasked += batch.length - good.length
    first ??= good.time[0] ?? null
    last = good.time[good.length - 1] ?? last ?? null
    yield* giving(reducer.add({ deployment, batch: good }))
    if (rowsGiven >= mostRows) break
  }
  yield* giving(reducer.finish())
  return {
    method: reduction.method,
    rowsRead,
    ...{ rowsTold: 0, edgeMicros: 0 },
    rowsMasked,
    rowsGiven,
    first: first ?? null,
    last: last ?? null,
    ...reducer.summary(),
  }
}
