/**
 * Segments in the object store, and the index: an entry of JSON beside each segment, put after it. The name of a segment
 * is its topic, the topic's id, its partition and its range of offsets, so that storing the same range again is storing
 * the same object, and one range never takes the place of another.
 */
import { archives as bucket, type ObjectStore } from '../objects.ts'

/** Everything that was on a partition at `from` ≤ offset < `next`. */
export interface OffsetRange {
  readonly from: number
  readonly next: number
}

export interface SegmentPlace extends OffsetRange {
  readonly topic: string
  readonly topicId: string
  readonly partition: number
}

export interface SegmentEntry extends SegmentPlace {
  /** Messages in the segment. Offsets of the range that are not among them were no messages of the topic any more. */
  readonly count: number
  /** Messages that a replay had published, left out. */
  readonly skipped: number
  /** Of the object. */
  readonly size: number
  readonly sha256: string
  /** Least and greatest timestamp, milliseconds since 1970; null: no message. */
  readonly earliest: number | null
  readonly latest: number | null
  /** Ids of the schemas in use, in the registry of its time. */
  readonly schemas: readonly number[]
}

const digits = 16
const padded = (offset: number): string => String(offset).padStart(digits, '0')

export const topicPrefix = (topic: string): string => `${topic}/`
const stem = ({ topic, topicId, partition, from, next }: SegmentPlace): string =>
  `${topic}/${topicId}/${partition}/${padded(from)}-${padded(next)}`
export const segmentKey = (place: SegmentPlace): string => `${stem(place)}.avro`
export const entryKey = (place: SegmentPlace): string => `${stem(place)}.json`

const keyForm = /^(?<topic>[^/]+)\/(?<topicId>[^/]+)\/(?<partition>\d+)\/(?<from>\d{16})-(?<next>\d{16})\.(avro|json)$/

/** Null: not of a segment or an entry. */
export function placeOf(key: string): SegmentPlace | null {
  const { topic, topicId, partition, from, next } = keyForm.exec(key)?.groups ?? {}
  if (topic === undefined || topicId === undefined) return null
  return { topic, topicId, partition: Number(partition), from: Number(from), next: Number(next) }
}

export interface Listed {
  /** With entry and object, in order of partition and offset. */
  readonly whole: readonly SegmentPlace[]
  /** An entry without its segment: it was lost. */
  readonly lost: readonly SegmentPlace[]
  /** A segment without an entry: it was not finished, and comes again. */
  readonly unfinished: readonly SegmentPlace[]
  /** Bytes of segments. */
  readonly bytes: number
}

type Store = Pick<ObjectStore, 'list' | 'stat' | 'openRange'>

/** The archive of a topic by the topic's ids; the order of the ids means nothing. */
export async function listArchive(objects: Store, topic: string): Promise<Map<string, Listed>> {
  const found = new Map<string, { segments: Map<string, number>; entries: Set<string> }>()
  for await (const { key, size } of objects.list(bucket, topicPrefix(topic))) {
    const place = placeOf(key)
    if (place === null) continue
    const of = found.get(place.topicId) ?? { segments: new Map(), entries: new Set() }
    found.set(place.topicId, of)
    if (key.endsWith('.avro')) of.segments.set(stem(place), size)
    else of.entries.add(stem(place))
  }
  const places = (stems: Iterable<string>): SegmentPlace[] =>
    [...stems]
      .flatMap((one) => placeOf(`${one}.avro`) ?? [])
      .sort((a, b) => a.partition - b.partition || a.from - b.from || b.next - a.next)
  for (const { segments, entries } of found.values()) {
    // It may have been put while the list was read.
    for (const one of [...entries].filter((stem) => !segments.has(stem))) {
      const info = await objects.stat(bucket, `${one}.avro`)
      if (info !== null) segments.set(one, info.size)
    }
  }
  return new Map(
    [...found].map(([topicId, { segments, entries }]) => [
      topicId,
      {
        whole: places([...segments.keys()].filter((one) => entries.has(one))),
        lost: places([...entries].filter((one) => !segments.has(one))),
        unfinished: places([...segments.keys()].filter((one) => !entries.has(one))),
        bytes: [...segments.values()].reduce((sum, size) => sum + size, 0),
      },
    ]),
  )
}

/** Null: there is none. Throws where it is no entry of this place. */
export async function readEntry(objects: Store, place: SegmentPlace): Promise<SegmentEntry | null> {
  const key = entryKey(place)
  const info = await objects.stat(bucket, key)
  if (info === null) return null
  let text = ''
  const decoder = new TextDecoder()
  for await (const piece of await objects.openRange(bucket, key, 0, info.size)) {
    text += decoder.decode(piece as Uint8Array, { stream: true })
  }
  const entry = parsed(text)
  if (entry?.from === place.from && entry.next === place.next && typeof entry.sha256 === 'string') return entry
  throw new Error(`${key} is no entry of an archive`)
}

function parsed(text: string): SegmentEntry | null {
  try {
    return JSON.parse(text) as SegmentEntry | null
  } catch {
    return null
  }
}

const entriesAtOnce = 16

/** The entries of places, in their order. One that is gone meanwhile is left out. */
export async function readEntries(objects: Store, places: readonly SegmentPlace[]): Promise<SegmentEntry[]> {
  const entries: SegmentEntry[] = []
  for (let at = 0; at < places.length; at += entriesAtOnce) {
    const some = await Promise.all(places.slice(at, at + entriesAtOnce).map((place) => readEntry(objects, place)))
    for (const entry of some) if (entry !== null) entries.push(entry)
  }
  return entries
}

/** Milliseconds since 1970, `from` ≤ timestamp < `to`; null: no end. */
export interface TimeRange {
  readonly from: number | null
  readonly to: number | null
}

/** Segments that may have messages of a range of time. Of `lost` ones only the entries are there. */
export async function segmentsWithin(
  objects: Store,
  listed: Listed,
  { from, to }: TimeRange,
): Promise<{ readonly segments: SegmentEntry[]; readonly lost: SegmentEntry[] }> {
  const reaches = ({ earliest, latest }: SegmentEntry): boolean =>
    earliest !== null && latest !== null && (from === null || latest >= from) && (to === null || earliest < to)
  const [segments, lost] = await Promise.all([listed.whole, listed.lost].map((places) => readEntries(objects, places)))
  return { segments: (segments as SegmentEntry[]).filter(reaches), lost: (lost as SegmentEntry[]).filter(reaches) }
}

export const lossText = ({ partition, from, next }: SegmentPlace): string =>
  `the archive has lost its segment of the offsets ${from}-${next - 1} of partition ${partition}`
