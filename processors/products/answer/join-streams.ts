/** Parameters of other streams on the times of the primary one: numbers interpolated, everything else the last value. */

import { clearBit, fullBitmap, unlessFull } from '../../../schemas/columns/bitmap.ts'
import type { Column, ColumnBatch } from '../../../schemas/columns/column.ts'
import { isValid } from '../../../schemas/columns/column.ts'
import { concatenate, nullColumn, takeRows } from '../../../schemas/columns/rows.ts'
import type { Rows } from '../engine/evaluate.ts'
import { HeldRows, stepsOf } from '../engine/held-rows.ts'
import { interpolate } from '../engine/interpolate.ts'
import { numbersOf } from '../engine/operands.ts'
import { isAngle } from '../engine/support-reader.ts'
import { firstAt } from '../engine/windows.ts'
import type { AnswerColumn, StreamPlan } from './plan-data.ts'

/** Reads one other stream in step with the primary one. */
export class JoinedStream {
  private readonly rows: HeldRows

  constructor(
    rows: AsyncIterable<Rows>,
    private readonly stream: StreamPlan,
    private readonly maxGapMicros: number,
  ) {
    this.rows = new HeldRows(rows)
  }

  /** The columns at these times, by their names in the answer. Times ascend from call to call. */
  async at(time: Float64Array): Promise<ReadonlyMap<string, Column>> {
    const parts: { column: AnswerColumn; part: Column }[] = []
    for (const [from, to] of stepsOf(time, null)) {
      const step = time.subarray(from, to)
      const [first, last] = [step[0] as number, step[step.length - 1] as number]
      const held = await this.rows.between(first - this.maxGapMicros, last + this.maxGapMicros)
      for (const column of this.stream.columns) parts.push({ column, part: this.columnAt(column, held, step) })
    }
    const joined = this.stream.columns.map((column) => {
      const own = parts
        .filter((one) => one.column === column)
        .map(({ part }) => ({ column: part, length: part.length }))
      return [column.name, concatenate(own, own[0]?.column.type ?? column.type)] as const
    })
    return new Map(joined)
  }

  private columnAt({ parameter, type }: AnswerColumn, held: ColumnBatch | null, time: Float64Array): Column {
    const isNumber = (type.scalar === 'float64' || type.scalar === 'float32') && type.list === undefined
    const wanted = isNumber ? ({ scalar: 'float64' } as const) : type
    const column = held?.columns.get(parameter.name)
    if (held === null || column === undefined) return nullColumn(wanted, time.length)
    if (!isNumber) return lastSeen(column, held.time, time, this.maxGapMicros)
    const { values } = numbersOf(column, parameter.derivation === null ? parameter.fill : null)
    const rule = { maxGapMicros: this.maxGapMicros, isAngle: isAngle(parameter, this.stream.plan) }
    const found = interpolate({ time: held.time, values }, time, rule)
    return { type: wanted, length: time.length, values: found.values, validity: null, offsets: null }
  }

  close(): Promise<void> {
    return this.rows.close()
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
