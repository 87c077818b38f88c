/** What oxygen sensors have in common: the correction for salinity and pressure, and where those come from. */
import type { DerivedDefinition, Reference } from './definition.ts'

/** Of a CTD nearby, else of the surface; without a pressure nearby the depth of the deployment will do. */
export const surroundings = {
  P: ['PRESWAT_L1', 'CC_depth'],
  T: ['TEMPWAT_L1', 'TEMPSRF_L1'],
  SP: ['PRACSAL_L2', 'SALSURF_L2'],
  lat: 'CC_lat',
  lon: 'CC_lon',
} as const satisfies Readonly<Record<string, Reference | readonly Reference[]>>

export const oxygenOf = (given: DerivedDefinition['arguments']): DerivedDefinition => ({
  algorithm: 'do2_salinity_correction',
  arguments: { ...surroundings, ...given },
  units: 'umol kg-1',
  longName: 'Dissolved oxygen',
  description: 'Corrected for salinity and pressure, per mass of seawater.',
  standardName: 'moles_of_oxygen_per_unit_mass_in_sea_water',
  identifier: 'DOXYGEN_L2',
  precision: 3,
})

export const concentration = 'mole_concentration_of_dissolved_molecular_oxygen_in_sea_water'
