/**
 * The rows of a stream with what was asked for of it: stored columns, derived ones, or the windows of a virtual stream.
 * Streams open each other: a virtual stream its host, a step its supporting streams.
 */
import type { ColumnBatch } from '../../../schemas/columns/column.ts'
import type { TableView } from '../../../schemas/table.ts'
import type { chunkData, chunkStats, streamBins, streamColumns, streams } from '../../../schemas/tables.ts'
import type { StreamRead } from '../../instruments/read-stream.ts'
import type { Coefficients } from './arguments.ts'
import { evaluate, type Rows } from './evaluate.ts'
import { withLookBack } from './look-back.ts'
import type { Notes } from './notes.ts'
import type { Plan, Step, Support } from './plan.ts'
import { sliceRun } from './runs.ts'
import { storedRows } from './stored-rows.ts'
import type { SupportMask } from './support-masks.ts'
import { type OpenSupport, SupportReader, type SupportUse } from './support-reader.ts'
import { virtualSeries } from './virtual-series.ts'
import type { Witness } from './witness.ts'

export interface SeriesViews {
  readonly data: TableView<typeof chunkData>
  readonly stats: TableView<typeof chunkStats>
  readonly bins: TableView<typeof streamBins>
  readonly streams: TableView<typeof streams>
  readonly columns: TableView<typeof streamColumns>
}

export interface SeriesContext {
  readonly views: SeriesViews
  readonly notes: Notes
  coefficients(refdes: string, deployment: number): Promise<Coefficients>
  /** Rows of the primary stream that are not to be used: masks. */
  readonly usable?: (rows: Rows) => Rows
  /** Whether masks touch rows of a deployment from a first to a last time. */
  readonly concern?: (rows: { deployment: number; first: number; last: number }) => boolean
  /** What of supporting streams is not to be used. Absent: all of it is. */
  readonly supportMasks?: ReadonlyMap<Support, SupportMask>
  /** Products that stand in the store are computed all the same. */
  readonly computesAnew?: boolean
  /** Told of each supporting stream once it is read. */
  readonly onSupport?: (use: SupportUse) => void
  /** Told of every computation: for explanations. */
  readonly witness?: Witness
  /** Told of the chunks that rows were read from, those of supporting streams too. */
  readonly onRead?: NonNullable<StreamRead['onRead']>
}

export interface SeriesRequest {
  readonly refdes: string
  readonly method: string
  readonly plan: Plan
  /** Null: all. */
  readonly deployment: number | null
  /** UTC microseconds; `from` ≤ time < `to`. */
  readonly from: number
  readonly to: number
  /** More rows than this are not taken. */
  readonly limit: number
}

/** The window of a virtual stream: that of its first window algorithm, and as far around it as any of them must see. */
export function windowOf({ steps }: Plan) {
  const all = steps.flatMap(({ algorithm }) => (algorithm.kind === 'window' ? [algorithm.window] : []))
  const [first] = all
  if (first === undefined) return null
  const lookBackMicros = Math.max(...all.map((window) => window.lookBackMicros))
  const lookAheadMicros = Math.max(...all.map((window) => window.lookAheadMicros ?? 0))
  return { ...first, lookBackMicros, lookAheadMicros }
}

export const lookBackOf = (steps: readonly Step[]): number =>
  steps.reduce((sum, { algorithm }) => sum + (algorithm.kind === 'row' ? algorithm.lookBackMicros : 0), 0)

const supportsOf = (plan: Plan): Support[] => [
  ...new Set(
    plan.steps.flatMap(({ arguments: bound }) =>
      [...bound.values()].flatMap((source) => (source.from === 'support' ? [source.support] : [])),
    ),
  ),
]

/** The supports of a plan, of its hosts, and those that these need themselves. */
export function supportsIn(plan: Plan): Support[] {
  const own = supportsOf(plan).flatMap((support) => [support, ...supportsIn(support.plan)])
  return plan.host === null ? own : [...own, ...supportsIn(plan.host)]
}

/** Runs of rows of one deployment, by time, with a column for each stored and each derived parameter of the plan. */
export function openSeries(request: SeriesRequest, context: SeriesContext): AsyncGenerator<Rows, void, void> {
  return request.plan.host === null ? storedSeries(request, context) : virtualSeries(request, context)
}

async function* storedSeries(request: SeriesRequest, context: SeriesContext): AsyncGenerator<Rows, void, void> {
  const { plan, from } = request
  const lookBack = lookBackOf(plan.steps)
  const source = storedRows(
    { ...request, from: from - lookBack, limit: lookBack > 0 ? Number.POSITIVE_INFINITY : request.limit },
    context,
    lookBack === 0 && plan.steps.length > 0 && context.computesAnew !== true,
  )
  const supports = openSupports(plan, { ...request, from: from - lookBack }, context)
  try {
    for await (const { deployment, batch, before } of withLookBack(usable(source, context), lookBack, from)) {
      if (hasProducts(batch, plan)) {
        yield { deployment, batch: sliceRun(batch, before, batch.length) }
        continue
      }
      const coefficients = await context.coefficients(request.refdes, deployment)
      const supported = await supports.at(batch.time, lookBack)
      const { columns } = evaluate(plan, { deployment, batch }, coefficients, supported, context.notes, context.witness)
      const all = new Map(batch.columns)
      for (const { parameter } of plan.steps) {
        const column = columns.get(parameter.id)
        if (column !== undefined) all.set(parameter.name, column)
      }
      yield { deployment, batch: sliceRun({ ...batch, columns: all }, before, batch.length) }
    }
  } finally {
    for (const use of supports.uses()) context.onSupport?.(use)
    await supports.close()
  }
}

/** What stands in the store is read, not computed. */
function hasProducts(batch: ColumnBatch, { steps, wanted }: Plan): boolean {
  const derived = new Set(steps.map(({ parameter }) => parameter.id))
  const products = wanted.filter(({ id }) => derived.has(id))
  return products.length > 0 && products.every(({ name }) => batch.columns.has(name))
}

async function* usable(source: AsyncIterable<Rows>, { usable: mask }: SeriesContext): AsyncGenerator<Rows, void, void> {
  for await (const rows of source) {
    const kept = mask === undefined ? rows : mask(rows)
    if (kept.batch.length > 0) yield kept
  }
}

export function openSupports(plan: Plan, range: { from: number; to: number }, context: SeriesContext): SupportReader {
  const open: OpenSupport = (support, from, to) => supportRows(support, { from, to }, context)
  return new SupportReader(supportsOf(plan), range, open, context.witness)
}

/** Rows of a support as products may use them. */
async function* supportRows(support: Support, range: { from: number; to: number }, context: SeriesContext) {
  const { usable: _, concern: __, ...ofOthers } = context
  const masks = context.supportMasks?.get(support)?.masks
  const { refdes, method, plan } = support
  const request = { refdes, method, plan, deployment: null, ...range, limit: Number.POSITIVE_INFINITY }
  if (masks === undefined) return yield* openSeries(request, ofOthers)
  const isAnew = context.computesAnew === true || masks.excludesValues
  const series = openSeries(request, {
    ...ofOthers,
    computesAnew: isAnew,
    usable: (rows) => masks.usable(rows),
    concern: (rows) => masks.concern(rows),
  })
  for await (const rows of series) yield masks.given(rows)
}
