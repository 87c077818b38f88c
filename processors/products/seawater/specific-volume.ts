/**
 * The specific volume of seawater as Roquet et al. (2015) fit it with 75 terms, in s = √((SA + 24) / 40 uPS), y = CT / 40 °C
 * and z = p / 10⁴ dbar, with what follows from it by differentiation and integration.
 */
import { conservativeHeatCapacity, salinityOffset, salinityScale } from './constants.ts'
import { integralAt, slopeAt, valueAt } from './polynomial.ts'

/** SA and CT that `volumeTerms` is asked for, and its constants: see `temperature.ts` for why they are here. */
const asked = new Float64Array(2)
const scale = salinityScale
const offset = salinityOffset

/** The factors of the powers of z, of the last call of `volumeTerms`; the last two are constant. */
const v = Float64Array.of(0, 0, 0, 0, 0, -1.2647261286e-8, 1.961350393e-9)

// biome-ignore format: a table of coefficients
function volumeTerms(): void {
  const s = Math.sqrt(scale * asked[0]! + offset)
  const y = asked[1]! * 0.025
  v[0] = 0.0010769995862 + s * (-3.1038981976e-4 + s * (6.6928067038e-4 + s * (-8.5047933937e-4 + s *
    (5.8086069943e-4 + s * (-2.1092370507e-4 + 3.1932457305e-5 * s))))) + y * (-1.5649734675e-5 + s * (3.5009599764e-5
    + s * (-4.3592678561e-5 + s * (3.4532461828e-5 + s * (-1.1959409788e-5 + 1.3864594581e-6 * s)))) + y *
    (2.7762106484e-5 + s * (-3.7435842344e-5 + s * (3.590782276e-5 + s * (-1.8698584187e-5 + 3.8595339244e-6 * s))) +
    y * (-1.6521159259e-5 + s * (2.4141479483e-5 + s * (-1.4353633048e-5 + 2.2863324556e-6 * s)) + y *
    (6.9111322702e-6 + s * (-8.7595873154e-6 + 4.3703680598e-6 * s) + y * (-8.053961554e-7 - 3.30527589e-7 * s + y *
    2.0543094268e-7)))))
  v[1] = -6.0799143809e-5 + s * (2.4262468747e-5 + s * (-3.4792460974e-5 + s * (3.7470777305e-5 + s *
    (-1.7322218612e-5 + 3.0927427253e-6 * s)))) + y * (1.8505765429e-5 + s * (-9.5677088156e-6 + s * (1.1100834765e-5
    + s * (-9.8447117844e-6 + 2.590922526e-6 * s))) + y * (-1.1716606853e-5 + s * (-2.3678308361e-7 + s *
    (2.9283346295e-6 - 4.88261392e-7 * s)) + y * (7.9279656173e-6 + s * (-3.4558773655e-6 + 3.1655306078e-7 * s) + y *
    (-3.4102187482e-6 + 1.2956717783e-6 * s + y * 5.0736766814e-7))))
  v[2] = 9.9856169219e-6 + s * (-5.8484432984e-7 + s * (-4.8122251597e-6 + s * (4.9263106998e-6 - 1.7811974727e-6 *
    s))) + y * (-1.1736386731e-6 + s * (-5.5699154557e-6 + s * (5.4620748834e-6 - 1.3544185627e-6 * s)) + y *
    (2.130502874e-6 + s * (3.913738708e-7 - 6.5731104067e-7 * s) + y * (-4.6132540037e-7 + 7.7618888092e-9 * s + y *
    -6.3352916514e-8)))
  v[3] = -1.1309361437e-6 + s * (3.6310188515e-7 + 1.674630378e-8 * s) + y * (-3.6527006553e-7 - 2.7295696237e-7 * s
    + y * 2.8695905159e-7)
  v[4] = 1.053115308e-7 - 1.1147125423e-7 * s + y * 3.1454099902e-7
}

/** Specific volume, m³/kg, from Absolute Salinity, g/kg, Conservative Temperature, °C, and sea pressure, dbar. */
export function specvol(sa: number, ct: number, p: number): number {
  asked[0] = sa
  asked[1] = ct
  volumeTerms()
  const z = p * 1e-4
  return v[0]! + z * (v[1]! + z * (v[2]! + z * (v[3]! + z * (v[4]! + z * (v[5]! + z * v[6]!)))))
}

/** Speed of sound, m/s. */
export function soundSpeed(sa: number, ct: number, p: number): number {
  asked[0] = sa
  asked[1] = ct
  volumeTerms()
  const z = p * 1e-4
  return (1e4 * valueAt(v, z)) / Math.sqrt(-slopeAt(v, z))
}

/** Specific enthalpy, J/kg: potential enthalpy, and the integral of the volume over pressure. */
export function enthalpy(sa: number, ct: number, p: number): number {
  asked[0] = sa
  asked[1] = ct
  volumeTerms()
  return conservativeHeatCapacity * ct + 1e8 * integralAt(v, p * 1e-4)
}

/** Thermal expansion by Conservative Temperature, 1/K. */
export function alpha(sa: number, ct: number, p: number): number {
  return volumeByTemperature(sa, ct, p) / specvol(sa, ct, p)
}

/** Saline contraction at constant Conservative Temperature, kg/g. */
export function beta(sa: number, ct: number, p: number): number {
  return -volumeBySalinity(sa, ct, p) / specvol(sa, ct, p)
}

