/** Cuts a stream of rows into parts: the first small, so that it is early, the others large. */

import type { Column, ColumnBatch } from '../../schemas/columns/column.ts'
import { nullColumn } from '../../schemas/columns/rows.ts'
import { joinBatches, sliceBatch } from './batch-rows.ts'
import type { DeploymentRows } from './merge-deployments.ts'
import { type ColumnTypes, rowBytes } from './merged-types.ts'

const firstPartRows = 2000
const maxPartRows = 65_536
const maxPartBytes = 8_000_000

export interface AnswerPart {
  readonly part: number
  readonly isLast: boolean
  /** Rows in the parts before, and the time of the last of them: with these a part tells what it continues. */
  readonly rowsBefore: number
  readonly after: number | null
  /** Time of the last row up to here. */
  readonly last: number | null
  /** `deployment`, then the parameters. */
  readonly batch: ColumnBatch
}

/** Parts of at most `limit` rows in all. There is always a part 0, and the last may be empty. */
export async function* answerParts(
  rows: AsyncIterable<DeploymentRows>,
  types: ColumnTypes,
  limit: number,
): AsyncGenerator<AnswerPart, void, void> {
  const fullRows = Math.min(maxPartRows, Math.max(1, Math.floor(maxPartBytes / rowBytes(types))))
  let part = 0
  let rowsBefore = 0
  let after: number | null = null
  let left = limit
  let open: DeploymentRows[] = []
  let room = Math.min(firstPartRows, fullRows, left)
  const close = (isLast: boolean): AnswerPart => {
    const batch = partOf(open, types)
    const last = batch.time.at(-1) ?? after
    const made = { part, isLast, rowsBefore, after, last, batch }
    part += 1
    rowsBefore += batch.length
    after = last
    open = []
    return made
  }
  if (left > 0) {
    taking: for await (const { deployment, batch } of rows) {
      for (let from = 0; from < batch.length; ) {
        const to = Math.min(batch.length, from + room)
        open.push({ deployment, batch: sliceBatch(batch, from, to) })
        room -= to - from
        left -= to - from
        from = to
        // The rows are closed before the last part is: what they say at their end is known then.
        if (left === 0) break taking
        if (room > 0) continue
        yield close(false)
        room = Math.min(fullRows, left)
      }
    }
  }
  yield close(true)
}

function partOf(rows: readonly DeploymentRows[], types: ColumnTypes): ColumnBatch {
  const batch = joinBatches(
    rows.map((run) => run.batch),
    types,
  )
  const values = new Int32Array(batch.length)
  let at = 0
  for (const run of rows) {
    values.fill(run.deployment, at, at + run.batch.length)
    at += run.batch.length
  }
  const deployment: Column = { type: { scalar: 'int32' }, length: at, values, validity: null, offsets: null }
  const columns = new Map([['deployment', deployment]])
  for (const [name, type] of types) columns.set(name, batch.columns.get(name) ?? nullColumn(type, at))
  return { length: at, time: batch.time, columns }
}
