/** The broker port on kafkajs. */
import type { Log } from '../../schemas/log.ts'
import type { Broker, SubscribeOptions, Subscription } from '../../topics/broker.ts'
import { createAdmin } from './admin.ts'
import { createClient, namesOf, unknownTopic } from './client.ts'
import { registerCodecs } from './codecs.ts'
import { preflight } from './preflight.ts'
import { createPublisher, type Publisher } from './publisher.ts'
import { readTopic } from './reader.ts'
import { defaultLimits, join, type SubscriptionLimits } from './subscription.ts'
import { topicId } from './topic-id.ts'

export interface KafkaOptions {
  /** `host:port` each. */
  readonly brokers: readonly string[]
  readonly clientId: string
  /** Put before every topic and group, invisible outside. Default none. */
  readonly topicPrefix?: string
  readonly log: Log
  readonly limits?: Partial<SubscriptionLimits>
}

/** Rejects with `Unavailable('kafka')` when no broker answers, with an Error when kafkajs can not talk to it. */
export async function connectKafka(options: KafkaOptions): Promise<Broker> {
  const { brokers, clientId, topicPrefix = '' } = options
  const log = options.log.child({ part: 'kafka' })
  await Promise.all([preflight(brokers, clientId), registerCodecs()])
  const client = createClient(brokers, clientId, log)
  const names = namesOf(topicPrefix)
  const admin = createAdmin({
    client,
    names,
    deleted: () => publisher.forget(),
    topicId: (topic) => topicId(brokers, topic),
  })
  const exists = async (topic: string): Promise<boolean> => (await admin.listTopics()).includes(topic)
  const publisher: Publisher = createPublisher(client, (full) => exists(names.plain(full) ?? full))
  const open = new Set<Subscription>()
  const member = { client, names, log, limits: { ...defaultLimits, ...options.limits } }

  /**
   * A fresh group that begins at the end gets its offsets committed before `ready`: kafkajs alone would look for the
   * end at the first fetch, and look again after a rebalance.
   */
  async function atTheEnd({ group, topics }: SubscribeOptions) {
    const committed = await admin.committed(group, topics)
    const ends = new Map<string, { topic: string; partition: number; high: bigint }>()
    for (const topic of topics) {
      for (const { partition, high } of await admin.watermarks(topic)) {
        const key = `${topic}/${partition}`
        if (!committed.has(key)) ends.set(key, { topic, partition, high })
      }
    }
    let settled = false
    return {
      position(topic: string, partition: number): bigint | null {
        return settled ? null : (ends.get(`${topic}/${partition}`)?.high ?? null)
      },
      async settle(commit: (topic: string, partition: number, offset: bigint) => Promise<void>): Promise<void> {
        for (const { topic, partition, high } of ends.values()) await commit(topic, partition, high)
        settled = true
      },
    }
  }

  return {
    publish: (topic, records) => publisher.publish(names.full(topic), records),

    async subscribe(subscribeOptions) {
      const { topics, from } = subscribeOptions
      const present = new Set(await admin.listTopics())
      const missing = topics.find((topic) => !present.has(topic))
      if (missing !== undefined) throw unknownTopic(missing)
      const start = from === 'latest' ? await atTheEnd(subscribeOptions) : { position: () => null }
      const subscription = await join({ ...member, ...start }, subscribeOptions)
      open.add(subscription)
      const forget = () => open.delete(subscription)
      subscription.finished.catch(() => subscription.stop()).then(forget)
      return subscription
    },

    read: (readOptions) => readTopic(admin, member, readOptions),
    admin,

    async ping() {
      await admin.listTopics()
    },

    async close() {
      await Promise.all([...open].map((subscription) => subscription.stop()))
      await publisher.close()
      await admin.close()
    },
  }
}
