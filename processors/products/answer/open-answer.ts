/** The rows of an answer, in the making: read, masked, computed, joined; with what is to be said of them. */
import type { ColumnType } from '../../../schemas/columns/column.ts'
import { nullColumn } from '../../../schemas/columns/rows.ts'
import type { DatasetDescription, Json } from '../../../schemas/formats/described.ts'
import type { DataRequested } from '../../../schemas/generated/events.ts'
import { type CalibrationViews, CoefficientReader, type WhatIf } from '../calibration.ts'
import type { CatalogueViews } from '../engine/catalogue.ts'
import type { Rows } from '../engine/evaluate.ts'
import { Notes } from '../engine/notes.ts'
import { openSeries, type SeriesContext } from '../engine/series.ts'
import type { SupportUse } from '../engine/support-reader.ts'
import type { ReductionResult } from '../reduction/reduction.ts'
import { describeData } from './describe-data.ts'
import { JoinedStream } from './join-streams.ts'
import { Masks } from './masks.ts'
import type { DataPlan, StreamPlan } from './plan-data.ts'
import { interpolations, plannedProvenance } from './provenance.ts'
import { describedReduction, reducedRows, reducedTypes, reductionOf } from './reduce-answer.ts'

export interface OpenedAnswer {
  readonly rows: AsyncIterable<Rows>
  readonly types: ReadonlyMap<string, ColumnType>
  readonly limit: number
  readonly description: DatasetDescription
  /** Once the rows are read. */
  closing(): Json
}

/** How far apart values of a joined stream may lie. */
const joinGapMicros = 3_600_000_000

export async function openAnswer(
  plan: DataPlan,
  request: DataRequested,
  views: CatalogueViews & CalibrationViews,
): Promise<OpenedAnswer> {
  const { primary, others, from, to, leftOut } = plan
  const deployed = await views.deployments.slice({ partition: { refdes: primary.refdes } })
  const notes = new Notes()
  const whatIf = request.coefficients === null ? null : (JSON.parse(request.coefficients) as WhatIf)
  const coefficients = new CoefficientReader(views, whatIf)
  for (const { parameter, reason } of leftOut) notes.add(parameter.name, 'not-computable', reason)
  const uses: SupportUse[] = []
  const masks = new Masks(request.requiresDeployment && !request.isRaw ? deployed : null, [])
  const ofOthers: SeriesContext = {
    views,
    notes,
    coefficients: (refdes, deployment) => coefficients.of(refdes, deployment),
    // What-if coefficients are not those of what stands in the store.
    computesAnew: whatIf !== null,
    onSupport: (use) => uses.push(use),
  }
  const context: SeriesContext = request.isRaw ? ofOthers : { ...ofOthers, usable: (rows) => masks.apply(rows) }
  const reduction = reductionOf(request, [primary, ...others])
  const limit = reduction === null ? (request.limit ?? Number.POSITIVE_INFINITY) : Number.POSITIVE_INFINITY
  let reduced: ReductionResult | null = null
  const open = (one: StreamPlan, range: { from: number; to: number }, of: SeriesContext, most: number) =>
    openSeries(
      {
        refdes: one.refdes,
        method: one.method,
        plan: one.plan,
        deployment: one === primary ? request.deployment : null,
        ...range,
        limit: most,
      },
      of,
    )
  const joined = others.map((one) => {
    const range = { from: from - joinGapMicros, to: to + joinGapMicros }
    return new JoinedStream(open(one, range, ofOthers, Number.POSITIVE_INFINITY), one.columns, joinGapMicros)
  })
  const fullTypes = new Map(
    [primary, ...others].flatMap(({ columns }) => columns.map(({ name, type }) => [name, type] as const)),
  )
  const types = reduction === null ? fullTypes : reducedTypes(reduction, fullTypes)
  const provenance = request.includesProvenance ? plannedProvenance(plan) : null
  const rows = withJoined(open(primary, { from, to }, context, limit), primary, joined)
  const onReduced = (result: ReductionResult) => {
    reduced = result
  }
  return {
    rows: reduction === null ? rows : reducedRows(rows, reduction, onReduced),
    types,
    limit,
    description: describeData(
      plan,
      request,
      deployed,
      new Map([['deployment', { scalar: 'int32' } as const], ...types]),
      provenance,
      reduction === null ? null : describedReduction(reduction),
    ),
    closing: () => ({
      ...(reduced === null ? {} : { reduced: { ...reduced } }),
      notes: notes.all().map((note) => ({ ...note })),
      rowsOutsideDeployments: masks.outsideDeployments,
      rowsExcluded: masks.excluded,
      ...(request.includesProvenance ? { interpolations: interpolations(uses) } : {}),
    }),
  }
}

async function* withJoined(
  rows: AsyncIterable<Rows>,
  primary: StreamPlan,
  joined: readonly JoinedStream[],
): AsyncGenerator<Rows, void, void> {
  const absent = primary.columns.filter(({ missing }) => missing !== null)
  try {
    for await (const { deployment, batch } of rows) {
      if (batch.length === 0) continue
      const columns = new Map(batch.columns)
      for (const { name, type } of absent) columns.set(name, nullColumn(type, batch.length))
      for (const stream of joined) for (const [name, column] of await stream.at(batch.time)) columns.set(name, column)
      yield { deployment, batch: { ...batch, columns } }
    }
  } finally {
    for (const stream of joined) await stream.close()
  }
}
