/** Nortek Signature ADCPs (VADCP series B): beams to the earth's frame by the instrument's own matrix. */
import { at, type Numbers } from '../../algorithm.ts'
import type { Direction, Floor, Weights } from './beams.ts'

const radians = Math.PI / 180

export const floor: Floor = {
  percent: 50,
  opposite: [
    [0, 2],
    [1, 3],
  ],
}

export interface Attitude {
  /** Compass heading, pitch and roll, degrees. */
  readonly h: Numbers
  readonly p: Numbers
  readonly r: Numbers
  /** Beams to X, Y and twice Z (one of each pair of beams): 4 × 4, row-major. */
  readonly tm: Numbers
}

/** Weights of the beams for a direction of the earth's frame, as Nortek's signatureAD2CP_beam2xyz_enu.m has them. */
export function createWeigher(
  { h, p, r, tm }: Attitude,
  direction: Direction,
  declination: Float64Array | null,
  isAxial: boolean,
) {
  return (row: number, weights: Weights): string | null => {
    if (tm.width !== 16) return `tm has ${tm.width} values, not 16`
    const heading = (at(h, row) - 90 + (declination?.[row] ?? 0)) * radians
    const [cosPitch, sinPitch] = [Math.cos(at(p, row) * radians), Math.sin(at(p, row) * radians)]
    const [cosRoll, sinRoll] = [Math.cos(at(r, row) * radians), Math.sin(at(r, row) * radians)]
    let [x, y, z] = [sinPitch, sinRoll * cosPitch, cosPitch * cosRoll]
    if (direction !== 'up') {
      const [toX, toY] =
        direction === 'east' ? [Math.cos(heading), Math.sin(heading)] : [-Math.sin(heading), Math.cos(heading)]
      x = toX * cosPitch
      y = -toX * sinPitch * sinRoll + toY * cosRoll
      z = -toX * cosRoll * sinPitch - toY * sinRoll
    }
    // The vertical is measured twice: its mean counts. (The original takes the sum in east and north.)
    const ofEachZ = isAxial ? 0 : z / 2
    for (let beam = 0; beam < 4; beam++) {
      const entry = row * tm.stride + beam
      weights[beam] =
        x * (tm.values[entry] as number) +
        y * (tm.values[entry + 4] as number) +
        ofEachZ * ((tm.values[entry + 8] as number) + (tm.values[entry + 12] as number))
    }
    weights[4] = z
    return null
  }
}
