/** What of a stream is not to be given out: rows outside every deployment, rows and values that annotations exclude. */

import type { deployments } from '../../../schemas/catalogue-tables.ts'
import { clearBit, fullBitmap, unlessFull } from '../../../schemas/columns/bitmap.ts'
import { type Column, type ColumnBatch, isValid } from '../../../schemas/columns/column.ts'
import type { Row } from '../../../schemas/table.ts'
import type { Exclusions, Interval } from '../annotations.ts'
import type { Rows } from '../engine/evaluate.ts'
import { takeRun } from '../engine/runs.ts'
import { firstAt } from '../engine/windows.ts'

/** Counts what it takes away within a range, for the answer to say. */
export class Masks {
  outsideDeployments = 0
  excluded = 0
  valuesExcluded = 0
  private readonly intervals: ReadonlyMap<number, Interval> | null

  /** `known`: deployments of the instrument; null, or none: nothing is outside. */
  constructor(
    known: readonly Pick<Row<typeof deployments>, 'deployment' | 'start' | 'stop'>[] | null,
    private readonly exclusions: Exclusions,
    private readonly counted: Interval,
  ) {
    const intervals = (known ?? []).map(
      ({ deployment, start, stop }) => [deployment, { from: start, to: stop ?? Number.POSITIVE_INFINITY }] as const,
    )
    this.intervals = intervals.length === 0 ? null : new Map(intervals)
  }

  get excludesValues(): boolean {
    return this.exclusions.values.size > 0
  }

  /** Whether any row or value of a deployment between two times (both inclusive) may be masked. */
  concern({ deployment, first, last }: { deployment: number; first: number; last: number }): boolean {
    const deployed = this.intervals === null ? everything : (this.intervals.get(deployment) ?? nothing)
    const excluded = [this.exclusions.rows, ...this.exclusions.values.values()].flat()
    return first < deployed.from || last >= deployed.to || excluded.some(({ from, to }) => from <= last && to > first)
  }

  /** Rows as products may use them. */
  usable(rows: Rows): Rows {
    const { deployment, batch } = rows
    if (batch.length === 0) return rows
    const deployed = this.intervals === null ? everything : (this.intervals.get(deployment) ?? nothing)
    const first = batch.time[0] as number
    const last = batch.time[batch.length - 1] as number
    const masking = this.exclusions.rows.filter(({ from, to }) => from <= last && to > first)
    if (masking.length === 0 && deployed.from <= first && last < deployed.to) {
      return { deployment, batch: this.withoutValues(batch, false) }
    }
    const kept = new Uint32Array(batch.length)
    let count = 0
    for (let row = 0; row < batch.length; row++) {
      const time = batch.time[row] as number
      const isCounted = time >= this.counted.from && time < this.counted.to
      if (time < deployed.from || time >= deployed.to) this.outsideDeployments += Number(isCounted)
      else if (masking.some(({ from, to }) => from <= time && time < to)) this.excluded += Number(isCounted)
      else kept[count++] = row
    }
    return { deployment, batch: this.withoutValues(takeRun(batch, kept.subarray(0, count)), false) }
  }

  /** Rows as they are given out, with products of their own that may be excluded. */
  given({ deployment, batch }: Rows): Rows {
    return { deployment, batch: this.withoutValues(batch, true) }
  }

  private withoutValues(batch: ColumnBatch, isCounted: boolean): ColumnBatch {
    if (!this.excludesValues || batch.length === 0) return batch
    const columns = new Map(batch.columns)
    for (const [name, intervals] of this.exclusions.values) {
      const column = columns.get(name)
      if (column !== undefined) columns.set(name, this.without(column, batch.time, intervals, isCounted))
    }
    return { ...batch, columns }
  }

  private without(column: Column, time: Float64Array, intervals: readonly Interval[], isCounted: boolean): Column {
    const validity = column.validity?.slice() ?? fullBitmap(column.length)
    let isTouched = false
    for (const interval of intervals) {
      const to = firstAt(time, interval.to)
      for (let row = firstAt(time, interval.from); row < to; row++) {
        const at = time[row] as number
        isTouched = true
        if (isCounted && at >= this.counted.from && at < this.counted.to) this.valuesExcluded++
        if (isValid(column, row)) clearBit(validity, row)
      }
    }
    return isTouched ? { ...column, validity: unlessFull(validity, column.length) } : column
  }
}

const everything: Interval = { from: Number.NEGATIVE_INFINITY, to: Number.POSITIVE_INFINITY }
const nothing: Interval = { from: 0, to: 0 }

/** Rows as they are given out. Null: as they are. */
export async function* givenOut(rows: AsyncIterable<Rows>, masks: Masks | null): AsyncGenerator<Rows, void, void> {
  for await (const one of rows) yield masks === null ? one : masks.given(one)
}
