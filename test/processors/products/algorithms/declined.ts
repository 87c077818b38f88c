/** Published velocities were turned by the declination of an older field model: turned back to compare. */
import { magneticDeclination } from '../../../../processors/products/algorithms/magnetic.ts'
import { call, type Plain } from '../given.ts'

/** Ours, degrees. */
export function declinationAt(lat: Plain, lon: Plain, timestamp: Plain, rows = 1): Float64Array {
  return call(magneticDeclination, rows, { lat, lon, timestamp }).values
}

/** A velocity as it would be with another declination. */
export function withDeclination(
  [east, north]: readonly [number, number],
  ours: number,
  theirs: number,
): [east: number, north: number] {
  const angle = ((theirs - ours) * Math.PI) / 180
  return [east * Math.cos(angle) + north * Math.sin(angle), north * Math.cos(angle) - east * Math.sin(angle)]
}

/** By which angle (degrees) the second velocity is clockwise of the first. */
export function turnBetween(from: readonly [number, number], to: readonly [number, number]): number {
  const degrees = ((Math.atan2(from[1], from[0]) - Math.atan2(to[1], to[0])) * 180) / Math.PI
  return degrees - 360 * Math.round(degrees / 360)
}
