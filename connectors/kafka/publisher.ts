/** Publishing: one bounded queue, one request in flight, acknowledged by all in-sync replicas, idempotent. */
import kafkajs from 'kafkajs'
import { Reject } from '../../schemas/failures.ts'
import type { OutgoingRecord } from '../../topics/broker.ts'
import { type Client, protocolErrors, unavailable, unknownTopic } from './client.ts'

type Producer = ReturnType<Client['producer']>

export interface Publisher {
  publish(topic: string, records: readonly OutgoingRecord[]): Promise<void>
  /** Topics were deleted: the next request asks anew which there are. */
  forget(): void
  close(): Promise<void>
}

/** Bytes. A request stays below the broker's usual 1 MiB for a batch of one partition. */
const requestBytes = 900_000
const queueBytes = 32 * 1_048_576
/** Offset and time deltas, lengths and attributes of a record in a batch. */
const recordOverheadBytes = 32

interface Piece {
  readonly topic: string
  readonly messages: kafkajs.Message[]
  readonly bytes: number
  resolve(): void
  reject(error: unknown): void
}

const asBuffer = (bytes: Uint8Array): Buffer => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length)

function toMessage(record: OutgoingRecord): kafkajs.Message {
  const headers: Record<string, string | Buffer | (string | Buffer)[]> = {}
  for (const [name, value] of Object.entries(record.headers ?? {})) {
    const last = typeof value === 'string' ? value : asBuffer(value)
    const earlier = record.earlierHeaders?.[name]
    headers[name] = earlier === undefined ? last : [...earlier.map(asBuffer), last]
  }
  return {
    key: record.key === null ? null : asBuffer(record.key),
    value: record.value === null ? null : asBuffer(record.value),
    headers,
    ...(record.timestamp === undefined ? {} : { timestamp: String(record.timestamp) }),
    ...(record.partition === undefined ? {} : { partition: record.partition }),
  }
}

function sizeOf(record: OutgoingRecord): number {
  let bytes = recordOverheadBytes + (record.key?.length ?? 0) + (record.value?.length ?? 0)
  for (const [name, value] of Object.entries(record.headers ?? {})) bytes += name.length + value.length + 8
  for (const [name, values] of Object.entries(record.earlierHeaders ?? {})) {
    for (const value of values) bytes += name.length + value.length + 8
  }
  return bytes
}

