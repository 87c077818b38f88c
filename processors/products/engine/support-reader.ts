/** Supporting parameters at the times of the primary rows: read once, in step with them, and interpolated. */
import type { ColumnBatch } from '../../../schemas/columns/column.ts'
import type { ResolvedParameter } from '../../../schemas/definitions/records.ts'
import type { Numbers } from '../algorithm.ts'
import type { Supported } from './arguments.ts'
import type { Rows } from './evaluate.ts'
import { interpolate } from './interpolate.ts'
import { numbersOf } from './operands.ts'
import type { Plan, Support } from './plan.ts'
import { joinRuns, sliceRun } from './runs.ts'
import { firstAt } from './windows.ts'

const minuteMicros = 60_000_000
const leastGapMicros = 5 * minuteMicros
const mostGapMicros = 24 * 60 * minuteMicros

/** The longest time that is bridged between two of its values: three typical intervals, from 5 minutes to a day. */
export function maxGapMicros({ intervalMicros }: Support): number {
  return Math.min(mostGapMicros, Math.max(leastGapMicros, 3 * (intervalMicros ?? 0)))
}

/** How a supporting parameter was used, for the provenance. */
export interface SupportUse {
  readonly support: Support
  readonly maxGapMicros: number
  readonly maxDistanceMicros: number
}

/** Rows of a supporting stream in a range, with the parameter as a column of its name. */
export type OpenSupport = (support: Support, from: number, to: number) => AsyncIterable<Rows>

export class SupportReader {
  private readonly series: readonly SupportSeries[]

  constructor(supports: readonly Support[], range: { readonly from: number; readonly to: number }, open: OpenSupport) {
    this.series = supports.map((support) => new SupportSeries(support, range, open))
  }

  /** `time` never goes back by more than `backMicros` from call to call. */
  async at(time: Float64Array, backMicros: number): Promise<Supported> {
    const found = new Map<Support, Numbers>()
    for (const series of this.series) {
      const numbers = await series.at(time, backMicros)
      if (numbers !== null) found.set(series.support, numbers)
    }
    return found
  }

  uses(): readonly SupportUse[] {
    return this.series.map(({ use }) => use)
  }

  async close(): Promise<void> {
    for (const series of this.series) await series.close()
  }
}

class SupportSeries {
  private readonly rows: AsyncIterator<Rows>
  private readonly gap: number
  private held: ColumnBatch | null = null
  private isAtEnd = false
  private maxDistanceMicros = 0

  constructor(
    readonly support: Support,
    { from, to }: { readonly from: number; readonly to: number },
    open: OpenSupport,
  ) {
    this.gap = maxGapMicros(support)
    this.rows = open(support, from - this.gap, to + this.gap)[Symbol.asyncIterator]()
  }

  get use(): SupportUse {
    return { support: this.support, maxGapMicros: this.gap, maxDistanceMicros: this.maxDistanceMicros }
  }

  async at(time: Float64Array, backMicros: number): Promise<Numbers | null> {
    const [first, last] = [time[0], time[time.length - 1]]
    if (first === undefined || last === undefined) return null
    await this.readTo(last + this.gap)
    this.dropBefore(first - this.gap - backMicros)
    const column = this.held?.columns.get(this.support.parameter.name)
    if (this.held === null || column === undefined || this.held.length === 0) return null
    const { fill, type, derivation } = this.support.parameter
    if (type.list !== undefined) return null
    const { values } = numbersOf(column, derivation === null ? fill : null)
    const rule = { maxGapMicros: this.gap, isAngle: isAngle(this.support.parameter, this.support.plan) }
    const found = interpolate({ time: this.held.time, values }, time, rule)
    this.maxDistanceMicros = Math.max(this.maxDistanceMicros, found.maxDistanceMicros)
    return { values: found.values, width: 1, stride: 1, shape: [] }
  }

  private async readTo(micros: number): Promise<void> {
    while (!this.isAtEnd && (this.held?.time[this.held.length - 1] ?? Number.NEGATIVE_INFINITY) < micros) {
      const next = await this.rows.next()
      if (next.done === true) this.isAtEnd = true
      else this.held = this.held === null ? next.value.batch : joinRuns([this.held, next.value.batch])
    }
  }

  private dropBefore(micros: number): void {
    if (this.held === null) return
    const from = firstAt(this.held.time, micros)
    if (from === 0) return
    this.held = sliceRun(this.held, from, this.held.length)
  }

  async close(): Promise<void> {
    await this.rows.return?.()
  }
}

const angles = /^(degrees?|deg|°)$/

/** A direction: in degrees, and named as one. Latitudes, longitudes and tilts are not. */
export function isAngle(parameter: ResolvedParameter, plan: Plan): boolean {
  const step = plan.steps.find((one) => one.parameter.id === parameter.id)
  if (step !== undefined) return step.algorithm.result.isAngle === true
  const words = `${parameter.name} ${parameter.standardName}`
  return angles.test(parameter.units) && /direction|heading|azimuth|bearing/.test(words)
}
