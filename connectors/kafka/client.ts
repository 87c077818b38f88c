/** The kafkajs client, its log and its errors; names get the namespace's prefix here and lose it here. */
import kafkajs from 'kafkajs'
import { Unavailable } from '../../schemas/failures.ts'
import type { Log } from '../../schemas/log.ts'

export type Client = InstanceType<typeof kafkajs.Kafka>

/**
 * What kafkajs reports as errors and mends by itself. Retries of a producer are limited because a request that fails is
 * given up together with its producer, and a record published twice changes nothing.
 */
const harmless =
  /rebalanc|coordinator (is loading|is not available|is not aware)|not aware of this member|no longer valid|does not host this topic-partition|no leader|Connection (timeout|error|closed)|The producer is disconnect|Limiting retries for the idempotent producer/i

function logCreator(log: Log): () => (entry: kafkajs.LogEntry) => void {
  return () => (entry) => {
    const { message, timestamp: _, logger: __, ...fields } = entry.log
    const quiet = entry.level > kafkajs.logLevel.WARN || harmless.test(`${message} ${String(fields.error ?? '')}`)
    if (quiet) log.debug(fields, `kafkajs: ${message}`)
    else log.warn(fields, `kafkajs: ${message}`)
  }
}

/** Milliseconds. Bounded: what is not there after about 8 s is unavailable, and the caller decides how to go on. */
export const retry = { initialRetryTime: 100, maxRetryTime: 2_000, factor: 0.2, multiplier: 2, retries: 6 }

export function createClient(brokers: readonly string[], clientId: string, log: Log): Client {
  return new kafkajs.Kafka({
    brokers: [...brokers],
    clientId,
    connectionTimeout: 3_000,
    requestTimeout: 20_000,
    enforceRequestTimeout: true,
    retry,
    logLevel: kafkajs.logLevel.INFO,
    logCreator: logCreator(log),
  })
}

/** kafkajs wraps the protocol's error in others; its `type` is, e.g., `UNKNOWN_TOPIC_OR_PARTITION`. */
export function protocolErrors(error: unknown): string[] {
  const { type, cause, errors } = error as { type?: string; cause?: unknown; errors?: readonly unknown[] }
  return [
    ...(typeof type === 'string' ? [type] : []),
    ...(cause === undefined || cause === error ? [] : protocolErrors(cause)),
    ...(errors ?? []).flatMap(protocolErrors),
  ]
}

/** `doing` completes the sentence "Kafka is away while …". */
export function unavailable(error: unknown, doing: string): Unavailable {
  if (error instanceof Unavailable) return error
  const reason = error instanceof Error ? error.message : String(error)
  return new Unavailable('kafka', `Kafka is away while ${doing}: ${reason}`, { cause: error })
}

export const unknownTopic = (topic: string): Unavailable =>
  new Unavailable('kafka', `the topic ${topic} does not exist: provision the topics first`)

/** Every topic and group of a namespace begins with its prefix. */
export interface Names {
  full(name: string): string
  /** Null: of another namespace, or Kafka's own. */
  plain(name: string): string | null
}

export function namesOf(prefix: string): Names {
  return {
    full: (name) => prefix + name,
    plain: (name) => (name.startsWith(prefix) && !name.startsWith('__') ? name.slice(prefix.length) : null),
  }
}
