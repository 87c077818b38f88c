/** Potential and Conservative Temperature (IOC, SCOR and IAPSO, 2010; Graham and McDougall, 2013). All °C. */
import {
  conservativeHeatCapacity as cp0,
  salinityScale,
  salinityUnit,
  standardSalinity,
  zeroCelsius,
} from './constants.ts'
import { asked, entropyPart, entropyTerms, gibbsTt, ofPressure, ofSurface } from './gibbs.ts'

/**
 * SA, t, p, and the result. This is the hot path of density: V8 puts numbers that go to a function which it does not inline
 * on the heap, through an array not; and it folds constants and arrays of a module's own, imported ones not.
 */
const io = new Float64Array(4)
const given = asked
const surface = ofSurface
const pressure = ofPressure
const scale = salinityScale
const perHeat = 1 / cp0
const zero = zeroCelsius
const practicalUnit = 1 / salinityUnit
/** Of the first guess of ∂y/∂(∂g/∂y), which is warmth times absolute temperature. */
const warmthOfWater = -0.95 / (1600 * cp0)
const warmthOfSalt = -0.05 / (1600 * cp0 * standardSalinity)

/** A first guess of the potential temperature at `pRef`; good to some 10 mK. */
function roughPotential(sa: number, t: number, p: number, pRef: number): number {
  const sp = sa * practicalUnit
  return (
    t +
    (p - pRef) *
      (8.65483913395442e-6 -
        sp * 1.41636299744881e-6 -
        (p + pRef) * 7.38286467135737e-9 +
        t *
          (-8.38241357039698e-6 +
            sp * 2.83933368585534e-8 +
            t * 1.77803965218656e-8 +
            (p + pRef) * 1.71155619208233e-10))
  )
}

/** Potential temperature at the surface: where the entropy is the same. */
export function pt0FromT(sa: number, t: number, p: number): number {
  io[0] = sa
  io[1] = t
  io[2] = p
  potentialOfIo()
  return io[3]!
}

function potentialOfIo(): void {
  const sa = io[0]!
  const t = io[1]!
  const p = io[2]!
  const z = p * 1e-4
  let y = t * 0.025
  given[0] = sa
  given[1] = t
  entropyTerms()
  const c1 = surface[0]!
  const c2 = surface[1]!
  const c3 = surface[2]!
  const c4 = surface[3]!
  const c5 = surface[4]!
  const c6 = surface[5]!
  const entropy =
    y * (c1 + y * (c2 + y * (c3 + y * (c4 + y * (c5 + c6 * y))))) +
    z * (pressure[0]! + z * (pressure[1]! + z * (pressure[2]! + z * (pressure[3]! + z * pressure[4]!))))
  const start = roughPotential(sa, t, p, 0)
  // Two steps of the modified Newton method (McDougall and Wotherspoon, 2014) reach 2e-14 °C. Pairs keep the chains short.
  let inverse = (zero + start) * (warmthOfWater + warmthOfSalt * sa)
  y = start * 0.025
  for (let step = 0; step < 2; step++) {
    const y2 = y * y
    const excess = y * (c1 + c2 * y + y2 * (c3 + c4 * y + y2 * (c5 + c6 * y))) - entropy
    const m = y - 0.5 * excess * inverse
    const m2 = m * m
    inverse = 1 / (c1 + 2 * c2 * m + m2 * (3 * c3 + 4 * c4 * m + m2 * (5 * c5 + 6 * c6 * m)))
    y -= excess * inverse
  }
  io[3] = y * 40
}

/** Potential temperature at the reference pressure `pRef`, dbar. */
export function ptFromT(sa: number, t: number, p: number, pRef: number): number {
  if (pRef === 0) return pt0FromT(sa, t, p)
  const entropy = entropyPart(sa, t, p)
  let pt = roughPotential(sa, t, p, pRef)
  let slope = cp0 / ((zeroCelsius + pt) * (0.95 + (0.05 / standardSalinity) * sa))
  for (let step = 0; step < 2; step++) {
    const excess = entropyPart(sa, pt, pRef) - entropy
    slope = -gibbsTt(sa, pt - (0.5 * excess) / slope, pRef)
    pt -= excess / slope
  }
  return pt
}

// biome-ignore format: a table of coefficients
function conservativeOfIo(): void {
  const x2 = scale * io[0]!
  const x = Math.sqrt(x2)
  const y = io[3]! * 0.025
  const enthalpy = 61.01362420681071 + y * (168776.46138048015 + y * (-2735.2785605119625 + y * (2574.2164453821433 + y *
    (-1536.6644434977543 + y * (545.7340497931629 + y * (-50.91091728474331 - 18.30489878927802 * y)))))) + x2 *
    (268.5520265845071 + y * (-12019.028203559312 + y * (3734.858026725145 + y * (-2046.7671145057618 + y *
    (465.28655623826234 + y * (-0.6370820302376359 - 10.650848542359153 * y))))) + x * (937.2099110620707 + y *
    (588.1802812170108 + y * (248.39476522971285 + y * (-3.871557904936333 - 2.6268019854268356 * y))) + x *
    (-1687.914374187449 + x * (246.9598888781377 + x * (123.59576582457964 - 48.5891069025409 * x)) + y *
    (936.3206544460336 + y * (-942.7827304544439 + y * (369.4389437509002 + y * (-33.83664947895248 - 9.987880382780322
    * y)))))))
  io[3] = enthalpy * perHeat
}

/** Conservative Temperature from potential temperature at the surface: potential enthalpy over cp⁰. */
export function ctFromPt(sa: number, pt: number): number {
  io[0] = sa
  io[3] = pt
  conservativeOfIo()
  return io[3]!
}

/** Conservative Temperature from in-situ temperature and sea pressure, dbar. */
export function ctFromT(sa: number, t: number, p: number): number {
  io[0] = sa
  io[1] = t
  io[2] = p
  potentialOfIo()
  conservativeOfIo()
  return io[3]!
}

/** Potential temperature at the surface from Conservative Temperature. */
export function ptFromCt(sa: number, ct: number): number {
  const sp = sa / salinityUnit
  const numerator =
    -0.01446013646344788 +
    sp * (-3.305308995852924e-3 + 1.062415929128982e-4 * sp) +
    ct * (0.9477566673794487 + 2.166591947736613e-3 * sp + 3.828842955039902e-3 * ct)
  let pt = numerator / (1 + 6.5060971156358e-4 * sp + ct * (3.830289486850898e-3 + 1.247811760368034e-6 * ct))
  // Newton's method; ∂CT/∂pt is close to one.
  for (let step = 0; step < 3; step++) {
    const slope = (-(zeroCelsius + pt) * gibbsTt(sa, pt, 0)) / cp0
    pt -= (ctFromPt(sa, pt) - ct) / slope
  }
  return pt
}

/** In-situ temperature from Conservative Temperature. */
export function tFromCt(sa: number, ct: number, p: number): number {
  return ptFromT(sa, ptFromCt(sa, ct), 0, p)
}
