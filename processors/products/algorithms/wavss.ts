/** Wave sensors (WAVSS): AXYS TRIAXYS. */
import { type AnyAlgorithm, at, defineAlgorithm } from '../algorithm.ts'
import {
  type Component,
  declinations,
  latitude,
  longitude,
  ntpTime,
  ntpToUnixSeconds,
  turned,
} from './magnetic/declination.ts'
import { raggedRows } from './ragged-rows.ts'

const source = 'OOI DPS 1341-00450 (WAVSTAT)'

const frequency = {
  freq0: { about: 'First frequency', units: 'Hz' },
  delta_freq: { about: 'Distance of the frequencies', units: 'Hz' },
} as const

const nonDirectionalFrequency = defineAlgorithm({
  name: 'wav_triaxys_nondir_freq',
  formulaVersion: 1,
  about: 'Frequencies of the non-directional wave spectrum',
  source,
  arguments: { nfreq: { about: 'Number of bands', units: '1' }, ...frequency },
  result: { about: 'Frequencies of the bands', units: 'Hz', shape: 'vector' },
  compute: ({ nfreq, freq0, delta_freq }, context) =>
    raggedRows(nfreq, nfreq, context, (row, band) => at(freq0, row) + band * at(delta_freq, row)),
})

const directionalFrequency = defineAlgorithm({
  name: 'wav_triaxys_dir_freq',
  formulaVersion: 1,
  about: 'Frequencies of the directional wave spectrum, as wide as the non-directional one; NaN beyond its own',
  source,
  arguments: {
    nfreq_nondir: { about: 'Number of bands of the non-directional spectrum', units: '1' },
    nfreq_dir: { about: 'Number of bands of the directional spectrum', units: '1' },
    ...frequency,
  },
  result: { about: 'Frequencies of the bands', units: 'Hz', shape: 'vector' },
  compute: ({ nfreq_nondir, nfreq_dir, freq0, delta_freq }, context) =>
    raggedRows(nfreq_dir, nfreq_nondir, context, (row, band) => at(freq0, row) + band * at(delta_freq, row)),
})

const motionTime = defineAlgorithm({
  name: 'wav_triaxys_buoymotion_time',
  formulaVersion: 1,
  about: "Times of a burst's displacements of the buoy",
  source,
  arguments: {
    ntp_timestamp: ntpTime,
    ntime: { about: 'Number of displacements', units: '1' },
    time0: { about: 'From the time of the record to the first displacement', units: 's' },
    delta_time: { about: 'From displacement to displacement', units: 's' },
  },
  result: { about: 'Times of the displacements', units: 'seconds since 1900-01-01', shape: 'vector' },
  compute: ({ ntp_timestamp, ntime, time0, delta_time }, context) => {
    const start = (row: number) =>
      ntp_timestamp === undefined ? (context.time[row] as number) / 1e6 + ntpToUnixSeconds : at(ntp_timestamp, row)
    return raggedRows(ntime, ntime, context, (row, index) => start(row) + at(time0, row) + index * at(delta_time, row))
  },
})

function direction(name: string, about: string, shape: 'scalar' | 'vector') {
  return defineAlgorithm({
    name,
    formulaVersion: 1,
    about,
    source,
    arguments: {
      dir_raw: { about: 'Direction by the compass', units: 'degrees', shape },
      lat: latitude,
      lon: longitude,
      ntp_ts: ntpTime,
    },
    result: { about, units: 'degrees', shape, isAngle: true },
    compute: ({ dir_raw, lat, lon, ntp_ts }, context) => {
      const declination = declinations({ latitude: lat, longitude: lon, time: ntp_ts }, context)
      const { width } = dir_raw
      const values = new Float64Array(context.rows * width)
      for (let row = 0, out = 0; row < context.rows; row++) {
        for (let index = 0; index < width; index++, out++) {
          const direction = (dir_raw.values[row * dir_raw.stride + index] as number) + (declination[row] as number)
          values[out] = ((direction % 360) + 360) % 360
        }
      }
      return { values, width }
    },
  })
}

function displacement(name: string, component: Component) {
  return defineAlgorithm({
    name,
    formulaVersion: 1,
    about: `Displacements of the buoy towards true ${component}`,
    source,
    arguments: {
      x: { about: 'Displacements towards magnetic east', units: 'm', shape: 'vector' },
      y: { about: 'Displacements towards magnetic north', units: 'm', shape: 'vector' },
      lat: latitude,
      lon: longitude,
      ntp_timestamp: ntpTime,
    },
    result: { about: `Displacements towards true ${component}`, units: 'm', shape: 'vector' },
    compute: ({ x, y, lat, lon, ntp_timestamp }, context) => {
      const declination = declinations({ latitude: lat, longitude: lon, time: ntp_timestamp }, context)
      return turned(component, x, y, declination, 1, context)
    },
  })
}

export const wavssAlgorithms: readonly AnyAlgorithm[] = [
  nonDirectionalFrequency,
  directionalFrequency,
  motionTime,
  direction('wav_triaxys_correct_mean_wave_direction', 'Mean wave direction from true north', 'scalar'),
  direction('wav_triaxys_correct_directional_wave_direction', 'Wave direction of each band from true north', 'vector'),
  displacement('wav_triaxys_magcor_buoymotion_x', 'east'),
  displacement('wav_triaxys_magcor_buoymotion_y', 'north'),
]
