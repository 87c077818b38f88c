/** Server-sent events: messages as they come, each with the position after it, until the client goes. */
import { once } from 'node:events'
import type { FastifyReply } from 'fastify'
import type { Broker, IncomingRecord } from '../../topics/broker.ts'
import type { StreamReader } from '../../topics/stream-reader.ts'
import { beginEvents, whenGone } from '../server-sent.ts'
import { positionOf } from './consume.ts'
import { shownMessage } from './message-json.ts'
import { formatPosition, type Position } from './position.ts'

export interface Follow {
  readonly broker: Broker
  readonly reader: StreamReader
  readonly topic: string
  /** Null: the client alone keeps its position. */
  readonly group: string | null
  readonly from: 'earliest' | 'latest' | Position
  /** What the client saw last; null at its first coming. */
  readonly lastSeen: Position | null
}

const beatMs = 15_000

export interface EventStreams {
  follow(reply: FastifyReply, follow: Follow): Promise<void>
  /** Ends all: a client comes again by itself, with the position that it saw last. */
  close(): void
}

export function createEventStreams(): EventStreams {
  const open = new Set<AbortController>()
  return {
    async follow(reply, follow) {
      const controller = new AbortController()
      open.add(controller)
      const raw = beginEvents(reply)
      whenGone(raw, () => controller.abort())
      const beat = setInterval(() => raw.write(': here\n\n'), beatMs)
      try {
        const { broker, reader, topic, group, from, lastSeen } = follow
        // Without a group, ids tell of all partitions: one that had no message yet is not read from its beginning.
        const begin = group === null ? await positionOf(broker, topic, lastSeen ?? from) : (lastSeen ?? new Map())
        if (begin.size > 0) raw.write(`id: ${formatPosition(begin)}\n\n`)
        await run({ ...follow, begin }, writer(reply, reader, controller.signal, begin), controller.signal)
      } catch (error) {
        // The head is sent: the client sees the end, and comes again.
        if (!controller.signal.aborted) raw.write(`event: failed\ndata: ${JSON.stringify(String(error))}\n\n`)
      } finally {
        clearInterval(beat)
        open.delete(controller)
        raw.end()
      }
    },
    close() {
      for (const controller of open) controller.abort()
    },
  }
}

/** Hands a record to the connection; resolves when it takes more. */
type Send = (record: IncomingRecord) => Promise<void>

function writer({ raw }: FastifyReply, reader: StreamReader, signal: AbortSignal, begin: Position): Send {
  const position = new Map(begin)
  return async (record) => {
    if (signal.aborted) return
    position.set(record.partition, record.offset + 1n)
    const seen = await reader.seen(record)
    if (seen === null) return
    const text = `id: ${formatPosition(position)}\ndata: ${JSON.stringify(shownMessage(seen))}\n\n`
    if (!raw.write(text)) await once(raw, 'drain', { signal }).catch(() => {})
  }
}

interface Begun extends Follow {
  readonly begin: Position
}

async function run(follow: Begun, send: Send, signal: AbortSignal): Promise<void> {
  const { broker, topic, group, from, lastSeen, begin } = follow
  if (group === null) {
    for await (const record of broker.read({ topic, from: begin, follow: true, signal })) await send(record)
    return
  }
  if (lastSeen !== null) await sendMissed(follow, group, lastSeen, send, signal)
  const subscription = await broker.subscribe({
    group,
    topics: [topic],
    from: from === 'latest' ? 'latest' : 'earliest',
    async onBatch({ records }, context) {
      for (const record of records) {
        await send(record)
        // What was not handed on is not committed.
        if (signal.aborted || !context.isCurrent()) return
      }
      await context.commit((records.at(-1) as IncomingRecord).offset + 1n)
    },
  })
  try {
    const left = signal.aborted ? Promise.resolve() : once(signal, 'abort').then(() => {})
    await Promise.race([left, subscription.finished])
  } finally {
    await subscription.stop()
  }
}

/** What was handed to a connection that broke, and did not arrive: between the last id that was seen and the commit. */
async function sendMissed(
  { broker, topic }: Follow,
  group: string,
  lastSeen: Position,
  send: Send,
  signal: AbortSignal,
): Promise<void> {
  const committed = new Map<number, bigint>()
  for (const one of await broker.admin.lag(group, [topic])) committed.set(one.partition, one.committed ?? 0n)
  const behind = [...lastSeen].filter(([partition, offset]) => offset < (committed.get(partition) ?? 0n))
  if (behind.length === 0) return
  const ends = (await broker.admin.describeTopic(topic))?.partitions ?? []
  const from = new Map(ends.map(({ partition, high }) => [partition, high]))
  for (const [partition, offset] of behind) from.set(partition, offset)
  for await (const record of broker.read({ topic, from, signal })) {
    if (record.offset < (committed.get(record.partition) ?? 0n)) await send(record)
  }
}
