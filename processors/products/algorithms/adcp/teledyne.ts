/** Teledyne RD ADCPs: from four beams at 20 degrees to the axis to the earth's frame. */
import { at, type Numbers } from '../../algorithm.ts'
import type { Direction, Floor, Weights } from './beams.ts'

const radians = Math.PI / 180
const slant = 20 * radians
const acrossWeight = 1 / (2 * Math.sin(slant))
const alongWeight = 1 / (4 * Math.cos(slant))
/** Error velocity: the two estimates of the vertical velocity, scaled so that their noise is that of the horizontal. */
export const errorWeight = acrossWeight / Math.SQRT2

export const floor: Floor = {
  percent: 25,
  opposite: [
    [0, 1],
    [2, 3],
  ],
}

export interface Attitude {
  /** Compass heading, pitch and roll, hundredths of a degree. */
  readonly h: Numbers
  readonly p: Numbers
  readonly r: Numbers
  /** 0 looking down, 1 looking up. */
  readonly vf: Numbers
}

/**
 * Weights of the beams for a direction of the earth's frame (the ADCP Coordinate Transformation manual, January 2010):
 * heading × pitch × roll; the roll of one that looks up is turned over, the pitch is the gimballed one.
 */
export function createWeigher(
  { h, p, r, vf }: Attitude,
  direction: Direction,
  declination: Float64Array | null,
  isAxial: boolean,
) {
  return (row: number, weights: Weights): string | null => {
    const orientation = at(vf, row)
    if (!(orientation === 0 || orientation === 1 || Number.isNaN(orientation))) {
      return 'the orientation is neither 0 (down) nor 1 (up)'
    }
    // Turning by the declination after the heading is turning by their sum.
    const heading = (at(h, row) / 100 + (declination?.[row] ?? 0)) * radians
    const roll = (at(r, row) / 100) * radians
    const turnedRoll = roll + orientation * Math.PI
    const pitch = Math.atan(Math.tan((at(p, row) / 100) * radians) * Math.cos(roll))
    const [cosRoll, sinRoll] = [Math.cos(turnedRoll), Math.sin(turnedRoll)]
    const [cosPitch, sinPitch] = [Math.cos(pitch), Math.sin(pitch)]
    let [x, y, z] = [-cosPitch * sinRoll, sinPitch, cosPitch * cosRoll]
    if (direction !== 'up') {
      const [toX, toY] =
        direction === 'east' ? [Math.cos(heading), Math.sin(heading)] : [-Math.sin(heading), Math.cos(heading)]
      x = toX * cosRoll + toY * sinPitch * sinRoll
      y = toY * cosPitch
      z = toX * sinRoll - toY * sinPitch * cosRoll
    }
    const along = isAxial ? 0 : alongWeight * z
    weights[0] = acrossWeight * x + along
    weights[1] = -acrossWeight * x + along
    weights[2] = -acrossWeight * y + along
    weights[3] = acrossWeight * y + along
    weights[4] = z
    return null
  }
}
