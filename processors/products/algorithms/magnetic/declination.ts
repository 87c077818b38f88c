/** Declination along rows, and horizontal vectors turned from magnetic to true north by it. */
import { at, type ComputeContext, type Numbers, type Result, refuseAll } from '../../algorithm.ts'
import { createFieldFinder, createYearFinder, fieldProblem } from '../../geomagnetism/field.ts'

export const latitude = { about: 'Latitude', units: 'degrees_north' } as const
export const longitude = { about: 'Longitude', units: 'degrees_east' } as const
export const ntpTime = {
  about: 'Time; that of the row if left out',
  units: 'seconds since 1900-01-01',
  optional: true,
} as const

/** Seconds from 1900 to 1970. */
export const ntpToUnixSeconds = 2_208_988_800
const radians = Math.PI / 180

export interface Whereabouts {
  readonly latitude: Numbers
  readonly longitude: Numbers
  /** Seconds since 1900. */
  readonly time: Numbers | undefined
  /** Default: the sea surface. Depth matters little: 0.003 degrees a kilometre in the north-east Pacific. */
  readonly heightMeters?: (row: number) => number
}

/** Declination of each row, degrees; NaN and flagged where the model has none. */
export function declinations(whereabouts: Whereabouts, { rows, time, flag }: ComputeContext): Float64Array {
  const found = new Float64Array(rows)
  const yearAt = createYearFinder()
  const fieldAt = createFieldFinder()
  for (let row = 0; row < rows; row++) {
    const north = at(whereabouts.latitude, row)
    const east = at(whereabouts.longitude, row)
    const micros =
      whereabouts.time === undefined ? (time[row] as number) : (at(whereabouts.time, row) - ntpToUnixSeconds) * 1e6
    const year = yearAt(micros)
    const problem = fieldProblem(north, east, year)
    if (problem === null) {
      const field = fieldAt(north, east, whereabouts.heightMeters?.(row) ?? 0, year)
      found[row] = Math.atan2(field[1] as number, field[0] as number) / radians
    } else {
      flag(row, problem)
      found[row] = Number.NaN
    }
  }
  return found
}

export type Component = 'east' | 'north'

/** A component of vectors whose north is magnetic, turned to true north and scaled. */
export function turned(
  component: Component,
  east: Numbers,
  north: Numbers,
  declination: Float64Array,
  scale: number,
  context: ComputeContext,
): Result {
  const { width } = east
  if (north.width !== width) {
    return refuseAll(context, `the northward part has ${north.width} values a row, the eastward ${width}`, width)
  }
  const values = new Float64Array(context.rows * width)
  for (let row = 0, out = 0; row < context.rows; row++) {
    const angle = (declination[row] as number) * radians
    const cosine = Math.cos(angle) * scale
    const sine = Math.sin(angle) * scale
    const [ofEast, ofNorth] = component === 'east' ? [cosine, sine] : [-sine, cosine]
    for (let index = 0; index < width; index++, out++) {
      values[out] =
        ofEast * (east.values[row * east.stride + index] as number) +
        ofNorth * (north.values[row * north.stride + index] as number)
    }
  }
  return { values, width }
}
