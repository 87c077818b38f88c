/** What reductions have in common: what goes in, what comes out. */
import type { DeploymentRows } from './rows.ts'

export interface ReducedRows extends DeploymentRows {
  /** Of the bin of each row, the fraction for which there are data; null where rows are picked, not binned. */
  readonly coverage: Float64Array | null
}

export interface ReductionSummary {
  /** Length of the bins, microseconds; null: rows are as they were, or picked without bins. */
  readonly binMicros: number | null
  /** Gaps up to this length part no rows: an interval; or else what the limit needs. 0: every gap does. */
  readonly bridgedMicros: number
  /** `nth`: one row of so many; else null. */
  readonly everyNth: number | null
  /** Time for which there are data, microseconds; null where that is not looked at. */
  readonly coveredMicros: number | null
  /** Parameters that the answer leaves out, since the method has nothing to say of them. */
  readonly omitted: readonly string[]
}

export interface Reducer {
  /** Rows after those before. What is ready by then comes back. */
  add(rows: DeploymentRows): ReducedRows[]
  /** The rest. */
  finish(): ReducedRows[]
  /** After `finish`. */
  summary(): ReductionSummary
}
