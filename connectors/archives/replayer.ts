/**
 * Does replays as they are asked for, each in one executor at a time. One that is killed leaves its replay to another, which
 * goes on behind the last message that was published.
 */
import { setTimeout as pause } from 'node:timers/promises'
import type { EventCodec } from '../../schemas/avro/codec.ts'
import { Reject, Unavailable } from '../../schemas/failures.ts'
import type { Problem, ReplayRequested } from '../../schemas/generated/events.ts'
import type { Log } from '../../schemas/log.ts'
import { replaysAdvanced, replaysRequested } from '../../topics/archives.ts'
import type { BatchContext, RecordBatch, Subscription } from '../../topics/broker.ts'
import { emission } from '../../topics/topic.ts'
import type { Connector, Publisher } from '../connector.ts'
import { type ReplayControl, type ReplayPorts, runReplay } from './run-replay.ts'
import { Stopped, untilAvailable } from './until-available.ts'

export interface ReplayerOptions extends ReplayPorts {
  readonly codec: EventCodec
  readonly publisher: Publisher
  readonly log: Log
  /** The state of a replay as far as it is known: running, finished, failed, cancelled. */
  stateOf(replay: string): Promise<string | null>
  /** Replays done at once. Default 2. */
  readonly atOnce?: number
  /** Between two times that the position is kept. Default 3000 ms. */
  readonly keepMs?: number
}

class Cancelled extends Error {}

const heartbeatMs = 2_000
const lookMs = 1_000
/** A request that failed may still reach the broker: it is looked for after so long. */
const settleMs = 2_000

export function createReplayer(options: ReplayerOptions): Connector & { readonly finished: Promise<void> } {
  const { broker, codec, publisher, log, keepMs = 3_000 } = options
  const stopping = new AbortController()
  const patiently = <T>(call: () => Promise<T>) => untilAvailable({ log, signal: stopping.signal }, call)
  let subscription: Subscription | null = null

  async function onBatch({ records }: RecordBatch, context: BatchContext): Promise<void> {
    const alive = setInterval(() => void context.heartbeat().catch(() => {}), heartbeatMs)
    try {
      for (const record of records) {
        if (context.signal.aborted || !context.isCurrent()) return
        const request = await patiently(async () => codec.decode(replaysRequested.schema, record.value))
        await perform(request, context)
        await patiently(() => context.commit(record.offset + 1n))
      }
    } catch (error) {
      if (!(error instanceof Stopped)) throw error
    } finally {
      clearInterval(alive)
    }
  }

  async function perform(request: ReplayRequested, context: BatchContext): Promise<void> {
    const { replay, topic, onto } = request
    const state = await patiently(() => options.stateOf(replay))
    if (state !== null && state !== 'running') return
    const tell = (step: string, messages: number, problem: Problem | null = null) =>
      patiently(() =>
        publisher.publish([emission(replaysAdvanced, { replay, step, messages, problem, at: Date.now() * 1000 })]),
      )
    const control: ReplayControl = {
      signal: stopping.signal,
      keepMs,
      check: checkOf(replay, context),
      onKept: (messages) => tell('running', messages),
    }
    log.info({ replay, topic, onto }, 'replaying')
    try {
      const messages = await again(() => runReplay(request, options, control))
      await tell('finished', messages)
      log.info({ replay, messages }, 'replayed')
    } catch (error) {
      if (error instanceof Stopped) throw error
      if (error instanceof Cancelled) return log.info({ replay }, 'replay cancelled')
      log.error({ replay, err: error }, 'a replay failed')
      const detail = error instanceof Error ? error.message : String(error)
      const messages = (await patiently(() => options.kept.load(replay)))?.messages ?? 0
      await tell('failed', messages, { code: 'replay-failed', detail, field: null })
    }
  }

  /** Not call by call: what was published when a service went away is found out by beginning again. */
  async function again<T>(work: () => Promise<T>): Promise<T> {
    for (;;) {
      try {
        return await work()
      } catch (error) {
        if (!(error instanceof Unavailable)) throw error
        log.warn({ service: error.service, reason: error.message }, 'a replay waits for a service')
        await pause(settleMs, undefined, { signal: stopping.signal }).catch(() => {})
        if (stopping.signal.aborted) throw new Stopped('this process stops')
      }
    }
  }

  function checkOf(replay: string, context: BatchContext): () => Promise<void> {
    let lookedAt = performance.now()
    return async () => {
      if (stopping.signal.aborted || context.signal.aborted) throw new Stopped('this process stops')
      if (!context.isCurrent()) throw new Stopped('another executor has the replay')
      if (performance.now() - lookedAt < lookMs) return
      lookedAt = performance.now()
      if ((await options.stateOf(replay)) === 'cancelled') throw new Cancelled()
    }
  }

  return {
    name: 'replays',
    get finished() {
      return subscription?.finished ?? Promise.resolve()
    },
    async start() {
      subscription = await broker.subscribe({
        group: 'replay-archives',
        topics: [replaysRequested.name],
        from: 'earliest',
        concurrency: options.atOnce ?? 2,
        onBatch: (batch, context) =>
          onBatch(batch, context).catch((error: unknown) => {
            // Only we write here: nobody could mend such an event.
            if (!(error instanceof Reject)) throw error
            log.error({ err: error }, 'no request for a replay')
          }),
      })
    },
    async stop() {
      stopping.abort()
      await subscription?.stop()
    },
    health() {
      const state = subscription?.state ?? 'has not started'
      return { ready: state === 'running', reason: state === 'running' ? null : `is ${state}` }
    },
  }
}
