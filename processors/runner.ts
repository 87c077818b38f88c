/**
 * Runs a processor on a broker: decode, process, write, publish, commit, in this order. Three kinds of failure
 * (DESIGN law 6): a wrong event is rejected, an absent service is waited for, wrong code gets three tries.
 */
import type { EventCodec } from '../schemas/avro/codec.ts'
import { Unavailable } from '../schemas/failures.ts'
import type { Log } from '../schemas/log.ts'
import type { ObjectStore } from '../schemas/objects.ts'
import type { Table, TableStore } from '../schemas/table.ts'
import type { BatchContext, Broker, IncomingRecord, RecordBatch } from '../topics/broker.ts'
import { createPublisher } from '../topics/publisher.ts'
import type { AnyTopic } from '../topics/topic.ts'
import { AtOnce } from './at-once.ts'
import { BatchWork, type BatchWorkPorts } from './batch-work.ts'
import { type Event, groupEnd } from './inputs.ts'
import type { AnyProcessor, Views } from './processor.ts'
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

export async function startProcessor(
  processor: AnyProcessor,
  ports: RunnerPorts,
  { maxEventBytes = 4 * 1024 * 1024, attempts = 3, stallMs = 120_000 }: RunnerOptions = {},
): Promise<RunningProcessor> {
  const { broker, tables } = ports
  const log = ports.log.child({ processor: processor.name })
  const topics = new Map<string, AnyTopic>(processor.consumes.map((topic: AnyTopic) => [topic.name, topic]))
  const views = Object.fromEntries(
    Object.entries(processor.reads).map(([name, table]) => [name, tables.view(table as Table)]),
  ) as Views<typeof processor.reads>
  const waiting = new Waiting(log, stallMs)
  const watch = watchForStall({
    name: processor.name,
    stallMs,
    isWaiting: () => waiting.service !== null,
    hasLag: async () => (await broker.admin.lag(processor.name, [...topics.keys()])).some(({ lag }) => lag > 0n),
  })
  const workPorts: BatchWorkPorts = {
    ...ports,
    processor,
    topics,
    views,
    log,
    publisher: createPublisher(ports),
    waiting,
    maxEventBytes,
    attempts,
    onProgress: () => watch.progressed(),
  }
  let isStopping = false
  let failAtOnce: (error: unknown) => void = () => {}
  const failedAtOnce = new Promise<never>((_, fail) => {
    failAtOnce = fail
  })
  failedAtOnce.catch(() => {})
  const atOnce = new AtOnce(processor.concurrency, (error) => {
    if (!(error instanceof Revoked)) failAtOnce(error)
  })

  /** While it stops, what is done is still committed, but nobody waits for an absent broker. */
  async function commit(context: BatchContext, nextOffset: bigint): Promise<void> {
    assertCurrent(context)
    if (!context.signal.aborted) await waiting.whenAvailable(context, () => context.commit(nextOffset))
    else {
      await context.commit(nextOffset).catch((error) => {
        throw error instanceof Unavailable ? new Revoked() : error
      })
    }
    watch.progressed()
  }

  /** Each event on its own; the last offset too, so that a group of expired events is committed. */
  function startAtOnce(work: BatchWork, context: BatchContext, at: string, events: readonly Event[], last: bigint) {
    const offsets = [...events.map(({ offset }) => offset), last]
    const run = async (index: number) => {
      const event = events[index]
      if (event !== undefined) await work.process([event])
    }
    return atOnce.start(at, offsets, context, run, (next) => commit(context, next))
  }

  async function onBatch({ topic, partition, records }: RecordBatch, context: BatchContext): Promise<void> {
    if (isStopping) return
    const began = performance.now()
    const work = new BatchWork(workPorts, context, records)
    try {
      for (let from = 0; from < records.length; ) {
        const group = records.slice(from, groupEnd(records, from, processor.batch))
        const events = await work.decode(group)
        const { offset } = group[group.length - 1] as IncomingRecord
        if (processor.concurrency > 1) await startAtOnce(work, context, `${topic}/${partition}`, events, offset)
        else {
          if (events.length > 0) await work.process(events)
          await commit(context, offset + 1n)
        }
        from += group.length
      }
    } catch (error) {
      if (!(error instanceof Revoked)) throw error
      return log.info({ topic, partition }, 'partition revoked: its work is left to the next owner')
    }
    const seconds = (performance.now() - began) / 1000
    const { rejected } = work
    ports.onProgress?.({ processor: processor.name, topic, partition, events: records.length, rejected, seconds })
  }

  const subscription = await broker.subscribe({
    group: processor.name,
    topics: [...topics.keys()],
    from: 'earliest',
    maxWaitMs: processor.batch.maxWaitMs,
    maxBytesPerPartition: processor.batch.maxBytes,
    onBatch,
  })
  watch.start()

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
