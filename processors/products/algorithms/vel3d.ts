/** Three-dimensional point velocity meters (VEL3D): Nobska MAVS, Nortek Vector, Nortek Aquadopp II, Falmouth ACM. */
import { type AnyAlgorithm, at, defineAlgorithm, eachRow, type Numbers, type Result } from '../algorithm.ts'
import { type Component, declinations, latitude, longitude, ntpTime, turned } from './magnetic/declination.ts'
import { towards } from './magnetic/point-velocity.ts'
import { aquadoppAlgorithms } from './vel3d/aquadopp.ts'
import { acmAlgorithms } from './vel3d/falmouth.ts'

const nobskaSource = 'OOI DPS 1341-00781 (VELPTTU)'
const nortekSource = 'OOI DPS 1341-00780 (VELPTTU)'

const nobskaUpVel = defineAlgorithm({
  name: 'nobska_scale_up_vel',
  formulaVersion: 1,
  about: 'Upward velocity',
  source: nobskaSource,
  arguments: { w: { about: 'Upward velocity', units: 'cm s-1' } },
  result: { about: 'Upward velocity', units: 'm s-1' },
  compute: ({ w }, { rows }) => eachRow(rows, (row) => at(w, row) / 100),
})

const statusCode = {
  about: 'Status of the instrument: with bit 1 set its velocities are in tenths of mm/s',
  units: '1',
  optional: true,
} as const
const fineScale = 0b10

/** Counts of 1 mm/s, or of 0.1 mm/s where the status says so; a status that is missing gives NaN. */
function rescale({ values, width }: Result, status: Numbers | undefined): Result {
  if (status === undefined) return { values, width }
  for (let row = 0; row < values.length; row++) {
    const code = at(status, row)
    if (Number.isNaN(code)) values[row] = Number.NaN
    else if (Math.round(code) & fineScale) values[row] = (values[row] as number) * 0.1
  }
  return { values, width }
}

function nortekTowards(component: Component) {
  return defineAlgorithm({
    name: `nortek_mag_corr_${component}`,
    formulaVersion: 1,
    about: `Velocity towards true ${component}`,
    source: nortekSource,
    arguments: {
      u: { about: 'Velocity towards magnetic east', units: 'mm s-1' },
      v: { about: 'Velocity towards magnetic north', units: 'mm s-1' },
      lat: latitude,
      lon: longitude,
      timestamp: ntpTime,
      status_code: statusCode,
    },
    result: { about: `Velocity towards true ${component}`, units: 'm s-1' },
    compute: ({ u, v, lat, lon, timestamp, status_code }, context) => {
      const declination = declinations({ latitude: lat, longitude: lon, time: timestamp }, context)
      return rescale(turned(component, u, v, declination, 1e-3, context), status_code)
    },
  })
}

const nortekUpVel = defineAlgorithm({
  name: 'nortek_up_vel',
  formulaVersion: 1,
  about: 'Upward velocity',
  source: nortekSource,
  arguments: { w: { about: 'Upward velocity', units: 'mm s-1' }, status_code: statusCode },
  result: { about: 'Upward velocity', units: 'm s-1' },
  compute: ({ w, status_code }, { rows }) =>
    rescale(
      eachRow(rows, (row) => at(w, row) / 1000),
      status_code,
    ),
})

export const vel3dAlgorithms: readonly AnyAlgorithm[] = [
  towards('east', { name: 'nobska_mag_corr_east', source: nobskaSource, units: 'cm s-1' }),
  towards('north', { name: 'nobska_mag_corr_north', source: nobskaSource, units: 'cm s-1' }),
  nobskaUpVel,
  nortekTowards('east'),
  nortekTowards('north'),
  nortekUpVel,
  ...aquadoppAlgorithms,
  ...acmAlgorithms,
]
