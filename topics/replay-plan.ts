/** What a replay would do: which segments, how many messages, onto what, and with which timestamps. Nothing is published. */
import { gapsOf } from '../schemas/archives/coverage.ts'
import {
  listArchive,
  lossText,
  type OffsetRange,
  type SegmentEntry,
  segmentsWithin,
} from '../schemas/archives/segments.ts'
import type { ReplayRequested } from '../schemas/generated/events.ts'
import type { ObjectStore } from '../schemas/objects.ts'
import { byPartition } from './archive-status.ts'
import type { Broker, TopicInfo } from './broker.ts'

export interface ReplayWish {
  readonly topic: string
  /** Null: the topic that has the name now, or the only one that is archived. */
  readonly topicId: string | null
  readonly onto: string
  /** Milliseconds since 1970, `from` ≤ timestamp < `to`. */
  readonly from: number | null
  readonly to: number | null
  /** Null: as the target's retention allows. */
  readonly keepsTimestamps: boolean | null
}

export interface ReplayPlan {
  readonly topic: string
  readonly topicId: string
  readonly onto: string
  /** By partition and offset. */
  readonly segments: readonly SegmentEntry[]
  /** Upper bounds: segments at the ends of the time range are counted whole. */
  readonly messages: number
  readonly bytes: number
  readonly earliest: number | null
  readonly latest: number | null
  /** Messages that were never archived, by partition. */
  readonly gaps: readonly (OffsetRange & { readonly partition: number })[]
  readonly keepsTimestamps: boolean
}

/** The field of the wish that can not be, and why. */
export interface ReplayProblem {
  readonly field: keyof ReplayWish
  /** A sentence, or the rest of one that begins with the field: `must …`. */
  readonly reason: string
}

interface Ports {
  readonly broker: Broker
  readonly objects: ObjectStore
}

const msPerDay = 86_400_000
/** What Kafka keeps where a topic does not say. */
const usualRetentionMs = 7 * msPerDay

export async function planReplay(
  { broker, objects }: Ports,
  wish: ReplayWish,
  now: number,
): Promise<ReplayPlan | ReplayProblem> {
  const { topic, onto, from, to } = wish
  if (from !== null && to !== null && from >= to) return { field: 'to', reason: 'must be after from' }
  const [listed, present, target] = await Promise.all([
    listArchive(objects, topic),
    broker.admin.describeTopic(topic),
    broker.admin.describeTopic(onto),
  ])
  if (listed.size === 0) return { field: 'topic', reason: `the archive has nothing of ${topic} yet` }
  if (target === null) return { field: 'onto', reason: `there is no topic ${onto}` }
  const topicId = chosenId(wish.topicId, [...listed.keys()], present?.id ?? null)
  const archive = topicId === null ? undefined : listed.get(topicId)
  if (topicId === null || archive === undefined) {
    const reason = `several topics were called ${topic}: name the id of one, ${[...listed.keys()].join(', ')}`
    return { field: 'topicId', reason }
  }
  const { segments, lost } = await segmentsWithin(objects, archive, { from, to })
  if (lost[0] !== undefined) return { field: 'topic', reason: lossText(lost[0]) }
  const earliest = least(segments.map((one) => one.earliest))
  const keeps = keepsTimestampsOn(target, wish.keepsTimestamps, earliest, now)
  if (typeof keeps !== 'boolean') return keeps
  return {
    topic,
    topicId,
    onto,
    segments,
    messages: segments.reduce((sum, { count }) => sum + count, 0),
    bytes: segments.reduce((sum, { size }) => sum + size, 0),
    earliest,
    latest: negated(least(segments.map((one) => negated(one.latest)))),
    gaps: [...byPartition(archive.whole)].flatMap(([partition, own]) =>
      gapsOf(own).map((gap) => ({ partition, ...gap })),
    ),
    keepsTimestamps: keeps,
  }
}

function chosenId(wanted: string | null, archived: readonly string[], present: string | null): string | null {
  if (wanted !== null) return archived.includes(wanted) ? wanted : null
  if (present !== null && archived.includes(present)) return present
  return archived.length === 1 ? (archived[0] ?? null) : null
}

/**
 * Kafka deletes by the timestamps of messages: old ones that are published again with their own timestamps would be gone at
 * the next look. So on a topic that deletes by time they get the time of the replay.
 */
function keepsTimestampsOn(
  { name, config }: TopicInfo,
  wanted: boolean | null,
  earliest: number | null,
  now: number,
): boolean | ReplayProblem {
  const overwrites = config['message.timestamp.type'] === 'LogAppendTime'
  const deletes = (config['cleanup.policy'] ?? 'delete').includes('delete')
  const retentionMs = Number(config['retention.ms'] ?? usualRetentionMs)
  const deletesByTime = deletes && retentionMs >= 0
  if (wanted !== true) return wanted ?? !(overwrites || deletesByTime)
  const field = 'keepsTimestamps'
  if (overwrites) return { field, reason: `${name} gives every message the time at which it comes` }
  if (!deletesByTime || earliest === null || earliest >= now - retentionMs) return true
  const days = retentionMs / msPerDay
  return {
    field,
    reason: `${name} deletes what is older than ${days} days, and the oldest message is: it would be gone at once`,
  }
}

const least = (values: readonly (number | null)[]): number | null =>
  values.reduce<number | null>(
    (found, value) => (value === null || (found !== null && found <= value) ? found : value),
    null,
  )
const negated = (value: number | null): number | null => (value === null ? null : -value)

/** The event that asks for it. `rate`: messages a second at most. */
export const replayRequest = (
  { topic, topicId, onto, messages, keepsTimestamps }: ReplayPlan,
  { from, to }: Pick<ReplayWish, 'from' | 'to'>,
  { replay, rate, now }: { readonly replay: string; readonly rate: number | null; readonly now: number },
): ReplayRequested => ({
  replay,
  topic,
  topicId,
  onto,
  from,
  to,
  rate,
  keepsTimestamps,
  expected: messages,
  requestedAt: now * 1000,
})
