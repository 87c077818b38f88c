/**
 * Cuts an export into parts of about equal size: each a range of time of one deployment, so that parts can be made
 * apart, by several processes, and again after a failure. Together they cover the range without a gap: rows that come
 * while the export is made have their part.
 */
import type { DataRequested } from '../../../schemas/generated/events.ts'
import type { CountedBin } from './row-counts.ts'

export interface PlannedPart {
  readonly part: number
  /** Null: those of the question. */
  readonly deployment: number | null
  /** `from` ≤ time < `to`, UTC microseconds. */
  readonly from: number
  readonly to: number
  /** Estimated. */
  readonly rows: number
  readonly bytes: number
}

export interface Cut {
  readonly counted: readonly CountedBin[]
  /** Of the whole export. */
  readonly from: number
  readonly to: number
  readonly bytesPerRow: number
  readonly partBytes: number
}

/** More parts than this are not made: they become larger, and their files are cut while they are written. */
const mostParts = 5_000
/** Of a part: how finely bins are cut, so that parts differ in size by no more. */
const finest = 1 / 4

/** A question whose rows depend on each other over the whole range is one part. */
export function isWhole({ limit, interval, reduction }: DataRequested, format: string): boolean {
  return limit !== null || interval !== null || (reduction !== null && reduction !== 'full') || format === 'png'
}

/** Empty where nothing is to be exported. */
export function cutParts(cut: Cut): PlannedPart[] {
  const total = cut.counted.reduce((sum, { rows }) => sum + rows, 0)
  const rowsPerPart = Math.max(1, Math.floor(cut.partBytes / cut.bytesPerRow), Math.ceil(total / mostParts))
  const deployments = [...new Set(cut.counted.map(({ deployment }) => deployment))]
  const parts = deployments.flatMap((deployment) => {
    const bins = cut.counted.filter((bin) => bin.deployment === deployment)
    return cutDeployment(bins, cut, rowsPerPart).map((part) => ({ deployment, ...part }))
  })
  return parts.map((part, number) => ({ ...part, part: number, bytes: Math.round(part.rows * cut.bytesPerRow) }))
}

export function wholePart({ counted, from, to, bytesPerRow }: Cut, rows: number): PlannedPart[] {
  if (counted.length === 0) return []
  return [{ part: 0, deployment: null, from, to, rows, bytes: Math.round(rows * bytesPerRow) }]
}

type Range = Pick<PlannedPart, 'from' | 'to' | 'rows'>

function cutDeployment(bins: readonly CountedBin[], { from, to }: Cut, rowsPerPart: number): Range[] {
  const total = bins.reduce((sum, { rows }) => sum + rows, 0)
  // Of equal size: no part of a few rows at the end.
  const wanted = total / Math.ceil(total / rowsPerPart)
  const parts: Range[] = []
  let start = from
  let rows = 0
  const close = (end: number) => {
    parts.push({ from: start, to: end, rows: Math.round(rows) })
    start = end
    rows = 0
  }
  let before = 0
  for (const slice of bins.flatMap((one) => inSlices(one, wanted * finest))) {
    if (rows > 0 && before + slice.rows / 2 > wanted * (parts.length + 1)) close(slice.from)
    rows += slice.rows
    before += slice.rows
  }
  close(to)
  return parts
}

/** A large bin in equal lengths of time. */
function inSlices(bin: CountedBin, rowsPerSlice: number): Range[] {
  const count = Math.min(bin.to - bin.from, Math.ceil(bin.rows / rowsPerSlice))
  const edge = (at: number) => bin.from + Math.floor(((bin.to - bin.from) * at) / count)
  return Array.from({ length: count }, (_, at) => ({ from: edge(at), to: edge(at + 1), rows: bin.rows / count }))
}
