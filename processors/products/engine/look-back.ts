/** Rows with those before them that look-back steps must see. */
import type { ColumnBatch } from '../../../schemas/columns/column.ts'
import type { Rows } from './evaluate.ts'
import { joinRuns, sliceRun } from './runs.ts'
import { firstAt } from './windows.ts'

export interface RowsWithBefore extends Rows {
  /** The first so many rows are look-back: seen by steps, not given out. */
  readonly before: number
}

/** `source` begins with the look-back of `from`. Rows before `from` are look-back only. */
export async function* withLookBack(
  source: AsyncIterable<Rows>,
  lookBackMicros: number,
  from: number,
): AsyncGenerator<RowsWithBefore, void, void> {
  const kept = new Map<number, ColumnBatch>()
  for await (const { deployment, batch } of source) {
    if (lookBackMicros === 0) {
      yield { deployment, batch, before: 0 }
      continue
    }
    const earlier = kept.get(deployment)
    const joined = earlier === undefined ? batch : joinRuns([earlier, batch])
    const before = Math.max(earlier?.length ?? 0, firstAt(joined.time, from))
    const last = joined.time[joined.length - 1] ?? from
    kept.set(deployment, sliceRun(joined, firstAt(joined.time, last - lookBackMicros), joined.length))
    if (before < joined.length) yield { deployment, batch: joined, before }
  }
}
