/**
 * Makes the parts of exports as they are asked for. Any number of executors share the work. One that is killed leaves
 * its part to another, which begins it again; a part that is made is told again, not made again.
 */
import type { EventCodec } from '../../schemas/avro/codec.ts'
import { Reject } from '../../schemas/failures.ts'
import type { ExportAdvanced, ExportPartRequested, Problem } from '../../schemas/generated/events.ts'
import type { Log } from '../../schemas/log.ts'
import type { ObjectStore } from '../../schemas/objects.ts'
import type { BatchContext, Broker, RecordBatch, Subscription } from '../../topics/broker.ts'
import { exportPartsRequested, exportsAdvanced } from '../../topics/exports.ts'
import { emission } from '../../topics/topic.ts'
import type { Connector, Publisher } from '../connector.ts'
import { GivenUp } from './given-up.ts'
import { makePart } from './make-part.ts'
import { type Made, madeBefore } from './part-record.ts'
import { Patience } from './patience.ts'
import type { KnownJobs, OpenRows } from './ports.ts'
import { removeFiles } from './remove-files.ts'
import { Watch } from './watch.ts'

export interface ExecutorOptions {
  readonly broker: Broker
  readonly codec: EventCodec
  readonly publisher: Publisher
  readonly objects: ObjectStore
  readonly openRows: OpenRows
  readonly jobs: KnownJobs
  readonly log: Log
  /** Parts made at once in this process. */
  readonly partsAtOnce: number
  /** A stopping executor finishes what it can in so long; the rest begins again elsewhere. Milliseconds. */
  readonly graceMs: number
  /** Between two reports of a part in the making. Default 2000 ms. */
  readonly reportMs?: number
  readonly firstBackoffMs?: number
}

export interface Executor extends Connector {
  /** Rejects when the subscription failed for good. */
  readonly finished: Promise<void>
}

const heartbeatMs = 2_000
/** Tries of a part before it counts as failed (law 6). */
const attempts = 3

export function createExecutor(options: ExecutorOptions): Executor {
  const { broker, codec, publisher, objects, jobs, log } = options
  const stopping = new AbortController()
  let subscription: Subscription | null = null
  const patience = new Patience(log, stopping.signal, options.firstBackoffMs)
  let fail: (error: unknown) => void = () => {}
  const finished = new Promise<void>((_, reject) => {
    fail = reject
  })
  finished.catch(() => {})

  async function onBatch({ records }: RecordBatch, context: BatchContext): Promise<void> {
    for (const record of records) {
      if (context.signal.aborted || !context.isCurrent()) return
      const isDone = await keepingAlive(context, async () => {
        try {
          return await work(
            await patience.whenAvailable(async () => codec.decode(exportPartsRequested.schema, record.value)),
          )
        } catch (error) {
          if (!(error instanceof Reject)) throw error
          // Only our own planner writes here: nobody could mend such an event.
          log.error(
            { topic: record.topic, partition: record.partition, offset: String(record.offset), err: error },
            'not a part',
          )
          return true
        }
      })
      if (!isDone) return
      await patience.whenAvailable(() => context.commit(record.offset + 1n))
    }
  }

  /** False: given up because this executor stops. */
  async function work(part: ExportPartRequested): Promise<boolean> {
    const began = Date.now()
    const of = { job: part.job, part: part.part }
    try {
      if (await patience.whenAvailable(() => jobs.isMade(part.job, part.part))) return true
      const before = await patience.whenAvailable(() => madeBefore(part, objects))
      if (before === null && !(await patience.whenAvailable(() => jobs.isWanted(part.job)))) return true
      const outcome = before ?? (await made(part))
      const seconds = (Date.now() - began) / 1000
      await patience.whenAvailable(() => publisher.publish([outcomeOf(part, outcome, seconds)]))
      log.info(
        { ...of, seconds, again: before !== null, ...('code' in outcome ? outcome : { rows: outcome.rows }) },
        'part',
      )
      return true
    } catch (error) {
      if (!(error instanceof GivenUp)) throw error
      log.info({ ...of, reason: error.message }, 'part given up')
      return error.isFinal
    }
  }

  async function made(part: ExportPartRequested): Promise<Made | Problem> {
    for (let attempt = 1; ; attempt += 1) {
      const watch = new Watch(part, { ...options, stopping: stopping.signal })
      try {
        return await watch.during((onRows) => patience.whenAvailable(() => makePart(part, { ...options, onRows })))
      } catch (error) {
        if (error instanceof GivenUp) {
          if (error.problem !== null) return error.problem
          if (error.isFinal) void watch.ended.then(() => leaveNothing(part))
          throw error
        }
        log.error({ job: part.job, part: part.part, attempt, err: error }, 'a part failed')
        if (attempt < attempts) continue
        return { code: 'answer-failed', detail: error instanceof Error ? error.message : String(error), field: null }
      } finally {
        watch.stop()
      }
    }
  }

  /** What a part that nobody wants has put after the files of its job were removed. */
  async function leaveNothing({ job, part }: ExportPartRequested): Promise<void> {
    try {
      await removeFiles(objects, `${job}/${part}/`)
    } catch (error) {
      log.warn({ job, part, error }, 'files of an unwanted part stay until the bucket is swept')
    }
  }

  return {
    name: 'exports',
    finished,
    async start() {
      subscription = await broker.subscribe({
        group: 'make-export-parts',
        topics: [exportPartsRequested.name],
        from: 'earliest',
        concurrency: options.partsAtOnce,
        onBatch: (batch, context) =>
          onBatch(batch, context).catch((error) => {
            if (!(error instanceof GivenUp)) throw error
          }),
      })
      subscription.finished.catch(fail)
    },
    async stop() {
      const late = setTimeout(() => stopping.abort(), options.graceMs)
      await subscription?.stop()
      clearTimeout(late)
    },
    health() {
      const state = subscription?.state ?? 'has not started'
      const { service } = patience
      const reason = service !== null ? `waits for ${service}` : state === 'running' ? null : `is ${state}`
      return { ready: reason === null, reason }
    },
  }
}

/** However long a part takes, its partition stays here: its deadline ends it. */
async function keepingAlive<T>(context: BatchContext, work: () => Promise<T>): Promise<T> {
  const timer = setInterval(() => void context.heartbeat().catch(() => {}), heartbeatMs)
  try {
    return await work()
  } finally {
    clearInterval(timer)
  }
}

function outcomeOf({ job, part }: ExportPartRequested, outcome: Made | Problem, seconds: number) {
  const at = Date.now() * 1000
  const nothing = { rows: 0, bytes: 0, rowsLeftOut: 0, files: [], problem: null }
  const step: Omit<ExportAdvanced, 'job' | 'part' | 'at' | 'seconds'> =
    'code' in outcome ? { ...nothing, step: 'failed', problem: outcome } : { ...outcome, step: 'made', problem: null }
  return emission(exportsAdvanced, { job, part, at, seconds, ...step })
}
