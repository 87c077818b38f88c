/** Publishes known particles the way an outside producer does, and remembers what the stores must hold in the end. */
import { connectKafka } from '../../connectors/kafka/broker.ts'
import { createRegistry } from '../../connectors/kafka/registry.ts'
import { createMemoryObjects } from '../../connectors/memory/objects.ts'
import { createCodec } from '../../schemas/avro/codec.ts'
import { toArrow } from '../../schemas/columns/arrow.ts'
import { BatchBuilder } from '../../schemas/columns/builder.ts'
import { silentLog } from '../../schemas/log.ts'
import { particleBatches, particles } from '../../topics/instruments.ts'
import { createPublisher } from '../../topics/publisher.ts'
import { emission, subjectOf } from '../../topics/topic.ts'
import { endpoint } from './endpoints.ts'

export const types = { temp: { scalar: 'float64' }, counts: { scalar: 'int32' } } as const
export const origin = Date.UTC(2024, 2, 1) * 1000

export interface Sample {
  /** UTC microseconds. */
  readonly time: number
  readonly temp: number
  readonly counts: number
}

/** Sample `index` of every feed: 1 Hz, values that tell rows apart. */
export function sample(index: number): Sample {
  return { time: origin + index * 1_000_000, temp: 10 + (index % 977) / 128, counts: index }
}

export async function openFeed(namespace: string) {
  const brokers = endpoint('TIDELINE_KAFKA_BROKERS').split(',')
  const subject = (topic: string) => subjectOf(`${namespace}.${topic}`)
  const broker = await connectKafka({ brokers, clientId: 'feed', topicPrefix: `${namespace}.`, log: silentLog })
  const registry = createRegistry({ url: endpoint('TIDELINE_SCHEMA_REGISTRY_URL') })
  const publisher = createPublisher({ broker, codec: createCodec(registry), objects: createMemoryObjects(), subject })
  const key = (deployment: number) => ({
    refdes: 'CE01TEST-RID16-03-CTDBPC000',
    method: 'streamed',
    stream: 'test_samples',
    deployment,
  })
  return {
    broker,
    registry,
    /** Samples `from` ≤ index < `to` of a deployment as one Arrow batch. */
    async batch(deployment: number, from: number, to: number): Promise<void> {
      const builder = new BatchBuilder(types)
      for (let index = from; index < to; index += 1) {
        const { time, ...values } = sample(index)
        builder.add(time, values)
      }
      const event = { ...key(deployment), count: to - from, arrow: toArrow(builder.build()), source: null }
      await publisher.publish([emission(particleBatches, event)])
    },
    /** The same as single messages. */
    async singles(deployment: number, from: number, to: number): Promise<void> {
      const events = Array.from({ length: to - from }, (_, offset) => {
        const { time, temp, counts } = sample(from + offset)
        return emission(particles, {
          ...key(deployment),
          time,
          numbers: { temp },
          integers: { counts },
          texts: {},
          booleans: {},
          times: {},
          vectors: {},
          textLists: {},
        })
      })
      await publisher.publish(events)
    },
    close: () => broker.close(),
  }
}

export interface Answered {
  readonly count: number
  readonly data: {
    readonly time: string
    readonly deployment: number
    readonly temp: number
    readonly counts: number
  }[]
}

export const feedPath = '/data/CE01TEST-RID16-03-CTDBPC000/streamed/test_samples'

/** What a query of one deployment must answer, computed from the input alone. */
export function expected(deployment: number, from: number, to: number): Answered['data'] {
  return Array.from({ length: to - from }, (_, offset) => {
    const { time, temp, counts } = sample(from + offset)
    return { time: new Date(time / 1000).toISOString().replace('Z', '000Z'), deployment, temp, counts }
  })
}
