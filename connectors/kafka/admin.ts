/** Topics, groups, offsets and lag. */
import { setTimeout as pause } from 'node:timers/promises'
import kafkajs from 'kafkajs'
import type { BrokerAdmin, PartitionLag, TopicInfo, TopicPlan } from '../../topics/broker.ts'
import { createAdminConnection } from './admin-connection.ts'
import { type Client, type Names, protocolErrors, unavailable, unknownTopic } from './client.ts'
import { readersOf } from './readers.ts'

const topicResource = kafkajs.ConfigResourceTypes.TOPIC
/** Where a config value comes from: set on the topic itself. */
const setOnTopic = 1

export interface Admin extends BrokerAdmin {
  /** Of existing topics: by partition, the first and the next offset. Rejects for a topic that does not exist. */
  watermarks(topic: string): Promise<TopicInfo['partitions']>
  /** Committed offsets of a group by `topic/partition`; absent where it never committed. */
  committed(group: string, topics: readonly string[]): Promise<Map<string, bigint>>
  close(): Promise<void>
}

const createdWithinMs = 15_000

export interface AdminPorts {
  readonly client: Client
  readonly names: Names
  /** Hears of topics that are gone. */
  deleted(): void
  /** The id of a topic by its complete name. */
  topicId(topic: string): Promise<string | null>
}

