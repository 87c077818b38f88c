/** The one place through which messages go to managed streams: from the command line, the gateway and operations. */
import { type Claim, type ObjectStore, streamObjects } from '../schemas/objects.ts'
import { streamTopic } from '../schemas/streams/managed-stream.ts'
import { headersOfClaim } from '../schemas/streams/message-headers.ts'
import type { Broker, OutgoingRecord } from './broker.ts'
import { claimCheckBytes } from './topic.ts'

export interface StreamMessage {
  readonly key: Uint8Array | null
  readonly value: Uint8Array
  readonly headers: Readonly<Record<string, string | Uint8Array>>
  /** Milliseconds since 1970; default now. */
  readonly timestamp?: number
  /** Default by the key. */
  readonly partition?: number
  /** Where the bytes lie already; then `value` is empty. */
  readonly claim?: Claim
}

export interface StreamPublisher {
  /** In order; all acknowledged when it resolves. Rejects with `Reject('too-large')`, or `Unavailable` for no such topic. */
  publish(stream: string, messages: readonly StreamMessage[]): Promise<void>
}

export interface StreamPublisherPorts {
  readonly broker: Pick<Broker, 'publish'>
  readonly objects: Pick<ObjectStore, 'put'>
}

/** A value above 256 KiB goes to the object store, its claim check to the topic. */
export function createStreamPublisher({ broker, objects }: StreamPublisherPorts): StreamPublisher {
  async function toRecord(stream: string, message: StreamMessage): Promise<OutgoingRecord> {
    const { claim: given, value, headers, ...record } = message
    if (given === undefined && value.length <= claimCheckBytes) return { ...record, value, headers }
    const claim = given ?? (await objects.put(streamObjects, `${stream}/${await sha256Of(value)}`, value))
    return { ...record, value: new Uint8Array(0), headers: { ...headers, ...headersOfClaim(claim) } }
  }

  return {
    async publish(stream, messages) {
      const records: OutgoingRecord[] = []
      for (const message of messages) records.push(await toRecord(stream, message))
      await broker.publish(streamTopic(stream), records)
    },
  }
}

async function sha256Of(bytes: Uint8Array): Promise<string> {
  const hash = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes))
  return [...hash].map((byte) => byte.toString(16).padStart(2, '0')).join('')
}
