/** What is computed from temperature, conductivity and pressure of seawater, whatever instrument measured them. */
import type { DerivedDefinition, Reference } from './definition.ts'

const position = { lat: 'CC_lat', lon: 'CC_lon' } as const

export const practicalSalinity: DerivedDefinition = {
  algorithm: 'ctd_pracsal',
  arguments: { c: 'CONDWAT_L1', t: 'TEMPWAT_L1', p: 'PRESWAT_L1' },
  units: '1',
  longName: 'Practical salinity',
  description: 'PSS-78, from conductivity, temperature and pressure.',
  standardName: 'sea_water_practical_salinity',
  identifier: 'PRACSAL_L2',
  precision: 4,
}

export const density: DerivedDefinition = {
  algorithm: 'ctd_density',
  arguments: { SP: 'PRACSAL_L2', t: 'TEMPWAT_L1', p: 'PRESWAT_L1', ...position },
  units: 'kg m-3',
  longName: 'Density',
  description: 'In situ density by TEOS-10, from practical salinity, temperature, pressure and position.',
  standardName: 'sea_water_density',
  identifier: 'DENSITY_L2',
  precision: 3,
}

/** `toDbar`: what the pressure is multiplied with to be dbar. */
export const depthFrom = (pressure: Reference, toDbar = 1): DerivedDefinition => ({
  algorithm: 'depth_from_pressure_dbar',
  arguments: { pressure, latitude: 'CC_lat', pressure_scale_factor: toDbar },
  units: 'm',
  longName: 'Depth below the surface',
  description: 'From pressure and latitude by TEOS-10.',
  standardName: 'depth',
  precision: 3,
})

/** The products of a CTD whose pressure in dbar has this name. */
export const ctdProducts = (pressure: Reference) => ({
  practical_salinity: practicalSalinity,
  density,
  depth: depthFrom(pressure),
})
