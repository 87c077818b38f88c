/** Supporting parameters at the times of the primary rows: read once, in step with them, and interpolated. */
import type { ResolvedParameter } from '../../../schemas/definitions/records.ts'
import type { Numbers } from '../algorithm.ts'
import type { Supported } from './arguments.ts'
import type { Rows } from './evaluate.ts'
import { HeldRows, stepsOf } from './held-rows.ts'
import { interpolate } from './interpolate.ts'
import { numbersOf } from './operands.ts'
import type { Plan, Support } from './plan.ts'
import type { Witness } from './witness.ts'

const minuteMicros = 60_000_000
const leastGapMicros = 5 * minuteMicros
/** No gap between supporting values is bridged that is longer. */
export const mostGapMicros = 24 * 60 * minuteMicros

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

  constructor(
    supports: readonly Support[],
    range: { readonly from: number; readonly to: number },
    open: OpenSupport,
    witness?: Witness,
  ) {
    this.series = supports.map((support) => new SupportSeries(support, range, open, witness))
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
  private readonly rows: HeldRows
  private readonly gap: number
  private maxDistanceMicros = 0

  constructor(
    readonly support: Support,
    { from, to }: { readonly from: number; readonly to: number },
    open: OpenSupport,
    private readonly witness: Witness | undefined,
  ) {
    this.gap = maxGapMicros(support)
    this.rows = new HeldRows(open(support, from - this.gap, to + this.gap))
  }

  get use(): SupportUse {
    return { support: this.support, maxGapMicros: this.gap, maxDistanceMicros: this.maxDistanceMicros }
  }

  async at(time: Float64Array, backMicros: number): Promise<Numbers | null> {
    const { fill, type, derivation, name } = this.support.parameter
    if (type.list !== undefined) return null
    const rule = { maxGapMicros: this.gap, isAngle: isAngle(this.support.parameter, this.support.plan) }
    const values = new Float64Array(time.length).fill(Number.NaN)
    let isFound = false
    for (const [from, to] of stepsOf(time, this.support.intervalMicros)) {
      const step = time.subarray(from, to)
      const [first, last] = [step[0] as number, step[step.length - 1] as number]
      const held = await this.rows.between(first - this.gap - backMicros, last + this.gap)
      const column = held?.columns.get(name)
      if (held === null || column === undefined) continue
      isFound = true
      const series = { time: held.time, values: numbersOf(column, derivation === null ? fill : null).values }
      const found = interpolate(series, step, rule)
      this.witness?.interpolated(this.support, series, rule)
      values.set(found.values, from)
      this.maxDistanceMicros = Math.max(this.maxDistanceMicros, found.maxDistanceMicros)
    }
    return isFound ? { values, width: 1, stride: 1, shape: [] } : null
  }

  close(): Promise<void> {
    return this.rows.close()
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
