/** Arithmetic of the hot vent's electrodes and thermometers (THSPH). */
import type { Numbers } from '../../algorithm.ts'

const kelvin = 273.15
const coefficients = 6

/** A polynomial of the fifth degree, the coefficient of the highest power first. */
export function polynomial({ values, width, stride }: Numbers, row: number, x: number): number {
  if (width !== coefficients) throw new RangeError(`a polynomial has ${width} coefficients, not ${coefficients}`)
  const first = row * stride
  let value = values[first] as number
  for (let i = 1; i < coefficients; i++) value = value * x + (values[first + i] as number)
  return value
}

/** V of an electrode from counts, before the laboratory's calibration. */
export const electrodeVolts = (counts: number): number => (counts * 0.25 - 2048) / 1000
/** mV of a thermocouple from counts. */
export const thermocoupleMillivolts = (counts: number): number => (counts * 0.25 - 1024) / 61.606

/** Ohms of a thermistor from counts. */
export function thermistorOhms(counts: number): number {
  const scaled = counts * 0.125
  return (10_000 * scaled) / (2048 - scaled)
}

/** degC of a thermistor; `toScience` gives the inverse of the absolute temperature from the logarithm of the ohms. */
export function thermistorTemperature(ohms: number, toScience: Numbers, row: number): number {
  return ohms > 0 && Number.isFinite(ohms) ? 1 / polynomial(toScience, row, Math.log(ohms)) - kelvin : Number.NaN
}

/** V for a decade, at a temperature in degC: ln(10) R T / F. */
export const nernst = (temperature: number): number => 1.9842e-4 * (temperature + kelvin)
