/** Chunks as their statistics tell them. */
import type { ColumnStatistics } from '../../../schemas/columns/column.ts'

export interface TimeRange {
  /** UTC microseconds; `from` ≤ time < `to`. */
  readonly from: number
  readonly to: number
}

export interface ColumnFacts extends Pick<ColumnStatistics, 'min' | 'max' | 'mean'> {
  /** Column type, e.g. `float64` or `int16[9]`. */
  readonly type: string
  /** Null: not counted. */
  readonly numbers: number | null
}

/** A chunk as its statistics tell it. */
export interface ChunkFacts {
  readonly deployment: number
  readonly id: string
  readonly count: number
  /** First and last time, UTC microseconds. */
  readonly first: number
  readonly last: number
  /** Median and longest time between rows, microseconds; null: not known. */
  readonly typicalStep: number | null
  readonly longestStep: number | null
  /** By parameter; one without any value is not there. Null: not told, or perhaps not all. */
  readonly columns: ReadonlyMap<string, ColumnFacts> | null
}
