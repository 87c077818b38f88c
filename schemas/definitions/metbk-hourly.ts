/** Hourly air-sea fluxes: a virtual stream, computed from whole hours of surface meteorology. */
import { type DerivedDefinition, defineStream } from './definition.ts'
import { metbkADclInstrument, metbkADclInstrumentRecovered } from './metbk.ts'

const hosts = [metbkADclInstrument, metbkADclInstrumentRecovered].map(({ name }) => name)

/** What COARE takes: the minutes of an hour, and how high and deep the sensors are. */
const bulk = {
  tC_sea: 'TEMPSRF_L1',
  wnd: hosts.map((host) => `${host}.met_relwind_speed`),
  tC_air: 'TEMPAIR_L1',
  relhum: 'RELHUMI_L1',
  lon: 'CC_lon',
  ztmpwat: 'CC_depth_of_conductivity_and_temperature_measurements_m',
  zwindsp: 'CC_height_of_windspeed_sensor_above_sealevel_m',
  ztmpair: 'CC_height_of_air_temperature_measurement_m',
  zhumair: 'CC_height_of_air_humidity_measurement_m',
  lat: 'CC_lat',
  pr_air: 'BARPRES_L0',
  Rshort_down: 'SHRTIRR_L1',
  Rlong_down: 'LONGIRR_L1',
  cumu_prcp: 'PRECIPM_L1',
  zinvpbl: 'CC_zinvpbl',
  jwarm: 'CC_jwarm',
  jcool: 'CC_jcool',
} as const

/** By COARE 3.5 with warm layer and cool skin. */
const byCoare = (
  algorithm: string,
  units: string,
  longName: string,
  identifier: string,
  more: Pick<DerivedDefinition, 'standardName' | 'description'> = {},
): DerivedDefinition => ({ algorithm, arguments: bulk, units, longName, identifier, precision: 4, ...more })

export const metbkHourly = defineStream({
  name: 'metbk_hourly',
  about: 'Air-sea fluxes of whole UTC hours, by COARE 3.5 from surface meteorology.',
  binMinutes: 10_080,
  preferredTimestamp: 'port_timestamp',
  computedFrom: hosts,
  parameters: {},
  derived: {
    met_rainrte: {
      algorithm: 'met_rainrte',
      arguments: { cumulative_precipitation: 'PRECIPM_L1' },
      units: 'mm h-1',
      longName: 'Rain rate',
      standardName: 'rainfall_rate',
      identifier: 'RAINRTE_L2',
      precision: 3,
    },
    met_netsirr_hourly: {
      algorithm: 'met_netsirr_hourly',
      arguments: { shortwave_down: 'SHRTIRR_L1' },
      units: 'W m-2',
      longName: 'Net shortwave irradiance',
      standardName: 'surface_net_downward_shortwave_flux',
      identifier: 'NETSIRR_HOURLY_L2',
      precision: 1,
    },
    met_buoyfls: byCoare('met_buoyfls', 'W m-2', 'Buoyancy flux from the sonic temperature', 'BUOYFLS_L2'),
    met_buoyflx: byCoare('met_buoyflx', 'W m-2', 'Buoyancy flux from the virtual temperature', 'BUOYFLX_L2'),
    met_frshflx: byCoare('met_frshflx', 'mm h-1', 'Freshwater flux, upward', 'FRSHFLX_L2', {
      description: 'Evaporation less rain.',
    }),
    met_heatflx: byCoare('met_heatflx', 'W m-2', 'Net heat flux', 'HEATFLX_L2'),
    met_latnflx: byCoare('met_latnflx', 'W m-2', 'Latent heat flux', 'LATNFLX_L2'),
    met_mommflx: byCoare('met_mommflx', 'N m-2', 'Momentum flux', 'MOMMFLX_L2', {
      description: 'The stress of the wind on the surface.',
    }),
    met_netlirr: byCoare('met_netlirr', 'W m-2', 'Net longwave irradiance', 'NETLIRR_L2'),
    met_rainflx: byCoare('met_rainflx', 'W m-2', 'Heat flux by rain', 'RAINFLX_L2'),
    met_sensflx: byCoare('met_sensflx', 'W m-2', 'Sensible heat flux', 'SENSFLX_L2'),
    met_sphum2m: byCoare('met_sphum2m', 'g kg-1', 'Specific humidity at 2 m', 'SPHUM2M_L2', {
      standardName: 'specific_humidity',
    }),
    met_stablty: byCoare('met_stablty', '1', 'Stability of the air, height over Obukhov length', 'STABLTY_L2'),
    met_tempa2m: byCoare('met_tempa2m', 'degrees_Celsius', 'Air temperature at 2 m', 'TEMPA2M_L2', {
      standardName: 'air_temperature',
    }),
    met_tempskn: byCoare('met_tempskn', 'degrees_Celsius', 'Sea surface skin temperature', 'TEMPSKN_L2', {
      standardName: 'sea_surface_skin_temperature',
    }),
    met_wind10m: byCoare('met_wind10m', 'm s-1', 'Wind speed at 10 m', 'WIND10M_L2', { standardName: 'wind_speed' }),
  },
})
