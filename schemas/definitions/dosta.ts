/** Stable oxygen sensors (DOSTA, Aanderaa optodes), alone and at CTDs. */
import { ctdbpCdefInstrumentRecovered } from './ctdbp.ts'
import {
  alsoAs,
  counts,
  type DerivedDefinition,
  defineStream,
  float32,
  stored,
  text,
  timeParameters,
  uint16,
} from './definition.ts'
import { concentration, oxygenOf } from './oxygen.ts'

const fromPhase = (calphase: string, temp: string): DerivedDefinition => ({
  algorithm: 'do2_SVU',
  arguments: { calphase, temp, csv: 'CC_csv', conc_coef: 'CC_conc_coef' },
  units: 'umol L-1',
  longName: 'Dissolved oxygen, not corrected for salinity',
  description: 'From calibrated phase and temperature by the Stern-Volmer-Uchida equation.',
  standardName: concentration,
  identifier: 'DOCONCS_L1',
  precision: 3,
})
const fromCounts: DerivedDefinition = {
  expression: '(o2_counts / 10000.0) - 10.0',
  arguments: { o2_counts: 'oxygen' },
  units: 'umol L-1',
  longName: 'Dissolved oxygen by the optode, not corrected for salinity',
  standardName: concentration,
  identifier: 'DOCONCS_L1',
  precision: 3,
}

const sent = {
  estimated_oxygen_concentration: stored(
    float32,
    'umol L-1',
    'Dissolved oxygen by the instrument, not corrected for salinity',
    {
      standardName: concentration,
      precision: 3,
    },
  ),
  estimated_oxygen_saturation: stored(float32, 'percent', 'Oxygen saturation by the instrument', { precision: 3 }),
  optode_temperature: stored(float32, 'degrees_Celsius', 'Temperature of the optode', { precision: 3 }),
  calibrated_phase: stored(float32, 'degrees', 'Calibrated phase', { identifier: 'DOCONCS-DEG_L0', precision: 3 }),
  temp_compensated_phase: stored(float32, 'degrees', 'Phase, compensated for temperature', { precision: 3 }),
  blue_phase: stored(float32, 'degrees', 'Phase with blue light', { precision: 3 }),
  red_phase: stored(float32, 'degrees', 'Phase with red light', { precision: 3 }),
  blue_amplitude: stored(float32, 'mV', 'Amplitude with blue light', { precision: 1 }),
  red_amplitude: stored(float32, 'mV', 'Amplitude with red light', { precision: 1 }),
  raw_temperature: stored(float32, 'mV', 'Voltage of the thermistor', { precision: 1 }),
}

const dostaDclInstrument = defineStream({
  name: 'dosta_abcdjm_dcl_instrument',
  about: 'All that an optode sends, through the data concentrator logger.',
  binMinutes: 4320,
  preferredTimestamp: 'port_timestamp',
  parameters: {
    ...timeParameters,
    product_number: stored(uint16, '1', 'Product number'),
    serial_number: stored(text, '1', 'Serial number'),
    ...sent,
  },
  derived: {
    dosta_abcdjm_cspp_tc_oxygen: fromPhase('calibrated_phase', 'optode_temperature'),
    dissolved_oxygen: oxygenOf({ DO: 'dosta_abcdjm_cspp_tc_oxygen' }),
  },
})

const dostaCsppInstrument = defineStream({
  name: 'dosta_abcdjm_cspp_instrument',
  about: 'All that the optode of a coastal surface-piercing profiler sends.',
  binMinutes: 20_160,
  preferredTimestamp: 'internal_timestamp',
  parameters: {
    ...timeParameters,
    pressure_depth: stored(float32, 'dbar', 'Seawater pressure by the profiler', {
      standardName: 'sea_water_pressure',
    }),
    ...sent,
  },
  derived: {
    dosta_abcdjm_cspp_tc_oxygen: fromPhase('calibrated_phase', 'optode_temperature'),
    dissolved_oxygen: oxygenOf({ DO: 'dosta_abcdjm_cspp_tc_oxygen', P: ['pressure_depth', 'PRESWAT_L1'] }),
  },
})

const dostaLnWfpInstrument = defineStream({
  name: 'dosta_ln_wfp_instrument',
  about: 'Oxygen by the optode of a wire-following profiler.',
  binMinutes: 20_160,
  preferredTimestamp: 'internal_timestamp',
  parameters: {
    ...timeParameters,
    estimated_oxygen_concentration: { ...sent.estimated_oxygen_concentration, identifier: 'DOCONCS_L1' },
    optode_temperature: sent.optode_temperature,
  },
  derived: { dissolved_oxygen: oxygenOf({ DO: 'estimated_oxygen_concentration' }) },
})

