/** The calibration surface of chloride: conductivity over temperature and chlorinity, evenly spaced. */
import { recordLength, records } from './surface-values.ts'

/** degC */
const firstTemperature = 105.1942
const lastTemperature = 380.8288
const temperatures = records.length / recordLength
/** mol/kg */
const firstChlorinity = 0.054
const lastChlorinity = 0.634
const chlorinities = recordLength - 5
/** Points at which the DPS reads the surface at a temperature, before it looks for a conductivity between them. */
const curvePoints = 100

const bendBase = 74

function decoded(): Float64Array {
  const values = new Float64Array(temperatures * chlorinities)
  for (let t = 0; t < temperatures; t++) {
    const record = records.slice(t * recordLength, (t + 1) * recordLength)
    let value = Number(record.slice(0, 4))
    let step = Number(record.slice(4, 7))
    for (let s = 0; s < chlorinities; s++) {
      values[t * chlorinities + s] = value / 1e4
      value += step
      step += record.charCodeAt(s + 7) - bendBase
    }
  }
  return values
}
const surface = decoded()

export const isInRange = (temperature: number): boolean =>
  temperature >= firstTemperature && temperature <= lastTemperature

/** Bilinear. Positions are in steps of the grid. */
function conductivityAt(t: number, s: number): number {
  const row = Math.min(Math.floor(t), temperatures - 2)
  const column = Math.min(Math.floor(s), chlorinities - 2)
  const node = (dt: number, ds: number) => surface[(row + dt) * chlorinities + column + ds] as number
  const [dt, ds] = [t - row, s - column]
  return (node(0, 0) * (1 - ds) + node(0, 1) * ds) * (1 - dt) + (node(1, 0) * (1 - ds) + node(1, 1) * ds) * dt
}

/** Chlorinity, mol/kg, of a temperature in range; NaN where no chlorinity has this conductivity. */
export function chlorinityOf(temperature: number, conductivity: number): number {
  const t = ((temperature - firstTemperature) / (lastTemperature - firstTemperature)) * (temperatures - 1)
  const curve = (point: number) => conductivityAt(t, (point / (curvePoints - 1)) * (chlorinities - 1))
  let low = 0
  let high = curvePoints - 1
  if (!(conductivity >= curve(low) && conductivity <= curve(high))) return Number.NaN
  // Conductivity rises with chlorinity everywhere on the surface.
  while (high - low > 1) {
    const middle = (low + high) >>> 1
    if (curve(middle) <= conductivity) low = middle
    else high = middle
  }
  const point = low + (conductivity - curve(low)) / (curve(high) - curve(low))
  return firstChlorinity + (point / (curvePoints - 1)) * (lastChlorinity - firstChlorinity)
}
