/** From a dissolved gas to all of its forms in seawater, by pH. */
const kelvin = 273.15
/** cm³ bar / (mol K) */
const gasConstant = 83.131
const barPerPsi = 0.0689475729

/** How a dissociation constant changes with pressure: Millero 1983. Volumes in cm³/mol, compression in cm³/(mol bar). */
function underPressure(volume: number, compression: number, degrees: number, psi: number): number {
  const bar = psi * barPerPsi
  return Math.exp((-volume * bar + 0.5 * compression * bar ** 2) / (gasConstant * (degrees + kelvin)))
}

/** First and second dissociation of carbonic acid, mol/kg: Roy et al. 1993, as Millero 1995 gives them. */
export function carbonicAcid(degrees: number, salinity: number, psi: number): readonly [first: number, second: number] {
  const t = degrees + kelvin
  const root = Math.sqrt(salinity)
  const inSolution = Math.log(1 - 0.001005 * salinity)
  const first =
    2.83655 -
    2307.1266 / t -
    1.5529413 * Math.log(t) -
    (0.20760841 + 4.0484 / t) * root +
    0.0846834 * salinity -
    0.00654208 * root ** 3 +
    inSolution
  const second =
    -9.226508 -
    3351.6106 / t -
    0.2005743 * Math.log(t) -
    (0.106901773 + 23.9722 / t) * root +
    0.1130822 * salinity -
    0.00846934 * root ** 3 +
    inSolution
  return [
    Math.exp(first) * underPressure(-25.5 + 0.1271 * degrees, (-3.08 + 0.0877 * degrees) * 1e-3, degrees, psi),
    Math.exp(second) * underPressure(-15.82 - 0.0219 * degrees, (1.13 - 0.1475 * degrees) * 1e-3, degrees, psi),
  ]
}

/** First dissociation of hydrogen sulfide, mol/kg, as the DPS has it. */
export function sulfideAcid(degrees: number, salinity: number, psi: number): number {
  const t = degrees + kelvin
  const exponent =
    -19.83 -
    930.8 / t +
    2.8 * Math.log(t) -
    Math.sqrt(salinity) * (-0.2391 + 35.685 / t) -
    salinity * (0.0109 - 0.3776 / t)
  const volume = -(11.07 + 0.009 * degrees + 0.000942 * degrees ** 2)
  return 10 ** exponent * underPressure(volume, (-2.89 + 0.054 * degrees) * 1e-3, degrees, psi)
}

/** Total over dissolved carbon dioxide. */
export function totalOverCarbonDioxide(ph: number, degrees: number, salinity: number, psi: number): number {
  const [first, second] = carbonicAcid(degrees, salinity, psi)
  const hydrogen = 10 ** -ph
  return 1 + first / hydrogen + (first * second) / hydrogen ** 2
}

/** Total over dissolved hydrogen sulfide. */
export function totalOverSulfide(ph: number, degrees: number, salinity: number, psi: number): number {
  return 1 + sulfideAcid(degrees, salinity, psi) / 10 ** -ph
}
