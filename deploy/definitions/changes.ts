/** Definitions as events: only what differs from the latest that was told. */
import type { EventCodec } from '../../schemas/avro/codec.ts'
import { canonicalJson, textVersion } from '../../schemas/content-version.ts'
import { idOf } from '../../schemas/definitions/record-checks.ts'
import type { DefinitionKind, DefinitionSet } from '../../schemas/definitions/records.ts'
import { Reject } from '../../schemas/failures.ts'
import type { DefinitionChanged } from '../../schemas/generated/events.ts'
import type { Broker } from '../../topics/broker.ts'
import { definitionsChanged } from '../../topics/products.ts'

/** The latest event of each definition, by kind/id. */
export type Told = ReadonlyMap<string, DefinitionChanged>

export interface Change {
  readonly event: DefinitionChanged
  /** Null: it is new. */
  readonly before: DefinitionChanged | null
}

export interface ChangeOptions {
  readonly changedBy: string
  /** UTC microseconds. */
  readonly now: number
  /** What somebody else changed last is left as it is. */
  readonly leaveOthers?: boolean
}

/** Functions first, streams last: each stream is resolved once, with everything known. */
const kinds: readonly DefinitionKind[] = ['function', 'parameter', 'stream']

/** Reads the topic, which holds every definition. What does not decode was rejected. */
export async function readTold(broker: Broker, codec: EventCodec): Promise<Told> {
  const told = new Map<string, DefinitionChanged>()
  for await (const record of broker.read({ topic: definitionsChanged.name })) {
    const event = await decoded(codec, record.value)
    if (event === null) continue
    const key = definitionsChanged.key(event)
    if ((told.get(key)?.changedAt ?? Number.NEGATIVE_INFINITY) <= event.changedAt) told.set(key, event)
  }
  return told
}

async function decoded(codec: EventCodec, value: Uint8Array | null): Promise<DefinitionChanged | null> {
  try {
    return await codec.decode(definitionsChanged.schema, value)
  } catch (error) {
    if (error instanceof Reject) return null
    throw error
  }
}

export function changesTo(set: DefinitionSet, told: Told, options: ChangeOptions): Change[] {
  const { changedBy, now, leaveOthers = false } = options
  const changes: Change[] = []
  for (const kind of kinds) {
    for (const record of set[kind]) {
      const id = idOf(kind, record)
      const body = canonicalJson(record)
      const version = textVersion(body)
      const before = told.get(`${kind}/${id}`) ?? null
      if (before?.version === version && !before.isRemoved) continue
      if (leaveOthers && before !== null && before.changedBy !== changedBy) continue
      // The latest counts, also where the clock that stamped the one before was ahead.
      const changedAt = Math.max(now, (before?.changedAt ?? 0) + 1)
      changes.push({ event: { kind, id, version, body, isRemoved: false, changedBy, changedAt }, before })
    }
  }
  return changes
}
