/** Publishing events that came over HTTP. */
import type { EventCodec } from '../schemas/avro/codec.ts'
import type { Broker } from '../topics/broker.ts'
import { subjectOf, type Topic } from '../topics/topic.ts'

/** Resolves when every event is acknowledged by all in-sync replicas. */
export type Publish = <T>(topic: Topic<T>, events: readonly T[]) => Promise<void>

export function createPublish(options: {
  readonly broker: Broker
  readonly codec: EventCodec
  readonly subject?: (topicName: string) => string
}): Publish {
  const { broker, codec, subject = subjectOf } = options
  return async (topic, events) => {
    const encode = await codec.encoder(subject(topic.name), topic.schema)
    await broker.publish(
      topic.name,
      events.map((event) => ({ key: Buffer.from(topic.key(event)), value: encode(event) })),
    )
  }
}
