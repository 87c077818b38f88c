/** What a plot shows: panels one above the other with one axis of time. */

import type { ImageColumn } from './image-bins.ts'
import type { Bin, Flagged } from './time-bins.ts'

export interface Figure {
  /** First line large, others small. */
  readonly title: readonly string[]
  /** UTC microseconds; null: from the first value, to the last. */
  readonly from: number | null
  readonly to: number | null
  readonly panels: readonly Panel[]
  /** Which of them occur, for the legend. */
  readonly flags?: { readonly suspect: boolean; readonly fail: boolean }
  /** Below: what is not shown, and why. */
  readonly notes: readonly string[]
  /** Pixels. */
  readonly width: number
  /** Null: as the panels need it. */
  readonly height: number | null
}

export interface Panel {
  /** What is shown, in words. */
  readonly label: string
  readonly units: string | null
  readonly content: LineContent | ImageContent
}

export interface LineContent {
  readonly kind: 'line'
  readonly bins: readonly Bin[]
  readonly flagged: readonly Flagged[]
  /** A longer pause is not drawn across. */
  readonly gapMicros: number
}

/** A list a row: time to the right, place in the list upwards, value as color. */
export interface ImageContent {
  readonly kind: 'image'
  readonly columns: readonly ImageColumn[]
  readonly places: number
}

/** Times of the first and the last value. Null: there are none. */
export function extentOf(panels: readonly Panel[]): readonly [number, number] | null {
  let [first, last] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]
  const see = (from: number, to: number) => {
    first = Math.min(first, from)
    last = Math.max(last, to)
  }
  for (const { content } of panels) {
    if (content.kind === 'image') for (const { from, to } of content.columns) see(from, to)
    else {
      for (const { firstTime, lastTime } of content.bins) see(firstTime, lastTime)
      for (const { time } of content.flagged) see(time, time)
    }
  }
  return first <= last ? [first, last] : null
}
