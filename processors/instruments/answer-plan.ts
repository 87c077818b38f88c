/** What a request asks for: which stream keys, which columns in which types. Or what is wrong with it. */
import type { ColumnType } from '../../schemas/columns/column.ts'
import { streamDefinition } from '../../schemas/definitions/index.ts'
import type { ParticlesRequested, Problem } from '../../schemas/generated/events.ts'
import { formatStreamKey } from '../../schemas/streams.ts'
import type { TableView } from '../../schemas/table.ts'
import type { streamBins, streamColumns, streams } from '../../schemas/tables.ts'
import { binOf } from './bin.ts'
import type { TimeRange } from './chunk-plan.ts'
import type { ColumnTypes } from './merged-types.ts'
import { streamTypes } from './stream-types.ts'

export interface PlannedSource {
  readonly streamKey: string
  readonly deployment: number
  /** Starts of the bins that may hold particles of the range, ascending. */
  readonly bins: readonly number[]
}

export interface AnswerPlan extends TimeRange {
  readonly sources: readonly PlannedSource[]
  /** In the order of the answer: as defined, then by name. */
  readonly types: ColumnTypes
  readonly limit: number
}

interface CatalogueViews {
  readonly bins: TableView<typeof streamBins>
  readonly streams: TableView<typeof streams>
  readonly columns: TableView<typeof streamColumns>
}

/** Columns that every answer has; asking for them changes nothing. */
const given = new Set(['time', 'deployment'])

/** A stream that is defined but has no particles answers none; one that is neither defined nor stored is a problem. */
export async function planAnswer(views: CatalogueViews, request: ParticlesRequested): Promise<AnswerPlan | Problem> {
  const { refdes, method, stream, deployment } = request
  const rows = await views.streams.slice({ partition: { refdes }, prefix: { method, stream }, columns: ['deployment'] })
  const defined = streamDefinition(stream)
  if (rows.length === 0 && defined === null) {
    const detail = `no particles of ${refdes}/${method}/${stream} were ever stored, and no such stream is defined`
    return { code: 'unknown-stream', detail, field: 'stream' }
  }
  const all = rows.map((row) => ({
    streamKey: formatStreamKey({ refdes, method, stream, deployment: row.deployment }),
    deployment: row.deployment,
  }))
  const range: TimeRange = {
    from: request.start ?? Number.NEGATIVE_INFINITY,
    to: request.stop ?? Number.POSITIVE_INFINITY,
  }
  const asked = all.filter((source) => deployment === null || source.deployment === deployment)
  const [seen, sources] = await Promise.all([
    streamTypes(
      views.columns,
      all.map((source) => source.streamKey),
    ),
    Promise.all(
      asked.map(async (source) => ({ ...source, bins: await binsIn(views.bins, source.streamKey, stream, range) })),
    ),
  ])
  const definedTypes = new Map(Object.entries(defined?.parameters ?? {}).map(([name, { type }]) => [name, type]))
  const known = new Map([...definedTypes, ...seen])
  const wanted = request.parameters === null ? null : new Set(request.parameters.filter((name) => !given.has(name)))
  const missing = [...(wanted ?? [])].find((name) => !known.has(name))
  if (missing !== undefined) {
    const detail = `${stream} has no parameter ${missing}; it has ${[...known.keys()].sort().join(', ')}`
    return { code: 'unknown-parameter', detail, field: 'parameters' }
  }
  const chosen = (name: string) => (wanted === null ? seen.size === 0 || seen.has(name) : wanted.has(name))
  const types = new Map<string, ColumnType>()
  const byName = [...seen.keys()].sort()
  for (const name of [...definedTypes.keys(), ...byName]) {
    if (chosen(name)) types.set(name, known.get(name) as ColumnType)
  }
  return { ...range, sources, types, limit: request.limit ?? Number.POSITIVE_INFINITY }
}

async function binsIn(
  bins: CatalogueViews['bins'],
  streamKey: string,
  stream: string,
  { from, to }: TimeRange,
): Promise<readonly number[]> {
  const rows = await bins.slice({
    partition: { stream_key: streamKey },
    ...(Number.isFinite(from) ? { from: binOf(stream, from) } : {}),
    ...(Number.isFinite(to) ? { to } : {}),
    columns: ['bin'],
  })
  return rows.map((row) => row.bin)
}

/** The computation broke off, and trying again would break off again. */
export function failure(reason: string): Problem {
  return { code: 'answer-failed', detail: reason, field: null }
}

export function isProblem(plan: AnswerPlan | Problem): plan is Problem {
  return 'code' in plan
}
