/**
 * Tries dead letters again when it is asked to. A consumer group of its own reads them as far as the request says: what it
 * committed was tried, so a request that is interrupted goes on where it was, and the next begins after it.
 */
import { hostname } from 'node:os'
import type { EventCodec } from '../../schemas/avro/codec.ts'
import { Reject } from '../../schemas/failures.ts'
import type { RedriveRequested } from '../../schemas/generated/events.ts'
import { deadLetterStream, redriveGroup, streamTopic } from '../../schemas/streams/managed-stream.ts'
import type { BatchContext, RecordBatch, Subscription } from '../../topics/broker.ts'
import { redrivesRequested } from '../../topics/streams.ts'
import type { Connector } from '../connector.ts'
import { workOn } from './partition-work.ts'
import { GivenUp, Patience, Stopped } from './patience.ts'
import type { OperationPorts, WantedOperation } from './ports.ts'
import { openWork, problemOf } from './replica.ts'
import { Report } from './report.ts'

export interface RedriverOptions extends OperationPorts {
  readonly codec: EventCodec
  wanted(): Promise<readonly WantedOperation[]>
  readonly graceMs: number
}

const group = 'operations.redrives'
const heartbeatMs = 2_000
const lookMs = 200

export function createRedriver(options: RedriverOptions): Connector & { readonly finished: Promise<void> } {
  const { broker, codec, log, graceMs } = options
  const stopping = new AbortController()
  const patience = new Patience(log, stopping.signal)
  let subscription: Subscription | null = null
  let fail: (error: unknown) => void = () => {}
  const finished = new Promise<void>((_, reject) => {
    fail = reject
  })
  finished.catch(() => {})

  async function onBatch({ records }: RecordBatch, context: BatchContext): Promise<void> {
    const alive = setInterval(() => void context.heartbeat().catch(() => {}), heartbeatMs)
    try {
      for (const { value, offset } of records) {
        if (stopping.signal.aborted || !context.isCurrent()) return
        const request = await patience
          .whenAvailable(async () => codec.decode(redrivesRequested.schema, value))
          .catch((error: unknown) => {
            if (!(error instanceof Reject)) throw error
            return null
          })
        if (request !== null) await redrive(request, context)
        if (context.isCurrent()) await patience.whenAvailable(() => context.commit(offset + 1n))
      }
    } catch (error) {
      if (!(error instanceof Stopped)) throw error
    } finally {
      clearInterval(alive)
    }
  }

  async function redrive(request: RedriveRequested, outer: BatchContext): Promise<void> {
    const { id, operation, until } = request
    const wanted = (await patience.whenAvailable(() => options.wanted())).find(({ wish }) => wish.name === operation)
    if (wanted === undefined || typeof wanted.command === 'string') {
      log.warn({ operation, request: id }, 'dead letters are not tried again: the operation can not be run')
      return
    }
    const { wish, command } = wanted
    // The same for who takes over, so that nothing is left standing of who was killed.
    const replica = `redrive-${id}`
    const executor = `${hostname()}/${process.pid}`
    const report = new Report({ operation, generation: wish.generation, replica, executor }, options, 'pending')
    const work = await patience.whenAvailable(() => openWork({ wish, command, replica }, options, report, id))
    const topic = streamTopic(deadLetterStream(operation))
    const ends = new Map(Object.entries(until).map(([partition, offset]) => [Number(partition), BigInt(offset)]))
    let failure: unknown = null
    const one = await patience.whenAvailable(() =>
      broker.subscribe({
        ...{ group: redriveGroup(operation), topics: [topic], from: 'earliest' },
        async onBatch({ partition, records }, context) {
          const end = ends.get(partition) ?? 0n
          const asked = records.filter(({ offset }) => offset < end)
          if (asked.length === 0 || failure !== null) return
          await workOn(asked, context, work.options).catch((error: unknown) => {
            if (!(error instanceof GivenUp)) throw error
            failure = error
          })
        },
      }),
    )
    try {
      while (failure === null && outer.isCurrent() && !(await isDone(operation, topic, ends))) {
        if (one.state === 'failed') await one.finished
        await patience.pause(lookMs)
      }
    } finally {
      work.stop()
      await Promise.all([one.stop(), work.close(graceMs)])
      const error = failure as GivenUp | null
      if (error !== null) report.fault(problemOf('program-given-up', error))
      await report.close('exited')
    }
    log.info({ operation, request: id }, 'dead letters were tried again')
  }

  async function isDone(operation: string, topic: string, ends: ReadonlyMap<number, bigint>): Promise<boolean> {
    const lags = await patience.whenAvailable(() => broker.admin.lag(redriveGroup(operation), [topic]))
    return lags.every(({ partition, committed, high, lag }) => {
      const end = ends.get(partition) ?? 0n
      return (committed ?? high - lag) >= (end < high ? end : high)
    })
  }

  return {
    name: 'redrives',
    finished,
    async start() {
      subscription = await broker.subscribe({ group, topics: [redrivesRequested.name], from: 'earliest', onBatch })
      subscription.finished.catch(fail)
    },
    async stop() {
      stopping.abort()
      await subscription?.stop()
    },
    health() {
      const state = subscription?.state ?? 'has not started'
      const reason = state === 'running' || state === 'joining' ? null : `is ${state}`
      return { ready: reason === null, reason }
    },
  }
}
