/** How the archive of a topic stands: what is held, what is missing, how far it is behind. */
import { gapsOf, readingsOf } from '../schemas/archives/coverage.ts'
import { withoutId } from '../schemas/archives/format.ts'
import { listArchive, type OffsetRange, type SegmentPlace } from '../schemas/archives/segments.ts'
import type { ObjectStore } from '../schemas/objects.ts'
import { archiveGroup } from './archives.ts'
import type { Broker } from './broker.ts'

export interface ArchivedPartition extends OffsetRange {
  readonly partition: number
  readonly segments: number
  /** What was gone from the topic before it could be archived. */
  readonly gaps: readonly OffsetRange[]
}

/** What was archived of one of the topics that had a name. */
export interface ArchivedTopic {
  readonly topicId: string
  /** It is the topic that has the name now. */
  readonly isPresent: boolean
  readonly segments: number
  readonly bytes: number
  readonly partitions: readonly ArchivedPartition[]
}

export interface ArchiveStatus {
  /** Offsets of the present topic that are in no stored segment yet; null: there is no such topic. */
  readonly behind: number | null
  readonly archived: readonly ArchivedTopic[]
}

export interface StatusPorts {
  readonly broker: Broker
  readonly objects: ObjectStore
}

export async function archiveStatus({ broker, objects }: StatusPorts, topic: string): Promise<ArchiveStatus> {
  const [listed, info] = await Promise.all([listArchive(objects, topic), broker.admin.describeTopic(topic)])
  const archived = [...listed].map(
    ([topicId, { whole, bytes }]): ArchivedTopic => ({
      topicId,
      isPresent: topicId === info?.id,
      segments: whole.length,
      bytes,
      partitions: [...byPartition(whole)].map(([partition, places]) => {
        const readings = readingsOf(places)
        const [first, last] = [readings[0], readings.at(-1)]
        const gaps = gapsOf(places)
        return { partition, from: first?.from ?? 0, next: last?.next ?? 0, segments: places.length, gaps }
      }),
    }),
  )
  if (info === null) return { behind: null, archived }
  const lags = await broker.admin.lag(archiveGroup(topic), [topic])
  return { behind: Number(lags.reduce((sum, { lag }) => sum + lag, 0n)), archived }
}

/** What the topic that has the name now still has, of that what its archivers said they had stored. */
export interface Owed {
  readonly topicId: string
  readonly ranges: readonly (OffsetRange & { readonly partition: number })[]
}

/** Null: there is no such topic now. Ask before the archive is listed: what is stored meanwhile is not owed. */
export async function owedBy(broker: Broker, topic: string): Promise<Owed | null> {
  const info = await broker.admin.describeTopic(topic)
  if (info === null) return null
  const lags = await broker.admin.lag(archiveGroup(topic), [topic])
  const ranges = info.partitions.flatMap(({ partition, low }) => {
    const committed = lags.find((one) => one.partition === partition)?.committed ?? null
    return committed === null || committed <= low ? [] : [{ partition, from: Number(low), next: Number(committed) }]
  })
  return { topicId: info.id ?? withoutId, ranges }
}

export function byPartition<T extends SegmentPlace>(places: readonly T[]): Map<number, T[]> {
  const found = new Map<number, T[]>()
  for (const place of places) found.set(place.partition, [...(found.get(place.partition) ?? []), place])
  return found
}
