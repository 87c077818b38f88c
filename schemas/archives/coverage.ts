/** Which offsets of a partition an archive holds, and which segments to read for them. */
import type { OffsetRange } from './segments.ts'

/** A segment with the part of it that is to be read: the rest another segment has, too. */
export interface Reading<S extends OffsetRange> extends OffsetRange {
  readonly segment: S
}

/**
 * Segments of one partition may overlap where one was stored again with another end. Each offset is read once, from as few
 * segments as can be.
 */
export function readingsOf<S extends OffsetRange>(segments: readonly S[]): Reading<S>[] {
  const sorted = [...segments].sort((a, b) => a.from - b.from || b.next - a.next)
  const readings: Reading<S>[] = []
  let at = Number.NEGATIVE_INFINITY
  for (const segment of sorted) {
    if (segment.next <= at) continue
    readings.push({ segment, from: Math.max(at, segment.from), next: segment.next })
    at = segment.next
  }
  return readings
}

/** Offsets between segments: what was on the topic there was gone before it could be archived. */
export function gapsOf(segments: readonly OffsetRange[]): OffsetRange[] {
  const readings = readingsOf(segments)
  return readings.flatMap((reading, index) => {
    const before = readings[index - 1]
    return before === undefined || before.next >= reading.from ? [] : [{ from: before.next, next: reading.from }]
  })
}

/** The offset after the last that is held. */
export const heldTo = (segments: readonly OffsetRange[]): number =>
  segments.reduce((end, { next }) => Math.max(end, next), 0)
