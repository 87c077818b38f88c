/** Events of a compacted topic against those that it holds: only what differs is told. */
import type { EventCodec } from '../../schemas/avro/codec.ts'
import { Reject } from '../../schemas/failures.ts'
import type { Broker } from '../../topics/broker.ts'
import type { Topic } from '../../topics/topic.ts'

interface Versioned {
  readonly source: string
  readonly version: string
  readonly isRemoved: boolean
}

export interface Changes<Event> {
  readonly added: readonly Event[]
  readonly changed: readonly Event[]
  readonly removed: readonly Event[]
  readonly unchanged: number
}

/** The last event of each key. What does not decode was rejected. */
export async function readTold<T>(broker: Broker, codec: EventCodec, topic: Topic<T>): Promise<Map<string, T>> {
  const told = new Map<string, T>()
  for await (const record of broker.read({ topic: topic.name })) {
    try {
      const event = await codec.decode(topic.schema, record.value)
      told.set(topic.key(event), event)
    } catch (error) {
      if (!(error instanceof Reject)) throw error
    }
  }
  return told
}

/**
 * `isPruning`: what came from one of the sources before, and stands there no longer, is removed. A key that stands
 * twice among the events counts as it stands last.
 */
export function changesTo<T extends Versioned>(
  events: readonly T[],
  told: ReadonlyMap<string, T>,
  keyOf: (event: T) => string,
  { isPruning, sources }: { readonly isPruning: boolean; readonly sources: ReadonlySet<string> },
): Changes<T> {
  const wanted = new Map(events.map((event) => [keyOf(event), event]))
  const added: T[] = []
  const changed: T[] = []
  for (const [key, event] of wanted) {
    const before = told.get(key)
    if (before === undefined || before.isRemoved) added.push(event)
    else if (before.version !== event.version) changed.push(event)
  }
  const removed = [...told]
    .filter(([key, before]) => isPruning && !wanted.has(key) && !before.isRemoved && sources.has(before.source))
    .map(([, before]) => ({ ...before, version: '', isRemoved: true }))
  return { added, changed, removed, unchanged: wanted.size - added.length - changed.length }
}
