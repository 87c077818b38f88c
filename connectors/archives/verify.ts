/** Looks through an archive: is every segment there, as it was written, and is every offset held? */
import { gapsOf } from '../../schemas/archives/coverage.ts'
import { listArchive, readEntry, type SegmentPlace, segmentKey } from '../../schemas/archives/segments.ts'
import { Reject, Unavailable } from '../../schemas/failures.ts'
import { archives as bucket, type ObjectStore } from '../../schemas/objects.ts'
import type { Owed } from '../../topics/archive-status.ts'
import { openContainer } from './container.ts'
import { readMessages } from './messages.ts'

export interface Finding {
  /** gap: offsets that no segment holds. damaged: not what was written. lost: the object is gone. */
  readonly kind: 'gap' | 'damaged' | 'lost' | 'unfinished'
  readonly topicId: string
  readonly partition: number
  readonly from: number
  readonly next: number
  readonly reason: string
}

export interface Verified {
  readonly segments: number
  readonly messages: number
  readonly bytes: number
  /** Of the offsets held, those that are no messages: compacted away, transaction markers, replayed. */
  readonly withoutMessage: number
  readonly findings: readonly Finding[]
}

export interface VerifyOptions {
  /** Offsets that were said to be archived: a part that no segment holds is a gap, also at the ends. */
  readonly owed?: Owed | null
  /** Read every segment whole: SHA-256, counts, order. */
  readonly isThorough: boolean
  onSegment?(place: SegmentPlace): void
}

export async function verifyArchive(
  objects: ObjectStore,
  topic: string,
  { isThorough, owed, onSegment }: VerifyOptions,
): Promise<Verified> {
  const findings: Finding[] = []
  const sum = { segments: 0, messages: 0, bytes: 0, withoutMessage: 0 }
  const find = (kind: Finding['kind'], { topicId, partition, from, next }: SegmentPlace, reason: string) =>
    findings.push({ kind, topicId, partition, from, next, reason })
  const listed = await listArchive(objects, topic)
  if (owed && !listed.has(owed.topicId)) listed.set(owed.topicId, { whole: [], lost: [], unfinished: [], bytes: 0 })
  for (const [topicId, { whole, lost, unfinished }] of listed) {
    for (const place of lost) find('lost', place, 'the index names a segment that is not there')
    for (const place of unfinished) find('unfinished', place, 'a segment without an entry: its making was cut short')
    const owing = owed?.topicId === topicId ? owed.ranges : []
    const known = [...whole, ...lost]
    for (const partition of new Set([...known, ...owing].map((place) => place.partition))) {
      const [own = [], due = []] = [known, owing].map((places) => places.filter((one) => one.partition === partition))
      // Their ends only: what lies between them must be held by segments.
      const ends = due.flatMap(({ from, next }) => [
        { from, next: from },
        { from: next, next },
      ])
      for (const gap of gapsOf([...own, ...ends])) find('gap', { topic, topicId, partition, ...gap }, gapText)
    }
    for (const place of whole) {
      onSegment?.(place)
      try {
        const { count, size } = isThorough ? await readWhole(objects, place) : await entryOf(objects, place)
        sum.segments += 1
        sum.messages += count
        sum.bytes += size
        sum.withoutMessage += place.next - place.from - count
      } catch (error) {
        if (error instanceof Unavailable) throw error
        find('damaged', place, error instanceof Error ? error.message : String(error))
      }
    }
  }
  return { ...sum, findings }
}

const gapText = 'gone from the topic before it was read, or from the archive'

async function entryOf(objects: ObjectStore, place: SegmentPlace) {
  const entry = await readEntry(objects, place)
  if (entry === null) throw new Reject('claim-not-found', 'its entry is gone')
  return entry
}

async function readWhole(objects: ObjectStore, place: SegmentPlace) {
  const entry = await entryOf(objects, place)
  const { size, sha256 } = entry
  const bytes = await objects.read({ bucket: bucket.name, key: segmentKey(place), size, sha256 })
  let count = 0
  let last = BigInt(place.from) - 1n
  for await (const block of openContainer(bytes).blocks()) {
    for (const { partition, offset } of readMessages(block.count, block.messages)) {
      if (partition !== place.partition) throw new Error(`a message of partition ${partition}`)
      if (offset <= last || offset >= place.next) throw new Error(`offset ${offset} after ${last}`)
      last = offset
      count += 1
    }
  }
  if (count !== entry.count) throw new Error(`${count} messages; the index says ${entry.count}`)
  return { count, size }
}
