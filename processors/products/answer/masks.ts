/** Rows that are not to be given out: outside every deployment, or under an annotation that excludes them. */
import type { deployments } from '../../../schemas/catalogue-tables.ts'
import type { Row } from '../../../schemas/table.ts'
import type { Rows } from '../engine/evaluate.ts'
import { takeRun } from '../engine/runs.ts'

/** UTC microseconds; `from` ≤ time < `to`. */
export interface Interval {
  readonly from: number
  readonly to: number
}

/** Counts what it takes away, for the answer to say. */
export class Masks {
  outsideDeployments = 0
  excluded = 0
  private readonly intervals: ReadonlyMap<number, Interval> | null

  /** `known`: deployments of the instrument; null, or none: nothing is outside. `exclusions`: of whole rows. */
  constructor(
    known: readonly Pick<Row<typeof deployments>, 'deployment' | 'start' | 'stop'>[] | null,
    private readonly exclusions: readonly Interval[],
  ) {
    const intervals = (known ?? []).map(
      ({ deployment, start, stop }) => [deployment, { from: start, to: stop ?? Number.POSITIVE_INFINITY }] as const,
    )
    this.intervals = intervals.length === 0 ? null : new Map(intervals)
  }

  apply(rows: Rows): Rows {
    const { deployment, batch } = rows
    const deployed = this.intervals === null ? everything : (this.intervals.get(deployment) ?? nothing)
    const first = batch.time[0] as number
    const last = batch.time[batch.length - 1] as number
    const masking = this.exclusions.filter(({ from, to }) => from <= last && to > first)
    if (masking.length === 0 && deployed.from <= first && last < deployed.to) return rows
    const kept = new Uint32Array(batch.length)
    let count = 0
    for (let row = 0; row < batch.length; row++) {
      const time = batch.time[row] as number
      if (time < deployed.from || time >= deployed.to) this.outsideDeployments++
      else if (masking.some(({ from, to }) => from <= time && time < to)) this.excluded++
      else kept[count++] = row
    }
    return { deployment, batch: takeRun(batch, kept.subarray(0, count)) }
  }
}

const everything: Interval = { from: Number.NEGATIVE_INFINITY, to: Number.POSITIVE_INFINITY }
const nothing: Interval = { from: 0, to: 0 }
