/** How far before and after a range rows must be read, so that tests see what they look at around its first and last rows. */

import { binLength } from '../../../schemas/definitions/index.ts'
import { formatStreamKey } from '../../../schemas/streams.ts'
import type { Row } from '../../../schemas/table.ts'
import type { streams } from '../../../schemas/tables.ts'
import type { Rows } from '../engine/evaluate.ts'
import type { SeriesContext, SeriesRequest } from '../engine/series.ts'
import { windowOf } from '../engine/series.ts'
import { storedRows } from '../engine/stored-rows.ts'
import type { QualityPlan } from './quality-plan.ts'

interface Range {
  readonly from: number
  readonly to: number
}

/** So many bins are looked into first, and at most so many rows: beyond a longer gap nothing is a neighbour. */
const nearBins = 4
const mostRows = 500_000

/** `usable`: rows that the series leaves out are no neighbours. */
export async function surroundings(
  request: Omit<SeriesRequest, 'limit'>,
  { reach }: QualityPlan,
  context: SeriesContext,
): Promise<Range> {
  const { plan, from, to } = request
  const { rowsBefore, rowsAfter, secondsBefore } = reach
  const least = from - secondsBefore * 1e6
  if (plan.host !== null) {
    // Windows come at equal steps; beyond a gap they are no neighbours.
    const step = 2 * (windowOf(plan)?.lengthMicros ?? 0)
    return { from: Math.min(least, from - rowsBefore * step), to: to + rowsAfter * step }
  }
  const { refdes, method } = request
  const rows = await context.views.streams.slice({
    partition: { refdes },
    prefix: { method, stream: plan.stream.name },
  })
  const deployments = rows.filter(({ deployment }) => request.deployment === null || deployment === request.deployment)
  // Those that have rows in the range and beyond it.
  const begun = deployments.filter(({ first, last }) => first < from && last >= from)
  const going = deployments.filter(({ first, last }) => first < to && last >= to)
  const starts = rowsBefore === 0 ? [] : begun.map((one) => beginningBefore(one, rowsBefore, request, context))
  const ends = rowsAfter === 0 ? [] : going.map((one) => endAfter(one, rowsAfter, request, context))
  return { from: Math.min(least, ...(await Promise.all(starts))), to: Math.max(to, ...(await Promise.all(ends))) }
}

type Asked = Omit<SeriesRequest, 'limit'>
type Extent = Pick<Row<typeof streams>, 'deployment' | 'first' | 'last'>

/** Time of the row so many rows before the range. */
async function beginningBefore(
  { deployment, first }: Extent,
  count: number,
  request: Asked,
  context: SeriesContext,
): Promise<number> {
  const { refdes, method, plan, from } = request
  const stream = plan.stream.name
  const partition = { stream_key: formatStreamKey({ refdes, method, stream, deployment }) }
  const near = await context.views.bins.slice({
    partition,
    from: from - nearBins * binLength(stream),
    to: from,
    columns: ['bin', 'count'],
  })
  const enough = near.slice(0, -1).reduce((sum, bin) => sum + bin.count, 0) >= count
  const bins = enough ? near : await context.views.bins.slice({ partition, to: from, columns: ['bin', 'count'] })
  let times: number[] = []
  let end = from
  let read = 0
  for (const { bin, count: rows } of bins.reverse()) {
    const found: number[] = []
    const part = { ...request, deployment, from: bin, to: end }
    for await (const { batch } of usableTimes(part, context)) found.push(...batch.time)
    times = [...found, ...times]
    end = bin
    read += rows
    if (times.length >= count || read >= mostRows) break
  }
  return times.at(-count) ?? (read < mostRows ? first : (times[0] ?? from))
}

/** Just after the time of the row so many rows after the range. */
async function endAfter(
  { deployment, last }: Extent,
  count: number,
  request: Asked,
  context: SeriesContext,
): Promise<number> {
  const { plan, to } = request
  const far = to + nearBins * binLength(plan.stream.name)
  for (const end of last < far ? [last + 1] : [far, last + 1]) {
    let left = count
    let read = 0
    for await (const { batch } of usableTimes({ ...request, deployment, from: to, to: end }, context)) {
      if (batch.length >= left) return (batch.time[left - 1] as number) + 1
      left -= batch.length
      read += batch.length
      if (read >= mostRows) return (batch.time.at(-1) as number) + 1
    }
  }
  return last + 1
}

/** Rows without their values. */
async function* usableTimes(request: Asked, context: SeriesContext): AsyncGenerator<Rows, void, void> {
  const timesAlone = { ...request.plan, stored: new Set<string>(), steps: [] }
  const rows = storedRows({ ...request, plan: timesAlone, limit: Number.POSITIVE_INFINITY }, context, false)
  for await (const one of rows) {
    const usable = context.usable === undefined ? one : context.usable(one)
    if (usable.batch.length > 0) yield usable
  }
}
