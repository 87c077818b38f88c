/** A topic on the memory broker, an archiver over it, and what lies in the archive. */
import { openContainer } from '../../../connectors/archives/container.ts'
import { type ArchivedMessage, readMessages } from '../../../connectors/archives/messages.ts'
import { type ArchiverLimits, startTopicArchiver } from '../../../connectors/archives/topic-archiver.ts'
import { createMemoryBroker, createMemoryCluster } from '../../../connectors/memory/broker.ts'
import { createMemoryObjects } from '../../../connectors/memory/objects.ts'
import { createMemoryRegistry } from '../../../connectors/memory/registry.ts'
import { readingsOf } from '../../../schemas/archives/coverage.ts'
import { listArchive, readEntry, type SegmentPlace, segmentKey } from '../../../schemas/archives/segments.ts'
import { silentLog } from '../../../schemas/log.ts'
import { archives as bucket } from '../../../schemas/objects.ts'
import type { OutgoingRecord } from '../../../topics/broker.ts'

export const limits: ArchiverLimits = {
  cut: { offsets: 100, bytes: 1_000_000 },
  flushMs: 3_600_000,
  smallBytes: 1_000,
  heldBytes: 1_000_000_000,
}

export function createArchiving(topic = 'stream.trial', partitions = 1) {
  const cluster = createMemoryCluster()
  const broker = createMemoryBroker(cluster)
  const objects = createMemoryObjects()
  const registry = createMemoryRegistry()
  const ports = { broker, objects, registry, log: silentLog }
  return {
    ...ports,
    topic,
    cluster,
    create: () => broker.admin.ensureTopics([{ name: topic, partitions, config: {} }]),
    publish: (records: readonly OutgoingRecord[]) => broker.publish(topic, records),
    async archive(more: Partial<ArchiverLimits> = {}, includeReplayed = false) {
      const own = { ...ports, broker: createMemoryBroker(cluster) }
      return startTopicArchiver({ topic, includeReplayed }, own, { ...limits, ...more }, () => false)
    },
    committed: async () => (await broker.admin.lag(`archive.${topic}`, [topic])).map(({ committed }) => committed),
    async segments(): Promise<SegmentPlace[]> {
      return [...(await listArchive(objects, topic)).values()].flatMap(({ whole }) => whole)
    },
    async bytesOf(place: SegmentPlace): Promise<Uint8Array> {
      const entry = await readEntry(objects, place)
      if (entry === null) throw new Error('no entry')
      const { size, sha256 } = entry
      return objects.read({ bucket: bucket.name, key: segmentKey(place), size, sha256 })
    },
    /** Of one partition, as a reader of the archive has them. */
    async messages(partition = 0): Promise<ArchivedMessage[]> {
      const found: ArchivedMessage[] = []
      const own = (await this.segments()).filter((one) => one.partition === partition)
      for (const { segment, from, next } of readingsOf(own)) {
        for await (const { count, messages } of openContainer(await this.bytesOf(segment)).blocks()) {
          for (const one of readMessages(count, messages)) if (one.offset >= from && one.offset < next) found.push(one)
        }
      }
      return found
    },
  }
}

export const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text)
