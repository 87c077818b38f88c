/** The Earth's main magnetic field, 1900 to 2030, by IGRF-14. */
import { createBasisFinder } from './harmonics.ts'
import { degreeLimit, epochCount, epochStep, firstEpoch, gaussCoefficients } from './igrf14.ts'

const lastEpoch = firstEpoch + epochStep * (epochCount - 1)
const degrees = 180 / Math.PI

export interface Place {
  /** Geodetic (WGS84), degrees north. */
  readonly latitude: number
  /** Degrees east, −180 to 360. */
  readonly longitude: number
  /** Above the ellipsoid. Default 0. */
  readonly heightMeters?: number
}

/** In geodetic axes: nT, degrees. */
export interface MagneticField {
  readonly north: number
  readonly east: number
  readonly down: number
  readonly horizontal: number
  readonly total: number
  /** Magnetic north from true north, clockwise. */
  readonly declination: number
  /** Below the horizon. */
  readonly inclination: number
}

/** The coefficients of each epoch. */
const epochs: readonly Float64Array[] = (() => {
  const rows = gaussCoefficients.trim().split('\n')
  const columns = Array.from({ length: epochCount }, () => new Float64Array(rows.length))
  rows.forEach((row, at) => {
    const values = row.split(' ').slice(2)
    for (const [epoch, column] of columns.entries()) column[at] = Number(values[epoch])
  })
  return columns
})()

/** Why the model has no field there and then; null if it has, or if something is NaN. */
export function fieldProblem(latitude: number, longitude: number, year: number): string | null {
  if (year < firstEpoch || year > lastEpoch) return `IGRF-14 is valid from ${firstEpoch} to ${lastEpoch}`
  if (Math.abs(latitude) > 90) return 'latitude is outside −90 to 90 degrees'
  if (longitude < -180 || longitude > 360) return 'longitude is outside −180 to 360 degrees'
  return null
}

/** The field at a place in a decimal year, 1900 to 2030. */
export function magneticField({ latitude, longitude, heightMeters = 0 }: Place, year: number): MagneticField {
  const problem = fieldProblem(latitude, longitude, year)
  if (problem !== null) throw new RangeError(`${problem}: ${latitude}° N, ${longitude}° E, ${year}`)
  const field = createFieldFinder()(latitude, longitude, heightMeters, year)
  const [north, east, down] = field as Float64Array & [number, number, number]
  const horizontal = Math.hypot(north, east)
  return {
    north,
    east,
    down,
    horizontal,
    total: Math.hypot(horizontal, down),
    declination: Math.atan2(east, north) * degrees,
    inclination: Math.atan2(down, horizontal) * degrees,
  }
}

/**
 * Finds north, east and down (nT) again and again. Between two epochs the coefficients, so the field of a place too, are
 * linear in time: a place is computed once in five years, later dates cost an interpolation and lose nothing.
 */
export function createFieldFinder() {
  const basisAt = createBasisFinder(degreeLimit)
  const field = new Float64Array(3)
  const before = new Float64Array(3)
  const after = new Float64Array(3)
  let known = { latitude: Number.NaN, longitude: Number.NaN, heightMeters: Number.NaN, epoch: -1 }

  /** The array is the same at each call. Where a `fieldProblem` is, it means nothing. */
  return function fieldAt(latitude: number, longitude: number, heightMeters: number, year: number): Float64Array {
    const sinceFirst = (year - firstEpoch) / epochStep
    const epoch = Math.min(Math.max(Math.floor(sinceFirst), 0), epochCount - 2)
    if (Number.isNaN(latitude + longitude + heightMeters + year)) return field.fill(Number.NaN)
    const isKnown =
      known.epoch === epoch &&
      known.latitude === latitude &&
      known.longitude === longitude &&
      known.heightMeters === heightMeters
    if (!isKnown) {
      const { north, east, down } = basisAt(latitude, longitude, heightMeters)
      for (const [coefficients, sums] of [
        [epochs[epoch], before],
        [epochs[epoch + 1], after],
      ] as [Float64Array, Float64Array][]) {
        sums[0] = product(coefficients, north)
        sums[1] = product(coefficients, east)
        sums[2] = product(coefficients, down)
      }
      known = { latitude, longitude, heightMeters, epoch }
    }
    const weight = sinceFirst - epoch
    for (let axis = 0; axis < 3; axis++) {
      field[axis] = (before[axis] as number) * (1 - weight) + (after[axis] as number) * weight
    }
    return field
  }
}

function product(left: Float64Array, right: Float64Array): number {
  let sum = 0
  for (let at = 0; at < left.length; at++) sum += (left[at] as number) * (right[at] as number)
  return sum
}

/** UTC microseconds since 1970 as a decimal year, as field models count: 2012.5 is the middle of 2012. */
export function createYearFinder(): (micros: number) => number {
  let year = 1970
  let start = 0
  let end = 0
  return (micros) => {
    if (!(micros >= start && micros < end)) {
      if (Number.isNaN(micros)) return Number.NaN
      year = new Date(micros / 1000).getUTCFullYear()
      start = Date.UTC(year, 0) * 1000
      end = Date.UTC(year + 1, 0) * 1000
    }
    return year + (micros - start) / (end - start)
  }
}
