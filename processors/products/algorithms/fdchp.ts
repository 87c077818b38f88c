/**
 * Direct covariance flux system (FDCHP): 20 minutes at 10 Hz in each hour, one burst a UTC hour. Winds, temperatures
 * and their times are vectors of the burst's 11,400 records between its first and last 30 s.
 */
import { at, type ComputeContext, defineWindowAlgorithm, type Result, type Windows } from '../algorithm.ts'
import {
  type BurstGiven,
  buoyancyFlux,
  burstRows,
  edgeRows,
  keptRows,
  leastRows,
  momentumFlux,
  sonicKelvin,
  windOf,
} from './fdchp/burst.ts'
import { median } from './fdchp/series.ts'
import { ntpToUnixSeconds } from './magnetic/declination.ts'
import { kelvin } from './metbk/air.ts'

const source = 'OOI DPS 1341-00280 (FDCHP); Edson et al. 1998, J. Atmos. Oceanic Technol. 15, 547'
const hourMicros = 3_600_000_000
const window = { lengthMicros: hourMicros, stampMicros: 600_000_000, lookBackMicros: 0 }

const sonicT = { about: 'Speed of sound of the sonic anemometer', units: 'cm s-1' }
const timestamp = {
  about: 'Time; that of the rows is taken',
  units: 'seconds since 1900-01-01',
  optional: true,
} as const
const motion = {
  timestamp,
  sonicU: { about: 'Wind along x of the buoy', units: 'cm s-1' },
  sonicV: { about: 'Wind along y of the buoy', units: 'cm s-1' },
  sonicW: { about: 'Wind along z of the buoy', units: 'cm s-1' },
  heading: { about: 'Yaw of the magnetometer', units: 'rad' },
  rateX: { about: 'Angular rate about x', units: 'rad s-1' },
  rateY: { about: 'Angular rate about y', units: 'rad s-1' },
  rateZ: { about: 'Angular rate about z', units: 'rad s-1' },
  accX: { about: 'Acceleration along x, of 9.80665 m/s²', units: 'gravity' },
  accY: { about: 'Acceleration along y, of 9.80665 m/s²', units: 'gravity' },
  accZ: { about: 'Acceleration along z, of 9.80665 m/s²', units: 'gravity' },
  lat: { about: 'Latitude, for gravity', units: 'degrees_north' },
} as const

/** Values of each burst. One too short for its filters is NaN and flagged; what exceeds 12,000 records is left out. */
function eachBurst(
  { from, to, count }: Windows,
  { flag }: ComputeContext,
  width: number,
  compute: (from: number, to: number, out: Float64Array) => void,
): Result {
  const values = new Float64Array(count * width).fill(Number.NaN)
  for (let burst = 0; burst < count; burst++) {
    const first = from[burst] as number
    const records = (to[burst] as number) - first
    if (records < leastRows) {
      if (records > 0) flag(burst, `a burst of ${records} records: at least ${leastRows} are needed`)
      continue
    }
    compute(first, first + Math.min(records, burstRows), values.subarray(burst * width, (burst + 1) * width))
  }
  return { values, width }
}

function wind(name: string, about: string, axis: 0 | 1 | 2) {
  return defineWindowAlgorithm({
    name,
    formulaVersion: 1,
    about: `${about}, freed of the buoy's motion; not corrected for magnetic declination`,
    source,
    arguments: motion,
    result: { about, units: 'm s-1', shape: 'vector' },
    window,
    compute: (given, context, windows) =>
      eachBurst(windows, context, keptRows, (from, to, out) => out.set(windOf(given, from, to)[axis])),
  })
}

function momentum(name: string, about: string, axis: 0 | 1) {
  return defineWindowAlgorithm({
    name,
    formulaVersion: 1,
    about: `${about}: covariance with the wind normal to the mean wind, over the burst`,
    source,
    arguments: motion,
    result: { about, units: 'm2 s-2' },
    window,
    compute: (given: BurstGiven, context, windows) =>
      eachBurst(windows, context, 1, (from, to, out) => {
        out[0] = momentumFlux(windOf(given, from, to), axis)
      }),
  })
}

const fluxhot = defineWindowAlgorithm({
  name: 'fdc_fluxhot',
  formulaVersion: 1,
  about: 'Sonic buoyancy flux: covariance of sonic temperature and the wind normal to the mean wind, over the burst',
  source,
  arguments: { ...motion, sonicT },
  result: { about: 'Sonic buoyancy flux', units: 'm s-1 K' },
  window,
  compute: (given, context, windows) =>
    eachBurst(windows, context, 1, (from, to, out) => {
      out[0] = buoyancyFlux(windOf(given, from, to), given.sonicT, from, to)
    }),
})

const tmpatur = defineWindowAlgorithm({
  name: 'fdc_tmpatur',
  formulaVersion: 1,
  about: 'Sonic air temperature',
  source,
  arguments: { timestamp, sonicT },
  result: { about: 'Sonic temperature', units: 'degC', shape: 'vector' },
  window,
  compute: ({ sonicT }, context, windows) =>
    eachBurst(windows, context, keptRows, (from, _, out) => {
      for (let row = 0; row < keptRows; row++) out[row] = sonicKelvin(at(sonicT, from + edgeRows + row)) - kelvin
    }),
})

const keptTimes = (time: Float64Array, from: number) =>
  time.subarray(from + edgeRows, from + edgeRows + keptRows).map((micros) => micros / 1e6 + ntpToUnixSeconds)

const timeL1 = defineWindowAlgorithm({
  name: 'fdc_time_L1',
  formulaVersion: 1,
  about: 'Times of the winds and temperatures of a burst',
  source,
  arguments: { timestamp },
  result: { about: 'Time', units: 'seconds since 1900-01-01', shape: 'vector' },
  window,
  compute: (_, context, windows) =>
    eachBurst(windows, context, keptRows, (from, __, out) => out.set(keptTimes(context.time, from))),
})

const timeL2 = defineWindowAlgorithm({
  name: 'fdc_time_L2',
  formulaVersion: 1,
  about: 'Time of the fluxes of a burst: the median of its records, to the second',
  source,
  arguments: { timestamp },
  result: { about: 'Time', units: 'seconds since 1900-01-01' },
  window,
  compute: (_, context, windows) =>
    eachBurst(windows, context, 1, (from, __, out) => {
      out[0] = Math.round(median(keptTimes(context.time, from)))
    }),
})

export const fdchpAlgorithms = [
  tmpatur,
  wind('fdc_windtur_north', 'Wind to the north', 0),
  wind('fdc_windtur_west', 'Wind to the west', 1),
  wind('fdc_windtur_up', 'Wind upward', 2),
  fluxhot,
  momentum('fdc_fluxmom_alongwind', 'Momentum flux along the wind', 0),
  momentum('fdc_fluxmom_crosswind', 'Momentum flux across the wind', 1),
  timeL1,
  timeL2,
] as const
