/**
 * The rows of a stream with what was asked for of it: stored columns, derived ones, or the windows of a virtual stream.
 * Streams open each other: a virtual stream its host, a step its supporting streams.
 */
import type { ColumnType } from '../../../schemas/columns/column.ts'
import { formatStreamKey } from '../../../schemas/streams.ts'
import type { Row, TableView } from '../../../schemas/table.ts'
import type { chunkData, chunkStats, streamBins, streamColumns, streams } from '../../../schemas/tables.ts'
import { binOf } from '../../instruments/bin.ts'
import { mergeDeployments } from '../../instruments/merge-deployments.ts'
import { readStream } from '../../instruments/read-stream.ts'
import { streamTypes } from '../../instruments/stream-types.ts'
import type { Coefficients } from './arguments.ts'
import { evaluate, type Rows } from './evaluate.ts'
import { evaluateWindows } from './evaluate-windows.ts'
import { withLookBack } from './look-back.ts'
import type { Notes } from './notes.ts'
import type { Plan, Support } from './plan.ts'
import { sliceRun } from './runs.ts'
import { SupportReader, type SupportUse } from './support-reader.ts'
import { inWindows } from './windows.ts'

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
  /** Rows of the primary stream that are not to be used: masks. The identity for supporting streams. */
  readonly usable?: (rows: Rows) => Rows
  /** Told of each supporting stream once it is read. */
  readonly onSupport?: (use: SupportUse) => void
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

/** The window of a virtual stream: that of its first window algorithm, with the longest look-back of all. */
export function windowOf(plan: Plan) {
  const windows = plan.steps.flatMap(({ algorithm }) => (algorithm.kind === 'window' ? [algorithm.window] : []))
  const [first] = windows
  if (first === undefined) return null
  return { ...first, lookBackMicros: Math.max(...windows.map(({ lookBackMicros }) => lookBackMicros)) }
}

const lookBackOf = (plan: Plan): number =>
  plan.steps.reduce((sum, { algorithm }) => sum + (algorithm.kind === 'row' ? algorithm.lookBackMicros : 0), 0)

const supportsOf = (plan: Plan): Support[] => [
  ...new Set(
    plan.steps.flatMap(({ arguments: bound }) =>
      [...bound.values()].flatMap((source) => (source.from === 'support' ? [source.support] : [])),
    ),
  ),
]

/** Runs of rows of one deployment, by time, with a column for each stored and each derived parameter of the plan. */
export function openSeries(request: SeriesRequest, context: SeriesContext): AsyncGenerator<Rows, void, void> {
  return request.plan.host === null ? storedSeries(request, context) : virtualSeries(request, context)
}

async function* storedSeries(request: SeriesRequest, context: SeriesContext): AsyncGenerator<Rows, void, void> {
  const { plan, from } = request
  const lookBack = lookBackOf(plan)
  const source = storedRows(
    { ...request, from: from - lookBack, limit: lookBack > 0 ? Number.POSITIVE_INFINITY : request.limit },
    context,
  )
  const supports = openSupports(plan, { ...request, from: from - lookBack }, context)
  try {
    for await (const { deployment, batch, before } of withLookBack(usable(source, context), lookBack, from)) {
      const coefficients = await context.coefficients(request.refdes, deployment)
      const supported = await supports.at(batch.time, lookBack)
      const { columns } = evaluate(plan, { deployment, batch }, coefficients, supported, context.notes)
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

async function* usable(source: AsyncIterable<Rows>, { usable: mask }: SeriesContext): AsyncGenerator<Rows, void, void> {
  for await (const rows of source) {
    const kept = mask === undefined ? rows : mask(rows)
    if (kept.batch.length > 0) yield kept
  }
}

function openSupports(plan: Plan, range: { from: number; to: number }, context: SeriesContext): SupportReader {
  const { usable: _, ...ofOthers } = context
  return new SupportReader(supportsOf(plan), range, ({ refdes, method, plan: theirs }, from, to) =>
    openSeries({ refdes, method, plan: theirs, deployment: null, from, to, limit: Number.POSITIVE_INFINITY }, ofOthers),
  )
}

/** Windows that begin in the range; those at its ends are whole. */
async function* virtualSeries(request: SeriesRequest, context: SeriesContext): AsyncGenerator<Rows, void, void> {
  const { plan, from, to, limit } = request
  const window = windowOf(plan)
  if (plan.host === null || window === null) return
  const { lengthMicros, lookBackMicros, stampMicros } = window
  const first = from - stampMicros
  const last = to - stampMicros
  const range = { from: first - lookBackMicros, to: last + lengthMicros }
  const host = openSeries({ ...request, plan: plan.host, ...range, limit: Number.POSITIVE_INFINITY }, context)
  const supports = openSupports(plan, range, context)
  let left = limit
  try {
    for await (const windowed of inWindows(host, window, first)) {
      const coefficients = await context.coefficients(request.refdes, windowed.deployment)
      const supported = await supports.at(windowed.batch.time, lookBackMicros + lengthMicros)
      const { deployment, batch } = evaluateWindows(plan, window, windowed, coefficients, supported, context.notes)
      const end = batch.time.findIndex((time) => time >= to)
      const rows = sliceRun(batch, 0, Math.min(left, end === -1 ? batch.length : end))
      if (rows.length > 0) yield { deployment, batch: rows }
      left -= rows.length
      if (end !== -1 || left <= 0) return
    }
  } finally {
    for (const use of supports.uses()) context.onSupport?.(use)
    await supports.close()
  }
}

async function* storedRows(
  { refdes, method, plan, deployment, from, to, limit }: SeriesRequest,
  { views }: SeriesContext,
): AsyncGenerator<Rows, void, void> {
  const stream = plan.stream.name
  const rows = await views.streams.slice({ partition: { refdes }, prefix: { method, stream }, columns: ['deployment'] })
  const chosen = rows.filter((row) => deployment === null || row.deployment === deployment)
  const keys = chosen.map((row) => formatStreamKey({ refdes, method, stream, deployment: row.deployment }))
  const seen = await streamTypes(views.columns, keys)
  const types = new Map<string, ColumnType>()
  for (const name of plan.stored) {
    const type = seen.get(name)
    if (type !== undefined) types.set(name, type)
  }
  const sources = await Promise.all(
    keys.map(async (streamKey, at) => {
      const bins = await binsIn(views.bins, streamKey, stream, from, to)
      return {
        deployment: (chosen[at] as Row<typeof streams>).deployment,
        notBefore: Math.max(bins[0] ?? Number.NEGATIVE_INFINITY, from),
        batches: readStream(views, { streamKey, bins, types, from, to, limit }),
      }
    }),
  )
  yield* mergeDeployments(sources)
}

async function binsIn(view: SeriesViews['bins'], streamKey: string, stream: string, from: number, to: number) {
  const rows = await view.slice({
    partition: { stream_key: streamKey },
    ...(Number.isFinite(from) ? { from: binOf(stream, from) } : {}),
    ...(Number.isFinite(to) ? { to } : {}),
    columns: ['bin'],
  })
  return rows.map((row) => row.bin)
}
