/** Reading without a group: kafkajs has no `assign`, so a throw-away group is joined, sought and deleted. */
import { randomUUID } from 'node:crypto'
import type { Broker, IncomingRecord } from '../../topics/broker.ts'
import type { Admin } from './admin.ts'
import { LookAhead } from './look-ahead.ts'
import { join, type Member } from './subscription.ts'

type ReadOptions = Parameters<Broker['read']>[0]

/** What is fetched ahead of the reader, besides the last fetch. */
const bounds = { records: 10_000, bytes: 32 * 1_048_576 }

export async function* readTopic(
  admin: Admin,
  member: Omit<Member, 'position'>,
  options: ReadOptions,
): AsyncGenerator<IncomingRecord> {
  const { topic, from = 'earliest', follow = false, signal } = options
  const marks = await admin.watermarks(topic)
  const next = new Map<number, bigint>()
  const ends = new Map<number, bigint>()
  for (const { partition, low, high } of marks) {
    const wanted = from === 'earliest' ? low : from === 'latest' ? high : (from.get(partition) ?? low)
    next.set(partition, later(wanted, low))
    ends.set(partition, high)
  }
  const reached = (): boolean => [...ends].every(([partition, end]) => (next.get(partition) ?? 0n) >= end)
  if ((!follow && reached()) || signal?.aborted) return

  const ahead = new LookAhead(bounds)
  let wake = (): void => {}
  const changed = (): Promise<void> => new Promise((resolve) => (wake = resolve))
  let failure: { readonly error: unknown } | null = null
  const group = `reader-${randomUUID()}`
  const subscription = await join(
    {
      ...member,
      limits: { ...member.limits, setAsideMs: Number.POSITIVE_INFINITY },
      position: (_, partition) => next.get(partition) ?? 0n,
      onFetched(_, partition, offset) {
        if (offset > (next.get(partition) ?? 0n)) next.set(partition, offset)
        wake()
      },
    },
    {
      group,
      topics: [topic],
      from: 'earliest',
      async onBatch({ records, partition }, context) {
        for (const record of records) {
          if (record.offset >= (next.get(partition) ?? 0n)) ahead.push(record)
        }
        const newest = records.at(-1)
        if (newest !== undefined) next.set(partition, newest.offset + 1n)
        wake()
        while (ahead.isFull && !context.signal.aborted) {
          await Promise.race([ahead.room, pause(1_000)])
          await context.heartbeat()
        }
      },
    },
  )
  subscription.finished.catch((error: unknown) => {
    failure = { error }
    wake()
  })
  const stop = (): void => wake()
  signal?.addEventListener('abort', stop)
  try {
    for (;;) {
      for (const record of ahead.drain()) {
        if (signal?.aborted) return
        if (follow || record.offset < (ends.get(record.partition) ?? 0n)) yield record
      }
      if (signal?.aborted) return
      if (failure !== null) throw (failure as { error: unknown }).error
      if (!ahead.isEmpty) continue
      if (!follow && reached()) return
      await changed()
    }
  } finally {
    signal?.removeEventListener('abort', stop)
    await subscription.stop()
    await admin.deleteGroup(group).catch(() => {})
  }
}

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms).unref())

const later = (a: bigint, b: bigint): bigint => (a > b ? a : b)