export function createAdmin({ client, names, deleted, topicId }: AdminPorts): Admin {
  const connection = createAdminConnection(client)
  const { ask } = connection

  const listTopics = (): Promise<string[]> =>
    ask('listing topics', async (admin) => (await admin.listTopics()).flatMap((name) => names.plain(name) ?? []).sort())

  async function presentTopics(): Promise<string[]> {
    const topics = await listTopics()
    if (connection.forgetGone(topics)) deleted()
    return topics
  }

  async function demand(topic: string): Promise<void> {
    if (!(await presentTopics()).includes(topic)) throw unknownTopic(topic)
  }

  async function partitionCounts(topics: readonly string[]): Promise<Map<string, number>> {
    if (topics.length === 0) return new Map()
    const { topics: found } = await ask('reading metadata', (admin) =>
      admin.fetchTopicMetadata({ topics: topics.map(names.full) }),
    )
    return new Map(found.map(({ name, partitions }) => [names.plain(name) as string, partitions.length]))
  }

  /** By topic, the values that were set on it. */
  async function configs(topics: readonly string[]): Promise<Map<string, Record<string, string>>> {
    if (topics.length === 0) return new Map()
    const resources = topics.map((topic) => ({ type: topicResource, name: names.full(topic) }))
    const found = await ask('reading configs', (admin) => admin.describeConfigs({ resources, includeSynonyms: false }))
    return new Map(
      found.resources.map(({ resourceName, configEntries }) => [
        names.plain(resourceName) as string,
        Object.fromEntries(
          configEntries
            .filter((entry) => (entry.configSource as unknown as number) === setOnTopic)
            .map((entry) => [entry.configName, entry.configValue]),
        ),
      ]),
    )
  }

  /** Resolves with whether all of them were missing; they are there then, whoever created them. */
  async function create(plans: readonly TopicPlan[]): Promise<boolean> {
    const topics = plans.map(({ name, partitions, config, replication = -1 }) => ({
      topic: names.full(name),
      numPartitions: partitions,
      replicationFactor: replication,
      configEntries: Object.entries(config).map(([key, value]) => ({ name: key, value })),
    }))
    const wereMissing = await ask('creating topics', async (admin) => {
      try {
        return await admin.createTopics({ topics, waitForLeaders: false, timeout: 15_000 })
      } catch (error) {
        const reasons = protocolErrors(error)
        if (reasons.length === 0 || reasons.some((reason) => reason !== 'TOPIC_ALREADY_EXISTS')) throw error
        return false
      }
    })
    await untilThere(plans.map((plan) => plan.name))
    return wereMissing
  }

  /** A topic that was just created is unknown to the brokers for a moment, then has no leaders for another. */
  async function untilThere(topics: readonly string[]): Promise<void> {
    for (const end = Date.now() + createdWithinMs; ; await pause(50)) {
      const present = new Set(await listTopics())
      const missing = topics.filter((topic) => !present.has(topic))
      if (missing.length === 0 && (await haveLeaders(topics).catch(() => false))) return
      if (Date.now() > end) throw unavailable(new Error(`not there yet: ${topics.join(', ')}`), 'creating topics')
    }
  }

  const haveLeaders = (topics: readonly string[]): Promise<boolean> =>
    ask('reading metadata', async (admin) => {
      const found = await admin.fetchTopicMetadata({ topics: topics.map(names.full) })
      return found.topics.every(({ partitions }) => partitions.every(({ leader }) => leader >= 0))
    })

  /** The broker replaces all of a topic's configs, so those that we do not name are sent along. */
  async function setConfigs(plans: readonly TopicPlan[]): Promise<void> {
    const present = await configs(plans.map((plan) => plan.name))
    const resources = plans.flatMap(({ name, config }) => {
      const now = present.get(name) ?? {}
      if (Object.entries(config).every(([key, value]) => now[key] === value)) return []
      const entries = Object.entries({ ...now, ...config })
      return {
        type: topicResource,
        name: names.full(name),
        configEntries: entries.map(([key, value]) => ({ name: key, value })),
      }
    })
    if (resources.length === 0) return
    await ask('setting configs', (admin) => admin.alterConfigs({ validateOnly: false, resources }))
  }

  async function watermarks(topic: string): Promise<TopicInfo['partitions']> {
    await demand(topic)
    return offsetsOf(topic)
  }

  async function offsetsOf(topic: string): Promise<TopicInfo['partitions']> {
    connection.asked(topic)
    const found = await ask('reading offsets', (admin) => admin.fetchTopicOffsets(names.full(topic)))
    return found
      .map(({ partition, low, high }) => ({ partition, low: BigInt(low), high: BigInt(high) }))
      .sort((a, b) => a.partition - b.partition)
  }

  async function committed(group: string, topics: readonly string[]): Promise<Map<string, bigint>> {
    const found = await ask('reading committed offsets', (admin) =>
      admin.fetchOffsets({ groupId: names.full(group), topics: topics.map(names.full) }),
    )
    const offsets = new Map<string, bigint>()
    for (const { topic, partitions } of found) {
      for (const { partition, offset } of partitions) {
        if (!offset.startsWith('-')) offsets.set(`${names.plain(topic)}/${partition}`, BigInt(offset))
      }
    }
    return offsets
  }

  return {
    listTopics,
    watermarks,
    committed,

    async ensureTopics(plans) {
      const present = new Set(await listTopics())
      const missing = plans.filter((plan) => !present.has(plan.name))
      const kept = plans.filter((plan) => present.has(plan.name))
      if (missing.length > 0) await create(missing)
      const counts = await partitionCounts(kept.map((plan) => plan.name))
      const grown = kept.filter((plan) => plan.partitions > (counts.get(plan.name) ?? plan.partitions))
      if (grown.length > 0) {
        const topicPartitions = grown.map((plan) => ({ topic: names.full(plan.name), count: plan.partitions }))
        await ask('adding partitions', (admin) => admin.createPartitions({ topicPartitions, timeout: 15_000 }))
      }
      await setConfigs(kept)
      return missing.map((plan) => plan.name)
    },

    createTopic: (plan) => create([plan]),

    async describeTopic(name) {
      if (!(await presentTopics()).includes(name)) return null
      const [partitions, config] = [await offsetsOf(name), await configs([name])]
      return { name, id: await topicId(names.full(name)), partitions, config: config.get(name) ?? {} }
    },

    async deleteTopics(topics) {
      const present = new Set(await listTopics())
      const doomed = topics.filter((topic) => present.has(topic)).map(names.full)
      if (doomed.length === 0) return
      await ask('deleting topics', (admin) => admin.deleteTopics({ topics: doomed, timeout: 15_000 }))
      deleted()
    },

    listGroups: () =>
      ask('listing groups', async (admin) => {
        const { groups } = await admin.listGroups()
        return groups.flatMap(({ groupId }) => names.plain(groupId) ?? []).sort()
      }),

    async lag(group, topics) {
      const done = await committed(group, topics)
      const lags: PartitionLag[] = []
      for (const topic of topics) {
        for (const { partition, low, high } of await watermarks(topic)) {
          const offset = done.get(`${topic}/${partition}`) ?? null
          const from = offset === null || offset < low ? low : offset
          lags.push({ topic, partition, committed: offset, high, lag: high > from ? high - from : 0n })
        }
      }
      return lags
    },

    deleteGroup: (group) =>
      ask('deleting a group', async (admin) => {
        try {
          await admin.deleteGroups([names.full(group)])
        } catch (error) {
          const { groups } = error as { groups?: readonly { error?: { type?: string } }[] }
          if (!(groups ?? []).every((failed) => failed.error?.type === 'GROUP_ID_NOT_FOUND') || groups === undefined) {
            throw error
          }
        }
      }),

    async consumersOf(topic) {
      await demand(topic)
      return ask('reading groups', (admin) => readersOf(admin, names, topic))
    },

    async offsetsAt(topic, time) {
      await demand(topic)
      connection.asked(topic)
      const found = await ask('reading offsets', (admin) => admin.fetchTopicOffsetsByTimestamp(names.full(topic), time))
      return new Map(found.map(({ partition, offset }) => [partition, BigInt(offset)]))
    },

    close: connection.close,
  }
}
