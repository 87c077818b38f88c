/** What a request asks for: which stream keys, which columns in which types. Or what is wrong with it. */
import type { ColumnType } from '../../schemas/columns/column.ts'
import { streamDefinition } from '../../schemas/definitions/index.ts'
import type { ParticlesRequested, Problem } from '../../schemas/generated/events.ts'
import { formatStreamKey } from '../../schemas/streams.ts'
import type { TableView } from '../../schemas/table.ts'
import type { streamColumns, streams } from '../../schemas/tables.ts'
import type { TimeRange } from './chunk-plan.ts'
import type { ColumnTypes } from './merged-types.ts'
import { streamTypes } from './stream-types.ts'

export interface AnswerPlan extends TimeRange {
  readonly sources: readonly { readonly streamKey: string; readonly deployment: number }[]
  /** In the order of the answer: as defined, then by name. */
  readonly types: ColumnTypes
  readonly limit: number
}

interface CatalogueViews {
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
  const seen = await streamTypes(
    views.columns,
    all.map((source) => source.streamKey),
  )
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
  return {
    sources: all.filter((source) => deployment === null || source.deployment === deployment),
    types,
    from: request.start ?? Number.NEGATIVE_INFINITY,
    to: request.stop ?? Number.POSITIVE_INFINITY,
    limit: request.limit ?? Number.POSITIVE_INFINITY,
  }
}

export function isProblem(plan: AnswerPlan | Problem): plan is Problem {
  return 'code' in plan
}
