/** From raw records to the events a processor sees. */
import { eventTimeHeader } from '../schemas/archives/format.ts'
import type { EventCodec } from '../schemas/avro/codec.ts'
import { Reject } from '../schemas/failures.ts'
import type { IncomingRecord } from '../topics/broker.ts'
import type { AnyTopic } from '../topics/topic.ts'
import type { AnyProcessor, Input } from './processor.ts'

export type Event = Input<AnyTopic>

const text = new TextDecoder()
const noHeaders: Readonly<Record<string, string>> = Object.freeze({})

/** Nobody waits for the answer any longer. A header that is no time is no deadline. */
export function isExpired(topic: AnyTopic, deadline: Uint8Array | string | undefined, nowMs: number): boolean {
  if (topic.isRequest !== true || deadline === undefined) return false
  const atMs = Number(typeof deadline === 'string' ? deadline : text.decode(deadline))
  return atMs > 0 && atMs < nowMs
}

/**
 * A `Reject` for an event that is wrong. A promise only while the writer's schema is not yet known: it rejects with
 * `Unavailable` when the registry is away.
 */
export function decodeRecord(
  record: IncomingRecord,
  topic: AnyTopic,
  codec: EventCodec,
  maxBytes: number,
): Event | Reject | Promise<Event | Reject> {
  if (record.value !== null && record.value.length > maxBytes) {
    return new Reject('too-large', `the value has ${record.value.length} bytes; at most ${maxBytes} are accepted`)
  }
  try {
    const decoded = codec.decode(topic.schema, record.value)
    if (!(decoded instanceof Promise)) return toEvent(record, decoded)
    return decoded.then((value) => toEvent(record, value), rejectOrThrow)
  } catch (error) {
    return rejectOrThrow(error)
  }
}

function rejectOrThrow(error: unknown): Reject {
  if (error instanceof Reject) return error
  throw error
}

/** Key and headers are decoded when somebody looks: most processors of fast topics never do. */
class DecodedRecord {
  constructor(
    private readonly record: IncomingRecord,
    readonly value: unknown,
  ) {}
  get topic(): string {
    return this.record.topic
  }
  get key(): string | null {
    return this.record.key === null ? null : text.decode(this.record.key)
  }
  get partition(): number {
    return this.record.partition
  }
  get offset(): bigint {
    return this.record.offset
  }
  get time(): number {
    const { headers, timestamp } = this.record
    const before = headers[eventTimeHeader]
    const replayed = before === undefined ? Number.NaN : Number(text.decode(before))
    return (Number.isSafeInteger(replayed) ? replayed : timestamp) * 1000
  }
  get headers(): Readonly<Record<string, string>> {
    return textHeaders(this.record.headers)
  }
}

function toEvent(record: IncomingRecord, value: unknown): Event {
  return new DecodedRecord(record, value)
}

function textHeaders(headers: Readonly<Record<string, Uint8Array>>): Readonly<Record<string, string>> {
  const names = Object.keys(headers)
  return names.length === 0 ? noHeaders : Object.fromEntries(names.map((name) => [name, text.decode(headers[name])]))
}

/** Where the group that starts at `from` ends, by the processor's limits; at least one record long. */
export function groupEnd(records: readonly IncomingRecord[], from: number, limits: AnyProcessor['batch']): number {
  let bytes = 0
  let to = from
  while (to < records.length && to - from < limits.maxRecords) {
    bytes += records[to]?.value?.length ?? 0
    if (bytes > limits.maxBytes && to > from) break
    to += 1
  }
  return to
}
