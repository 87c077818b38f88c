/** Oxygen in equilibrium with moist air at one atmosphere, as Garcia and Gordon (1992) fit Benson and Krause (1984). */
import { zeroCelsius } from './constants.ts'

/** Scaled temperature of the fits, from °C. */
export function scaledTemperature(t: number): number {
  return Math.log((298.15 - t) / (zeroCelsius + t))
}

/** Solubility, µmol/kg, from Practical Salinity and potential temperature (ITS-90), °C. */
export function o2Solubility(sp: number, pt: number): number {
  const y = scaledTemperature(pt * 1.00024)
  return Math.exp(
    5.80871 +
      y * (3.20291 + y * (4.17887 + y * (5.10006 + y * (-9.86643e-2 + 3.80369 * y)))) +
      sp * (-7.01577e-3 + y * (-7.70028e-3 + y * (-1.13864e-2 - 9.51519e-3 * y)) - 2.75915e-7 * sp),
  )
}
