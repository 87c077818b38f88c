/** Topics in memory: partitions of records, shared by every broker of one world. */
import { randomUUID } from 'node:crypto'
import { EventEmitter } from 'node:events'
import { Reject, Unavailable } from '../../schemas/failures.ts'
import type { IncomingRecord, OutgoingRecord, TopicPlan } from '../../topics/broker.ts'
import { recordBytes } from '../../topics/record-size.ts'

export interface MemoryTopic {
  readonly name: string
  readonly id: string
  readonly partitions: IncomingRecord[][]
  config: Record<string, string>
  /** Of the next record without a key. */
  turn: number
}

/** As Kafka's own default. */
const maxRecordBytes = 1_048_576

export class MemoryLog {
  readonly topics = new Map<string, MemoryTopic>()
  /** `appended` and `grown`, with the topic's name. */
  readonly events = new EventEmitter().setMaxListeners(0)

  topic(name: string): MemoryTopic {
    const topic = this.topics.get(name)
    if (topic === undefined)
      throw new Unavailable('kafka', `the topic ${name} does not exist: provision the topics first`)
    return topic
  }

  /** Whether the topic was created. */
  ensure(plan: TopicPlan): boolean {
    const present = this.topics.get(plan.name)
    const topic = present ?? { name: plan.name, id: randomUUID(), partitions: [], config: {}, turn: 0 }
    this.topics.set(plan.name, topic)
    topic.config = { ...topic.config, ...plan.config }
    const before = topic.partitions.length
    while (topic.partitions.length < plan.partitions) topic.partitions.push([])
    if (present !== undefined && before < topic.partitions.length) this.events.emit('grown', plan.name)
    return present === undefined
  }

  append(name: string, records: readonly OutgoingRecord[]): void {
    const topic = this.topic(name)
    const most = Number(topic.config['max.message.bytes'] ?? maxRecordBytes)
    const large = records.find((record) => recordBytes(record) > most)
    if (large !== undefined) {
      throw new Reject('too-large', `${large.value?.length} bytes are more than ${name} takes: send a claim check`)
    }
    for (const record of records) {
      const partition = record.partition ?? this.#partitionOf(topic, record.key)
      const log = topic.partitions[partition]
      if (log === undefined) throw new Unavailable('kafka', `${name} has no partition ${partition}`)
      log.push({
        topic: name,
        partition,
        offset: BigInt(log.length),
        timestamp: record.timestamp ?? Date.now(),
        key: copy(record.key),
        value: copy(record.value),
        headers: Object.fromEntries(
          Object.entries(record.headers ?? {}).map(([header, value]) => [
            header,
            typeof value === 'string' ? new TextEncoder().encode(value) : value.slice(),
          ]),
        ),
        ...(record.earlierHeaders === undefined ? {} : { earlierHeaders: structuredClone(record.earlierHeaders) }),
      })
    }
    if (records.length > 0) this.events.emit('appended', name)
  }

  #partitionOf(topic: MemoryTopic, key: Uint8Array | null): number {
    if (key === null) {
      topic.turn = (topic.turn + 1) % topic.partitions.length
      return topic.turn
    }
    return fnv1a(key) % topic.partitions.length
  }
}

/** What was published must not change with the publisher's buffer. */
const copy = (bytes: Uint8Array | null): Uint8Array | null => bytes?.slice() ?? null

/** 32-bit FNV-1a: spreads keys, always the same way. */
function fnv1a(bytes: Uint8Array): number {
  let hash = 0x811c9dc5
  for (const byte of bytes) hash = Math.imul(hash ^ byte, 0x01000193)
  return hash >>> 0
}
