/** Profiles of wind, temperature and humidity in the surface layer: Monin-Obukhov similarity as in COARE 3.5. */

export const vonKarman = 0.4
const root3 = Math.sqrt(3)

/** Where convection is free, for the functions of momentum and of scalars alike (Grachev et al. 2000). */
function freeConvection(x: number): number {
  return 1.5 * Math.log((1 + x + x * x) / 3) - root3 * Math.atan((1 + 2 * x) / root3) + Math.PI / root3
}

/** Between the Kansas profile near neutral and free convection far from it. */
function blend(zeta: number, kansas: number, free: number): number {
  const f = zeta ** 2 / (1 + zeta ** 2)
  return (1 - f) * kansas + f * free
}

/** Stability function of wind (PSIu 26); `zeta` = height / Obukhov length. Stable: Beljaars and Holtslag 1991. */
export function psiWind(zeta: number): number {
  if (!(zeta < 0)) {
    const dzeta = Math.min(50, 0.35 * zeta)
    return -(0.7 * zeta + 0.75 * (zeta - 5 / 0.35) * Math.exp(-dzeta) + (0.75 * 5) / 0.35)
  }
  const x = (1 - 16 * zeta) ** 0.25
  const kansas = 2 * Math.log((1 + x) / 2) + Math.log((1 + x * x) / 2) - 2 * Math.atan(x) + Math.PI / 2
  return blend(zeta, kansas, freeConvection((1 - 10.15 * zeta) ** 0.3333))
}

/** Stability function of temperature and humidity (PSIt 26). */
export function psiScalar(zeta: number): number {
  if (!(zeta < 0)) {
    const dzeta = Math.min(50, 0.35 * zeta)
    return -((1 + 0.6667 * zeta) ** 1.5 + 0.6667 * (zeta - 14.28) * Math.exp(-dzeta) + 8.525)
  }
  const kansas = 2 * Math.log((1 + Math.sqrt(1 - 16 * zeta)) / 2)
  return blend(zeta, kansas, freeConvection((1 - 34.15 * zeta) ** 0.3333))
}

/** Charnock's parameter by the wind at 10 m in neutral air, m/s; constant above 19 m/s (Edson et al. 2013). */
export function charnock(neutralWind10m: number): number {
  return 0.0017 * Math.min(neutralWind10m, 19) - 0.005
}

/** Roughness length for wind, m: waves and a smooth surface. */
export function windRoughness(charnock: number, frictionVelocity: number, gravity: number, viscosity: number): number {
  return (charnock * frictionVelocity ** 2) / gravity + (0.11 * viscosity) / frictionVelocity
}

/** Roughness length for temperature and humidity, m, by that for wind. */
export function scalarRoughness(wind: number, frictionVelocity: number, viscosity: number): number {
  return Math.min(1.6e-4, 5.8e-5 / ((wind * frictionVelocity) / viscosity) ** 0.72)
}
