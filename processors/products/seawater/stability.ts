/** Vertical stability between neighbouring samples of a profile. Results stand at the middles of pressure. */
import { pascalPerDbar } from './constants.ts'
import { gravity } from './pressure.ts'
import { alpha, beta, specvol } from './specific-volume.ts'

export interface Profile {
  /** Absolute Salinity, g/kg. */
  readonly sa: ArrayLike<number>
  /** Conservative Temperature, °C. */
  readonly ct: ArrayLike<number>
  /** Sea pressure, dbar. */
  readonly p: ArrayLike<number>
}

interface Pair {
  readonly sa: number
  readonly ct: number
  readonly p: number
  /** The deeper less the shallower. */
  readonly dSa: number
  readonly dCt: number
  readonly dP: number
}

function pair({ sa, ct, p }: Profile, k: number): Pair {
  return {
    sa: 0.5 * (sa[k]! + sa[k + 1]!),
    ct: 0.5 * (ct[k]! + ct[k + 1]!),
    p: 0.5 * (p[k]! + p[k + 1]!),
    dSa: sa[k + 1]! - sa[k]!,
    dCt: ct[k + 1]! - ct[k]!,
    dP: p[k + 1]! - p[k]!,
  }
}

const pairsOf = ({ p }: Profile): number => Math.max(0, p.length - 1)

/** Buoyancy frequency squared, 1/s². */
export function nSquared(profile: Profile, latitude: number): { n2: Float64Array; pMid: Float64Array } {
  const count = pairsOf(profile)
  const n2 = new Float64Array(count)
  const pMid = new Float64Array(count)
  for (let k = 0; k < count; k++) {
    const { sa, ct, p, dSa, dCt, dP } = pair(profile, k)
    const g = 0.5 * (gravity(latitude, profile.p[k]!) + gravity(latitude, profile.p[k + 1]!))
    pMid[k] = p
    n2[k] = ((g * g) / (specvol(sa, ct, p) * pascalPerDbar * dP)) * (beta(sa, ct, p) * dSa - alpha(sa, ct, p) * dCt)
  }
  return { n2, pMid }
}

/** Turner angle, degrees, and stability ratio (NaN where salinity does not change). */
export function turnerAngle(profile: Profile): { tu: Float64Array; rSubRho: Float64Array; pMid: Float64Array } {
  const count = pairsOf(profile)
  const tu = new Float64Array(count)
  const rSubRho = new Float64Array(count)
  const pMid = new Float64Array(count)
  for (let k = 0; k < count; k++) {
    const { sa, ct, p, dSa, dCt } = pair(profile, k)
    const heat = -alpha(sa, ct, p) * dCt
    const salt = -beta(sa, ct, p) * dSa
    pMid[k] = p
    tu[k] = (180 / Math.PI) * Math.atan2(heat + salt, heat - salt)
    rSubRho[k] = dSa === 0 ? Number.NaN : heat / salt
  }
  return { tu, rSubRho, pMid }
}
