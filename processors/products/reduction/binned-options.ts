/** How rows are put into pieces. */
import type { ColumnBatch } from '../../../schemas/columns/column.ts'
import type { TimeRange } from './chunk-facts.ts'
import type { Pieces } from './pieces.ts'

export interface BinnedOptions<P extends Pieces> {
  /** Rows that may be given in all; null: no matter how many. */
  readonly limit: number | null
  /** Length of the bins, microseconds; null: as `limit` needs. */
  readonly intervalMicros: number | null
  readonly leastGapMicros: number
  /** Asked for: of a bin that reaches beyond, what lies beyond is not missing. Default: all time. */
  readonly range?: TimeRange
  /** Where there is no interval: no narrower bins than this, microseconds. */
  readonly leastWidthMicros?: number
  /** Median time between rows, as long as the rows do not tell theirs. */
  readonly typicalMicros?: number | null
  pieces(): P
  /** Rows that all pieces of a deployment give, at most. */
  rowsOf(pieces: P): number
  /** Told of each batch before its rows are gathered; of rows `from` to `to` before those are; of a gap before `from`. */
  begin?(batch: ColumnBatch, deployment: number): void
  stretch?(from: number, to: number): void
  gap?(from: number, to: number): void
}
