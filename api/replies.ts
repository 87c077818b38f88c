/** The gateway's one subscription of the answer topic: own group, from the end, filtered before decoding. */
import type { Log } from '../schemas/log.ts'
import type { Broker, IncomingRecord, RecordBatch, Subscription } from '../topics/broker.ts'

export interface Replies {
  health(): { ready: boolean; reason: string | null }
  /** Leaves the group and deletes it. */
  close(): Promise<void>
}

export interface RepliesOptions {
  readonly broker: Broker
  readonly topic: string
  /** A name of this gateway's own; a number is added at each new try. */
  readonly group: string
  readonly log: Log
  /** Called in order for the records of a partition. Must not reject. */
  readonly onRecord: (record: IncomingRecord) => Promise<void> | void
  /** The subscription broke: what was awaited may be lost. */
  readonly onBroken: (reason: string) => void
  readonly firstBackoffMs?: number
}

const commitEveryMs = 1000
const longestBackoffMs = 30_000

/**
 * Resolves when the first subscription has its partitions; rejects when the broker is away. A subscription that fails
 * later is replaced by a new one in a new group, for ever, with growing pauses; meanwhile `health` says why.
 */
export async function openReplies(options: RepliesOptions): Promise<Replies> {
  const { broker, log } = options
  const firstBackoffMs = options.firstBackoffMs ?? 500
  const closing = new AbortController()
  let broken: string | null = null
  let tries = 0
  let current = await subscribe()

  async function subscribe(): Promise<{ subscription: Subscription; group: string }> {
    tries += 1
    const group = tries === 1 ? options.group : `${options.group}-${tries}`
    let committedAt = Date.now()
    const subscription = await broker.subscribe({
      group,
      topics: [options.topic],
      from: 'latest',
      maxWaitMs: 500,
      async onBatch(batch: RecordBatch, context) {
        for (const record of batch.records) await options.onRecord(record)
        const last = batch.records.at(-1)
        if (last === undefined || Date.now() - committedAt < commitEveryMs) return
        committedAt = Date.now()
        await context.commit(last.offset + 1n)
      },
    })
    await Promise.race([subscription.ready, subscription.finished])
    return { subscription, group }
  }

  async function leave({ subscription, group }: typeof current): Promise<void> {
    await subscription.stop().catch(() => {})
    await broker.admin.deleteGroup(group).catch((error: unknown) => log.debug({ group, error }, 'group not deleted'))
  }

  async function watch(): Promise<void> {
    let backoffMs = firstBackoffMs
    while (!closing.signal.aborted) {
      const reason = await current.subscription.finished.then(
        () => 'the subscription of the answer topic stopped',
        (error: unknown) => (error instanceof Error ? error.message : String(error)),
      )
      if (closing.signal.aborted) return
      if (broken === null) options.onBroken(reason)
      broken = reason
      log.warn({ group: current.group, reason }, 'answers are not received; subscribing again')
      await leave(current)
      while (broken !== null && !closing.signal.aborted) {
        await pause(backoffMs, closing.signal)
        if (closing.signal.aborted) return
        try {
          current = await subscribe()
          broken = null
          backoffMs = firstBackoffMs
        } catch (error) {
          broken = error instanceof Error ? error.message : String(error)
          backoffMs = Math.min(backoffMs * 2, longestBackoffMs)
        }
      }
    }
  }

  const watching = watch()
  return {
    health() {
      if (broken !== null) return { ready: false, reason: broken }
      const { state } = current.subscription
      return state === 'running' ? { ready: true, reason: null } : { ready: false, reason: `answer topic: ${state}` }
    },
    async close() {
      closing.abort()
      await leave(current)
      await watching
    },
  }
}

function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(done, milliseconds)
    signal.addEventListener('abort', done, { once: true })
    function done() {
      clearTimeout(timer)
      signal.removeEventListener('abort', done)
      resolve()
    }
  })
}
