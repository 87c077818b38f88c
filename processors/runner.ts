/**
 * Runs a processor on a broker: decode, process, write, publish, commit, in this order. Three kinds of failure
 * (DESIGN law 6): a wrong event is rejected, an absent service is waited for, wrong code gets three tries.
 */
import type { EventCodec } from '../schemas/avro/codec.ts'
import { Reject } from '../schemas/failures.ts'
import type { Log } from '../schemas/log.ts'
import type { ObjectStore } from '../schemas/objects.ts'
import type { Table, TableStore } from '../schemas/table.ts'
import type { BatchContext, Broker, IncomingRecord, RecordBatch } from '../topics/broker.ts'
import { createPublisher } from '../topics/publisher.ts'
import type { AnyTopic } from '../topics/topic.ts'
import { AtOnce } from './at-once.ts'
import { decodeRecord, type Event, groupEnd, isExpired } from './inputs.ts'
import type { AnyProcessor, Outcome, Views } from './processor.ts'
import { describeRejection } from './rejection.ts'
import { watchForStall } from './stall-watch.ts'
import { assertCurrent, Revoked, Waiting } from './waiting.ts'

export interface RunnerPorts {
  readonly broker: Broker
  readonly codec: EventCodec
  readonly tables: TableStore
  readonly objects: ObjectStore
  readonly log: Log
  /** The registry's subject of a topic. */
  subject(topicName: string): string
  onProgress?(progress: Progress): void
}

/** One batch of one partition is done. */
export interface Progress {
  readonly processor: string
  readonly topic: string
  readonly partition: number
  readonly events: number
  readonly rejected: number
  readonly seconds: number
}

export interface RunnerOptions {
  /** A larger value is rejected undecoded. Default 4 MiB. */
  readonly maxEventBytes?: number
  /** Tries before an unexpected exception rejects the event. Default 3. */
  readonly attempts?: number
  /** Lag without progress for so long ends the processor. Default 2 minutes. */
  readonly stallMs?: number
}

export interface RunningProcessor {
  readonly name: string
  health(): { ready: boolean; reason: string | null }
  stop(): Promise<void>
  /** Resolves when stopped, rejects when it failed for good or stalled. */
  readonly finished: Promise<void>
}

/** A batch on its way: its records by offset, and how many were refused. */
interface Work {
  readonly context: BatchContext
  readonly records: ReadonlyMap<bigint, IncomingRecord>
  rejected: number
}

