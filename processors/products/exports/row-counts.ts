/** How many rows a question has, from what is counted of the stored bins: deployment by deployment, bin by bin. */
import type { DataRequested } from '../../../schemas/generated/events.ts'
import { formatStreamKey } from '../../../schemas/streams.ts'
import { binOf } from '../../instruments/bin.ts'
import type { DataViews } from '../answer/data-reads.ts'
import type { DataPlan } from '../answer/plan-data.ts'
import type { Plan } from '../engine/plan.ts'
import { windowOf } from '../engine/series.ts'

/** Rows of a bin within the range; a bin that lies half in it counts half. */
export interface CountedBin {
  readonly streamKey: string
  readonly deployment: number
  /** Start of the bin, UTC microseconds. */
  readonly bin: number
  /** The times of its rows: `from` ≤ time < `to`. */
  readonly from: number
  readonly to: number
  readonly rows: number
}

/** By deployment, then time. Those of a virtual stream are its windows in the bins of the stored one below it. */
export async function countRows(
  { primary, from, to }: DataPlan,
  { deployment }: Pick<DataRequested, 'deployment'>,
  views: DataViews,
): Promise<CountedBin[]> {
  const { refdes, method } = primary
  const stream = storedBelow(primary.plan).stream.name
  const windowMicros = windowOf(primary.plan)?.lengthMicros ?? null
  const rows = await views.streams.slice({ partition: { refdes }, prefix: { method, stream }, columns: ['deployment'] })
  const numbers = rows.map((row) => row.deployment).filter((number) => deployment === null || number === deployment)
  const counted = await Promise.all(
    numbers.map(async (number) => {
      const streamKey = formatStreamKey({ refdes, method, stream, deployment: number })
      const bins = await views.bins.slice({ partition: { stream_key: streamKey }, from: binOf(stream, from), to })
      return bins.map(({ bin, count, first, last }): CountedBin => {
        const within = { from: Math.max(first, from), to: Math.min(last + 1, to) }
        const share = Math.max(0, within.to - within.from) / (last + 1 - first)
        const stored = Math.ceil(count * share)
        const windows = windowMicros === null ? stored : Math.ceil((within.to - within.from) / windowMicros)
        return { streamKey, deployment: number, bin, ...within, rows: Math.min(stored, windows) }
      })
    }),
  )
  return counted.flat().filter(({ rows: there }) => there > 0)
}

function storedBelow(plan: Plan): Plan {
  return plan.host === null ? plan : storedBelow(plan.host)
}
