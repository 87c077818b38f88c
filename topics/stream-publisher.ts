/** The one place through which messages go to managed streams: from the command line, the gateway and operations. */
import { streamTopic } from '../schemas/streams/managed-stream.ts'
import type { Broker } from './broker.ts'

export interface StreamMessage {
  readonly key: Uint8Array | null
  readonly value: Uint8Array
  readonly headers: Readonly<Record<string, string | Uint8Array>>
  /** Milliseconds since 1970; default now. */
  readonly timestamp?: number
}

export interface StreamPublisher {
  /** In order; all acknowledged when it resolves. Rejects with `Reject('too-large')`, or `Unavailable` for no such topic. */
  publish(stream: string, messages: readonly StreamMessage[]): Promise<void>
}

export function createStreamPublisher({ broker }: { readonly broker: Broker }): StreamPublisher {
  return { publish: (stream, messages) => broker.publish(streamTopic(stream), messages) }
}
