/** Density and what is read off it. Arguments: Absolute Salinity, g/kg, Conservative Temperature, °C, sea pressure, dbar. */
import { salinityOffset, salinityScale, zeroCelsius } from './constants.ts'
import { gibbsP, gibbsTp, gibbsTt } from './gibbs.ts'
import { specvol, standardSpecvol } from './specific-volume.ts'
import { ptFromT, tFromCt } from './temperature.ts'

/** In-situ density, kg/m³; with a reference pressure, potential density. */
export function rho(sa: number, ct: number, p: number): number {
  return 1 / specvol(sa, ct, p)
}

/** Potential density anomalies at 0, 1000, 2000, 3000 and 4000 dbar, kg/m³ - 1000. */
export const sigma0 = (sa: number, ct: number): number => 1 / specvol(sa, ct, 0) - 1000
export const sigma1 = (sa: number, ct: number): number => 1 / specvol(sa, ct, 1000) - 1000
export const sigma2 = (sa: number, ct: number): number => 1 / specvol(sa, ct, 2000) - 1000
export const sigma3 = (sa: number, ct: number): number => 1 / specvol(sa, ct, 3000) - 1000
export const sigma4 = (sa: number, ct: number): number => 1 / specvol(sa, ct, 4000) - 1000

/** Specific volume less that of Standard Seawater at 0 °C, m³/kg. */
export function specvolAnomaly(sa: number, ct: number, p: number): number {
  return specvol(sa, ct, p) - standardSpecvol(p)
}

/** In-situ density from in-situ temperature by the full Gibbs function, kg/m³. */
export function rhoFromT(sa: number, t: number, p: number): number {
  return 1 / gibbsP(sa, t, p)
}

/** Potential density from in-situ temperature by the full Gibbs function, kg/m³. */
export function potRhoFromT(sa: number, t: number, p: number, pRef: number): number {
  return 1 / gibbsP(sa, ptFromT(sa, t, p, pRef), pRef)
}

/** Isobaric heat capacity from in-situ temperature, J/(kg K). */
export function cpFromT(sa: number, t: number, p: number): number {
  return -(zeroCelsius + t) * gibbsTt(sa, t, p)
}

/** Adiabatic lapse rate, K/Pa. */
export function adiabaticLapseRate(sa: number, ct: number, p: number): number {
  const t = tFromCt(sa, ct, p)
  return -gibbsTp(sa, t, p) / gibbsTt(sa, t, p)
}

/** Spiciness at the surface (McDougall and Krzysik, 2015), kg/m³: warm and salty is spicy. */
// biome-ignore format: a table of coefficients
export function spiciness0(sa: number, ct: number): number {
  const s = Math.sqrt(salinityScale * sa + salinityOffset)
  const y = ct * 0.025
  const s0 = -92.2982898371678 + y * (-13.5727873628866 + y * (18.735365099401 + y * (-16.1360047373455 + y *
    (37.6112762286425 + y * (-42.7086671461257 + 20.0820111041594 * y)))))
  const s1 = 287.969717584045 + y * (11.3747111959674 + y * (60.737719299068 + y * (-73.7514033570187 + y *
    (-75.1171878953574 + y * (163.310989721504 - 88.3222751638095 * y)))))
  const s2 = -641.725302237048 + y * (27.9732530789261 + y * (-249.466901993728 + y * (326.691295035416 + y *
    (26.6389243708181 + y * (-293.170905757579 + 176.053907144524 * y)))))
  const s3 = 827.634318120224 + y * (-70.2156220126926 + y * (382.973336590803 + y * (-506.206828083959 + y *
    (66.9626565169529 + y * (302.851235050766 - 196.345285604621 * y)))))
  const s4 = -574.040806713526 + y * (70.3285905478333 + y * (-297.870298879716 + y * (388.340373735118 + y *
    (-82.9188936089122 + y * (-187.602137195354 + 127.096944425793 * y)))))
  const s5 = 211.671167892147 + y * (-31.5140919876285 + y * (116.458864953602 + y * (-150.029730802344 + y *
    (37.6293848660589 + y * (64.72474243732 - 44.7159994408867 * y)))))
  const s6 = -32.3533339449055 + y * (5.30648562097667 + y * (-18.2051249177948 + y * (23.3184351090495 + y *
    (-6.22909903460368 + y * (-9.55975464301446 + 6.61877073960113 * y)))))
  return s0 + s * (s1 + s * (s2 + s * (s3 + s * (s4 + s * (s5 + s * s6)))))
}
