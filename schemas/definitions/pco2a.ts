/** pCO2 of air and of surface seawater (PCO2A, Pro-Oceanus CO2-Pro Atmosphere). */
import {
  alsoAs,
  counts,
  type DerivedDefinition,
  defineStream,
  float32,
  int16,
  stored,
  timeParameters,
} from './definition.ts'

const flux: DerivedDefinition = {
  algorithm: 'pco2_co2flux',
  arguments: {
    pco2a: 'PCO2ATM_L1',
    pco2w: 'PCO2SSW_L1',
    u10: ['metbk_hourly.met_wind10m'],
    t: 'TEMPSRF_L1',
    s: 'SALSURF_L2',
  },
  units: 'mol m-2 s-1',
  longName: 'Flux of CO2 from the ocean into the atmosphere',
  standardName: 'surface_upward_mole_flux_of_carbon_dioxide',
  identifier: 'CO2FLUX_L2',
  precision: 12,
}

const side = (
  name: string,
  about: string,
  raw: string,
  rawIdentifier: string,
  product: string,
  more: Pick<DerivedDefinition, 'longName' | 'standardName' | 'identifier'> & { readonly longName: string },
) =>
  defineStream({
    name,
    about,
    binMinutes: 20_160,
    preferredTimestamp: 'port_timestamp',
    parameters: {
      ...timeParameters,
      zero_a2d: counts('Zero of the detector'),
      current_a2d: counts('Signal of the detector'),
      [raw]: stored(float32, '1e-6', 'Mole fraction of CO2 in the dried gas', {
        identifier: rawIdentifier,
        precision: 3,
      }),
      gas_stream_pressure: stored(int16, 'mbar', 'Pressure of the gas', { identifier: 'PRESAIR_L0' }),
      avg_irga_temperature: stored(float32, 'degrees_Celsius', 'Temperature of the analyser'),
      humidity: stored(float32, 'mbar', 'Pressure of water vapour in the gas'),
      humidity_temperature: stored(float32, 'degrees_Celsius', 'Temperature of the humidity sensor'),
      irga_detector_temperature: stored(float32, 'degrees_Celsius', 'Temperature of the detector'),
      irga_source_temperature: stored(float32, 'degrees_Celsius', 'Temperature of the light source'),
      supply_voltage: stored(float32, 'V', 'Supply voltage'),
    },
    derived: {
      [product]: {
        algorithm: 'pco2_ppressure',
        arguments: { xco2: raw, p: 'gas_stream_pressure' },
        units: 'uatm',
        precision: 2,
        ...more,
      },
      pco2_co2flux: flux,
    },
  })

const air = side(
  'pco2a_a_dcl_instrument_air',
  'Mole fraction of CO2 in the air above a buoy, through the data concentrator logger.',
  'measured_air_co2',
  'XCO2ATM_L0',
  'partial_pressure_co2_atm',
  {
    longName: 'Partial pressure of CO2 in air',
    standardName: 'surface_partial_pressure_of_carbon_dioxide_in_air',
    identifier: 'PCO2ATM_L1',
  },
)
const water = side(
  'pco2a_a_dcl_instrument_water',
  'Mole fraction of CO2 in gas that is in balance with surface seawater, through the data concentrator logger.',
  'measured_water_co2',
  'XCO2SSW_L0',
  'partial_pressure_co2_ssw',
  {
    longName: 'Partial pressure of CO2 in surface seawater',
    standardName: 'surface_partial_pressure_of_carbon_dioxide_in_sea_water',
    identifier: 'PCO2SSW_L1',
  },
)

export const pco2aStreams = [
  air,
  ...alsoAs(air, { pco2a_a_dcl_instrument_air_recovered: 'The same, from the files of a recovered logger.' }),
  water,
  ...alsoAs(water, { pco2a_a_dcl_instrument_water_recovered: 'The same, from the files of a recovered logger.' }),
]
