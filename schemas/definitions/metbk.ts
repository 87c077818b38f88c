/** Surface meteorology (METBK, ASIMET modules), with the parameter names of the Ocean Observatories Initiative. */
import {
  type DerivedDefinition,
  defineStream,
  float64,
  type ParameterDefinition,
  stored,
  timeParameters,
} from './definition.ts'

const measured = (
  units: string,
  longName: string,
  identifier: string,
  more: Pick<ParameterDefinition, 'standardName'> = {},
): ParameterDefinition => stored(float64, units, longName, { identifier, ...more })

/** Toward the east and the north of the surface water, where a current meter hangs below the buoy and is trusted. */
const water = {
  vle_water: ['VELPTMN-VLE_L1', null],
  vln_water: ['VELPTMN-VLN_L1', null],
  use_velptmn_with_metbk: 'CC_use_velpt',
} as const
const wind = { vle_wind: 'met_windavg_mag_corr_east', vln_wind: 'met_windavg_mag_corr_north' } as const
const magneticWind = {
  uu: 'eastward_wind_velocity',
  vv: 'northward_wind_velocity',
  lat: 'CC_lat',
  lon: 'CC_lon',
} as const

const minuteProducts: Readonly<Record<string, DerivedDefinition>> = {
  met_barpres: {
    algorithm: 'met_barpres',
    arguments: { mbar: 'barometric_pressure' },
    units: 'Pa',
    longName: 'Barometric pressure',
    standardName: 'air_pressure',
    identifier: 'BARPRES_L1',
    precision: 0,
  },
  met_windavg_mag_corr_east: {
    algorithm: 'met_windavg_mag_corr_east',
    arguments: magneticWind,
    units: 'm s-1',
    longName: 'Eastward wind',
    description: 'Toward true east: turned by the magnetic declination of place and date.',
    standardName: 'eastward_wind',
    identifier: 'WINDAVG-VLE_L1',
    precision: 3,
  },
  met_windavg_mag_corr_north: {
    algorithm: 'met_windavg_mag_corr_north',
    arguments: magneticWind,
    units: 'm s-1',
    longName: 'Northward wind',
    description: 'Toward true north: turned by the magnetic declination of place and date.',
    standardName: 'northward_wind',
    identifier: 'WINDAVG-VLN_L1',
    precision: 3,
  },
  met_current_direction: {
    algorithm: 'met_current_direction',
    arguments: { vle_water: 'VELPTMN-VLE_L1', vln_water: 'VELPTMN-VLN_L1', use_velptmn_with_metbk: 'CC_use_velpt' },
    units: 'degrees',
    longName: 'Direction into which the surface current flows',
    standardName: 'sea_water_velocity_to_direction',
    precision: 1,
  },
  met_current_speed: {
    algorithm: 'met_current_speed',
    arguments: { vle_water: 'VELPTMN-VLE_L1', vln_water: 'VELPTMN-VLN_L1', use_velptmn_with_metbk: 'CC_use_velpt' },
    units: 'm s-1',
    longName: 'Speed of the surface current',
    standardName: 'sea_water_speed',
    precision: 3,
  },
  met_relwind_direction: {
    algorithm: 'met_relwind_direction',
    arguments: { ...wind, ...water },
    units: 'degrees',
    longName: 'Direction into which the wind blows, seen from the surface water',
    precision: 1,
  },
  met_relwind_speed: {
    algorithm: 'met_relwind_speed',
    arguments: { ...wind, ...water },
    units: 'm s-1',
    longName: 'Wind speed relative to the surface water',
    precision: 3,
  },
  met_netsirr: {
    algorithm: 'met_netsirr',
    arguments: { shortwave_down: 'shortwave_irradiance' },
    units: 'W m-2',
    longName: 'Net shortwave irradiance',
    standardName: 'surface_net_downward_shortwave_flux',
    identifier: 'NETSIRR_L2',
    precision: 1,
  },
  met_salsurf: {
    algorithm: 'met_salsurf',
    arguments: {
      cond: 'sea_surface_conductivity',
      tC_sea: 'sea_surface_temperature',
      ztmpwat: 'CC_depth_of_conductivity_and_temperature_measurements_m',
    },
    units: '1',
    longName: 'Practical salinity of the sea surface',
    standardName: 'sea_surface_salinity',
    identifier: 'SALSURF_L2',
    precision: 4,
  },
  met_spechum: {
    algorithm: 'met_spechum',
    arguments: { tC_air: 'air_temperature', pr_air: 'barometric_pressure', relhum: 'relative_humidity' },
    units: 'g kg-1',
    longName: 'Specific humidity',
    standardName: 'specific_humidity',
    identifier: 'SPECHUM_L2',
    precision: 3,
  },
}

export const metbkADclInstrument = defineStream({
  name: 'metbk_a_dcl_instrument',
  about: 'Surface meteorology about once a minute, as telemetered through the data concentrator logger.',
  binMinutes: 10_080,
  preferredTimestamp: 'port_timestamp',
  parameters: {
    port_timestamp: timeParameters.port_timestamp,
    driver_timestamp: timeParameters.driver_timestamp,
    barometric_pressure: measured('mbar', 'Barometric pressure', 'BARPRES_L0', { standardName: 'air_pressure' }),
    relative_humidity: measured('percent', 'Relative humidity', 'RELHUMI_L1', { standardName: 'relative_humidity' }),
    air_temperature: measured('degrees_Celsius', 'Air temperature', 'TEMPAIR_L1', { standardName: 'air_temperature' }),
    longwave_irradiance: measured('W m-2', 'Downwelling longwave irradiance', 'LONGIRR_L1', {
      standardName: 'surface_downwelling_longwave_flux_in_air',
    }),
    precipitation: measured('mm', 'Level of the rain gauge', 'PRECIPM_L1', {
      standardName: 'lwe_thickness_of_precipitation_amount',
    }),
    sea_surface_temperature: measured('degrees_Celsius', 'Sea surface temperature', 'TEMPSRF_L1', {
      standardName: 'sea_surface_temperature',
    }),
    sea_surface_conductivity: measured('S m-1', 'Sea surface conductivity', 'CONDSRF_L1', {
      standardName: 'sea_water_electrical_conductivity',
    }),
    shortwave_irradiance: measured('W m-2', 'Downwelling shortwave irradiance', 'SHRTIRR_L1', {
      standardName: 'surface_downwelling_shortwave_flux_in_air',
    }),
    eastward_wind_velocity: measured('m s-1', 'Wind velocity towards magnetic east', 'WINDAVG-VLE_L0'),
    northward_wind_velocity: measured('m s-1', 'Wind velocity towards magnetic north', 'WINDAVG-VLN_L0'),
  },
  derived: minuteProducts,
})

export const metbkADclInstrumentRecovered = defineStream({
  ...metbkADclInstrument,
  name: 'metbk_a_dcl_instrument_recovered',
  about: 'Surface meteorology about once a minute, from the files of a recovered data concentrator logger.',
})
