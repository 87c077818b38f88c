/** What `/available` says of an instrument, and what of it is drawn in so many pixels. */
import type { TimeWindow } from './time-window.ts'

export interface Available {
  readonly availability: readonly AvailableRow[]
}
export interface AvailableRow {
  /** `Deployments`, or a method and a stream. */
  readonly measure: string
  /** Start, label, stop: `YYYY-MM-DD HH:MM:SS` UTC. */
  readonly data: readonly (readonly [string, string, string])[]
  readonly categories: Readonly<Record<string, { readonly color: string }>>
}

export interface Span extends TimeWindow {
  readonly label: string
}

/** A span, or several that lie within a pixel or two. */
export interface Piece extends TimeWindow {
  /** In the order of time; of several only their number is told. */
  readonly spans: readonly Span[]
  /** Of the span that takes most of it. */
  readonly label: string
}

export const timeOf = (text: string): number => Date.parse(`${text.replace(' ', 'T')}Z`)
export const textOf = (time: number): string => new Date(time).toISOString().slice(0, 19).replace('T', ' ')

export const spansOf = ({ data }: AvailableRow): Span[] =>
  data.map(([start, label, stop]) => ({ start: timeOf(start), stop: timeOf(stop), label }))

/** From the first to the last time of any row; null: no row has a span. */
export function extentOf(rows: readonly AvailableRow[]): TimeWindow | null {
  const spans = rows.flatMap(spansOf)
  if (spans.length === 0) return null
  return spans.reduce(
    (all, { start, stop }) => ({ start: Math.min(all.start, start), stop: Math.max(all.stop, stop) }),
    { start: Number.POSITIVE_INFINITY, stop: Number.NEGATIVE_INFINITY },
  )
}

/** Pixels: what is narrower is taken together with its neighbours, as far as they are narrow, too. */
const narrowest = 2

/** In the order of time, cut to the window. */
export function piecesOf(spans: readonly Span[], { start, stop }: TimeWindow, pixels: number): Piece[] {
  const least = ((stop - start) / pixels) * narrowest
  const pieces: Piece[] = []
  let narrow: Span[] = []
  const takeTogether = () => {
    const [first, last] = [narrow[0], narrow.at(-1)]
    if (first !== undefined && last !== undefined) {
      pieces.push({ start: first.start, stop: last.stop, spans: narrow, label: labelOfMost(narrow) })
    }
    narrow = []
  }
  for (const span of spans) {
    const cut = { ...span, start: Math.max(span.start, start), stop: Math.min(span.stop, stop) }
    if (cut.start >= cut.stop) continue
    const before = narrow[0]
    // A new pixel, or time between that nothing is said of.
    if (before !== undefined && (cut.stop - before.start > least || cut.start > narrow.at(-1)!.stop)) takeTogether()
    if (cut.stop - cut.start < least) narrow.push(cut)
    else pieces.push({ start: cut.start, stop: cut.stop, spans: [span], label: span.label })
  }
  takeTogether()
  return pieces
}

function labelOfMost(spans: readonly Span[]): string {
  const lengths = new Map<string, number>()
  for (const { label, start, stop } of spans) lengths.set(label, (lengths.get(label) ?? 0) + stop - start)
  return [...lengths].reduce((most, one) => (one[1] > most[1] ? one : most))[0]
}

/** Whether a span of this label has data: a stream's categories are from Not Expected to Missing, whatever they are called. */
export function hasData({ categories }: AvailableRow, label: string): boolean {
  const labels = Object.keys(categories)
  return label !== labels[0] && label !== labels.at(-1)
}

const formats = {
  plot: 'reduce=minmax&limit=2000&format=png',
  csv: 'reduce=minmax&limit=2000&format=csv',
  json: 'limit=1000&format=json',
} as const
export type DataFormat = keyof typeof formats

/** The last second counts whole: times are told without their fractions. */
export function dataAddress(refdes: string, measure: string, { start, stop }: TimeWindow, format: DataFormat): string {
  const path = [refdes, ...measure.split(' ')].map(encodeURIComponent).join('/')
  const [from, to] = [start, stop + 1_000].map((time) => `${new Date(time).toISOString().slice(0, 19)}Z`)
  return `/data/${path}?start=${from}&stop=${to}&${formats[format]}`
}
