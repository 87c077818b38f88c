/** The compass: how far magnetic north is off true north, and velocities corrected for it. */
import { at, defineAlgorithm, scalarResult } from '../algorithm.ts'
import { declinations, latitude, longitude, ntpTime, turned } from './magnetic/declination.ts'

const field = 'IGRF-14, IAGA Working Group V-MOD (2024)'

export const magneticDeclination = defineAlgorithm({
  name: 'magnetic_declination',
  formulaVersion: 1,
  about: 'Magnetic declination: positive where magnetic north is east of true north',
  source: field,
  arguments: {
    lat: latitude,
    lon: longitude,
    timestamp: ntpTime,
    z: { about: 'Distance from the sea surface', units: 'm', optional: true, default: 0 },
    zflag: { about: 'Sign of z: -1 for a depth, 1 for a height', units: '1', optional: true, default: -1 },
  },
  result: { about: 'Magnetic declination', units: 'degrees', isAngle: true },
  compute: ({ lat, lon, timestamp, z, zflag }, context) =>
    scalarResult(
      declinations(
        {
          latitude: lat,
          longitude: lon,
          time: timestamp,
          heightMeters: (row) => at(z, row) * at(zflag, row),
        },
        context,
      ),
    ),
})

export const magneticCorrection = defineAlgorithm({
  name: 'magnetic_correction',
  formulaVersion: 1,
  about: 'East and north of a velocity whose north was magnetic',
  source: 'OOI DPS 1341-00750 (VELPROF)',
  arguments: {
    theta: { about: 'Magnetic declination', units: 'degrees' },
    u: { about: 'Velocity towards magnetic east', units: 'm s-1' },
    v: { about: 'Velocity towards magnetic north', units: 'm s-1' },
  },
  result: { about: 'Velocity towards true east, then towards true north', units: 'm s-1', shape: 'vector' },
  compute: ({ theta, u, v }, context) => {
    const declination = Float64Array.from({ length: context.rows }, (_, row) => at(theta, row))
    const east = turned('east', u, v, declination, 1, context).values
    const north = turned('north', u, v, declination, 1, context).values
    const values = new Float64Array(2 * context.rows)
    for (let row = 0; row < context.rows; row++) values.set([east[row] as number, north[row] as number], 2 * row)
    return { values, width: 2 }
  },
})

export const magneticAlgorithms = [magneticDeclination, magneticCorrection]
