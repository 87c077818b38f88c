/** Bulk meteorology (METBK): wind toward true north, surface current, and wind against it. */
import { at, defineAlgorithm, eachRow, type Numbers, refuseAll } from '../algorithm.ts'
import { type Component, declinations, latitude, longitude, ntpTime, turned } from './magnetic/declination.ts'

const source = 'OOI DPS 1341-00370 (BULKFLX)'
const current = {
  vle_water: { about: 'Eastward surface current', units: 'm s-1' },
  vln_water: { about: 'Northward surface current', units: 'm s-1' },
}
const wind = {
  vle_wind: { about: 'Eastward wind, toward', units: 'm s-1' },
  vln_wind: { about: 'Northward wind, toward', units: 'm s-1' },
}
const maybeCurrent = {
  vle_water: { ...current.vle_water, optional: true },
  vln_water: { ...current.vln_water, optional: true },
} as const
/** Iron near the current meters' compasses of most moorings spoils them: a current counts only where one says so. */
const trust = {
  use_velptmn_with_metbk: {
    about: 'Whether the current meter may be trusted; 0: no',
    units: '1',
    optional: true,
    default: 0,
  },
} as const

/** Degrees clockwise from north into which a vector points. */
const heading = (east: number, north: number) => (450 - (Math.atan2(north, east) * 180) / Math.PI) % 360

const speed = (east: number, north: number) => Math.sqrt(east * east + north * north)

/** Speed, m/s, by the anemometer's calibration: offset, slope and, if given, change of slope above a threshold. */
function corrected(measured: number, { values, width, stride }: Numbers, row: number): number {
  const first = row * stride
  const [offset, slope] = [values[first] as number, values[first + 1] as number]
  if (width === 2) return Math.max(0, offset + slope * measured)
  const [change, threshold] = [values[first + 2] as number, values[first + 3] as number]
  return Math.max(0, offset + slope * measured + change * Math.max(0, measured - threshold))
}

function trueWind(component: Component) {
  const about = `Wind toward true ${component}`
  return defineAlgorithm({
    name: `met_windavg_mag_corr_${component}`,
    formulaVersion: 1,
    about: `${about}, its speed corrected where the anemometer is calibrated`,
    source: 'OOI DPS 1341-00360 (BULKMET)',
    arguments: {
      uu: { about: 'Wind toward magnetic east', units: 'm s-1' },
      vv: { about: 'Wind toward magnetic north', units: 'm s-1' },
      lat: latitude,
      lon: longitude,
      timestamp: ntpTime,
      spd_corr: {
        about: 'Correction of speed: offset, m/s, and slope; then change of slope and its threshold, m/s',
        units: '1',
        shape: 'vector',
        optional: true,
      },
      zwindsp: { about: 'Height of the anemometer', units: 'm', optional: true, default: 0 },
    },
    result: { about, units: 'm s-1' },
    compute: ({ uu, vv, lat, lon, timestamp, spd_corr: correction, zwindsp }, context) => {
      if (correction !== undefined && correction.width !== 2 && correction.width !== 4) {
        return refuseAll(context, `spd_corr has ${correction.width} values: 2 or 4 are needed`)
      }
      const heightMeters = (row: number) => at(zwindsp, row)
      const declination = declinations({ latitude: lat, longitude: lon, time: timestamp, heightMeters }, context)
      const wind = turned(component, uu, vv, declination, 1, context)
      if (correction === undefined) return wind
      return eachRow(context.rows, (row) => {
        const measured = speed(at(uu, row), at(vv, row))
        const part = wind.values[row] as number
        // A calm has no direction to correct along.
        return measured === 0 ? part : (part * corrected(measured, correction, row)) / measured
      })
    },
  })
}

export const metCurrentDirection = defineAlgorithm({
  name: 'met_current_direction',
  formulaVersion: 1,
  about: 'Direction into which the surface current flows; none where the current meter is not trusted',
  source,
  arguments: { ...current, ...trust },
  result: { about: 'Direction of the current, toward', units: 'degrees', isAngle: true },
  compute: ({ vle_water, vln_water, use_velptmn_with_metbk: trusted }, { rows }) =>
    eachRow(rows, (row) => (at(trusted, row) > 0 ? heading(at(vle_water, row), at(vln_water, row)) : Number.NaN)),
})

export const metCurrentSpeed = defineAlgorithm({
  name: 'met_current_speed',
  formulaVersion: 1,
  about: 'Speed of the surface current; none where the current meter is not trusted',
  source,
  arguments: { ...current, ...trust },
  result: { about: 'Speed of the current', units: 'm s-1' },
  compute: ({ vle_water, vln_water, use_velptmn_with_metbk: trusted }, { rows }) =>
    eachRow(rows, (row) => (at(trusted, row) > 0 ? speed(at(vle_water, row), at(vln_water, row)) : Number.NaN)),
})

export const metRelwindDirection = defineAlgorithm({
  name: 'met_relwind_direction',
  formulaVersion: 1,
  about: 'Direction into which the wind blows, seen from the moving water; none without a trusted current',
  source,
  arguments: { ...wind, ...maybeCurrent, ...trust },
  result: { about: 'Direction of the relative wind, toward', units: 'degrees', isAngle: true },
  compute: ({ vle_wind, vln_wind, vle_water, vln_water, use_velptmn_with_metbk: trusted }, { rows }) =>
    eachRow(rows, (row) =>
      vle_water !== undefined && vln_water !== undefined && at(trusted, row) > 0
        ? heading(at(vle_wind, row) - at(vle_water, row), at(vln_wind, row) - at(vln_water, row))
        : Number.NaN,
    ),
})

export const metRelwindSpeed = defineAlgorithm({
  name: 'met_relwind_speed',
  formulaVersion: 1,
  about: 'Wind speed relative to the water, on which the bulk fluxes rest; where no current is known, the wind speed',
  source,
  arguments: { ...wind, ...maybeCurrent, ...trust },
  result: { about: 'Speed of the relative wind', units: 'm s-1' },
  compute: ({ vle_wind, vln_wind, vle_water, vln_water, use_velptmn_with_metbk: trusted }, { rows }) =>
    eachRow(rows, (row) => {
      const isTrusted = vle_water !== undefined && vln_water !== undefined && at(trusted, row) > 0
      const east = isTrusted ? at(vle_water, row) : Number.NaN
      const north = isTrusted ? at(vln_water, row) : Number.NaN
      const isKnown = !Number.isNaN(east + north)
      return speed(at(vle_wind, row) - (isKnown ? east : 0), at(vln_wind, row) - (isKnown ? north : 0))
    }),
})

export const metbkWindAlgorithms = [
  trueWind('east'),
  trueWind('north'),
  metCurrentDirection,
  metCurrentSpeed,
  metRelwindDirection,
  metRelwindSpeed,
] as const
