/** A topic is declared once; provisioning, codecs, docs, the CLI and the types of processors come from it. */
import type { EventSchema } from '../schemas/event-schema.ts'
import type { Bucket } from '../schemas/objects.ts'

export interface Topic<T = unknown, N extends string = string> {
  readonly name: N
  readonly about: string
  readonly owner: 'instruments' | 'products' | 'status' | 'streams' | 'files' | 'images' | 'pipeline' | 'clock'
  readonly schema: EventSchema<T>
  /** The record's key: events of one key stay in order. */
  key(value: T): string
  /** The key in words, for the docs. */
  readonly keyedBy: string
  readonly partitions: number
  /** `delete` after `days`, or `compact` to the newest event of each key. */
  readonly retention: { readonly days: number } | 'compact'
  /** Largest record the broker takes; default 1 MiB. Larger data travel by claim check. */
  readonly maxMessageBytes: number
  /** Somebody waits for an answer: events whose `deadline` header (milliseconds since 1970) has passed are skipped. */
  readonly isRequest?: true
  /** Which bytes field moves to the object store when it is large, leaving a `claim`. */
  readonly claimCheck?: {
    readonly field: string
    readonly bucket: Bucket
    objectKey(value: T, recordKey: string): string
  }
}

/** A bytes field above this size travels by claim check. */
export const claimCheckBytes = 262_144

/** What a processor or connector wants published. */
export interface Emission<T = unknown, N extends string = string> {
  readonly topic: Topic<T, N>
  readonly value: T
  readonly key?: string
  readonly headers?: Readonly<Record<string, string>>
}

type Declaration<T, N extends string> = Omit<Topic<T, N>, 'maxMessageBytes'> & { readonly maxMessageBytes?: number }

export function defineTopic<T, const N extends string>(topic: Declaration<T, N>): Topic<T, N> {
  return Object.freeze({ maxMessageBytes: 1_048_576, ...topic })
}

export function emission<T, N extends string>(
  topic: Topic<T, N>,
  value: T,
  headers?: Readonly<Record<string, string>>,
): Emission<T, N> {
  return headers === undefined ? { topic, value } : { topic, value, headers }
}

/** biome-ignore lint/suspicious/noExplicitAny: a list of topics forgets their event types */
export type AnyTopic = Topic<any>
export type EventOf<T> = T extends Topic<infer V, string> ? V : never

/** The registry's subject of a topic's values. */
export const subjectOf = (topicName: string): string => `${topicName}-value`