export async function startProcessor(
  processor: AnyProcessor,
  ports: RunnerPorts,
  { maxEventBytes = 4 * 1024 * 1024, attempts = 3, stallMs = 120_000 }: RunnerOptions = {},
): Promise<RunningProcessor> {
  const { broker, codec, tables } = ports
  const log = ports.log.child({ processor: processor.name })
  const topics = new Map<string, AnyTopic>(processor.consumes.map((topic: AnyTopic) => [topic.name, topic]))
  const views = Object.fromEntries(
    Object.entries(processor.reads).map(([name, table]) => [name, tables.view(table as Table)]),
  ) as Views<typeof processor.reads>
  const publisher = createPublisher(ports)
  const waiting = new Waiting(log, stallMs)
  const atOnce = new AtOnce(processor.concurrency, (error) => {
    if (!(error instanceof Revoked)) failAtOnce(error)
  })
  const watch = watchForStall({
    name: processor.name,
    stallMs,
    isWaiting: () => waiting.service !== null,
    hasLag: async () => (await broker.admin.lag(processor.name, [...topics.keys()])).some(({ lag }) => lag > 0n),
  })

  async function reject(work: Work, offset: bigint, code: string, reason: string, stack?: string): Promise<void> {
    const record = work.records.get(offset)
    if (record === undefined) throw new Error(`${processor.name} rejected offset ${offset}, which it was not given`)
    log.warn(
      { topic: record.topic, partition: record.partition, offset: String(offset), code, reason },
      'event rejected',
    )
    await waiting.whenAvailable(work.context, async () => {
      const refusal = await describeRejection(record, { by: processor.name, code, reason, stack }, ports.objects)
      assertCurrent(work.context)
      await publisher.publish([refusal])
    })
    work.rejected += 1
  }

  async function apply(work: Work, outcome: Outcome<AnyTopic, AnyTopic>): Promise<void> {
    const { write = [], emit = [], reject: rejections = [] } = outcome
    assertCurrent(work.context)
    if (write.length > 0) await tables.apply(write)
    assertCurrent(work.context)
    if (emit.length > 0) await publisher.publish(emit)
    for (const { input, code, reason } of rejections) await reject(work, (input as Event).offset, code, reason)
    watch.progressed()
  }

  async function processOnce(work: Work, events: readonly Event[]): Promise<void> {
    const result = processor.process(events, views)
    if (result instanceof Promise) return apply(work, await result)
    // An outcome is applied while the next one is computed, never before the one ahead of it is done.
    let applying = Promise.resolve()
    try {
      for await (const outcome of result) {
        await applying
        applying = apply(work, outcome)
        applying.catch(() => {})
      }
    } finally {
      await applying
    }
  }

  /** Some tries together, then each event alone, so that a bad one does not take its neighbours along. */
  async function processAll(work: Work, events: readonly Event[]): Promise<void> {
    let failure: unknown
    for (let attempt = 1; attempt <= attempts; attempt += 1) {
      try {
        return await waiting.whenAvailable(work.context, () => processOnce(work, events))
      } catch (error) {
        if (error instanceof Revoked) throw error
        failure = error
        log.error({ err: error, attempt, events: events.length }, 'processor failed')
      }
    }
    if (events.length > 1) {
      for (const event of events) await processAll(work, [event])
      return
    }
    const error = failure instanceof Error ? failure : new Error(String(failure))
    for (const { offset } of events) await reject(work, offset, 'processor-failed', error.message, error.stack)
  }

  /** The writer's schema is being fetched, or must be fetched again once the registry is back. */
  async function decodeWaiting(work: Work, record: IncomingRecord, topic: AnyTopic, first: Promise<Event | Reject>) {
    let pending: Promise<Event | Reject> | null = first
    return await waiting.whenAvailable(work.context, async () => {
      const decoded = pending ?? decodeRecord(record, topic, codec, maxEventBytes)
      pending = null
      return await decoded
    })
  }

  async function decodeAll(work: Work, records: readonly IncomingRecord[]): Promise<Event[]> {
    const events: Event[] = []
    for (const record of records) {
      if (isExpired(record, Date.now())) continue
      const topic = topics.get(record.topic) as AnyTopic
      const first = decodeRecord(record, topic, codec, maxEventBytes)
      const event = first instanceof Promise ? await decodeWaiting(work, record, topic, first) : first
      if (event instanceof Reject) await reject(work, record.offset, event.code, event.message)
      else events.push(event)
    }
    return events
  }

  async function commit(context: BatchContext, nextOffset: bigint): Promise<void> {
    assertCurrent(context)
    await waiting.whenAvailable(context, () => context.commit(nextOffset))
    watch.progressed()
  }

  /** Each event on its own; the last offset too, so that a group of expired events is committed. */
  function startAtOnce(work: Work, partition: string, events: readonly Event[], last: bigint): Promise<void> {
    const offsets = [...events.map(({ offset }) => offset), last]
    const run = async (index: number) => {
      const event = events[index]
      if (event !== undefined) await processAll(work, [event])
    }
    return atOnce.start(partition, offsets, work.context, run, (next) => commit(work.context, next))
  }

  async function onBatch({ topic, partition, records }: RecordBatch, context: BatchContext): Promise<void> {
    if (isStopping) return
    const began = performance.now()
    const work: Work = { context, records: new Map(records.map((record) => [record.offset, record])), rejected: 0 }
    try {
      for (let from = 0; from < records.length; ) {
        const group = records.slice(from, groupEnd(records, from, processor.batch))
        const events = await decodeAll(work, group)
        const { offset } = group[group.length - 1] as IncomingRecord
        if (processor.concurrency > 1) await startAtOnce(work, `${topic}/${partition}`, events, offset)
        else {
          if (events.length > 0) await processAll(work, events)
          await commit(context, offset + 1n)
        }
        from += group.length
      }
    } catch (error) {
      if (!(error instanceof Revoked)) throw error
      return log.info({ topic, partition }, 'partition revoked: its work is left to the next owner')
    }
    const seconds = (performance.now() - began) / 1000
    ports.onProgress?.({
      processor: processor.name,
      topic,
      partition,
      events: records.length,
      rejected: work.rejected,
      seconds,
    })
  }

  let isStopping = false
  let failAtOnce: (error: unknown) => void = () => {}
  const failedAtOnce = new Promise<never>((_, fail) => {
    failAtOnce = fail
  })
  failedAtOnce.catch(() => {})

  const subscription = await broker.subscribe({
    group: processor.name,
    topics: [...topics.keys()],
    from: 'earliest',
    maxWaitMs: processor.batch.maxWaitMs,
    maxBytesPerPartition: processor.batch.maxBytes,
    onBatch,
  })

  let failure: Error | null = null
  const finished = Promise.race([subscription.finished, watch.stalled, failedAtOnce])
    .catch((error: Error) => {
      failure = error
      throw error
    })
    .finally(() => watch.stop())
  finished.catch(() => {})

  return {
    name: processor.name,
    health() {
      const reason =
        failure?.message ??
        (waiting.service === null ? null : `waits for ${waiting.service}`) ??
        (subscription.state === 'running' ? null : `is ${subscription.state}`)
      return { ready: reason === null, reason: reason === null ? null : `${processor.name}: ${reason}` }
    },
    async stop() {
      isStopping = true
      watch.stop()
      await atOnce.drained()
      await subscription.stop()
    },
    finished,
  }
}
