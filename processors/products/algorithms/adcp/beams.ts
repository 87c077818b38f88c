/** What ADCPs have in common: four slanted beams, of which one may be missing, and a fifth that looks along the axis. */
import { type ComputeContext, type Numbers, type Result, refuseAll } from '../../algorithm.ts'
import type { Component } from '../magnetic/declination.ts'

export interface Beams {
  readonly b1: Numbers
  readonly b2: Numbers
  readonly b3: Numbers
  readonly b4: Numbers
  /** How far each reading is to be trusted, percent. Left out: every reading counts. */
  readonly pg1?: Numbers | undefined
  readonly pg2?: Numbers | undefined
  readonly pg3?: Numbers | undefined
  readonly pg4?: Numbers | undefined
}

export interface AxialBeam {
  readonly b5: Numbers
  readonly pg5?: Numbers | undefined
}

export interface Floor {
  /** A reading with less is not used, percent. */
  readonly percent: number
  /** The beams that look opposite ways: their readings sum to the same as those of the other two. */
  readonly opposite: readonly [readonly [number, number], readonly [number, number]]
}

/** What a velocity is of each beam's reading; the fifth weight is of the axial beam. */
export type Weights = Float64Array
export type Direction = Component | 'up'

/** What a broken beam of Teledyne RD instruments reads. */
const brokenBeam = -32768

function reading({ values, stride }: Numbers, row: number, bin: number): number {
  const value = values[row * stride + bin] as number
  return value === brokenBeam ? Number.NaN : value
}

function isTrusted(percents: Numbers | undefined, row: number, bin: number, floor: number): boolean {
  return percents === undefined || (percents.values[row * percents.stride + bin] as number) >= floor
}

/** Where one reading of four is not to be trusted, the three others give it; where more are, there is no velocity. */
function solve(four: Float64Array, bad: number, { opposite }: Floor): void {
  const mine = opposite[0].includes(bad) ? 0 : 1
  const [left, right] = opposite[mine] as readonly [number, number]
  const partner = left === bad ? right : left
  const [one, other] = opposite[1 - mine] as readonly [number, number]
  four[bad] = (four[one] as number) + (four[other] as number) - (four[partner] as number)
}

/** Velocity profiles: for each row `weigh` sets the weights, or says why it has none. */
export function profiles(
  beams: Beams,
  axial: AxialBeam | null,
  floor: Floor,
  weigh: (row: number, weights: Weights) => string | null,
  context: ComputeContext,
): Result {
  const { b1, b2, b3, b4, pg1, pg2, pg3, pg4 } = beams
  const { width } = b1
  const all = { b1, b2, b3, b4, pg1, pg2, pg3, pg4, b5: axial?.b5, pg5: axial?.pg5 }
  for (const [name, one] of Object.entries(all)) {
    if (one !== undefined && one.width !== width) {
      return refuseAll(context, `${name} has ${one.width} bins a row, b1 has ${width}`, width)
    }
  }
  const four = [b1, b2, b3, b4] as const
  const trust = [pg1, pg2, pg3, pg4] as const
  const readings = new Float64Array(4)
  const weights: Weights = new Float64Array(5)
  const values = new Float64Array(context.rows * width)

  function velocity(row: number, bin: number): number {
    let untrusted = 0
    let bad = -1
    for (let beam = 0; beam < 4; beam++) {
      readings[beam] = reading(four[beam] as Numbers, row, bin)
      if (isTrusted(trust[beam], row, bin, floor.percent)) continue
      untrusted++
      bad = beam
    }
    if (untrusted > 1) return Number.NaN
    if (untrusted === 1) solve(readings, bad, floor)
    let sum = 0
    for (let beam = 0; beam < 4; beam++) sum += (weights[beam] as number) * (readings[beam] as number)
    if (axial === null) return sum
    if (!isTrusted(axial.pg5, row, bin, floor.percent)) return Number.NaN
    return sum + (weights[4] as number) * reading(axial.b5, row, bin)
  }

  for (let row = 0; row < context.rows; row++) {
    const problem = weigh(row, weights)
    if (problem !== null) context.flag(row, problem)
    for (let bin = 0; bin < width; bin++) {
      values[row * width + bin] = problem === null ? velocity(row, bin) : Number.NaN
    }
  }
  return { values, width }
}
