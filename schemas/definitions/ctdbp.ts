/** CTDs of the family CTDBP (Sea-Bird SBE 16plus), with the parameter names of the Ocean Observatories Initiative. */
import { defineStream, float64, int32, int64, type ParameterDefinition, timeParameters } from './definition.ts'

const parameter = (
  type: ParameterDefinition['type'],
  units: string,
  longName: string,
  standardName?: string,
): ParameterDefinition => ({ type, units, longName, ...(standardName === undefined ? {} : { standardName }) })

const loggerParameters = {
  ...timeParameters,
  temp: parameter(float64, 'degrees_Celsius', 'Seawater temperature', 'sea_water_temperature'),
  conductivity: parameter(float64, 'S m-1', 'Seawater conductivity', 'sea_water_electrical_conductivity'),
  pressure: parameter(float64, 'dbar', 'Seawater pressure', 'sea_water_pressure'),
  salinity: parameter(float64, '1', 'Salinity by the instrument', 'sea_water_practical_salinity'),
  sound_velocity: parameter(float64, 'm s-1', 'Sound velocity by the instrument', 'speed_of_sound_in_sea_water'),
  sigma_t: parameter(float64, 'kg m-3', 'Density anomaly by the instrument', 'sea_water_sigma_t'),
  battery_voltage: parameter(float64, 'V', 'Main supply voltage'),
  operating_current: parameter(float64, 'mA', 'Supply current while sampling'),
  dosta_ln_optode_oxygen: parameter(
    float64,
    'umol L-1',
    'Dissolved oxygen by the attached optode',
    'mole_concentration_of_dissolved_molecular_oxygen_in_sea_water',
  ),
  raw_signal_beta: parameter(int32, 'counts', 'Optical backscatter of the attached fluorometer'),
  raw_signal_chl: parameter(int32, 'counts', 'Chlorophyll fluorescence of the attached fluorometer'),
  raw_signal_cdom: parameter(int32, 'counts', 'CDOM fluorescence of the attached fluorometer'),
}

export const ctdbpCdefDclInstrument = defineStream({
  name: 'ctdbp_cdef_dcl_instrument',
  about: 'CTD samples in engineering units, as telemetered through the data concentrator logger.',
  binMinutes: 1440,
  preferredTimestamp: 'internal_timestamp',
  parameters: loggerParameters,
})

export const ctdbpCdefDclInstrumentRecovered = defineStream({
  ...ctdbpCdefDclInstrument,
  name: 'ctdbp_cdef_dcl_instrument_recovered',
  about: 'CTD samples in engineering units, from the files of a recovered data concentrator logger.',
})

export const ctdbpCdefInstrumentRecovered = defineStream({
  name: 'ctdbp_cdef_instrument_recovered',
  about: 'CTD samples in raw counts, uploaded from the memory of a recovered instrument.',
  binMinutes: 1440,
  preferredTimestamp: 'internal_timestamp',
  parameters: {
    internal_timestamp: timeParameters.internal_timestamp,
    driver_timestamp: timeParameters.driver_timestamp,
    temperature: parameter(int32, 'counts', 'Seawater temperature, unprocessed'),
    conductivity: parameter(int32, 'counts', 'Seawater conductivity, unprocessed'),
    pressure: parameter(int32, 'counts', 'Seawater pressure, unprocessed'),
    pressure_temp: parameter(int32, 'counts', 'Temperature of the pressure sensor, unprocessed'),
    oxygen: parameter(int32, 'counts', 'Dissolved oxygen of the attached optode, unprocessed'),
    ctd_time: parameter(int64, 'seconds since 2000-01-01', 'Time by the instrument'),
  },
})
