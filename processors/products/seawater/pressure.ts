/** Sea pressure, height and gravity (Saunders, 1981; Moritz, 2000; IOC et al., 2010). Height is negative in the ocean. */
import { pascalPerDbar } from './constants.ts'
import { standardEnthalpy, standardSpecvol } from './specific-volume.ts'

/** How gravity grows with depth, relative, 1/m. */
const gravityGradient = 2.26e-7

function sineSquared(latitude: number): number {
  const sine = Math.sin(latitude * (Math.PI / 180))
  return sine * sine
}

/** Gravity at the sea surface, m/s². */
function surfaceGravity(latitude: number): number {
  const sin2 = sineSquared(latitude)
  return 9.780327 * (1 + (5.2792e-3 + 2.32e-5 * sin2) * sin2)
}

/** Height, m, at a sea pressure, dbar, in an ocean of Standard Seawater at 0 °C. */
export function zFromP(p: number, latitude: number): number {
  const gravity = surfaceGravity(latitude)
  const enthalpy = standardEnthalpy(p)
  return (-2 * enthalpy) / (gravity + Math.sqrt(gravity * gravity + 2 * gravityGradient * gravity * enthalpy))
}

/** Depth below the surface, m, at a sea pressure, dbar. */
export function depthFromP(p: number, latitude: number): number {
  return -zFromP(p, latitude)
}

/** Sea pressure, dbar, at a height, m; NaN above 5 m. */
export function pFromZ(z: number, latitude: number): number {
  if (z > 5) return Number.NaN
  const c = 1 - (5.25e-3 * sineSquared(latitude) + 5.92e-3)
  let p = (-2 * z) / (c + Math.sqrt(c * c + 8.84e-6 * z))
  const geopotential = surfaceGravity(latitude) * (z - 0.5 * gravityGradient * z * z)
  for (let step = 0; step < 3; step++) {
    p -= (standardEnthalpy(p) + geopotential) / (pascalPerDbar * standardSpecvol(p))
  }
  return p
}

/** Gravity at a sea pressure, dbar, m/s². */
export function gravity(latitude: number, p: number): number {
  return surfaceGravity(latitude) * (1 - gravityGradient * zFromP(p, latitude))
}
