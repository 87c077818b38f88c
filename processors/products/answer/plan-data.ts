/** What a request for data asks for, against the catalogue: the plan of each stream, the columns of the answer. */
import type { ColumnType } from '../../../schemas/columns/column.ts'
import type { ResolvedParameter, ResolvedStream } from '../../../schemas/definitions/records.ts'
import type { DataRequested, Problem } from '../../../schemas/generated/events.ts'
import { formatStreamKey } from '../../../schemas/streams.ts'
import { streamTypes } from '../../instruments/stream-types.ts'
import { Catalogue, type CatalogueViews, type Range, type Series } from '../engine/catalogue.ts'
import { typeOfResult } from '../engine/operands.ts'
import type { Plan } from '../engine/plan.ts'
import { effectiveStream, parameterNamed } from './effective-stream.ts'

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

export interface DataPlan extends Range {
  readonly primary: StreamPlan
  readonly others: readonly StreamPlan[]
  /** Not asked for by name and not to be had. */
  readonly leftOut: readonly { readonly parameter: ResolvedParameter; readonly reason: string }[]
}

export async function planData(views: CatalogueViews, request: DataRequested): Promise<DataPlan | Problem> {
  const catalogue = new Catalogue(views)
  const opened = await openStream(catalogue, views, request)
  if ('code' in opened) return opened
  const range = within(request, opened.extent)
  const chosen = chooseParameters(opened.stream, opened.types, request)
  if ('code' in chosen) return chosen
  const isByName = request.parameters !== null
  const plan = await catalogue.plan(
    request,
    opened.stream,
    chosen.map(({ id }) => id),
    range,
  )
  const primary = { ...seriesOf(request), plan, columns: columnsOf(plan, opened.types, isByName, '') }
  const others: StreamPlan[] = []
  for (const other of request.others) {
    const theirs = await openStream(catalogue, views, { ...other, deployment: null })
    if ('code' in theirs) return theirs
    const wanted = chooseParameters(theirs.stream, theirs.types, { ...request, ...other })
    if ('code' in wanted) return wanted
    const joined = await catalogue.plan(
      other,
      theirs.stream,
      wanted.map(({ id }) => id),
      range,
    )
    others.push({
      ...seriesOf(other),
      plan: joined,
      columns: columnsOf(joined, theirs.types, true, `${other.stream}_`),
    })
  }
  return { ...range, primary, others, leftOut: isByName ? [] : plan.missing }
}

const seriesOf = ({ refdes, method, stream }: Series): Series => ({ refdes, method, stream })

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
  const names = [stream, ...(defined?.computedFrom ?? [])]
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

/** Finite, and empty where nothing is stored. */
function within({ start, stop }: Pick<DataRequested, 'start' | 'stop'>, extent: Range): Range {
  if (extent.from > extent.to) return { from: start ?? 0, to: start ?? 0 }
  const from = Math.max(start ?? extent.from, extent.from)
  return { from, to: Math.max(from, Math.min(stop ?? extent.to, extent.to)) }
}

function chooseParameters(
  stream: ResolvedStream,
  types: ReadonlyMap<string, ColumnType>,
  { parameters, computesProducts, isRaw }: Pick<DataRequested, 'parameters' | 'computesProducts' | 'isRaw'>,
): readonly ResolvedParameter[] | Problem {
  if (parameters === null) {
    const withProducts = computesProducts && !isRaw
    return stream.parameters.filter(({ derivation, isVisible, name }) =>
      derivation === null ? types.has(name) : withProducts && isVisible,
    )
  }
  const chosen = new Set<ResolvedParameter>()
  for (const word of parameters) {
    if (word === 'time' || word === 'deployment') continue
    const parameter = parameterNamed(stream, word)
    if (parameter === undefined) {
      const known = stream.parameters.map(({ name }) => name).sort()
      return {
        code: 'unknown-parameter',
        detail: `${stream.name} has no parameter ${word}; it has ${known.join(', ')}`,
        field: 'parameters',
      }
    }
    chosen.add(parameter)
  }
  return [...chosen]
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