const volts = (raw: string, longName: string): DerivedDefinition => ({
  expression: 'counts / 13107.0',
  arguments: { counts: raw },
  units: 'V',
  longName,
  precision: 4,
})

/** An optode that a cabled CTD reads, as whole numbers and as voltages. */
const doStableSample = defineStream({
  name: 'do_stable_sample',
  about: 'Oxygen by the optode of a cabled CTD.',
  binMinutes: 1440,
  preferredTimestamp: 'port_timestamp',
  parameters: {
    ...timeParameters,
    oxygen: counts('Dissolved oxygen, unprocessed', { identifier: 'DOCONCS-CNT_L0' }),
    oxy_calphase: counts('Calibrated phase, unprocessed', { type: uint16 }),
    oxy_temp: counts('Temperature of the optode, unprocessed', { type: uint16 }),
  },
  derived: {
    ctd_tc_oxygen: fromCounts,
    dissolved_oxygen: oxygenOf({ DO: 'ctd_tc_oxygen' }),
    oxy_calphase_voltage: volts('oxy_calphase', 'Voltage of the calibrated phase'),
    oxy_temp_voltage: volts('oxy_temp', 'Voltage of the temperature of the optode'),
    dosta_calibrated_phase: {
      algorithm: 'dosta_phase_volt_to_degree',
      arguments: { phase_volt: 'oxy_calphase_voltage' },
      units: 'degrees',
      longName: 'Calibrated phase',
      precision: 3,
    },
    dosta_optode_temperature: {
      algorithm: 'dosta_Topt_volt_to_degC',
      arguments: { T_optode_volt: 'oxy_temp_voltage' },
      units: 'degrees_Celsius',
      longName: 'Temperature of the optode',
      precision: 3,
    },
    oxygen_from_calphase: fromPhase('dosta_calibrated_phase', 'dosta_optode_temperature'),
    corrected_dissolved_oxygen: oxygenOf({ DO: 'oxygen_from_calphase' }),
  },
})

const dostaCtdbpInstrumentRecovered = defineStream({
  name: 'dosta_abcdjm_ctdbp_instrument_recovered',
  about: 'Oxygen by the optode of a recovered CTD.',
  binMinutes: ctdbpCdefInstrumentRecovered.binMinutes,
  preferredTimestamp: 'internal_timestamp',
  parameters: { ...timeParameters, oxygen: counts('Dissolved oxygen, unprocessed', { identifier: 'DOCONCS-CNT_L0' }) },
  derived: { ctd_tc_oxygen: fromCounts, dissolved_oxygen: oxygenOf({ DO: 'ctd_tc_oxygen' }) },
})

const dostaCtdbpDclInstrument = defineStream({
  name: 'dosta_abcdjm_ctdbp_dcl_instrument',
  about: 'Oxygen by the optode of a CTD, through the data concentrator logger.',
  binMinutes: 1440,
  preferredTimestamp: 'internal_timestamp',
  parameters: {
    ...timeParameters,
    dosta_ln_optode_oxygen: stored(float32, 'umol L-1', 'Dissolved oxygen by the optode, not corrected for salinity', {
      standardName: concentration,
      identifier: 'DOCONCS_L1',
      precision: 3,
    }),
  },
  derived: { dissolved_oxygen: oxygenOf({ DO: 'dosta_ln_optode_oxygen' }) },
})

export const dostaStreams = [
  dostaDclInstrument,
  ...alsoAs(dostaDclInstrument, {
    dosta_abcdjm_dcl_instrument_recovered: 'The same, from the files of a recovered data concentrator logger.',
    dosta_abcdjm_sio_instrument: 'The same, through the controller of a subsurface mooring.',
    dosta_abcdjm_sio_instrument_recovered: 'The same, from the files of a recovered controller.',
  }),
  dostaCsppInstrument,
  ...alsoAs(dostaCsppInstrument, { dosta_abcdjm_cspp_instrument_recovered: 'The same, of a recovered profiler.' }),
  dostaLnWfpInstrument,
  ...alsoAs(dostaLnWfpInstrument, { dosta_ln_wfp_instrument_recovered: 'The same, of a recovered profiler.' }),
  doStableSample,
  dostaCtdbpInstrumentRecovered,
  dostaCtdbpDclInstrument,
  ...alsoAs(dostaCtdbpDclInstrument, {
    dosta_abcdjm_ctdbp_dcl_instrument_recovered: 'The same, of a recovered logger.',
  }),
]