// biome-ignore format: a table of coefficients
function volumeByTemperature(sa: number, ct: number, p: number): number {
  const s = Math.sqrt(salinityScale * sa + salinityOffset)
  const y = ct * 0.025
  const z = p * 1e-4
  const v0 = -1.5649734675e-5 + s * (3.5009599764e-5 + s * (-4.3592678561e-5 + s * (3.4532461828e-5 + s *
    (-1.1959409788e-5 + 1.3864594581e-6 * s)))) + y * (5.5524212968e-5 + s * (-7.4871684688e-5 + s * (7.181564552e-5 +
    s * (-3.7397168374e-5 + 7.7190678488e-6 * s))) + y * (-4.9563477777e-5 + s * (7.2424438449e-5 + s *
    (-4.3060899144e-5 + 6.8589973668e-6 * s)) + y * (2.76445290808e-5 + s * (-3.50383492616e-5 + 1.74814722392e-5 * s)
    + y * (-4.026980777e-6 - 1.652637945e-6 * s + y * 1.23258565608e-6))))
  const v1 = 1.8505765429e-5 + s * (-9.5677088156e-6 + s * (1.1100834765e-5 + s * (-9.8447117844e-6 + 2.590922526e-6
    * s))) + y * (-2.3433213706e-5 + s * (-4.7356616722e-7 + s * (5.856669259e-6 - 9.76522784e-7 * s)) + y *
    (2.37838968519e-5 + s * (-1.03676320965e-5 + 9.4965918234e-7 * s) + y * (-1.36408749928e-5 + 5.1826871132e-6 * s +
    y * 2.5368383407e-6)))
  const v2 = -1.1736386731e-6 + s * (-5.5699154557e-6 + s * (5.4620748834e-6 - 1.3544185627e-6 * s)) + y *
    (4.261005748e-6 + s * (7.827477416e-7 - 1.31462208134e-6 * s) + y * (-1.38397620111e-6 + 2.32856664276e-8 * s + y
    * -2.53411666056e-7))
  const v3 = -3.6527006553e-7 - 2.7295696237e-7 * s + y * 5.7391810318e-7
  const v4 = 3.1454099902e-7
  return 0.025 * (v0 + z * (v1 + z * (v2 + z * (v3 + z * v4))))
}

// biome-ignore format: a table of coefficients
function volumeBySalinity(sa: number, ct: number, p: number): number {
  const s = Math.sqrt(salinityScale * sa + salinityOffset)
  const y = ct * 0.025
  const z = p * 1e-4
  const v0 = -3.1038981976e-4 + s * (0.00133856134076 + s * (-0.00255143801811 + s * (0.00232344279772 + s *
    (-0.00105461852535 + 1.9159474383e-4 * s)))) + y * (3.5009599764e-5 + s * (-8.7185357122e-5 + s *
    (1.03597385484e-4 + s * (-4.7837639152e-5 + 6.9322972905e-6 * s))) + y * (-3.7435842344e-5 + s * (7.181564552e-5 +
    s * (-5.6095752561e-5 + 1.54381356976e-5 * s)) + y * (2.4141479483e-5 + s * (-2.8707266096e-5 + 6.8589973668e-6 *
    s) + y * (-8.7595873154e-6 + 8.7407361196e-6 * s + y * -3.30527589e-7))))
  const v1 = 2.4262468747e-5 + s * (-6.9584921948e-5 + s * (1.12412331915e-4 + s * (-6.9288874448e-5 +
    1.54637136265e-5 * s))) + y * (-9.5677088156e-6 + s * (2.220166953e-5 + s * (-2.95341353532e-5 + 1.0363690104e-5 *
    s)) + y * (-2.3678308361e-7 + s * (5.856669259e-6 - 1.464784176e-6 * s) + y * (-3.4558773655e-6 + 6.3310612156e-7
    * s + y * 1.2956717783e-6)))
  const v2 = -5.8484432984e-7 + s * (-9.6244503194e-6 + s * (1.47789320994e-5 - 7.1247898908e-6 * s)) + y *
    (-5.5699154557e-6 + s * (1.09241497668e-5 - 4.0632556881e-6 * s) + y * (3.913738708e-7 - 1.31462208134e-6 * s + y
    * 7.7618888092e-9))
  const v3 = 3.6310188515e-7 + 3.349260756e-8 * s + y * -2.7295696237e-7
  const v4 = -1.1147125423e-7
  return 0.5 * salinityScale / s * (v0 + z * (v1 + z * (v2 + z * (v3 + z * v4))))
}

/** The factors for Standard Seawater at 0 °C. */
// biome-ignore format: a table of coefficients
const standard = Float64Array.of(
  9.72661385484387e-4, -4.505913211160929e-5, 7.130728965927127e-6, -6.657179479768312e-7, -2.99405444723288e-8,
  -1.2647261286e-8, 1.961350393e-9,
)

/** Specific volume of Standard Seawater at 0 °C, m³/kg. */
export function standardSpecvol(p: number): number {
  return valueAt(standard, p * 1e-4)
}

/** Enthalpy of Standard Seawater at 0 °C, J/kg. */
export function standardEnthalpy(p: number): number {
  return 1e8 * integralAt(standard, p * 1e-4)
}
