/** Runs of rows: cut and put together, columns kept in the widest of their types. */
import type { Column, ColumnBatch, ColumnType } from '../../../schemas/columns/column.ts'
import { concatenate, sliceRows, takeRows } from '../../../schemas/columns/rows.ts'
import { promote } from '../../../schemas/columns/types.ts'

export function sliceRun(batch: ColumnBatch, from: number, to: number): ColumnBatch {
  if (from === 0 && to === batch.length) return batch
  const columns = new Map<string, Column>()
  for (const [name, column] of batch.columns) columns.set(name, sliceRows(column, from, to))
  return { length: to - from, time: batch.time.subarray(from, to), columns }
}

/** The rows of these numbers. */
export function takeRun(batch: ColumnBatch, rows: Uint32Array): ColumnBatch {
  const time = new Float64Array(rows.length)
  for (let at = 0; at < rows.length; at++) time[at] = batch.time[rows[at] as number] as number
  const columns = new Map<string, Column>()
  for (const [name, column] of batch.columns) columns.set(name, takeRows(column, rows))
  return { length: rows.length, time, columns }
}

export function joinRuns(batches: readonly ColumnBatch[]): ColumnBatch {
  const [only] = batches
  if (only !== undefined && batches.length === 1) return only
  const types = new Map<string, ColumnType>()
  for (const { columns } of batches) {
    for (const [name, { type }] of columns) {
      const known = types.get(name)
      types.set(name, known === undefined ? type : promote(known, type))
    }
  }
  const length = batches.reduce((sum, batch) => sum + batch.length, 0)
  const time = new Float64Array(length)
  let row = 0
  for (const batch of batches) {
    time.set(batch.time, row)
    row += batch.length
  }
  const columns = new Map<string, Column>()
  for (const [name, type] of types) {
    const parts = batches.map((batch) => ({ column: batch.columns.get(name) ?? null, length: batch.length }))
    columns.set(name, concatenate(parts, type))
  }
  return { length, time, columns }
}
