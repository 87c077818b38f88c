/** What the parts of an export say of their rows, put together: where values come from, what was left out, what people say. */
import type { DatasetDescription, Json } from '../../schemas/formats/described.ts'

type Closing = Readonly<Record<string, Json>>
type Described = Pick<
  DatasetDescription,
  'source' | 'created' | 'request' | 'provenance' | 'deployments' | 'history' | 'references' | 'annotations'
>

export interface Said extends Described {
  readonly variables: readonly Json[]
  readonly closing: Closing
  /** Part by part: neighbours read some of the same chunks. */
  readonly chunksRead: readonly { readonly files: readonly string[]; readonly streams: Json }[]
}

/** `files`: names of those with the rows. Null: neither provenance nor annotations were asked for. */
export function saidOf(description: DatasetDescription, closing: Json, files: readonly string[]): Said | null {
  const { source, created, request, provenance, deployments, history, references, annotations } = description
  if (provenance === null && annotations === null) return null
  const variables = description.variables.map(({ name, type, units, version }) => {
    return { name, type: { ...type }, units, version }
  })
  const { chunksRead = null, ...closed } = isRecord(closing) ? closing : {}
  const described = { source, created, request, provenance, deployments, history, references, annotations }
  const read = chunksRead === null ? [] : [{ files, streams: chunksRead }]
  return { ...described, variables, closing: closed, chunksRead: read }
}

/** The question was planned the same for all parts: they differ in what is counted, and in annotations of their times. */
export function joinSaid(before: Said | null, next: Said): Said {
  if (before === null) return next
  const annotations = new Map([...(before.annotations ?? []), ...(next.annotations ?? [])].map((one) => [one.id, one]))
  return {
    ...before,
    annotations: before.annotations === null ? null : [...annotations.values()].sort((a, b) => a.start - b.start),
    closing: joinClosings(before.closing, next.closing),
    chunksRead: [...before.chunksRead, ...next.chunksRead],
  }
}

/** Rows of lists that tell the same thing of other rows. */
const sameThing: Readonly<Record<string, readonly string[]>> = {
  notes: ['parameter', 'code', 'detail'],
  interpolations: ['refdes', 'method', 'stream', 'parameter'],
  deploymentsUsed: ['refdes', 'deployment'],
}
const joins: Readonly<Record<string, (a: number, b: number) => number>> = {
  rows: (a, b) => a + b,
  first: Math.min,
  last: Math.max,
  maxDistanceSeconds: Math.max,
  rowsOutsideDeployments: (a, b) => a + b,
  rowsExcluded: (a, b) => a + b,
  valuesExcluded: (a, b) => a + b,
}

const isRecord = (value: Json | undefined): value is Closing =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

function joinClosings(before: Closing, next: Closing): Closing {
  const joined: Record<string, Json> = { ...before }
  for (const [name, value] of Object.entries(next)) joined[name] = joinValues(name, before[name], value)
  return joined
}

function joinValues(name: string, before: Json | undefined, next: Json): Json {
  if (before === undefined || before === null) return next
  if (typeof before === 'number' && typeof next === 'number') return joins[name]?.(before, next) ?? before
  if (isRecord(before) && isRecord(next)) return joinClosings(before, next)
  return Array.isArray(before) && Array.isArray(next) ? joinLists(before, next, sameThing[name]) : before
}

function joinLists(before: readonly Json[], next: readonly Json[], fields: readonly string[] | undefined): Json {
  const found = new Map<string, Json>()
  for (const one of [...before, ...next]) {
    const key = JSON.stringify(isRecord(one) && fields ? fields.map((field) => one[field] ?? null) : one)
    const known = found.get(key)
    found.set(key, isRecord(known) && isRecord(one) && fields ? joinClosings(known, one) : one)
  }
  return [...found.values()]
}
