/** Resolves anew the streams that changed definitions touch. */

import type { definitions } from '../../schemas/catalogue-tables.ts'
import { computedStreams, identifierStreams, resolvedStreams } from '../../schemas/catalogue-tables.ts'
import {
  identifierOf,
  type ParameterRecord,
  type ResolvedStream,
  type StreamRecord,
} from '../../schemas/definitions/records.ts'
import { put, type Row, remove, type TableView, type Write } from '../../schemas/table.ts'
import { streamsResolved } from '../../topics/products.ts'
import { emission } from '../../topics/topic.ts'
import { type Definitions, foreignParameters, providersOf, resolveStream } from './resolve-stream.ts'

const streamsAtOnce = 64

/**
 * `changed` are kind/id. The identifiers go first: while the resolved stream of before stands, it says which of them
 * are to be taken away, also after a crash in between. Every touched stream is told, changed or not: the event of
 * before may have been lost in that crash.
 */
export async function* resolveTouched(
  rows: Iterable<Row<typeof definitions>>,
  changed: ReadonlySet<string>,
  view: TableView<typeof resolvedStreams>,
) {
  const known = parse(rows)
  const touched = touchedStreams(known, changed)
  const providers = providersOf(known)
  for (let from = 0; from < touched.length; from += streamsAtOnce) {
    const resolved = await Promise.all(
      touched.slice(from, from + streamsAtOnce).map(async (name) => {
        const stored = await view.get({ stream: name })
        const before = stored === null ? null : (JSON.parse(stored.body) as ResolvedStream)
        const stream = known.stream.get(name)
        return { name, before, after: stream === undefined ? null : resolveStream(stream, known, providers) }
      }),
    )
    yield {
      write: resolved.flatMap(({ before, after }) => [
        ...identifierWrites(before, after),
        ...hostWrites(before, after),
      ]),
    }
    yield {
      write: resolved.map(({ name, after }) =>
        after === null
          ? remove(resolvedStreams, { stream: name })
          : put(resolvedStreams, { stream: name, version: after.version, body: JSON.stringify(after) }),
      ),
      emit: resolved.map(({ name, before, after }) =>
        emission(streamsResolved, {
          stream: name,
          version: after?.version ?? null,
          previousVersion: before?.version ?? null,
        }),
      ),
    }
  }
}

function parse(rows: Iterable<Row<typeof definitions>>): Definitions {
  const known = { parameter: new Map(), function: new Map(), stream: new Map() }
  for (const { kind, id, body, is_removed } of rows) {
    if (!is_removed) known[kind as keyof typeof known].set(id, JSON.parse(body))
  }
  return known
}

/** In order of their names. A changed stream may have, or have no longer, what another borrows from it. */
function touchedStreams(definitions: Definitions, changed: ReadonlySet<string>): string[] {
  const { parameter, stream } = definitions
  const isStreamChanged = [...changed].some((key) => key.startsWith('stream/'))
  const isParameterTouched = (id: string): boolean => {
    if (changed.has(`parameter/${id}`)) return true
    const derivation = (parameter.get(id) as ParameterRecord | undefined)?.derivation
    return derivation != null && changed.has(`function/${derivation.functionId}`)
  }
  const isTouched = (one: StreamRecord) =>
    changed.has(`stream/${one.name}`) ||
    one.parameters.some(isParameterTouched) ||
    (isStreamChanged && (one.computedFrom.length > 0 || foreignParameters(one, definitions).length > 0))
  const removed = [...changed]
    .filter((key) => key.startsWith('stream/'))
    .map((key) => key.slice('stream/'.length))
    .filter((name) => !stream.has(name))
  const standing = [...stream.values()].filter(isTouched).map(({ name }) => name)
  return [...standing, ...removed].sort()
}

function hostWrites(before: ResolvedStream | null, after: ResolvedStream | null): Write[] {
  const now = after?.computedFrom ?? []
  const gone = (before?.computedFrom ?? []).filter((host) => !now.includes(host))
  return [
    ...gone.map((host) => remove(computedStreams, { host, stream: before?.name ?? '' })),
    ...now.map((host) => put(computedStreams, { host, stream: after?.name ?? '' })),
  ]
}

function identifierWrites(before: ResolvedStream | null, after: ResolvedStream | null): Write[] {
  const keysOf = (stream: ResolvedStream | null) =>
    new Map(
      (stream?.parameters ?? []).flatMap((parameter) => {
        const identifier = identifierOf(parameter)
        const key = { identifier: identifier ?? '', stream: stream?.name ?? '', parameter: parameter.id }
        return identifier === null ? [] : [[JSON.stringify(key), key] as const]
      }),
    )
  const [old, now] = [keysOf(before), keysOf(after)]
  const gone = [...old].filter(([text]) => !now.has(text))
  return [
    ...gone.map(([, key]) => remove(identifierStreams, key)),
    ...[...now.values()].map((key) => put(identifierStreams, key)),
  ]
}
