/** A member of a group in memory: every held partition is fetched, handled and fetched again. */
import type { BatchContext, SubscribeOptions, Subscription, SubscriptionState } from '../../topics/broker.ts'
import { deferred } from '../../topics/deferred.ts'
import type { GroupMember, MemoryGroup } from './group.ts'
import type { MemoryLog } from './log.ts'

const maxRecords = 5_000

export function joinMemory(log: MemoryLog, group: MemoryGroup, options: SubscribeOptions): Subscription {
  const { topics, from, onBatch, concurrency = 16, maxBytesPerPartition = 4 * 1_048_576 } = options
  for (const topic of topics) log.topic(topic)
  const abort = new AbortController()
  const finished = deferred()
  const ready = deferred()
  const positions = new Map<string, bigint>()
  /** Handlers by partition, also of an assignment that is over. */
  const running = new Map<string, Promise<void>>()
  let state: SubscriptionState = 'joining'
  let assigned: ReadonlyMap<string, readonly number[]> = new Map()
  let epoch = 0
  let stopping: Promise<void> | null = null

  const member: GroupMember = {
    topics,
    assign(held) {
      epoch += 1
      assigned = held
      positions.clear()
      for (const [topic, partitions] of held) {
        for (const partition of partitions) {
          positions.set(`${topic}/${partition}`, group.position(topic, partition, from))
        }
      }
      schedule()
    },
  }

  function nextBatch(topic: string, partition: number) {
    const all = log.topics.get(topic)?.partitions[partition] ?? []
    const start = Number(positions.get(`${topic}/${partition}`) ?? 0n)
    let bytes = 0
    let end = start
    while (end < all.length && end - start < maxRecords) {
      bytes += all[end]?.value?.length ?? 0
      if (end > start && bytes > maxBytesPerPartition) break
      end += 1
    }
    return { topic, partition, records: all.slice(start, end), highWatermark: BigInt(all.length) }
  }

  /** Starts what can be started: partitions with records, without a handler, as many as allowed. */
  function schedule(): void {
    if (state !== 'running' || stopping !== null) return
    for (const [topic, partitions] of assigned) {
      for (const partition of partitions) {
        const key = `${topic}/${partition}`
        if (running.size >= concurrency) return
        if (running.has(key)) continue
        const batch = nextBatch(topic, partition)
        if (batch.records.length === 0) continue
        positions.set(key, (positions.get(key) ?? 0n) + BigInt(batch.records.length))
        const mine = epoch
        const work = turn()
          .then(() => handle(batch, () => epoch === mine && state === 'running'))
          .finally(() => {
            running.delete(key)
            schedule()
          })
        running.set(key, work)
      }
    }
  }

  async function handle(batch: Parameters<typeof onBatch>[0], isCurrent: () => boolean): Promise<void> {
    if (!isCurrent() || stopping !== null) return
    const context: BatchContext = {
      signal: abort.signal,
      isCurrent,
      heartbeat: turn,
      async commit(nextOffset) {
        await turn()
        if (isCurrent()) group.committed.set(`${batch.topic}/${batch.partition}`, nextOffset)
      },
    }
    try {
      await onBatch(batch, context)
    } catch (error) {
      if (state !== 'running') return
      leave('failed')
      abort.abort(error)
      finished.reject(error)
    }
  }

  function leave(last: SubscriptionState): void {
    state = last
    epoch += 1
    assigned = new Map()
    log.events.off('appended', onAppended)
    group.leave(member)
  }

  async function stop(): Promise<void> {
    if (state === 'failed') return
    abort.abort(new Error('the subscription stops'))
    await Promise.all(running.values())
    if (state !== 'running') return
    leave('stopped')
    finished.resolve()
  }

  const onAppended = (topic: string): void => {
    if (topics.includes(topic)) schedule()
  }
  log.events.on('appended', onAppended)
  state = 'running'
  group.join(member)
  ready.resolve()

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

/** Lets everything else have its turn, as a network would. */
const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))
