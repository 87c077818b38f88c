/** Temperatures at which seawater freezes: where water in it and ice have the same chemical potential (IOC et al., 2010). */
import { pascalPerDbar, salinityScale, standardSalinity, zeroCelsius } from './constants.ts'
import { ctFromT } from './temperature.ts'

type Complex = readonly [real: number, imaginary: number]

const times = ([a, b]: Complex, [c, d]: Complex): Complex => [a * c - b * d, a * d + b * c]
const over = ([a, b]: Complex, [c, d]: Complex): Complex => {
  const square = c * c + d * d
  return [(a * c + b * d) / square, (b * c - a * d) / square]
}
const logOf = ([a, b]: Complex): Complex => [Math.log(Math.hypot(a, b)), Math.atan2(b, a)]

/** Gibbs energy of ice Ih, J/kg (Feistel and Wagner, 2006). */
function iceGibbs(t: number, p: number): number {
  const triplePoint = 273.16
  const tau = (t + zeroCelsius) / triplePoint
  const pressure = (p * pascalPerDbar) / 611.657
  const shared =
    -6.32020233335886e5 +
    pressure *
      (6.55022213658955e-1 +
        pressure * (-1.89369929326131e-8 + pressure * (3.3974612327105304e-15 - 5.564648690589909e-22 * pressure)))
  const mode = (r: Complex, at: Complex): number => {
    const [a, b] = over([tau, 0], at)
    const [c, d] = times([a, b], [a, b])
    const rise = logOf(over([1 + a, b], [1 - a, -b]))
    const fall = logOf([1 - c, -d])
    const weighted = times(at, [fall[0] - c, fall[1] - d])
    return times(r, [tau * rise[0] + weighted[0], tau * rise[1] + weighted[1]])[0]
  }
  const second: Complex = [
    -72.597457432922 + pressure * (-5.57107698030123e-5 + 2.34801409215913e-11 * pressure),
    -78.100842711287 + pressure * (4.64578634580806e-5 - 2.85651142904972e-11 * pressure),
  ]
  const modes =
    mode([44.7050716285388, 65.6876847463481], [3.68017112855051e-2, 5.10878114959572e-2]) +
    mode(second, [3.37315741065416e-1, 3.35449415919309e-1])
  return shared + triplePoint * (3.32733756492168e3 * tau + modes)
}

/** Chemical potential of water in seawater, J/kg: g - SA ∂g/∂SA, in which the logarithms cancel. */
// biome-ignore format: a table of coefficients
function waterPotential(sa: number, t: number, p: number): number {
  const x2 = salinityScale * sa
  const x = Math.sqrt(x2)
  const y = t * 0.025
  const z = p * 1e-4
  const q0 = 101.342743139674 + y * (5.90578347909402 + y * (-12357.785933039 + y * (736.741204151612 + y *
    (-148.185936433658 + y * (58.0259125842571 + y * (-18.9843846514172 + 3.05081646487967 * y)))))) + x2 *
    (-2906.40728313366 - 425.613367473353 * y + x * (1216.07331190897 + y * (246.703755070841 + y * (21.5332337989021
    + y * (5.01136854309375 - 0.4378003309044725 * y))) + x * (-2025.80115603697 + y * (-543.835333000098 + y *
    (68.5572509204491 + y * (-49.3667694856254 + y * (17.1397577419788 - 2.49697009569508 * y)))) + x *
    (1637.502615644505 + 294.042460034664 * y + x * (-749.20247575568 - 73.514324599161 * y + x *
    121.47276725635226)))))
  const q1 = 100015.695367145 + y * (-270.983805184062 + y * (1455.0364540468 + y * (-672.50778314507 + y *
    (397.968445406972 + y * (-194.618310617595 + y * (63.5113936641785 - 9.63108119393062 * y)))))) + x2 * x *
    (-99.7298015369505 + y * (87.6460205932735 + y * (-191.529033001238 + y * (230.1599659006285 - 117.2825938056775 *
    y))) + x * (54.7919133532887 + 22.6683558512829 * y + x * -54.0426293416629))
  const q2 = -2544.5765420363 + y * (776.153611613101 + y * (-756.558385769359 + y * (499.360390819152 + y *
    (-301.815380621876 + y * (120.520654902025 - 22.2897317140459 * y))))) + x2 * x * (26.14704546406675 + y *
    (-41.59619639009095 + 27.0958631258556 * y) + x * 4.08193978912261)
  const q3 = 284.517778446287 + y * (-196.51255088122 + y * (273.479662323528 + y * (-239.545330654412 + y *
    (152.196371733841 + y * (-55.2723052340152 + 8.17060541818112 * y))))) + x2 * x * (-34.02224713632295 + y *
    (14.7415321747145 - 12.8199243694957 * y) + x * 30.1755111971161)
  const q4 = -33.3146754253611 + y * (28.9796526294175 + y * (-55.5604063817218 + y * (48.8012518593872 + y *
    (-26.3748377232802 + 6.48190668077221 * y)))) + x2 * x * 1.70625966220641
  const q5 = 4.20263108803084 + y * (-2.13290083518327 + y * (4.34420671917197 - 1.66307106208905 * y))
  const q6 = -0.546428511471039
  return q0 + z * (q1 + z * (q2 + z * (q3 + z * (q4 + z * (q5 + z * q6)))))
}

/** In-situ freezing temperature, °C, from Absolute Salinity, g/kg, sea pressure, dbar, and dissolved air, 0 to 1. */
export function tFreezing(sa: number, p: number, saturation: number): number {
  const excess = (t: number): number => waterPotential(sa, t, p) - iceGibbs(t, p)
  // The slope differs little between the start and the root, some kelvin away, so the secant method is quick.
  let previous = -0.0575 * sa - 7.61e-4 * p
  let t = previous + 0.01
  let last = excess(previous)
  for (let step = 0; step < 12 && t !== previous; step++) {
    const now = excess(t)
    const next = now === last ? t : t - (now * (t - previous)) / (now - last)
    previous = t
    last = now
    t = next
    if (Math.abs(t - previous) < 1e-13) break
  }
  return t - saturation * 1e-3 * (2.4 - sa / (2 * standardSalinity))
}

/** Conservative Temperature at freezing, °C. */
export function ctFreezing(sa: number, p: number, saturation: number): number {
  return ctFromT(sa, tFreezing(sa, p, saturation), p)
}
