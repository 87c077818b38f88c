/** Velocities at a point, given in the earth's frame by the instrument's own compass: three algorithms a family. */
import { defineAlgorithm } from '../../algorithm.ts'
import { type Component, declinations, latitude, longitude, ntpTime, turned } from './declination.ts'

export interface PointVelocity {
  readonly name: string
  readonly source: string
  readonly units: 'mm s-1' | 'cm s-1'
}

/** Of the unit, m/s. */
const metresPerSecond = { 'mm s-1': 1e-3, 'cm s-1': 1e-2 }

export function towards(component: Component, { name, source, units }: PointVelocity) {
  return defineAlgorithm({
    name,
    formulaVersion: 1,
    about: `Velocity towards true ${component}`,
    source,
    arguments: {
      u: { about: 'Velocity towards magnetic east', units },
      v: { about: 'Velocity towards magnetic north', units },
      lat: latitude,
      lon: longitude,
      timestamp: ntpTime,
    },
    result: { about: `Velocity towards true ${component}`, units: 'm s-1' },
    compute: ({ u, v, lat, lon, timestamp }, context) => {
      const declination = declinations({ latitude: lat, longitude: lon, time: timestamp }, context)
      return turned(component, u, v, declination, metresPerSecond[units], context)
    },
  })
}
