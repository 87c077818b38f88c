import {
  entryKey,
  readEntry,
  type SegmentEntry,
  type SegmentPlace,
  segmentKey,
} from '../../schemas/archives/segments.ts'
import { archives as bucket, type ObjectStore } from '../../schemas/objects.ts'

export type SegmentStore = Pick<ObjectStore, 'put' | 'stat' | 'openRange' | 'remove' | 'list'>

const utf8 = new TextEncoder()

/**
 * First the segment, then its entry: a segment that has an entry is whole. What is archived is not replaced by less: a
 * compacted topic that is read again has fewer messages in the same range.
 */
export async function storeSegment(objects: SegmentStore, object: Uint8Array, entry: SegmentEntry): Promise<void> {
  const present = await readEntry(objects, entry)
  if (present !== null && present.count > entry.count) return
  await objects.put(bucket, segmentKey(entry), object)
  await objects.put(bucket, entryKey(entry), utf8.encode(JSON.stringify(entry)))
}

/** Of a segment that a longer one has replaced. The entry first: what has none is no segment. */
export async function removeSegment(objects: SegmentStore, place: SegmentPlace): Promise<void> {
  await objects.remove(bucket, [entryKey(place)])
  await objects.remove(bucket, [segmentKey(place)])
}
