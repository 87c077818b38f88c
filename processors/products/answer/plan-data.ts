/** What a request for data asks for, against the catalogue: the plan of each stream, the columns of the answer. */
import type { qualityTests } from '../../../schemas/catalogue-tables.ts'
import type { ColumnType } from '../../../schemas/columns/column.ts'
import type { ResolvedParameter, ResolvedStream } from '../../../schemas/definitions/records.ts'
import type { DataRequested, Problem } from '../../../schemas/generated/events.ts'
import { formatStreamKey } from '../../../schemas/streams.ts'
import type { TableView } from '../../../schemas/table.ts'
import { streamTypes } from '../../instruments/stream-types.ts'
import { Catalogue, type CatalogueViews, type Range, type Series } from '../engine/catalogue.ts'
import { typeOfResult } from '../engine/operands.ts'
import type { Plan } from '../engine/plan.ts'
import { windowOf } from '../engine/series.ts'
import { windowStart } from '../engine/windows.ts'
import { chooseTests } from '../quality/choose-tests.ts'
import { planTested } from '../quality/plan-tested.ts'
import { planQuality, type QualityPlan } from '../quality/quality-plan.ts'
import { reductionProblem } from '../reduction/reduction.ts'
import { chooseParameters } from './choose-parameters.ts'
import { effectiveStream } from './effective-stream.ts'
import { reductionOf } from './reduce-answer.ts'

export interface StreamPlan extends Series {
  readonly plan: Plan
  /** Columns of the answer: name there, parameter, type. */
  readonly columns: readonly AnswerColumn[]
}

export interface AnswerColumn {
  /** In the answer. */
  readonly name: string
  readonly parameter: ResolvedParameter
  readonly type: ColumnType
  /** Null: it has values. Else why not: asked for by name, so it is given without any. */
  readonly missing: string | null
}

/** The times are those for which there may be data. */
export interface DataPlan extends Range {
  /** As it was asked for; infinite where it is open. */
  readonly asked: Range
  readonly primary: StreamPlan
  /** Null: nothing is tested. */
  readonly quality: QualityPlan | null
  readonly others: readonly StreamPlan[]
  /** Not asked for by name and not to be had. */
  readonly leftOut: readonly { readonly parameter: ResolvedParameter; readonly reason: string }[]
}

export interface PlanningViews extends CatalogueViews {
  readonly qualityTests: TableView<typeof qualityTests>
}

export async function planData(views: PlanningViews, request: DataRequested): Promise<DataPlan | Problem> {
  const reduction = reductionOf(request, [], askedRange(request))
  const wrong = reduction === null ? null : reductionProblem(reduction)
  if (wrong !== null) return { code: 'invalid-value', ...wrong }
  const catalogue = new Catalogue(views)
  const opened = await openStream(catalogue, views, request)
  if ('code' in opened) return opened
  const range = within(request, opened.extent)
  const chosen = chooseParameters(opened.stream, opened.types, request)
  if ('code' in chosen) return chosen
  const isByName = request.parameters !== null || (request.products?.length ?? 0) > 0
  const tests = await chooseTests(views.qualityTests, request, opened.stream, chosen)
  const ids = chosen.map(({ id }) => id)
  const plan = await planTested(tests, opened.stream, ids, (stream, wanted) =>
    catalogue.plan(request, stream, wanted, range),
  )
  const missing = plan.missing.filter(({ parameter }) => ids.includes(parameter.id))
  const all = columnsOf({ ...plan, missing }, opened.types, isByName, '')
  const columns = all.filter(({ parameter }) => ids.includes(parameter.id))
  const primary = { ...seriesOf(request), plan, columns }
  const isTested = tests.tests.length + tests.refused.length > 0
  const quality = isTested ? planQuality(tests, all, plan, ids) : null
  const others: StreamPlan[] = []
  for (const [at, other] of request.others.entries()) {
    const ofOther = (problem: Problem): Problem => ({
      ...problem,
      field: `streams/${at + 1}/${problem.field ?? 'stream'}`,
    })
    const theirs = await openStream(catalogue, views, { ...other, deployment: null })
    if ('code' in theirs) return ofOther(theirs)
    const wanted = chooseParameters(theirs.stream, theirs.types, { ...request, ...other, products: null })
    if ('code' in wanted) return ofOther(wanted)
    const joined = await catalogue.plan(
      other,
      theirs.stream,
      wanted.map(({ id }) => id),
      range,
    )
    others.push({
      ...seriesOf(other),
      plan: joined,
      columns: columnsOf(joined, theirs.types, true, prefixOf(other, request.others)),
    })
  }
  const twice = nameTwice([...columns, ...others.flatMap((one) => one.columns)].map(({ name }) => name))
  if (twice !== null) {
    return { code: 'invalid-value', detail: `two columns of the answer would be named ${twice}`, field: 'streams' }
  }
  const rows = stamped(plan, request, opened.extent) ?? range
  return { ...rows, asked: askedRange(request), primary, quality, others, leftOut: isByName ? [] : missing }
}

