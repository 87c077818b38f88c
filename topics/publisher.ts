/** Publishes emissions: encodes each for its topic, sends what is too large by claim check. */
import type { EventCodec } from '../schemas/avro/codec.ts'
import { Reject, Unavailable } from '../schemas/failures.ts'
import type { ObjectStore } from '../schemas/objects.ts'
import type { Broker, OutgoingRecord } from './broker.ts'
import { type AnyTopic, claimCheckBytes, type Emission } from './topic.ts'

export interface Publisher {
  /** All acknowledged when it resolves; order is kept within a topic and key. */
  publish(emissions: readonly Emission[]): Promise<void>
}

export interface PublisherPorts {
  readonly broker: Broker
  readonly codec: EventCodec
  readonly objects: ObjectStore
  /** The registry's subject of a topic. */
  subject(topicName: string): string
}

const utf8 = new TextEncoder()

export function createPublisher({ broker, codec, objects, subject }: PublisherPorts): Publisher {
  const encoders = new Map<string, (value: unknown) => Uint8Array>()

  async function encoderOf(topic: AnyTopic): Promise<(value: unknown) => Uint8Array> {
    const known = encoders.get(topic.name)
    if (known !== undefined) return known
    try {
      const encoder = await codec.encoder<unknown>(subject(topic.name), topic.schema)
      encoders.set(topic.name, encoder)
      return encoder
    } catch (error) {
      // A schema that is not registered is no fault of the event that is to be published.
      if (!(error instanceof Reject)) throw error
      throw new Unavailable('schema-registry', `${topic.name} is not provisioned: ${error.message}`, { cause: error })
    }
  }

  /** The value with its large field in the object store, when the topic says so. */
  async function checkIn(topic: AnyTopic, value: unknown, key: string): Promise<unknown> {
    if (topic.claimCheck === undefined) return value
    const { field, bucket, objectKey } = topic.claimCheck
    const bytes = (value as Record<string, Uint8Array>)[field]
    if (bytes === undefined || bytes.length <= claimCheckBytes) return value
    const claim = await objects.put(bucket, objectKey(value, key), bytes)
    return { ...(value as object), [field]: new Uint8Array(0), claim }
  }

  async function toRecord({ topic, value, key, headers }: Emission): Promise<OutgoingRecord> {
    const encode = await encoderOf(topic)
    const recordKey = key ?? topic.key(value)
    const record = { key: utf8.encode(recordKey), value: encode(await checkIn(topic, value, recordKey)) }
    return headers === undefined ? record : { ...record, headers }
  }

  return {
    async publish(emissions) {
      const byTopic = new Map<string, Emission[]>()
      for (const one of emissions) {
        const sameTopic = byTopic.get(one.topic.name)
        if (sameTopic === undefined) byTopic.set(one.topic.name, [one])
        else sameTopic.push(one)
      }
      await Promise.all(
        [...byTopic].map(async ([name, some]) => {
          await broker.publish(name, await Promise.all(some.map(toRecord)))
        }),
      )
    },
  }
}
