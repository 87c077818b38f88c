/** The rows of an answer, in the making: read, masked, computed, joined; with what is to be said of them. */
import type { ColumnType } from '../../../schemas/columns/column.ts'
import { nullColumn } from '../../../schemas/columns/rows.ts'
import type { DatasetDescription, Json } from '../../../schemas/formats/described.ts'
import type { DataRequested } from '../../../schemas/generated/events.ts'
import { type CalibrationViews, CoefficientReader, type KnownDeployment } from '../calibration.ts'
import type { WhatIf } from '../coefficient-intervals.ts'
import type { CatalogueViews } from '../engine/catalogue.ts'
import type { Rows } from '../engine/evaluate.ts'
import { givenOut, Masks } from '../engine/masks.ts'
import { Notes } from '../engine/notes.ts'
import { openSeries, type SeriesContext, type SeriesRequest } from '../engine/series.ts'
import { SupportMaskReader, type SupportMasks } from '../engine/support-masks.ts'
import { mostGapMicros, type SupportUse } from '../engine/support-reader.ts'
import { checkedSeries, saidOfTests } from '../quality/checked-series.ts'
import type { QualityPlan } from '../quality/quality-plan.ts'
import type { Reduction } from '../reduction/reduction.ts'
import { type AnswerNames, answerNames, renamedRows, renamedTypes } from './answer-names.ts'
import { describeData } from './describe-data.ts'
import { JoinedStream } from './join-streams.ts'
import { openOverview } from './overview-answer.ts'
import type { DataPlan, StreamPlan } from './plan-data.ts'
import { coefficientsOf, deploymentsTold, interpolations, plannedProvenance, unusedCoefficients } from './provenance.ts'
import { ReadChunks, type SourceViews, toldInAnswers, toldWhole } from './read-chunks.ts'
import { describedReduction, fillsOf, type Reducing, reducedRows, reducedTypes, reductionOf } from './reduce-answer.ts'
import { type AnnotationViews, SaidOfStreams } from './said-of-streams.ts'

export interface OpenedAnswer {
  readonly rows: AsyncIterable<Rows>
  readonly types: ReadonlyMap<string, ColumnType>
  readonly limit: number
  readonly description: DatasetDescription
  /** Once the rows are read. */
  closing(): Promise<Json>
  /** Those that were used so far. */
  deployments(): Promise<KnownDeployment[]>
}

/** How far apart values of a joined stream may lie. */
const joinGapMicros = 3_600_000_000

export type AnswerViews = CatalogueViews & CalibrationViews & AnnotationViews & SourceViews

/** For explanations: every value is computed before the eyes of a witness, and everything is told. */
export type Watched = Required<Pick<SeriesContext, 'witness'>>

