/** Keeps what was computed for a few rows, so that each value can be traced to what it was computed from. */
import type { Json } from '../../../schemas/formats/described.ts'
import type { Numbers, Texts } from '../algorithm.ts'
import type { InterpolationRule, Series } from '../engine/interpolate.ts'
import type { Step, Support } from '../engine/plan.ts'
import type { ComputedRows, Witness } from '../engine/witness.ts'

/** Rows `from` to `to` (exclusive) of what a step was given: one row, or those of a window. */
export interface Computation {
  readonly rows: ComputedRows
  readonly from: number
  readonly to: number
  /** Which of the results. */
  readonly at: number
}

interface Interpolation {
  readonly series: Series
  readonly rule: InterpolationRule
}

export class Recorder implements Witness {
  private readonly bySteps = new Map<Step, ComputedRows[]>()
  private readonly bySupport = new Map<Support, Interpolation[]>()

  computed(rows: ComputedRows): void {
    const known = this.bySteps.get(rows.step) ?? []
    this.bySteps.set(rows.step, known)
    known.push(rows)
  }

  interpolated(support: Support, series: Series, rule: InterpolationRule): void {
    const known = this.bySupport.get(support) ?? []
    this.bySupport.set(support, known)
    known.push({ series, rule })
  }

  /** Of the value at a time, UTC microseconds; null: the step was not computed there. */
  computation(step: Step, deployment: number | null, time: number): Computation | null {
    for (const rows of this.bySteps.get(step) ?? []) {
      if (deployment !== null && rows.deployment !== deployment) continue
      const found = rows.windows === null ? ofRow(rows, time) : ofWindow(rows, time)
      // What is computed first is given out; later it may come again, as look-back.
      if (found !== null) return found
    }
    return null
  }

  /** The known values before and after a time, and how they were used. */
  neighbours(support: Support, time: number) {
    const all = (this.bySupport.get(support) ?? []).map(({ series, rule }) => {
      const known = [...series.time].flatMap((at, index) => {
        const value = series.values[index] as number
        return Number.isNaN(value) ? [] : [{ time: at, value }]
      })
      const before = known.filter((one) => one.time <= time).at(-1) ?? null
      return { rule, before, after: known.find((one) => one.time >= time) ?? null }
    })
    const distance = ({ before, after }: (typeof all)[number]) =>
      Math.min(time - (before?.time ?? Number.NEGATIVE_INFINITY), (after?.time ?? Number.POSITIVE_INFINITY) - time)
    return all.sort((a, b) => distance(a) - distance(b))[0] ?? null
  }
}

function ofRow(rows: ComputedRows, time: number): Computation | null {
  const at = rows.time.indexOf(time)
  return at < 0 ? null : { rows, from: at, to: at + 1, at }
}

function ofWindow(rows: ComputedRows, time: number): Computation | null {
  const { windows, step } = rows
  if (windows === null || step.algorithm.kind !== 'window') return null
  const at = windows.start.indexOf(time - step.algorithm.window.stampMicros)
  return at < 0 ? null : { rows, from: windows.from[at] as number, to: windows.to[at] as number, at }
}

/** One row of an operand: a number, a text, or numbers; NaN is null. */
export function operandValue(given: Numbers | Texts, row: number): Json {
  if ('texts' in given) return given.texts[given.stride * row] ?? null
  const { values, width, stride, shape } = given
  if (shape.length === 0 && width === 1) return numberOf(values[stride * row])
  return Array.from(values.subarray(stride * row, stride * row + width), numberOf)
}

export const numberOf = (value: number | undefined): number | null =>
  value === undefined || Number.isNaN(value) ? null : value
