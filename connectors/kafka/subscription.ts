/**
 * One member of a consumer group. kafkajs fetches; we hand out batches, watch progress and bound its restarts.
 * A handler that takes long is set aside with its partition paused, so that the fetch loop goes on: it keeps the
 * membership and serves the other partitions.
 */
import { setTimeout as pause } from 'node:timers/promises'
import type { EachBatchPayload } from 'kafkajs'
import { Unavailable } from '../../schemas/failures.ts'
import type { Log } from '../../schemas/log.ts'
import type { BatchContext, SubscribeOptions, Subscription, SubscriptionState } from '../../topics/broker.ts'
import { deferred } from '../../topics/deferred.ts'
import { toBatch } from './batch.ts'
import { type Client, type Names, protocolErrors, retry, unavailable } from './client.ts'
import { createSlots } from './slots.ts'
import { TooManyRecords } from './unreadable.ts'

/** Milliseconds and counts; tests shorten them. */
export interface SubscriptionLimits {
  /** Restarts by kafkajs without a successful fetch between, before the subscription fails. Default 5. */
  readonly restarts: number
  /** No answer from the broker for so long fails the subscription. Default 90,000. */
  readonly brokerStallMs: number
  /** A handler without heartbeat or commit for so long fails the subscription. Default 300,000. */
  readonly handlerStallMs: number
  /** A handler that runs longer is set aside. Default 250. */
  readonly setAsideMs: number
  readonly sessionTimeoutMs: number
  readonly heartbeatMs: number
}

export const defaultLimits: SubscriptionLimits = {
  restarts: 5,
  brokerStallMs: 90_000,
  handlerStallMs: 300_000,
  setAsideMs: 250,
  sessionTimeoutMs: 30_000,
  heartbeatMs: 1_000,
}

export interface Member {
  readonly client: Client
  readonly names: Names
  readonly log: Log
  readonly limits: SubscriptionLimits
  /** Where to begin a partition at an assignment; null: at the committed offset. */
  readonly position: (topic: string, partition: number) => bigint | null
  /** Everything before `nextOffset` was handed out, also where records were compacted away. */
  readonly onFetched?: (topic: string, partition: number, nextOffset: bigint) => void
  /** Awaited after the first assignment, before `ready`. */
  readonly settle?: (commit: (topic: string, partition: number, offset: bigint) => Promise<void>) => Promise<void>
}

interface Work {
  readonly done: Promise<void>
  /** Null while it waits for its slot: that is no silence of the handler. */
  lastSign: number | null
}

