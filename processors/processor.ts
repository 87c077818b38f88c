/** A processor: a manifest and a pure function from events and read-only views to writes and events. */
import type { Table, TableView, Write } from '../schemas/table.ts'
import type { AnyTopic, Emission, EventOf } from '../topics/topic.ts'

/** One decoded event with where it came from. */
export type Input<T extends AnyTopic> = T extends AnyTopic
  ? {
      readonly topic: T['name']
      readonly value: EventOf<T>
      readonly key: string | null
      readonly partition: number
      readonly offset: bigint
      /** The record's time, of a replayed one the time that it had: UTC microseconds since 1970. */
      readonly time: number
      readonly headers: Readonly<Record<string, string>>
    }
  : never

export interface Rejection<T extends AnyTopic> {
  readonly input: Input<T>
  /** kebab-case, from the table in docs/events. */
  readonly code: string
  readonly reason: string
}

/** Writes are applied, then events published, then the input's offsets committed. */
export interface Outcome<C extends AnyTopic, P extends AnyTopic> {
  readonly write?: readonly Write[]
  readonly emit?: readonly (P extends AnyTopic ? Emission<EventOf<P>, P['name']> : never)[]
  readonly reject?: readonly Rejection<C>[]
}

export type Views<R extends Readonly<Record<string, Table>>> = { readonly [K in keyof R]: TableView<R[K]> }

export interface Processor<
  C extends AnyTopic = AnyTopic,
  P extends AnyTopic = AnyTopic,
  R extends Readonly<Record<string, Table>> = Readonly<Record<string, Table>>,
> {
  /** Verb-noun; also the consumer group. */
  readonly name: string
  readonly about: string
  readonly consumes: readonly C[]
  readonly produces: readonly P[]
  readonly reads: R
  readonly writes: readonly Table[]
  readonly batch: { readonly maxRecords: number; readonly maxBytes: number; readonly maxWaitMs: number }
  /** Events of one batch that may be worked on at once: for processors that need no order (requests). Default 1: in order. */
  readonly concurrency: number
  /**
   * `events` come from one partition, in order, decoded. A promise gives one outcome; an async iterable gives several,
   * applied in order; the next is computed while one is applied (long answers in flat memory).
   */
  process(events: readonly Input<C>[], views: Views<R>): Promise<Outcome<C, P>> | AsyncIterable<Outcome<C, P>>
}

type Declaration<C extends AnyTopic, P extends AnyTopic, R extends Readonly<Record<string, Table>>> = Omit<
  Processor<C, P, R>,
  'batch' | 'concurrency' | 'reads' | 'writes'
> & {
  readonly reads?: R
  readonly writes?: readonly Table[]
  readonly batch?: Partial<Processor['batch']>
  readonly concurrency?: number
}

/** biome-ignore lint/suspicious/noExplicitAny: a list of processors forgets their event types */
export type AnyProcessor = Processor<any, any, any>

export function defineProcessor<
  const C extends AnyTopic,
  const P extends AnyTopic,
  // biome-ignore lint/complexity/noBannedTypes: no views
  const R extends Readonly<Record<string, Table>> = {},
>(declaration: Declaration<C, P, R>): Processor<C, P, R> {
  return Object.freeze({
    reads: {} as R,
    writes: [],
    concurrency: 1,
    ...declaration,
    batch: { maxRecords: 5_000, maxBytes: 4_000_000, maxWaitMs: 500, ...declaration.batch },
  })
}