/** `topicExists` is asked once per topic; names are complete. */
export function createPublisher(client: Client, topicExists: (topic: string) => Promise<boolean>): Publisher {
  const queue: Piece[] = []
  const waiting: (() => void)[] = []
  const known = new Set<string>()
  let queuedBytes = 0
  let pumping: Promise<void> | null = null
  let connected: Promise<Producer> | null = null
  let closed = false

  async function connect(): Promise<Producer> {
    const producer = client.producer({
      idempotent: true,
      maxInFlightRequests: 1,
      allowAutoTopicCreation: false,
      createPartitioner: kafkajs.Partitioners.DefaultPartitioner,
    })
    await producer.connect()
    return producer
  }

  /** After a failure its sequence numbers are in doubt, so the next request begins with a new producer. */
  async function send(pieces: readonly Piece[]): Promise<void> {
    connected ??= connect()
    const mine = connected
    try {
      const byTopic = new Map<string, kafkajs.Message[]>()
      for (const { topic, messages } of pieces) {
        const together = byTopic.get(topic)
        if (together === undefined) byTopic.set(topic, [...messages])
        else for (const message of messages) together.push(message)
      }
      const topicMessages = [...byTopic].map(([topic, messages]) => ({ topic, messages }))
      await (await mine).sendBatch({ acks: -1, timeout: 15_000, topicMessages })
    } catch (error) {
      if (connected === mine) drop()
      throw error
    }
  }

  function drop(): void {
    const mine = connected
    connected = null
    mine?.then((producer) => producer.disconnect()).catch(() => {})
  }

  function failureOf(error: unknown, piece: Piece): unknown {
    const reasons = protocolErrors(error)
    if (reasons.includes('MESSAGE_TOO_LARGE') || reasons.includes('RECORD_LIST_TOO_LARGE')) {
      const text = `${piece.bytes} bytes are more than ${piece.topic} takes: send a claim check`
      return new Reject('too-large', text, { cause: error })
    }
    return unavailable(error, `publishing to ${piece.topic}`)
  }

  /** One topic's fault is not another's: what fails together is tried apart. */
  async function deliver(pieces: readonly Piece[]): Promise<void> {
    try {
      await send(pieces)
      for (const piece of pieces) piece.resolve()
    } catch (error) {
      if (pieces.length > 1 && protocolErrors(error).length > 0) {
        for (const piece of pieces) await deliver([piece])
      } else if (protocolErrors(error).includes('UNKNOWN_TOPIC_OR_PARTITION')) {
        for (const piece of pieces) await deliverAgain(piece)
      } else {
        for (const piece of pieces) piece.reject(failureOf(error, piece))
      }
    }
  }

  /** kafkajs also stumbles over a topic it once knew and somebody deleted; the new producer knows only this one. */
  async function deliverAgain(piece: Piece): Promise<void> {
    try {
      known.delete(piece.topic)
      if (!(await topicExists(piece.topic))) throw unknownTopic(piece.topic)
      await send([piece])
      known.add(piece.topic)
      piece.resolve()
    } catch (cause) {
      piece.reject(failureOf(cause, piece))
    }
  }

  function nextRequest(): Piece[] {
    let bytes = 0
    let count = 0
    for (const piece of queue) {
      if (count > 0 && bytes + piece.bytes > requestBytes) break
      bytes += piece.bytes
      count += 1
    }
    return queue.splice(0, count)
  }

  async function pump(): Promise<void> {
    // Publishes of the same turn of the event loop travel together.
    await new Promise((resolve) => setImmediate(resolve))
    while (queue.length > 0) {
      const pieces = nextRequest()
      await deliver(pieces)
      for (const piece of pieces) queuedBytes -= piece.bytes
      for (const wake of waiting.splice(0)) wake()
    }
    pumping = null
  }

  function enqueue(topic: string, messages: kafkajs.Message[], bytes: number): Promise<void> {
    const done = new Promise<void>((resolve, reject) => queue.push({ topic, messages, bytes, resolve, reject }))
    queuedBytes += bytes
    pumping ??= pump()
    return done
  }

  return {
    async publish(topic, records) {
      if (closed) throw unavailable(new Error('the broker is closed'), `publishing to ${topic}`)
      if (records.length === 0) return
      if (!known.has(topic)) {
        if (!(await topicExists(topic))) throw unknownTopic(topic)
        known.add(topic)
      }
      const done: Promise<void>[] = []
      let failed = false
      let messages: kafkajs.Message[] = []
      let bytes = 0
      const flush = async (): Promise<void> => {
        while (queuedBytes > 0 && queuedBytes + bytes > queueBytes)
          await new Promise<void>((wake) => waiting.push(wake))
        const piece = enqueue(topic, messages, bytes)
        piece.catch(() => {
          failed = true
        })
        done.push(piece)
        messages = []
        bytes = 0
      }
      for (const record of records) {
        const size = sizeOf(record)
        if (messages.length > 0 && bytes + size > requestBytes) await flush()
        if (failed) break
        messages.push(toMessage(record))
        bytes += size
      }
      if (messages.length > 0 && !failed) await flush()
      await Promise.all(done)
    },

    forget() {
      known.clear()
      // Not under a request that is on its way.
      void Promise.resolve(pumping).then(drop)
    },

    async close() {
      closed = true
      await pumping
      await connected?.then((producer) => producer.disconnect()).catch(() => {})
    },
  }
}