export async function join(member: Member, options: SubscribeOptions): Promise<Subscription> {
  const { client, names, limits } = member
  const log = member.log.child({ group: options.group })
  const abort = new AbortController()
  const slots = createSlots(options.concurrency ?? 16)
  const working = new Map<string, Work>()
  const ready = deferred()
  const finished = deferred()
  let state: SubscriptionState = 'joining'
  let assigned: ReadonlyMap<string, readonly number[]> = new Map()
  /** Changes whenever partitions may have changed hands. */
  let epoch = 0
  let restarts = 0
  let lastAnswer = Date.now()
  let stopping: Promise<void> | null = null
  let left: Promise<void> = Promise.resolve()

  const consumer = client.consumer({
    groupId: names.full(options.group),
    sessionTimeout: limits.sessionTimeoutMs,
    rebalanceTimeout: 60_000,
    heartbeatInterval: limits.heartbeatMs,
    minBytes: 1,
    maxBytes: 32 * 1_048_576,
    maxBytesPerPartition: options.maxBytesPerPartition ?? 4 * 1_048_576,
    maxWaitTimeInMs: options.maxWaitMs ?? 200,
    metadataMaxAge: 60_000,
    allowAutoTopicCreation: false,
    retry: {
      ...retry,
      restartOnFailure: async (error) => {
        // The same batch comes again.
        if (causeOf(error, TooManyRecords) !== null) return false
        restarts += 1
        return state !== 'failed' && stopping === null && restarts <= limits.restarts
      },
    },
  })
  const { GROUP_JOIN, REBALANCING, CRASH, FETCH_START, FETCH, HEARTBEAT, END_BATCH_PROCESS } = consumer.events

  const revokeAll = (): void => {
    epoch += 1
    assigned = new Map()
  }

  function fail(error: unknown): void {
    if (state === 'failed' || state === 'stopped') return
    state = 'failed'
    clearInterval(watchdog)
    revokeAll()
    abort.abort(error)
    log.error({ reason: error instanceof Error ? error.message : String(error) }, 'the subscription failed')
    ready.reject(error)
    finished.reject(error)
    left = consumer.disconnect().catch(() => {})
  }

  const watchdog = setInterval(
    () => {
      const now = Date.now()
      const silentMs = now - lastAnswer
      if (silentMs > limits.brokerStallMs) {
        fail(new Unavailable('kafka', `no answer from Kafka for ${silentMs} ms while reading as ${options.group}`))
      }
      for (const [partition, work] of working) {
        const idleMs = work.lastSign === null ? 0 : now - work.lastSign
        if (idleMs > limits.handlerStallMs) {
          fail(new Error(`the handler of ${options.group} gave no sign for ${idleMs} ms at ${partition}`))
        }
      }
    },
    Math.min(1_000, limits.brokerStallMs / 4, limits.handlerStallMs / 4),
  )

  const answered = (): void => {
    lastAnswer = Date.now()
  }
  consumer.on(HEARTBEAT, answered)
  consumer.on(FETCH, () => {
    answered()
    restarts = 0
  })
  consumer.on(REBALANCING, revokeAll)
  consumer.on(CRASH, ({ payload }) => {
    revokeAll()
    log.warn({ reason: payload.error.message, restart: payload.restart }, 'the consumer stumbled')
    if (payload.restart || stopping !== null) return
    const refused = causeOf(payload.error, TooManyRecords)
    if (refused === null) fail(unavailable(payload.error, `reading as ${options.group}`))
    else
      fail(new Error(`${options.group}, reading ${options.topics.join(', ')}: ${refused.message}`, { cause: refused }))
  })
  consumer.on(GROUP_JOIN, ({ payload }) => {
    answered()
    epoch += 1
    const held = new Map<string, number[]>()
    for (const [topic, partitions] of Object.entries(payload.memberAssignment)) {
      const plain = names.plain(topic) ?? topic
      held.set(
        plain,
        [...partitions].sort((a, b) => a - b),
      )
      for (const partition of partitions) {
        const offset = member.position(plain, partition)
        if (offset !== null) consumer.seek({ topic, partition, offset: String(offset) })
      }
    }
    assigned = held
    if (state === 'joining') {
      state = 'running'
      if (member.settle === undefined) ready.resolve()
    }
  })
  // Before its first fetch kafkajs ignores commits.
  let settled = false
  consumer.on(FETCH_START, () => {
    if (settled || member.settle === undefined) return
    settled = true
    member.settle(commitInGroup).then(ready.resolve, fail)
  })
  consumer.on(END_BATCH_PROCESS, ({ payload }) => {
    if (payload.lastOffset === null) return
    member.onFetched?.(names.plain(payload.topic) ?? payload.topic, payload.partition, BigInt(payload.lastOffset) + 1n)
  })

  const commitInGroup = (topic: string, partition: number, offset: bigint): Promise<void> =>
    consumer.commitOffsets([{ topic: names.full(topic), partition, offset: String(offset) }])

  async function commit(payload: EachBatchPayload, isCurrent: () => boolean, nextOffset: bigint): Promise<void> {
    const { topic, partition } = payload.batch
    const topics = [{ topic, partitions: [{ partition, offset: String(nextOffset) }] }]
    for (let attempt = 0; ; attempt += 1) {
      if (!isCurrent()) return
      try {
        await payload.commitOffsetsIfNecessary({ topics })
        return
      } catch (error) {
        // The group moves on without us: the records come again, here or at another member.
        if (protocolErrors(error).some((reason) => lostMembership.has(reason))) return
        if (attempt >= retry.retries) throw unavailable(error, `committing offsets of ${options.group}`)
        await pause(Math.min(retry.maxRetryTime, retry.initialRetryTime * 2 ** attempt))
      }
    }
  }

  async function handle(payload: EachBatchPayload, work: Work, isCurrent: () => boolean): Promise<void> {
    const release = await slots.take()
    try {
      if (!isCurrent() || abort.signal.aborted) return
      work.lastSign = Date.now()
      const context: BatchContext = {
        signal: abort.signal,
        isCurrent,
        async heartbeat() {
          work.lastSign = Date.now()
          // A rebalance shows in `isCurrent` as soon as the fetch loop hears of it.
          await payload.heartbeat().catch(() => {})
        },
        async commit(nextOffset) {
          await commit(payload, isCurrent, nextOffset)
          work.lastSign = Date.now()
        },
      }
      await options.onBatch(toBatch(payload.batch, names), context)
    } catch (error) {
      fail(error)
    } finally {
      release()
    }
  }

  async function eachBatch(payload: EachBatchPayload): Promise<void> {
    const { topic, partition } = payload.batch
    if (abort.signal.aborted || stopping !== null) return
    payload.resolveOffset(payload.batch.lastOffset())
    const mine = epoch
    const isCurrent = (): boolean => epoch === mine && state !== 'failed' && state !== 'stopped'
    const key = `${topic}/${partition}`
    const earlier = working.get(key)?.done ?? Promise.resolve()
    const done = deferred()
    const work: Work = { done: done.promise, lastSign: null }
    working.set(key, work)
    void earlier
      .then(() => handle(payload, work, isCurrent))
      .finally(() => {
        if (working.get(key) === work) working.delete(key)
        done.resolve()
      })
    if (await settledWithin(work.done, limits.setAsideMs)) return
    if (!isCurrent()) return
    consumer.pause([{ topic, partitions: [partition] }])
    void work.done
      .then(() => {
        if (state === 'running' && stopping === null) consumer.resume([{ topic, partitions: [partition] }])
      })
      // Between a crash and its restart there is nothing to resume.
      .catch(() => {})
  }

  async function stop(): Promise<void> {
    if (state === 'failed') {
      await settledWithin(left, leaveMs)
      return
    }
    abort.abort(new Error('the subscription stops'))
    await Promise.all([...working.values()].map((work) => work.done))
    left = consumer.disconnect().catch(() => {})
    await settledWithin(left, leaveMs)
    clearInterval(watchdog)
    if (state !== 'running' && state !== 'joining') return
    state = 'stopped'
    revokeAll()
    ready.reject(new Error('the subscription was stopped before it was ready'))
    finished.resolve()
  }

  try {
    await consumer.connect()
    await consumer.subscribe({ topics: options.topics.map(names.full), fromBeginning: options.from === 'earliest' })
  } catch (error) {
    clearInterval(watchdog)
    void consumer.disconnect().catch(() => {})
    throw unavailable(error, `subscribing as ${options.group}`)
  }
  void consumer
    .run({
      autoCommit: false,
      eachBatchAutoResolve: false,
      partitionsConsumedConcurrently: Math.max(64, options.concurrency ?? 16),
      eachBatch,
    })
    .catch(fail)

  return {
    get state() {
      return state
    },
    get assigned() {
      return assigned
    },
    ready: ready.promise,
    finished: finished.promise,
    stop() {
      stopping ??= stop()
      return stopping
    },
  }
}

/** A broker that does not answer learns from the session's end that we left. */
const leaveMs = 10_000

/** kafkajs wraps what a codec throws. */
function causeOf<E extends Error>(error: unknown, kind: abstract new (...given: never[]) => E): E | null {
  for (let at = error; at instanceof Error; at = at.cause) if (at instanceof kind) return at
  return null
}

const lostMembership = new Set([
  'REBALANCE_IN_PROGRESS',
  'ILLEGAL_GENERATION',
  'UNKNOWN_MEMBER_ID',
  'FENCED_INSTANCE_ID',
])

/** Whether the promise settles in so many milliseconds. */
async function settledWithin(promise: Promise<void>, ms: number): Promise<boolean> {
  if (ms === Number.POSITIVE_INFINITY) return promise.then(() => true)
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<boolean>((resolve) => {
    timer = setTimeout(() => resolve(false), ms)
  })
  const settled = await Promise.race([promise.then(() => true), late])
  clearTimeout(timer)
  return settled
}
