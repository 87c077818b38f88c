/** Seawater, as far as a believable sample needs it: practical salinity, density anomaly at the surface, sound. */

const polynomial = (x: number, ...coefficients: readonly number[]): number =>
  coefficients.reduceRight((sum, coefficient) => sum * x + coefficient, 0)

/** PSS-78 (Fofonoff and Millard 1983). `conductivity` in S/m, `temp` in degrees Celsius, `pressure` in dbar. */
export function practicalSalinity(conductivity: number, temp: number, pressure: number): number {
  const ratio = conductivity / 4.2914
  const rt = polynomial(temp, 0.6766097, 2.00564e-2, 1.104259e-4, -6.9698e-7, 1.0031e-9)
  const rp =
    1 +
    (pressure * polynomial(pressure, 2.07e-5, -6.37e-10, 3.989e-15)) /
      (1 + 3.426e-2 * temp + 4.464e-4 * temp ** 2 + (0.4215 - 3.107e-3 * temp) * ratio)
  const root = Math.sqrt(ratio / (rp * rt))
  const excess = (temp - 15) / (1 + 0.0162 * (temp - 15))
  return (
    polynomial(root, 0.008, -0.1692, 25.3851, 14.0941, -7.0261, 2.7081) +
    excess * polynomial(root, 0.0005, -0.0056, -0.0066, -0.0375, 0.0636, -0.0144)
  )
}

/** Density at one atmosphere less 1000 kg/m³ (EOS-80, Millero and Poisson 1981). */
export function sigmaT(salinity: number, temp: number): number {
  const pure = polynomial(temp, 999.842594, 6.793952e-2, -9.09529e-3, 1.001685e-4, -1.120083e-6, 6.536332e-9)
  const linear = polynomial(temp, 8.24493e-1, -4.0899e-3, 7.6438e-5, -8.2467e-7, 5.3875e-9)
  const threeHalves = polynomial(temp, -5.72466e-3, 1.0227e-4, -1.6546e-6)
  return pure + linear * salinity + threeHalves * salinity ** 1.5 + 4.8314e-4 * salinity ** 2 - 1000
}

/** Sound velocity in m/s (Mackenzie 1981), depth in metres. */
export function soundVelocity(salinity: number, temp: number, depth: number): number {
  return (
    polynomial(temp, 1448.96, 4.591, -5.304e-2, 2.374e-4) +
    1.34 * (salinity - 35) +
    1.63e-2 * depth +
    1.675e-7 * depth ** 2 -
    1.025e-2 * temp * (salinity - 35) -
    7.139e-13 * temp * depth ** 3
  )
}
