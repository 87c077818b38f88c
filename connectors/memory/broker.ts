/** The broker port in memory, for tests: partitions, groups, redelivery and lag as on Kafka. */
import { Unavailable } from '../../schemas/failures.ts'
import type { Broker, BrokerAdmin, IncomingRecord, PartitionLag, Subscription } from '../../topics/broker.ts'
import { deferred } from '../../topics/deferred.ts'
import { MemoryGroup } from './group.ts'
import { MemoryLog } from './log.ts'
import { joinMemory } from './subscription.ts'
import { compareText } from './text-order.ts'

/** What several brokers share, as processes share a cluster. */
export interface MemoryCluster {
  readonly log: MemoryLog
  readonly groups: Map<string, MemoryGroup>
}

export const createMemoryCluster = (): MemoryCluster => ({ log: new MemoryLog(), groups: new Map() })

export function createMemoryBroker(cluster: MemoryCluster = createMemoryCluster()): Broker {
  const { log, groups } = cluster
  const open = new Set<Subscription>()
  let closed = false

  function groupOf(name: string): MemoryGroup {
    const group = groups.get(name) ?? new MemoryGroup(log)
    groups.set(name, group)
    return group
  }

  async function* read(options: Parameters<Broker['read']>[0]): AsyncGenerator<IncomingRecord> {
    const { topic: name, from = 'earliest', follow = false, signal } = options
    const { partitions } = log.topic(name)
    const ends = partitions.map((records) => records.length)
    const next = partitions.map((records, partition) => {
      if (from === 'earliest') return 0
      return from === 'latest' ? records.length : Number(from.get(partition) ?? 0n)
    })
    for (;;) {
      let changed = deferred()
      const wake = (): void => changed.resolve()
      log.events.on('appended', wake)
      signal?.addEventListener('abort', wake)
      try {
        for (const [partition, records] of partitions.entries()) {
          const end = follow ? records.length : (ends[partition] ?? 0)
          for (let at = next[partition] ?? 0; at < end; at += 1) {
            if (signal?.aborted) return
            next[partition] = at + 1
            yield records[at] as IncomingRecord
          }
        }
        if (!follow || signal?.aborted) return
        await changed.promise
        changed = deferred()
      } finally {
        log.events.off('appended', wake)
        signal?.removeEventListener('abort', wake)
      }
    }
  }

  const admin: BrokerAdmin = {
    ensureTopics: async (plans) => plans.filter((plan) => log.ensure(plan)).map((plan) => plan.name),
    createTopic: async (plan) => !log.topics.has(plan.name) && log.ensure(plan),
    listTopics: async () => [...log.topics.keys()].sort(),
    async describeTopic(name) {
      const topic = log.topics.get(name)
      if (topic === undefined) return null
      const partitions = topic.partitions.map((records, partition) => ({
        partition,
        low: 0n,
        high: BigInt(records.length),
      }))
      return { name, id: topic.id, partitions, config: { ...topic.config } }
    },
    async deleteTopics(names) {
      for (const name of names) log.topics.delete(name)
    },
    listGroups: async () => [...groups.keys()].sort(),
    async lag(name, topics) {
      const committedOf = groups.get(name)?.committed
      return topics.flatMap((topic) =>
        log.topic(topic).partitions.map((records, partition): PartitionLag => {
          const committed = committedOf?.get(`${topic}/${partition}`) ?? null
          const high = BigInt(records.length)
          const from = committed ?? 0n
          return { topic, partition, committed, high, lag: high > from ? high - from : 0n }
        }),
      )
    },
    async consumersOf(topic) {
      log.topic(topic)
      const reading = [...groups].map(([group, { members }]) => ({
        group,
        members: members.filter((member) => member.topics.includes(topic)).length,
      }))
      return reading.filter(({ members }) => members > 0).sort((a, b) => compareText(a.group, b.group))
    },
    async offsetsAt(topic, time) {
      return new Map(
        log.topic(topic).partitions.map((records, partition) => {
          const at = records.findIndex(({ timestamp }) => timestamp >= time)
          return [partition, BigInt(at < 0 ? records.length : at)]
        }),
      )
    },
    async deleteGroup(name) {
      if ((groups.get(name)?.members.length ?? 0) > 0) {
        throw new Unavailable('kafka', `the group ${name} still has members: stop them first`)
      }
      groups.delete(name)
    },
  }

  return {
    async publish(topic, records) {
      if (closed) throw new Unavailable('kafka', `the broker is closed; nothing is published to ${topic}`)
      log.append(topic, records)
    },
    async subscribe(options) {
      const subscription = joinMemory(log, groupOf(options.group), options)
      open.add(subscription)
      return subscription
    },
    read,
    admin,
    async ping() {},
    async close() {
      closed = true
      await Promise.all([...open].map((subscription) => subscription.stop()))
    },
  }
}
