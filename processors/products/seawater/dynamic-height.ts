/** Dynamic height: the specific volume anomaly integrated over pressure, on a profile refined to `maxStep` dbar. */
import { pascalPerDbar } from './constants.ts'
import { specvolAnomaly } from './density.ts'
import type { Profile } from './stability.ts'

/** The slope at an end of a monotone cubic (Fritsch and Butland, 1984). */
function endSlope(h0: number, h1: number, m0: number, m1: number): number {
  const slope = ((2 * h0 + h1) * m0 - h0 * m1) / (h0 + h1)
  if (Math.sign(slope) !== Math.sign(m0)) return 0
  return Math.sign(m0) !== Math.sign(m1) && Math.abs(slope) > 3 * Math.abs(m0) ? 3 * m0 : slope
}

/** Slopes of a cubic through the points that keeps their shape: no extrema of its own (PCHIP). */
function slopesOf(x: ArrayLike<number>, y: ArrayLike<number>): Float64Array {
  const last = x.length - 1
  const step = (k: number): number => x[k + 1]! - x[k]!
  const rise = (k: number): number => (y[k + 1]! - y[k]!) / step(k)
  const slopes = new Float64Array(x.length)
  if (last === 1) return slopes.fill(rise(0))
  slopes[0] = endSlope(step(0), step(1), rise(0), rise(1))
  slopes[last] = endSlope(step(last - 1), step(last - 2), rise(last - 1), rise(last - 2))
  for (let k = 1; k < last; k++) {
    const [before, after] = [rise(k - 1), rise(k)]
    if (before * after <= 0) continue
    const [near, far] = [2 * step(k) + step(k - 1), step(k) + 2 * step(k - 1)]
    slopes[k] = (near + far) / (near / before + far / after)
  }
  return slopes
}

/**
 * Dynamic height, m²/s², relative to `pRef`, dbar. Pressures ascend strictly; what lies above the first sample is as the
 * first. NaN throughout where `pRef` is deeper than the profile, or it has less than two samples.
 */
export function dynamicHeight({ sa, ct, p }: Profile, pRef: number, maxStep = 1): Float64Array {
  const last = p.length - 1
  const heights = new Float64Array(p.length).fill(Number.NaN)
  if (last < 1 || !(pRef <= p[last]!)) return heights
  const saSlopes = slopesOf(p, sa)
  const ctSlopes = slopesOf(p, ct)
  // Mixed above the first sample, so level at it.
  if (pRef < p[0]!) saSlopes[0] = ctSlopes[0] = 0
  const cubic = (values: ArrayLike<number>, slopes: Float64Array, k: number, u: number): number => {
    const h = p[k + 1]! - p[k]!
    const v = 1 - u
    return (
      values[k]! * v * v * (1 + 2 * u) +
      values[k + 1]! * u * u * (1 + 2 * v) +
      h * u * v * (slopes[k]! * v - slopes[k + 1]! * u)
    )
  }
  /** Anomaly at a pressure of interval k. */
  const anomaly = (k: number, at: number): number => {
    if (at <= p[0]!) return specvolAnomaly(sa[0]!, ct[0]!, at)
    const u = (at - p[k]!) / (p[k + 1]! - p[k]!)
    return specvolAnomaly(cubic(sa, saSlopes, k, u), cubic(ct, ctSlopes, k, u), at)
  }
  const integral = (k: number, from: number, to: number): number => {
    const steps = Math.max(1, Math.ceil((to - from) / maxStep - 1e-3))
    const width = (to - from) / steps
    let sum = 0.5 * (anomaly(k, from) + anomaly(k, to))
    for (let i = 1; i < steps; i++) sum += anomaly(k, from + i * width)
    return sum * width * pascalPerDbar
  }
  let total = 0
  let reference = pRef < p[0]! ? integral(0, pRef, p[0]!) : 0
  heights[0] = 0
  for (let k = 0; k < last; k++) {
    if (pRef >= p[k]! && pRef <= p[k + 1]!) reference = total - integral(k, p[k]!, pRef)
    total -= integral(k, p[k]!, p[k + 1]!)
    heights[k + 1] = total
  }
  for (let k = 0; k <= last; k++) heights[k]! -= reference
  return heights
}