export async function openAnswer(
  plan: DataPlan,
  request: DataRequested,
  views: AnswerViews,
  watched: Watched | null = null,
): Promise<OpenedAnswer> {
  const { primary, others, quality, from, to, leftOut } = plan
  const deployed = await deploymentsOf(views, primary.refdes)
  const notes = new Notes({ from, to })
  const whatIf = request.coefficients === null ? null : (JSON.parse(request.coefficients) as WhatIf)
  const coefficients = new CoefficientReader(views, whatIf)
  for (const name of unusedCoefficients(plan, whatIf))
    notes.add('', 'coefficient-unused', `nothing that was asked for uses ${name}`)
  for (const { parameter, reason } of leftOut) notes.add(parameter.name, 'not-computable', reason)
  for (const { parameter, reason } of quality?.refused ?? []) notes.add(parameter, 'check-failed', reason)
  // Supporting values may lie before the first row and after the last.
  const seen = { from: from - mostGapMicros, to: to + mostGapMicros }
  const uses: SupportUse[] = []
  const chunks = new ReadChunks()
  const said = await SaidOfStreams.read(views, [primary, ...others])
  const masksOf = async (one: StreamPlan): Promise<Masks> => {
    const known = one.refdes === primary.refdes ? deployed : await deploymentsOf(views, one.refdes)
    return new Masks(request.requiresDeployment ? known : null, said.exclusions(one), { from, to })
  }
  const reader = new SupportMaskReader(views)
  const contextOf = (masks: Masks, supportMasks: SupportMasks): SeriesContext => ({
    views,
    supportMasks,
    notes,
    coefficients: (refdes, deployment) => coefficients.of(refdes, deployment),
    // What stands in the store follows from other coefficients, and from all values.
    computesAnew: watched !== null || whatIf !== null || masks.excludesValues,
    ...watched,
    onSupport: (use) => uses.push(use),
    ...(request.includesProvenance ? { onRead: chunks.add } : {}),
    ...(request.isRaw ? {} : { usable: (rows: Rows) => masks.usable(rows), concern: (rows) => masks.concern(rows) }),
  })
  const masks = await masksOf(primary)
  const supportMasks = await reader.of(primary.plan)
  const context = contextOf(masks, supportMasks)
  const reduction = reductionOf(request, [primary, ...others], plan.asked)
  const limit = reduction === null ? (request.limit ?? Number.POSITIVE_INFINITY) : Number.POSITIVE_INFINITY
  let reduced: Readonly<Record<string, Json>> | null = null
  const requestOf = (one: StreamPlan): Omit<SeriesRequest, 'limit'> => {
    const { refdes, method, plan: how } = one
    return { refdes, method, plan: how, deployment: one === primary ? request.deployment : null, from, to }
  }
  const joined = await Promise.all(
    others.map(async (one) => {
      const theirs = await masksOf(one)
      const range = { from: from - joinGapMicros, to: to + joinGapMicros, limit: Number.POSITIVE_INFINITY }
      const series = openSeries({ ...requestOf(one), ...range }, contextOf(theirs, await reader.of(one.plan)))
      return new JoinedStream(givenOut(series, request.isRaw ? null : theirs), one, joinGapMicros)
    }),
  )
  const fullTypes = new Map(
    [primary, ...others].flatMap(({ columns }) => columns.map(({ name, type }) => [name, type] as const)),
  )
  const flags: ReadonlyMap<string, ColumnType> = quality?.types ?? new Map()
  for (const [name, type] of flags) fullTypes.set(name, type)
  const types = reduction === null ? fullTypes : reducedTypes(reduction, fullTypes, flags)
  const provenance = request.includesProvenance ? plannedProvenance(plan) : null
  const openPrimary = (range: { from: number; to: number }, most: number, of = masks, as = context) => {
    const series = openSeries({ ...requestOf(primary), ...range, limit: most }, as)
    return givenOut(series, request.isRaw ? null : of)
  }
  const checked = async function* (tests: QualityPlan): AsyncGenerator<Rows, void, void> {
    const unseen = await masksOf(primary)
    const silent = { ...contextOf(unseen, supportMasks), notes: new Notes(), onSupport: () => {} }
    yield* checkedSeries(tests, requestOf(primary), context, {
      open: (range) => openPrimary(range, Number.POSITIVE_INFINITY),
      look: (range) => openPrimary(range, Number.POSITIVE_INFINITY, unseen, silent),
    })
  }
  const own = quality === null || quality.checked.length === 0 ? openPrimary({ from, to }, limit) : checked(quality)
  const rows = withJoined(own, primary, joined)
  const onEnd: Reducing['onEnd'] = (result, valuesLeftOut) => {
    reduced = { ...result, valuesLeftOut }
  }
  const reducedOf = async function* (how: Reduction): AsyncGenerator<Rows, void, void> {
    const overview = await openOverview({
      ...{ plan, reduction: how, request: requestOf(primary), context, onEnd },
      masks: request.isRaw ? null : masks,
      isByName: request.parameters !== null || (request.products?.length ?? 0) > 0,
      isExplained: request.includesProvenance,
    })
    const fills = fillsOf([primary, ...others])
    yield* overview ?? reducedRows(rows, how, { types: fullTypes, flags, fills, onEnd })
  }
  const names: AnswerNames = request.usesFileNames ? answerNames(plan, types) : new Map()
  const given = reduction === null ? rows : reducedOf(reduction)
  const namedTypes = renamedTypes(types, names)
  return {
    rows: names.size === 0 ? given : renamedRows(given, types, names),
    types: namedTypes,
    limit,
    description: describeData(
      plan,
      request,
      deployed,
      new Map([['deployment', { scalar: 'int32' } as const], ...namedTypes]),
      names,
      provenance,
      reduction === null ? null : describedReduction(reduction),
      request.includesAnnotations ? said.in({ from, to }, [primary, ...others]) : null,
    ),
    deployments: () => coefficients.deployments(),
    closing: async () => ({
      ...(reduced === null ? {} : { reduced: { ...reduced } }),
      notes: notes.all().map((note) => ({ ...note })),
      rowsOutsideDeployments: masks.outsideDeployments,
      rowsExcluded: masks.excluded,
      valuesExcluded: masks.valuesExcluded,
      ...(quality === null ? {} : { qualityTests: saidOfTests(quality, request.includesProvenance) }),
      ...(request.includesProvenance
        ? {
            interpolations: interpolations(uses),
            deploymentsUsed: deploymentsTold(await coefficients.deployments(), coefficientsOf(plan), seen),
            chunksRead: await chunks.told(views, watched === null ? toldInAnswers : toldWhole),
          }
        : {}),
    }),
  }
}

const deploymentsOf = (views: AnswerViews, refdes: string) => views.deployments.slice({ partition: { refdes } })

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
