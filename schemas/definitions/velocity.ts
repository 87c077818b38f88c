/** Velocities of seawater at a point, turned to true north: what their products have in common. */
import type { DerivedDefinition, Reference } from './definition.ts'

type Arguments = DerivedDefinition['arguments']
export const position = { lat: 'CC_lat', lon: 'CC_lon' } as const

export const eastward = (algorithm: string, given: Arguments, identifier: string): DerivedDefinition => ({
  algorithm,
  arguments: { ...given, ...position },
  units: 'm s-1',
  longName: 'Eastward velocity of seawater',
  description: 'Toward true east: turned by the magnetic declination of place and date.',
  standardName: 'eastward_sea_water_velocity',
  identifier,
  precision: 4,
})

export const northward = (algorithm: string, given: Arguments, identifier: string): DerivedDefinition => ({
  algorithm,
  arguments: { ...given, ...position },
  units: 'm s-1',
  longName: 'Northward velocity of seawater',
  description: 'Toward true north: turned by the magnetic declination of place and date.',
  standardName: 'northward_sea_water_velocity',
  identifier,
  precision: 4,
})

export const upward = (
  algorithm: string,
  given: Arguments,
  identifier: string,
  longName = 'Upward velocity of seawater',
): DerivedDefinition => ({
  algorithm,
  arguments: given,
  units: 'm s-1',
  longName,
  standardName: 'upward_sea_water_velocity',
  identifier,
  precision: 4,
})

/** Names of the eastward and the northward raw velocity. */
export const horizontal = (u: Reference, v: Reference) => ({ u, v })
