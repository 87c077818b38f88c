/** What only the rows tell: how many, from when to when, between which places. */
import type { Column, ColumnBatch } from '../../columns/column.ts'
import { statisticsOf } from '../../columns/statistics.ts'
import type { VariableDescription } from '../described.ts'

export class Observed {
  rows = 0
  first = Number.NaN
  last = Number.NaN
  private readonly bounds = new Map<string, [number, number]>()

  addTimes(batch: ColumnBatch): void {
    if (batch.length === 0) return
    if (this.rows === 0) this.first = batch.time[0]!
    this.last = batch.time[batch.length - 1]!
    this.rows += batch.length
  }

  /** Columns that are coordinates are told by their standard name. */
  addPlaces({ axis, standardName }: VariableDescription, column: Column): void {
    if (axis === null || standardName === null) return
    const { min, max } = statisticsOf(column)
    if (min !== null && max !== null) this.add(standardName, min, max)
  }

  add(standardName: string, min: number, max: number): void {
    const [least, most] = this.bounds.get(standardName) ?? [min, max]
    this.bounds.set(standardName, [Math.min(least, min), Math.max(most, max)])
  }

  of(standardName: string): readonly [number, number] | null {
    return this.bounds.get(standardName) ?? null
  }
}
