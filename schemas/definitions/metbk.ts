/** Surface meteorology (METBK, ASIMET modules), with the parameter names of the Ocean Observatories Initiative. */
import { defineStream, float64, type ParameterDefinition, timeParameters } from './definition.ts'

const measured = (units: string, longName: string, standardName?: string): ParameterDefinition => ({
  type: float64,
  units,
  longName,
  ...(standardName === undefined ? {} : { standardName }),
})

export const metbkADclInstrument = defineStream({
  name: 'metbk_a_dcl_instrument',
  about: 'Surface meteorology about once a minute, as telemetered through the data concentrator logger.',
  binMinutes: 10_080,
  preferredTimestamp: 'port_timestamp',
  parameters: {
    port_timestamp: timeParameters.port_timestamp,
    driver_timestamp: timeParameters.driver_timestamp,
    barometric_pressure: measured('mbar', 'Barometric pressure', 'air_pressure'),
    relative_humidity: measured('percent', 'Relative humidity', 'relative_humidity'),
    air_temperature: measured('degrees_Celsius', 'Air temperature', 'air_temperature'),
    longwave_irradiance: measured(
      'W m-2',
      'Downwelling longwave irradiance',
      'surface_downwelling_longwave_flux_in_air',
    ),
    precipitation: measured('mm', 'Level of the rain gauge', 'lwe_thickness_of_precipitation_amount'),
    sea_surface_temperature: measured('degrees_Celsius', 'Sea surface temperature', 'sea_surface_temperature'),
    sea_surface_conductivity: measured('S m-1', 'Sea surface conductivity', 'sea_water_electrical_conductivity'),
    shortwave_irradiance: measured(
      'W m-2',
      'Downwelling shortwave irradiance',
      'surface_downwelling_shortwave_flux_in_air',
    ),
    eastward_wind_velocity: measured('m s-1', 'Wind velocity towards magnetic east'),
    northward_wind_velocity: measured('m s-1', 'Wind velocity towards magnetic north'),
  },
})

export const metbkADclInstrumentRecovered = defineStream({
  ...metbkADclInstrument,
  name: 'metbk_a_dcl_instrument_recovered',
  about: 'Surface meteorology about once a minute, from the files of a recovered data concentrator logger.',
})
