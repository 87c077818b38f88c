/** The rejected events and what became of them, read from their two topics. */
import type { EventCodec } from '../../schemas/avro/codec.ts'
import type { Rejected, RejectionResolved } from '../../schemas/generated/events.ts'
import type { ObjectStore } from '../../schemas/objects.ts'
import type { Broker, OutgoingRecord } from '../../topics/broker.ts'
import { rejected, rejectionsResolved } from '../../topics/pipeline.ts'
import { subjectOf } from '../../topics/topic.ts'
import { CommandError } from './context.ts'

export interface Rejection {
  /** partition-offset in the topic `rejected`. */
  readonly id: string
  /** Milliseconds since 1970. */
  readonly at: number
  readonly event: Rejected
  /** Null: open. */
  readonly resolved: RejectionResolved | null
}

export interface EventPorts {
  readonly broker: Broker
  readonly codec: EventCodec
}

/** Every rejection that the topic still holds, oldest first. */
export async function* readRejections({ broker, codec }: EventPorts): AsyncIterable<Rejection> {
  const resolved = new Map<string, RejectionResolved>()
  for await (const record of broker.read({ topic: rejectionsResolved.name })) {
    if (record.value === null) continue
    const event = await codec.decode(rejectionsResolved.schema, record.value)
    resolved.set(event.id, event)
  }
  for await (const record of broker.read({ topic: rejected.name })) {
    if (record.value === null) continue
    const id = `${record.partition}-${record.offset}`
    const event = await codec.decode(rejected.schema, record.value)
    yield { id, at: record.timestamp, event, resolved: resolved.get(id) ?? null }
  }
}

/** Throws a `CommandError` for an id that is malformed or gone. */
export async function findRejection(ports: EventPorts, id: string): Promise<Rejection> {
  if (!/^[0-9]+-[0-9]+$/.test(id)) {
    throw new CommandError(
      `${id} is no id of a rejection: give partition-offset such as 0-17, from 'tideline rejected list'`,
    )
  }
  for await (const rejection of readRejections(ports)) if (rejection.id === id) return rejection
  throw new CommandError(`there is no rejection ${id}: 'tideline rejected list --all' shows those that are kept`)
}

/** Where it came from, in a word. */
export function originOf({ topic, partition, offset, file, line }: Rejected): string {
  if (topic !== null) return offset === null ? topic : `${topic} ${partition}-${offset}`
  return file === null ? 'unknown' : `${file}:${line}`
}

/**
 * Publishes the original bytes again, with key and headers, to the topic they came from, and says so on
 * `rejections-resolved`. The header `retried-from` names the rejection.
 */
export async function retry(
  ports: EventPorts,
  objects: () => Promise<ObjectStore>,
  id: string,
  reason: string,
): Promise<string> {
  const { event, resolved } = await findRejection(ports, id)
  if (resolved?.action === 'discarded') {
    throw new CommandError(`${id} was discarded (${resolved.reason}): it is not retried`)
  }
  if (event.topic === null) {
    throw new CommandError(
      `${id} is a line of a file (${originOf(event)}), not an event: correct the line or the parser and feed the file again, then discard ${id}`,
    )
  }
  const value = event.claim === null ? event.bytes : await (await objects()).read(event.claim)
  const record: OutgoingRecord = {
    key: event.key,
    value,
    headers: { ...event.headers, 'retried-from': `${rejected.name}/${id}` },
  }
  await ports.broker.publish(event.topic, [record])
  await resolve(ports, { id, action: 'retried', reason })
  return event.topic
}

export async function discard(ports: EventPorts, id: string, reason: string): Promise<void> {
  await findRejection(ports, id)
  await resolve(ports, { id, action: 'discarded', reason })
}

async function resolve({ broker, codec }: EventPorts, resolution: RejectionResolved): Promise<void> {
  const encode = await codec.encoder(subjectOf(rejectionsResolved.name), rejectionsResolved.schema)
  const key = new TextEncoder().encode(rejectionsResolved.key(resolution))
  await broker.publish(rejectionsResolved.name, [{ key, value: encode(resolution) }])
}
