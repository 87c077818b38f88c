/** One burst of the direct covariance flux system: 20 minutes at 10 Hz, to wind and fluxes (OOI DPS 1341-00280). */
import { at, type Numbers } from '../../algorithm.ts'
import { gravity } from '../metbk/air.ts'
import { attitude, calibrated, compass, rate, steadyRates, trueWind, type Vectors } from './motion.ts'
import { despike, detrend, mean, meanProduct, median } from './series.ts'

export const burstRows = 12_000
/** Cut off both ends, where filters have not settled: 30 s. */
export const edgeRows = 30 * rate
export const keptRows = burstRows - 2 * edgeRows
/** With fewer, the filler of the end would reach into what is kept. */
export const leastRows = burstRows - edgeRows

const standardGravity = 9.80665

export interface BurstGiven {
  readonly sonicU: Numbers
  readonly sonicV: Numbers
  readonly sonicW: Numbers
  readonly heading: Numbers
  readonly rateX: Numbers
  readonly rateY: Numbers
  readonly rateZ: Numbers
  readonly accX: Numbers
  readonly accY: Numbers
  readonly accZ: Numbers
  readonly lat: Numbers
}

/** A column of a burst times `scale`, filled up with its last value. */
export function column(numbers: Numbers, from: number, to: number, scale: number): Float64Array {
  const values = new Float64Array(burstRows)
  for (let row = 0; row < burstRows; row++) values[row] = at(numbers, Math.min(from + row, to - 1)) * scale
  return values
}

/** Sonic temperature, K, from the speed of sound, cm/s. */
export const sonicKelvin = (speed: number) => (0.01 * speed) ** 2 / 403

/** Wind north, west and up, m/s, without the edges. The motion sensor's y and z point the other way. */
export function windOf(given: BurstGiven, from: number, to: number): Vectors {
  const take = (numbers: Numbers, scale: number) => column(numbers, from, to, scale)
  const wind: Vectors = [take(given.sonicU, 0.01), take(given.sonicV, 0.01), take(given.sonicW, 0.01)]
  const rates = steadyRates([take(given.rateX, 1), take(given.rateY, -1), take(given.rateZ, -1)])
  const g = gravity(median(take(given.lat, 1)))
  const accelerations = calibrated(
    [
      despike(take(given.accX, standardGravity)),
      despike(take(given.accY, -standardGravity)),
      despike(take(given.accZ, -standardGravity)),
    ],
    g,
  )
  const angles = attitude(accelerations, rates, compass(take(given.heading, -1)), g)
  const free = trueWind(wind, accelerations, rates, angles, g)
  return free.map((values) => values.slice(edgeRows, burstRows - edgeRows)) as unknown as Vectors
}

/** Turned into the mean wind: along, across and normal to it; without trend. */
export function alongWind(wind: Vectors): Vectors {
  const [east, north, up] = wind.map(mean) as [number, number, number]
  const turn = Math.atan2(north, east)
  const rise = Math.atan2(up, Math.hypot(east, north))
  const [sinTurn, cosTurn, sinRise, cosRise] = [Math.sin(turn), Math.cos(turn), Math.sin(rise), Math.cos(rise)]
  const [along, across, normal] = wind.map((values) => new Float64Array(values.length)) as unknown as Vectors
  for (let row = 0; row < along.length; row++) {
    const [x, y, z] = [wind[0][row] as number, wind[1][row] as number, wind[2][row] as number]
    const ahead = x * cosTurn + y * sinTurn
    along[row] = ahead * cosRise + z * sinRise
    across[row] = y * cosTurn - x * sinTurn
    normal[row] = z * cosRise - ahead * sinRise
  }
  return [detrend(along), detrend(across), detrend(normal)]
}

/** Kinematic momentum flux, m²/s². */
export function momentumFlux(wind: Vectors, axis: 0 | 1): number {
  const turned = alongWind(wind)
  return meanProduct(turned[2], turned[axis])
}

/** Sonic buoyancy flux, m/s K. */
export function buoyancyFlux(wind: Vectors, sonicT: Numbers, from: number, to: number): number {
  const speeds = column(sonicT, from, to, 1).subarray(edgeRows, burstRows - edgeRows)
  return meanProduct(alongWind(wind)[2], detrend(speeds.map(sonicKelvin)))
}
