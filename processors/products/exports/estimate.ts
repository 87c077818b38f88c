/** How much a question is: rows, bytes and seconds, before anything is computed. */
import type { DataRequested, FileWanted, Problem } from '../../../schemas/generated/events.ts'
import type { DataViews } from '../answer/data-reads.ts'
import { openAnswer } from '../answer/open-answer.ts'
import { type DataPlan, planData } from '../answer/plan-data.ts'
import { type CountedBin, countRows } from './row-counts.ts'
import { rowSize } from './row-sizes.ts'
import { valueSizes } from './value-sizes.ts'

export interface Estimate {
  readonly rows: number
  readonly bytes: number
  /** With one part made at a time. */
  readonly seconds: number
  /** The range in which there is something, UTC microseconds; `from` = `to`: nothing. */
  readonly from: number
  readonly to: number
  /** Bytes a row of each parameter. */
  readonly bytesPerRow: Readonly<Record<string, number>>
}

export interface Estimated {
  readonly estimate: Estimate
  readonly plan: DataPlan
  /** What is there: nothing is reduced or limited yet. */
  readonly counted: readonly CountedBin[]
  readonly bytesPerRow: number
}

/** Of one core: stored values read, rows computed by a function, bytes sent to the object store; a start of its own. */
const valuesPerSecond = 4e6
const computedPerSecond = 2e6
const sentBytesPerSecond = 150e6
const startSeconds = 1
const pictureBytes = 200_000

export async function estimateData(
  request: DataRequested,
  file: Pick<FileWanted, 'format'>,
  views: DataViews,
): Promise<Estimated | Problem> {
  const plan = await planData(views, request)
  if ('code' in plan) return plan
  const counted = await countRows(plan, request, views)
  const { types } = await openAnswer(plan, { ...request, usesFileNames: false }, views)
  const size = rowSize(file.format, await valueSizes(plan, types, counted, views))
  const read = counted.reduce((sum, one) => sum + one.rows, 0)
  const rows = rowsGiven(request, counted, read)
  const bytes = rows === 0 ? 0 : Math.round(file.format === 'png' ? pictureBytes : rows * size.bytes)
  const { stored, steps } = plan.primary.plan
  const seconds =
    startSeconds +
    (read * (stored.size + 1)) / valuesPerSecond +
    (read * steps.length) / computedPerSecond +
    bytes / size.bytesPerSecond +
    bytes / sentBytesPerSecond
  const estimate = {
    rows,
    bytes,
    seconds: Math.ceil(seconds),
    from: counted.reduce((least, { from }) => Math.min(least, from), plan.to),
    to: counted.reduce((most, { to }) => Math.max(most, to), plan.from),
    bytesPerRow: size.byParameter,
  }
  return { estimate, plan, counted, bytesPerRow: size.bytes }
}

/** After reducing, at most. */
function rowsGiven(request: DataRequested, counted: readonly CountedBin[], read: number): number {
  const { limit, interval, reduction } = request
  if (interval === null || reduction === 'full') return Math.min(read, limit ?? read)
  // The lowest and the highest of each interval, or its mean.
  const perBin = reduction === 'mean' ? 1 : 2
  const binned = counted.reduce((sum, { from, to, rows }) => {
    return sum + Math.min(rows, perBin * (Math.floor((to - 1) / interval) - Math.floor(from / interval) + 1))
  }, 0)
  return Math.min(binned, limit ?? binned)
}
