/** The work on one batch: decode, process, write, publish; and what happens to an event when that fails. */
import type { EventCodec } from '../schemas/avro/codec.ts'
import { Reject } from '../schemas/failures.ts'
import type { Log } from '../schemas/log.ts'
import type { ObjectStore } from '../schemas/objects.ts'
import type { TableStore } from '../schemas/table.ts'
import type { BatchContext, IncomingRecord } from '../topics/broker.ts'
import type { Publisher } from '../topics/publisher.ts'
import type { AnyTopic } from '../topics/topic.ts'
import { decodeRecord, type Event, isExpired } from './inputs.ts'
import type { AnyProcessor, Outcome, Views } from './processor.ts'
import { describeRejection } from './rejection.ts'
import { assertCurrent, Revoked, type Waiting } from './waiting.ts'

export interface BatchWorkPorts {
  readonly codec: EventCodec
  readonly tables: TableStore
  readonly objects: ObjectStore
  readonly log: Log
  readonly processor: AnyProcessor
  readonly topics: ReadonlyMap<string, AnyTopic>
  readonly views: Views<AnyProcessor['reads']>
  readonly publisher: Publisher
  readonly waiting: Waiting
  readonly maxEventBytes: number
  readonly attempts: number
  /** Something was written, published or refused. */
  onProgress(): void
}

export class BatchWork {
  rejected = 0
  private readonly records: ReadonlyMap<bigint, IncomingRecord>

  constructor(
    private readonly ports: BatchWorkPorts,
    private readonly context: BatchContext,
    records: readonly IncomingRecord[],
  ) {
    this.records = new Map(records.map((record) => [record.offset, record]))
  }

  /** The events of some records; what does not decode is rejected, what nobody waits for any longer left out. */
  async decode(records: readonly IncomingRecord[]): Promise<Event[]> {
    const events: Event[] = []
    let expired = 0
    for (const record of records) {
      const topic = this.ports.topics.get(record.topic) as AnyTopic
      if (isExpired(topic, record.headers.deadline, Date.now())) {
        expired += 1
        continue
      }
      const first = this.decodeOne(record, topic)
      const event = first instanceof Promise ? await this.whenDecodable(record, topic, first) : first
      if (event instanceof Reject) await this.reject(record.offset, event.code, event.message)
      else events.push(event)
    }
    if (expired > 0) this.ports.log.info({ expired }, 'requests skipped: their deadline has passed')
    return events
  }

  private decodeOne(record: IncomingRecord, topic: AnyTopic) {
    return decodeRecord(record, topic, this.ports.codec, this.ports.maxEventBytes)
  }

  /** The writer's schema is being fetched, or must be fetched again once the registry is back. */
  private whenDecodable(record: IncomingRecord, topic: AnyTopic, first: Promise<Event | Reject>) {
    let pending: Promise<Event | Reject> | null = first
    return this.ports.waiting.whenAvailable(this.context, async () => {
      const decoded = pending ?? this.decodeOne(record, topic)
      pending = null
      return await decoded
    })
  }

  /** Some tries together; then the events are halved, so that a bad one is found and does not take the others along. */
  async process(events: readonly Event[], attempts = this.ports.attempts): Promise<void> {
    const { waiting, log } = this.ports
    let failure: unknown
    for (let attempt = 1; attempt <= attempts; attempt += 1) {
      try {
        return await waiting.whenAvailable(this.context, () => this.processOnce(events))
      } catch (error) {
        if (error instanceof Revoked) throw error
        failure = error
        log.error({ err: error, attempt, events: events.length }, 'processor failed')
      }
    }
    if (events.length > 1) {
      const middle = Math.ceil(events.length / 2)
      for (const half of [events.slice(0, middle), events.slice(middle)]) {
        await this.process(half, half.length === 1 ? this.ports.attempts : 1)
      }
      return
    }
    const error = failure instanceof Error ? failure : new Error(String(failure))
    for (const { offset } of events) await this.reject(offset, 'processor-failed', error.message, error.stack)
  }

  private async processOnce(events: readonly Event[]): Promise<void> {
    const { processor, views } = this.ports
    const awaited = this.stillAwaited(events)
    if (awaited.length === 0) return
    const result = processor.process(awaited, views)
    if (result instanceof Promise) return this.apply(await result)
    // An outcome is applied while the next one is computed, never before the one ahead of it is done.
    let applying = Promise.resolve()
    try {
      for await (const outcome of result) {
        await applying
        applying = this.apply(outcome)
        applying.catch(() => {})
      }
    } finally {
      await applying
    }
  }

  /** A request may have waited for a service longer than its asker waits for it. */
  private stillAwaited(events: readonly Event[]): readonly Event[] {
    const { topics } = this.ports
    if (![...topics.values()].some(({ isRequest }) => isRequest === true)) return events
    return events.filter(({ topic, headers }) => {
      return !isExpired(topics.get(topic) as AnyTopic, headers.deadline, Date.now())
    })
  }

  private async apply({ write = [], emit = [], reject: rejections = [] }: Outcome<AnyTopic, AnyTopic>): Promise<void> {
    assertCurrent(this.context)
    if (write.length > 0) await this.ports.tables.apply(write)
    assertCurrent(this.context)
    if (emit.length > 0) await this.ports.publisher.publish(emit)
    for (const { input, code, reason } of rejections) await this.reject((input as Event).offset, code, reason)
    this.progressed()
  }

  private async reject(offset: bigint, code: string, reason: string, stack?: string): Promise<void> {
    const { processor, log, objects, publisher, waiting } = this.ports
    const record = this.records.get(offset)
    if (record === undefined) throw new Error(`${processor.name} rejected offset ${offset}, which it was not given`)
    const origin = { topic: record.topic, partition: record.partition, offset: String(offset) }
    log.warn({ ...origin, code, reason }, 'event rejected')
    await waiting.whenAvailable(this.context, async () => {
      const refusal = await describeRejection(record, { by: processor.name, code, reason, stack }, objects)
      assertCurrent(this.context)
      await publisher.publish([refusal])
    })
    this.rejected += 1
    this.progressed()
  }

  private progressed(): void {
    this.ports.waiting.progressed(this.context)
    this.ports.onProgress()
  }
}
