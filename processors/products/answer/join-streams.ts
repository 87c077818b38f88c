/** Parameters of other streams on the times of the primary one: numbers interpolated, everything else the last value. */

import { clearBit, fullBitmap, unlessFull } from '../../../schemas/columns/bitmap.ts'
import type { Column, ColumnBatch } from '../../../schemas/columns/column.ts'
import { isValid } from '../../../schemas/columns/column.ts'
import { nullColumn, takeRows } from '../../../schemas/columns/rows.ts'
import type { Rows } from '../engine/evaluate.ts'
import { interpolate } from '../engine/interpolate.ts'
import { numbersOf } from '../engine/operands.ts'
import { joinRuns, sliceRun } from '../engine/runs.ts'
import { firstAt } from '../engine/windows.ts'
import type { AnswerColumn } from './plan-data.ts'

/** Reads one other stream in step with the primary one. */
export class JoinedStream {
  private held: ColumnBatch | null = null
  private isAtEnd = false
  private readonly rows: AsyncIterator<Rows>

  constructor(
    rows: AsyncIterable<Rows>,
    private readonly columns: readonly AnswerColumn[],
    private readonly maxGapMicros: number,
  ) {
    this.rows = rows[Symbol.asyncIterator]()
  }

  /** The columns at these times, by their names in the answer. Times ascend from call to call. */
  async at(time: Float64Array): Promise<ReadonlyMap<string, Column>> {
    const last = time[time.length - 1] as number
    await this.readTo(last + this.maxGapMicros)
    const held = this.held
    if (held !== null)
      this.held = sliceRun(held, firstAt(held.time, (time[0] as number) - this.maxGapMicros), held.length)
    const found = new Map<string, Column>()
    for (const column of this.columns) found.set(column.name, this.columnAt(column, time))
    return found
  }

  private columnAt({ parameter, type }: AnswerColumn, time: Float64Array): Column {
    const column = this.held?.columns.get(parameter.name)
    if (this.held === null || column === undefined || this.held.length === 0) return nullColumn(type, time.length)
    const isNumber = column.type.scalar === 'float64' || column.type.scalar === 'float32'
    if (!isNumber || column.type.list !== undefined) return lastSeen(column, this.held.time, time, this.maxGapMicros)
    const { values } = numbersOf(column, parameter.derivation === null ? parameter.fill : null)
    const found = interpolate({ time: this.held.time, values }, time, {
      maxGapMicros: this.maxGapMicros,
      isAngle: false,
    })
    return { type: { scalar: 'float64' }, length: time.length, values: found.values, validity: null, offsets: null }
  }

  private async readTo(micros: number): Promise<void> {
    while (!this.isAtEnd && (this.held?.time[this.held.length - 1] ?? Number.NEGATIVE_INFINITY) < micros) {
      const next = await this.rows.next()
      if (next.done === true) this.isAtEnd = true
      else this.held = this.held === null ? next.value.batch : joinRuns([this.held, next.value.batch])
    }
  }

  async close(): Promise<void> {
    await this.rows.return?.()
  }
}

function lastSeen(column: Column, from: Float64Array, time: Float64Array, maxGapMicros: number): Column {
  const rows = new Uint32Array(time.length)
  const validity = fullBitmap(time.length)
  for (let row = 0; row < time.length; row++) {
    const t = time[row] as number
    const at = firstAt(from, t + 1) - 1
    const isNear = at >= 0 && t - (from[at] as number) <= maxGapMicros && isValid(column, at)
    if (isNear) rows[row] = at
    else clearBit(validity, row)
  }
  const taken = takeRows({ ...column, validity: null }, rows)
  return { ...taken, validity: unlessFull(validity, time.length) }
}
