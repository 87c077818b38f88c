/** From the counts of an ac-s to attenuation and absorption. OOI DPS 1341-00690 (OPTATTN) and -00700 (OPTABSN). */
import type { ComputeContext, Numbers } from '../../algorithm.ts'
import { waterCorrection } from './pure-water.ts'

const zeroCelsius = 273.15
/** m */
const pathLength = 0.25

/** Temperature inside the meter from its thermistor, °C. */
export function internalTemperature(counts: number): number {
  const volts = (5 * counts) / 65535
  const log = Math.log((10000 * volts) / (4.516 - volts))
  return 1 / (0.00093135 + 0.000221631 * log + 1.25741e-7 * log ** 3) - zeroCelsius
}

export interface Channel {
  readonly reference: Numbers
  readonly signal: Numbers
  readonly wavelengths: Numbers
  /** Readings in pure water, m-1. */
  readonly offsets: Numbers
  /** Internal temperatures, ascending, of the columns of `drift`. */
  readonly bins: Numbers
  /** What the meter reads too much at each wavelength and internal temperature, m-1. */
  readonly drift: Numbers
}

/** What is wrong with the widths, or null. */
export function misfit({ reference, signal, wavelengths, offsets, bins, drift }: Channel): string | null {
  const { width } = reference
  if (signal.width !== width) return `the signal has ${signal.width} wavelengths, the reference ${width}`
  if (wavelengths.width !== width) return `the calibration has ${wavelengths.width} wavelengths, the counts ${width}`
  if (offsets.width !== width) return `the calibration has ${offsets.width} offsets for ${width} wavelengths`
  if (drift.width !== width * bins.width) {
    return `the drift table has ${drift.width} values for ${width} wavelengths and ${bins.width} temperatures`
  }
  return null
}

/** Attenuation or absorption before any correction for the sea around it, of one row, into `out`. */
export function uncorrected(
  channel: Channel,
  row: number,
  thermistor: number,
  context: ComputeContext,
  out: Float64Array,
) {
  const { reference, signal, offsets, bins, drift } = channel
  const { width } = reference
  const inside = internalTemperature(thermistor)
  const from = row * bins.stride
  let bin = bins.width - 2
  while (bin > 0 && (bins.values[from + bin] as number) > inside) bin--
  const cold = bins.values[from + bin] as number
  const share = (inside - cold) / ((bins.values[from + bin + 1] as number) - cold)
  if (!(share >= 0 && share <= 1)) {
    if (!Number.isNaN(thermistor)) context.flag(row, 'the internal temperature is outside of the calibration')
    out.fill(Number.NaN)
    return
  }
  for (let i = 0; i < width; i++) {
    const ratio =
      (signal.values[row * signal.stride + i] as number) / (reference.values[row * reference.stride + i] as number)
    const cell = row * drift.stride + i * bins.width + bin
    const tooCold = drift.values[cell] as number
    const tooMuch = tooCold + share * ((drift.values[cell + 1] as number) - tooCold)
    const offset = offsets.values[row * offsets.stride + i] as number
    out[i] =
      ratio > 0 && ratio < Number.POSITIVE_INFINITY ? offset - Math.log(ratio) / pathLength - tooMuch : Number.NaN
  }
}

/** Takes away what temperature and salinity of the sea add to pure water at the calibration. Coefficients are read once. */
export function seawaterCorrection(wavelengths: Numbers, channel: 'salinityOfA' | 'salinityOfC') {
  const { width } = wavelengths
  const byTemperature = new Float64Array(width)
  const bySalinity = new Float64Array(width)
  let read = -1
  return (row: number, warmer: number, salinity: number, values: Float64Array) => {
    const from = row * wavelengths.stride
    if (from !== read) {
      for (let i = 0; i < width; i++) {
        const correction = waterCorrection(wavelengths.values[from + i] as number)
        byTemperature[i] = correction.temperature
        bySalinity[i] = correction[channel]
      }
      read = from
    }
    for (let i = 0; i < width; i++) {
      values[i] = (values[i] as number) - warmer * (byTemperature[i] as number) - salinity * (bySalinity[i] as number)
    }
  }
}
