/** Changes of status as they come, for everybody who looks: one reading of the topic for all, while there is anybody. */
import type { EventCodec } from '../../schemas/avro/codec.ts'
import { Reject } from '../../schemas/failures.ts'
import type { StreamStatusChanged } from '../../schemas/generated/events.ts'
import type { Log } from '../../schemas/log.ts'
import type { Broker, IncomingRecord } from '../../topics/broker.ts'
import { streamStatusChanged } from '../../topics/status.ts'
import { positionOf } from '../streams/consume.ts'

export type ChangeListener = (change: StreamStatusChanged) => void

export interface StatusFeed {
  /** Resolves when every change from now on will be told. Rejects with `Unavailable`. */
  ready(): Promise<void>
  /** Call it without a pause after `ready`. The returned function ends it. */
  listen(listener: ChangeListener): () => void
  close(): Promise<void>
}

export interface StatusFeedOptions {
  readonly broker: Broker
  readonly codec: EventCodec
  readonly log: Log
  /** How long the topic is read on when nobody listens: a page that is loaded again finds it read. Default 60 s. */
  readonly lingerMs?: number
  /** Between tries, when the brokers are away. Default 2 s. */
  readonly retryMs?: number
}

interface Reading {
  readonly begun: Promise<void>
  readonly ended: Promise<void>
  readonly controller: AbortController
}

export function createStatusFeed({
  broker,
  codec,
  log,
  lingerMs = 60_000,
  retryMs = 2_000,
}: StatusFeedOptions): StatusFeed {
  const { name: topic, schema } = streamStatusChanged
  const listeners = new Set<ChangeListener>()
  let reading: Reading | null = null
  let linger: NodeJS.Timeout | undefined

  function begin(): Reading {
    const controller = new AbortController()
    const position = positionOf(broker, topic, 'latest').then((all) => new Map(all))
    const ended = position.then((from) => follow(from, controller.signal))
    const begun = position.then(() => {})
    const mine = { begun, ended: ended.catch(() => {}), controller }
    begun.catch(() => {
      if (reading === mine) reading = null
    })
    return mine
  }

  /** Goes on where it was after a failure, so nothing is lost while the brokers are away. */
  async function follow(position: Map<number, bigint>, signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      try {
        for await (const record of broker.read({ topic, from: position, follow: true, signal })) {
          await tell(record)
          position.set(record.partition, record.offset + 1n)
        }
      } catch (error) {
        log.warn({ topic, error }, 'changes of status are not followed for now')
      }
      if (!signal.aborted) await pause(retryMs, signal)
    }
  }

  async function tell(record: IncomingRecord): Promise<void> {
    if (record.value === null) return
    let change: StreamStatusChanged
    try {
      change = await codec.decode(schema, record.value)
    } catch (error) {
      if (!(error instanceof Reject)) throw error
      return log.warn({ topic, partition: record.partition, offset: record.offset, error }, 'a change is passed over')
    }
    for (const listener of listeners) listener(change)
  }

  function restIfAlone(): void {
    clearTimeout(linger)
    if (listeners.size > 0) return
    linger = setTimeout(() => void end(), lingerMs).unref()
  }

  async function end(): Promise<void> {
    const last = reading
    reading = null
    last?.controller.abort()
    await last?.ended
  }

  return {
    async ready() {
      reading ??= begin()
      restIfAlone()
      await reading.begun
    },
    listen(listener) {
      listeners.add(listener)
      clearTimeout(linger)
      return () => {
        listeners.delete(listener)
        restIfAlone()
      }
    },
    async close() {
      clearTimeout(linger)
      listeners.clear()
      await end()
    },
  }
}

const pause = (ms: number, signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    const timer = setTimeout(resolve, ms)
    signal.addEventListener(
      'abort',
      () => {
        clearTimeout(timer)
        resolve()
      },
      { once: true },
    )
  })
