/** An overview after its plan: statistics and rows, step by step, into the same pieces. */
import type { Column } from '../../../schemas/columns/column.ts'
import type { ChunkFacts } from './chunk-facts.ts'
import { MeanReducer } from './mean-rows.ts'
import { gapOf, type OverviewPlan, type OverviewRequest, stepOf } from './overview-plan.ts'
import type { ReducedRows, ReductionSummary } from './reducer.ts'
import type { DeploymentRows } from './rows.ts'

/** Steps are to be given in the order of the plan. A plan without bins is read, and its rows are the answer. */
export class Overview {
  private readonly mean: MeanReducer

  constructor(
    private readonly plan: OverviewPlan,
    private readonly request: OverviewRequest,
  ) {
    if (plan.binMicros === null) throw new RangeError('the plan has no bins: give its rows as they are')
    const { method, limit, angles, gapMicros, intervalMicros } = request
    const most = limit === null ? Number.POSITIVE_INFINITY : method === 'minmax' ? Math.max(1, limit >> 1) : limit
    this.mean = new MeanReducer({
      limit: most,
      intervalMicros: intervalMicros === null ? null : plan.binMicros,
      gapMicros,
      angles,
      range: request.asked,
      whole: { leastWidthMicros: plan.binMicros, typicalMicros: plan.typicalStep },
    })
  }

  addRows(rows: DeploymentRows): void {
    this.mean.add(rows)
  }

  addStatistics(chunk: ChunkFacts): void {
    const { parameters, gapMicros } = this.request
    const intervalMicros = stepOf(chunk, this.plan.typicalStep) ?? 0
    this.mean.binned.addWhole(chunk, { intervalMicros, gapMicros: gapOf(intervalMicros, gapMicros) }, (pieces) => {
      for (const name of parameters) {
        pieces.ready(name, null)
        const column = chunk.columns?.get(name)
        if (column === undefined || column.min === null) continue
        // An envelope needs no weights: any will do.
        pieces.gatherStatistics(name, { ...column, mean: column.mean ?? 0 }, column.numbers ?? chunk.count)
      }
    })
  }

  /** `mean`: as the reduction of that name. `minmax`: of each piece the least of everything at its first time, the greatest at its last. */
  finish(): ReducedRows[] {
    return this.request.method === 'mean' ? this.mean.finish() : this.mean.finishPieces().map(envelope)
  }

  summary(): ReductionSummary {
    return this.mean.summary()
  }
}

function envelope({
  deployment,
  pieces,
  given,
  coverage,
}: ReturnType<MeanReducer['finishPieces']>[number]): ReducedRows {
  const ends = given.flatMap((piece, at) => {
    const [first, last] = pieces.times(piece)
    const low = { piece, time: first, isLow: true, coverage: coverage[at]! }
    return last > first ? [low, { ...low, time: last, isLow: false }] : [low]
  })
  const columns = new Map<string, Column>()
  for (const [name, width] of pieces.parameters) {
    if (width !== null) continue
    const values = Float64Array.from(ends, ({ piece, isLow }) => pieces.meanOf(piece, name)[isLow ? 'least' : 'most'])
    columns.set(name, { type: { scalar: 'float64' }, length: ends.length, values, validity: null, offsets: null })
  }
  const time = Float64Array.from(ends, (end) => end.time)
  return {
    deployment,
    batch: { length: ends.length, time, columns },
    coverage: Float64Array.from(ends, (end) => end.coverage),
  }
}
