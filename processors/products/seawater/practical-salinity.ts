/** Practical Salinity: PSS-78, and below 2 the extension of Hill, Dauphinee and Woods (1986), made continuous at 2. */

/** Conductivity at SP = 35, t68 = 15 °C, p = 0, mS/cm. */
const standardConductivity = 42.914

/** PSS-78 as a polynomial in √Rt. */
function saltOf(x: number, temperatureFactor: number): number {
  return (
    0.008 +
    x * (-0.1692 + x * (25.3851 + x * (14.0941 + x * (-7.0261 + 2.7081 * x)))) +
    temperatureFactor * (0.0005 + x * (-0.0056 + x * (-0.0066 + x * (-0.0375 + x * (0.0636 - 0.0144 * x)))))
  )
}

function saltSlope(x: number, temperatureFactor: number): number {
  return (
    -0.1692 +
    x * (2 * 25.3851 + x * (3 * 14.0941 + x * (-4 * 7.0261 + 5 * 2.7081 * x))) +
    temperatureFactor * (-0.0056 + x * (-2 * 0.0066 + x * (-3 * 0.0375 + x * (4 * 0.0636 - 5 * 0.0144 * x))))
  )
}

/** What Hill et al. take off PSS-78 at low salinity. */
function lowSalinityTerm(x: number, temperatureFactor: number): number {
  const ratio = 400 * x * x
  const root = 10 * x
  return 0.008 / (1 + ratio * (1.5 + ratio)) + (0.0005 * temperatureFactor) / (1 + root * (1 + root * (1 + root)))
}

/** 2 over the formula of Hill et al. where PSS-78 is exactly 2: their product is continuous there. */
function hillRatio(t68: number, temperatureFactor: number): number {
  // Newton's method; the start is within 1e-3 of √Rt between -2 and 40 °C.
  let x = 0.2641463563366498 + t68 * (2.007883247811176e-4 + t68 * -4.107694432853053e-6)
  for (let step = 0; step < 4; step++) x -= (saltOf(x, temperatureFactor) - 2) / saltSlope(x, temperatureFactor)
  return 2 / (2 - lowSalinityTerm(x, temperatureFactor))
}

/** Practical Salinity from conductivity, mS/cm, in-situ temperature (ITS-90), °C, and sea pressure, dbar. */
export function spFromC(c: number, t: number, p: number): number {
  const t68 = t * 1.00024
  const temperatureFactor = (t68 - 15) / (1 + 0.0162 * (t68 - 15))
  const ratio = c / standardConductivity
  const byTemperature = 0.6766097 + t68 * (2.00564e-2 + t68 * (1.104259e-4 + t68 * (-6.9698e-7 + 1.0031e-9 * t68)))
  const byPressure =
    1 +
    (p * (2.07e-5 + p * (-6.37e-10 + 3.989e-15 * p))) /
      (1 + t68 * (3.426e-2 + 4.464e-4 * t68) + (4.215e-1 - 3.107e-3 * t68) * ratio)
  // NaN where conductivity is negative.
  const x = Math.sqrt(ratio / (byPressure * byTemperature))
  let sp = saltOf(x, temperatureFactor)
  if (sp < 2) sp = hillRatio(t68, temperatureFactor) * (sp - lowSalinityTerm(x, temperatureFactor))
  // Nothing but rounding makes it negative.
  return Math.max(0, sp)
}