const seriesOf = ({ refdes, method, stream }: Series): Series => ({ refdes, method, stream })

/** Of the names of a joined stream's columns: its own; of several of one name, their whole addresses. */
function prefixOf({ refdes, method, stream }: Series, others: readonly Series[]): string {
  const isAlone = others.filter((one) => one.stream === stream).length === 1
  return isAlone ? `${stream}_` : `${refdes}_${method}_${stream}_`.replaceAll('-', '_')
}

const nameTwice = (names: readonly string[]): string | null =>
  names.find((name, at) => names.indexOf(name) !== at) ?? null

interface Opened {
  readonly stream: ResolvedStream
  readonly types: ReadonlyMap<string, ColumnType>
  readonly extent: Range
}

/** The stream with what is stored of it. One that is neither defined nor stored is a problem. */
async function openStream(
  catalogue: Catalogue,
  views: CatalogueViews,
  { refdes, method, stream, deployment }: Series & { readonly deployment: number | null },
): Promise<Opened | Problem> {
  const defined = await catalogue.resolved(stream)
  const names = [stream, ...(await hostsOf(catalogue, defined))]
  const slices = await Promise.all(
    names.map((name) => views.streams.slice({ partition: { refdes }, prefix: { method, stream: name } })),
  )
  const rows = slices.flat().filter((row) => deployment === null || row.deployment === deployment)
  const own = (slices[0] ?? []).map((row) => formatStreamKey(row))
  if (own.length === 0 && defined === null) {
    const detail = `no particles of ${refdes}/${method}/${stream} were ever stored, and no such stream is defined`
    return { code: 'unknown-stream', detail, field: 'stream' }
  }
  const types = await streamTypes(views.columns, own)
  const extent = {
    from: rows.reduce((least, { first }) => Math.min(least, first), Number.POSITIVE_INFINITY),
    to: rows.reduce((most, { last }) => Math.max(most, last + 1), Number.NEGATIVE_INFINITY),
  }
  return { stream: effectiveStream(stream, defined, types), types, extent }
}

/** The streams that a virtual one is computed from, and those that these are. */
async function hostsOf(catalogue: Catalogue, stream: ResolvedStream | null): Promise<string[]> {
  const found = new Set(stream?.computedFrom)
  // A set may grow while it is walked; a stream that is computed from itself is met once.
  for (const name of found) for (const host of (await catalogue.resolved(name))?.computedFrom ?? []) found.add(host)
  return [...found]
}

const askedRange = ({ start, stop }: DataRequested): Range => ({
  from: start ?? Number.NEGATIVE_INFINITY,
  to: stop ?? Number.POSITIVE_INFINITY,
})

/** Finite, and empty where nothing is stored. */
function within({ start, stop }: Pick<DataRequested, 'start' | 'stop'>, extent: Range): Range {
  if (extent.from > extent.to) return { from: start ?? 0, to: start ?? 0 }
  const from = Math.max(start ?? extent.from, extent.from)
  return { from, to: Math.max(from, Math.min(stop ?? extent.to, extent.to)) }
}

/** Of windows: from the first stamp to the last, which may lie beside the samples. Null: the rows are the samples. */
function stamped(plan: Plan, { start, stop }: DataRequested, extent: Range): Range | null {
  const window = plan.host === null ? null : windowOf(plan)
  if (window === null || extent.from >= extent.to) return null
  const stamp = (sample: number) => windowStart(window, sample) + window.stampMicros
  const from = Math.max(start ?? Number.NEGATIVE_INFINITY, stamp(extent.from))
  const to = Math.min(stop ?? Number.POSITIVE_INFINITY, stamp(extent.to - 1) + 1)
  return { from, to: Math.max(from, to) }
}

/** In the order of the definition. What was asked for by name has its column even where it can not be had. */
function columnsOf(
  plan: Plan,
  types: ReadonlyMap<string, ColumnType>,
  isByName: boolean,
  prefix: string,
): AnswerColumn[] {
  const missing = new Map(plan.missing.map(({ parameter, reason }) => [parameter.id, reason]))
  const wanted = new Set(plan.wanted.map(({ id }) => id))
  const steps = new Map(plan.steps.map((step) => [step.parameter.id, step]))
  return plan.stream.parameters.flatMap((parameter) => {
    const reason = missing.get(parameter.id) ?? null
    if (!wanted.has(parameter.id) && (reason === null || !isByName)) return []
    const step = steps.get(parameter.id)
    const type = step === undefined ? (types.get(parameter.name) ?? parameter.type) : typeOfResult(step)
    return [{ name: `${prefix}${parameter.name}`, parameter, type, missing: reason }]
  })
}
