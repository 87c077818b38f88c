import type { ColumnBatch } from '../../../schemas/columns/column.ts'
import type { StreamKey } from '../../../schemas/streams.ts'
import type { Plan } from '../engine/plan.ts'
import { joinRuns } from '../engine/runs.ts'
import { openSeries, type SeriesContext } from '../engine/series.ts'

/** The windows of one deployment that are stamped in a range. */
export async function computeWindows(
  { refdes, method, deployment }: StreamKey,
  plan: Plan,
  range: { readonly from: number; readonly to: number },
  context: SeriesContext,
): Promise<ColumnBatch> {
  const request = { refdes, method, plan, deployment, ...range, limit: Number.POSITIVE_INFINITY }
  const batches: ColumnBatch[] = []
  for await (const { batch } of openSeries(request, context)) if (batch.length > 0) batches.push(batch)
  return batches.length === 0 ? { length: 0, time: new Float64Array(0), columns: new Map() } : joinRuns(batches)
}
