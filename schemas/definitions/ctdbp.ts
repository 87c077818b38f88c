/** CTDs of the families CTDBP and CTDPF A, B (Sea-Bird SBE 16plus), with the parameter names of the Ocean Observatories Initiative. */
import { alsoAs, counts, defineStream, float64, int32, int64, stored, timeParameters, uint16 } from './definition.ts'
import { calibrated, quartz, rawCounts, strainGauge } from './sbe16plus.ts'
import { ctdProducts } from './seawater.ts'

const loggerParameters = {
  ...timeParameters,
  temp: stored(float64, 'degrees_Celsius', 'Seawater temperature', {
    standardName: 'sea_water_temperature',
    identifier: 'TEMPWAT_L1',
    precision: 4,
  }),
  conductivity: stored(float64, 'S m-1', 'Seawater conductivity', {
    standardName: 'sea_water_electrical_conductivity',
    identifier: 'CONDWAT_L1',
    precision: 6,
  }),
  pressure: stored(float64, 'dbar', 'Seawater pressure', {
    standardName: 'sea_water_pressure',
    identifier: 'PRESWAT_L1',
    precision: 3,
  }),
  salinity: stored(float64, '1', 'Salinity by the instrument', { standardName: 'sea_water_practical_salinity' }),
  sound_velocity: stored(float64, 'm s-1', 'Sound velocity by the instrument', {
    standardName: 'speed_of_sound_in_sea_water',
  }),
  sigma_t: stored(float64, 'kg m-3', 'Density anomaly by the instrument', { standardName: 'sea_water_sigma_t' }),
  battery_voltage: stored(float64, 'V', 'Main supply voltage'),
  operating_current: stored(float64, 'mA', 'Supply current while sampling'),
  dosta_ln_optode_oxygen: stored(float64, 'umol L-1', 'Dissolved oxygen by the attached optode', {
    standardName: 'mole_concentration_of_dissolved_molecular_oxygen_in_sea_water',
  }),
  raw_signal_beta: counts('Optical backscatter of the attached fluorometer'),
  raw_signal_chl: counts('Chlorophyll fluorescence of the attached fluorometer'),
  raw_signal_cdom: counts('CDOM fluorescence of the attached fluorometer'),
}

export const ctdbpCdefDclInstrument = defineStream({
  name: 'ctdbp_cdef_dcl_instrument',
  about: 'CTD samples in engineering units, as telemetered through the data concentrator logger.',
  binMinutes: 1440,
  preferredTimestamp: 'internal_timestamp',
  parameters: loggerParameters,
  derived: ctdProducts('pressure'),
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
    ...rawCounts,
    oxygen: counts('Dissolved oxygen of the attached optode, unprocessed'),
    ctd_time: stored(int64, 'seconds since 2000-01-01', 'Time by the instrument'),
  },
  derived: calibrated(
    {
      temperature: 'ctdbp_seawater_temperature',
      pressure: 'ctdbp_seawater_pressure',
      conductivity: 'ctdbp_seawater_conductivity',
    },
    strainGauge,
  ),
})

const cabledNames = { temperature: 'seawater_temperature', conductivity: 'seawater_conductivity' }

const ctdbpNoSample = defineStream({
  name: 'ctdbp_no_sample',
  about: 'CTD samples in raw counts, streamed from a cabled benthic package with a quartz pressure sensor.',
  binMinutes: 360,
  preferredTimestamp: 'port_timestamp',
  parameters: {
    ...timeParameters,
    ...rawCounts,
    oxy_calphase: counts('Calibrated phase of the attached optode, unprocessed', { type: uint16 }),
    oxy_temp: counts('Temperature of the attached optode, unprocessed', { type: uint16 }),
    oxygen: counts('Dissolved oxygen of the attached optode, unprocessed', { identifier: 'DOCONCS-CNT_L0' }),
  },
  derived: calibrated(
    {
      temperature: 'seawater_temperature',
      pressure: 'ctdbp_no_seawater_pressure',
      conductivity: 'ctdbp_no_seawater_conductivity',
    },
    quartz,
  ),
})

const ctdpfSbe43Sample = defineStream({
  name: 'ctdpf_sbe43_sample',
  about: 'CTD samples in raw counts, streamed from a cabled profiler, with an SBE 43 oxygen sensor.',
  binMinutes: 360,
  preferredTimestamp: 'port_timestamp',
  parameters: {
    ...timeParameters,
    ...rawCounts,
    ext_volt0: stored(int32, 'counts', 'Voltage of the oxygen sensor, unprocessed'),
  },
  derived: calibrated({ ...cabledNames, pressure: 'seawater_pressure' }, strainGauge),
})

const ctdpfOptodeSample = defineStream({
  ...ctdpfSbe43Sample,
  name: 'ctdpf_optode_sample',
  about: 'CTD samples in raw counts, streamed from a cabled profiler, with an oxygen optode.',
  binMinutes: 720,
  parameters: ctdbpNoSample.parameters,
})

export const ctdbpStreams = [
  ctdbpCdefDclInstrument,
  ctdbpCdefDclInstrumentRecovered,
  ctdbpCdefInstrumentRecovered,
  ...alsoAs(ctdbpCdefDclInstrument, {
    ctdbp_p_dcl_instrument: 'CTD samples in engineering units with oxygen and fluorescence, through the logger.',
    ctdbp_p_dcl_instrument_recovered: 'The same, from the files of a recovered data concentrator logger.',
  }),
  ctdbpNoSample,
  ctdpfSbe43Sample,
  ctdpfOptodeSample,
]
