/** What somebody who explains a value is told of its computation, as it happens. */
import type { Numbers, Result, Texts, Windows } from '../algorithm.ts'
import type { InterpolationRule, Series } from './interpolate.ts'
import type { Step, Support } from './plan.ts'

export interface ComputedRows {
  readonly step: Step
  readonly deployment: number
  /** Of each row of the arguments, UTC microseconds. */
  readonly time: Float64Array
  readonly given: Readonly<Record<string, Numbers | Texts>>
  readonly result: Result
  /** Of a window algorithm: which rows each of its values is of. Null: a value a row. */
  readonly windows: Windows | null
}

export interface Witness {
  computed(rows: ComputedRows): void
  /** `series`: the values of the supporting stream between which those at some times were taken. */
  interpolated(support: Support, series: Series, rule: InterpolationRule): void
}
