/** Hydrothermal vents: temperature and chemistry (THSPH), temperature, resistivity and redox potential (TRHPH). */
import { counts, type DerivedDefinition, defineStream, float32, int16, stored, timeParameters } from './definition.ts'
import { named } from './sbe16plus.ts'

const raw = (longName: string, identifier?: string) =>
  counts(longName, { type: int16, ...(identifier === undefined ? {} : { identifier }) })

const temperature = (
  algorithm: string,
  given: DerivedDefinition['arguments'],
  longName: string,
  identifier: string,
): DerivedDefinition => ({
  algorithm,
  arguments: given,
  units: 'degrees_Celsius',
  longName,
  identifier,
  precision: 2,
})
const high = { tc_rawdec_H: 'thsph_thermocouple1', ...named(['e2l_H', 'l2s_H']) }
const low = { tc_rawdec_L: 'thsph_thermocouple2', ...named(['e2l_L', 'l2s_L']) }
const reference = { ts_rawdec_r: 'thsph_rthermistor', ...named(['e2l_r', 'l2s_r']) }
const body = { ts_rawdec_b: 'thsph_bthermistor', ...named(['e2l_b', 'l2s_b']) }

const oxide = { counts_ysz: 'thsph_hie1', temperature: 'thsph_temp_th', ...named(['e2l_ysz', 'arr_hgo']) }
const chloride = named(['arr_agcl', 'arr_tac', 'arr_tbc1', 'arr_tbc2', 'arr_tbc3'])
const silver = { counts_agcl: 'thsph_hie2', ...named(['e2l_agcl']) }
const assumed = named(['arr_agclref'])
const ph = (algorithm: string, given: DerivedDefinition['arguments'], longName: string, identifier: string) => ({
  algorithm,
  arguments: { ...oxide, ...chloride, ...given },
  units: '1',
  longName,
  identifier,
  precision: 2,
})
const dissolved = (
  algorithm: string,
  given: DerivedDefinition['arguments'],
  longName: string,
  identifier: string,
): DerivedDefinition => ({
  algorithm,
  arguments: { ...oxide, ...given },
  units: 'mmol kg-1',
  longName,
  identifier,
  precision: 4,
})

const thsphSample = defineStream({
  name: 'thsph_sample',
  about: 'Electrodes and thermocouples in the fluid of a vent, as counts.',
  binMinutes: 1440,
  preferredTimestamp: 'port_timestamp',
  parameters: {
    ...timeParameters,
    thsph_hie1: raw('Electrode of zirconium oxide', 'THSPHPH-YSZ_L0'),
    thsph_hie2: raw('Electrode of silver chloride', 'THSPHPH-AGCL_L0'),
    thsph_h2electrode: raw('Electrode of hydrogen', 'THSPHHC_L0'),
    thsph_s2electrode: raw('Electrode of sulphide', 'THSPHHS-H2S_L0'),
    thsph_thermocouple1: raw('Thermocouple, high', 'THSPHTE-TCH_L0'),
    thsph_thermocouple2: raw('Thermocouple, low', 'THSPHTE-TCL_L0'),
    thsph_rthermistor: raw('Thermistor of the reference', 'THSPHTE-REF_L0'),
    thsph_bthermistor: raw('Thermistor of the electronics'),
  },
  derived: {
    thsph_temp_th: temperature(
      'sfl_thsph_temp_th',
      { ...high, ...reference, ...named(['s2v_r']) },
      'Temperature of the vent, high',
      'THSPHTE-TH_L1',
    ),
    thsph_temp_tl: temperature(
      'sfl_thsph_temp_tl',
      { ...low, ...reference, ...named(['s2v_r']) },
      'Temperature of the vent, low',
      'THSPHTE-TL_L1',
    ),
    thsph_temp_tch: temperature('sfl_thsph_temp_tch', high, 'Temperature at the thermocouple, high', 'THSPHTE-TCH_L1'),
    thsph_temp_tcl: temperature('sfl_thsph_temp_tcl', low, 'Temperature at the thermocouple, low', 'THSPHTE-TCL_L1'),
    thsph_temp_ref: temperature('sfl_thsph_temp_ref', reference, 'Temperature of the reference', 'THSPHTE-REF_L1'),
    thsph_temp_int: temperature('sfl_thsph_temp_int', body, 'Temperature of the electronics', 'THSPHTE-INT_L1'),
    thsph_ph: ph('sfl_thsph_ph', { ...silver, chl: 'TRHPHCC_L2' }, 'pH of the vent', 'THSPHPH-PH_L2'),
    thsph_ph_acl: ph('sfl_thsph_ph_acl', silver, 'pH of the vent, chloride assumed', 'THSPHPH-PH-ACL_L2'),
    thsph_ph_noref: ph(
      'sfl_thsph_ph_noref',
      { ...assumed, chl: 'TRHPHCC_L2' },
      'pH of the vent, reference assumed',
      'THSPHPH-PH-NOREF_L2',
    ),
    thsph_ph_noref_acl: ph(
      'sfl_thsph_ph_noref_acl',
      assumed,
      'pH of the vent, reference and chloride assumed',
      'THSPHPH-PH-NOREF-ACL_L2',
    ),
    thsph_sulfide: dissolved(
      'sfl_thsph_sulfide',
      { counts_hs: 'thsph_s2electrode', ...named(['e2l_hs', 'arr_logkfh2g', 'arr_eh2sg', 'arr_yh2sg']) },
      'Dissolved sulphide',
      'THSPHHS-H2S_L2',
    ),
    thsph_hydrogen: dissolved(
      'sfl_thsph_hydrogen',
      { counts_h2: 'thsph_h2electrode', ...named(['e2l_h2', 'arr_logkfh2g']) },
      'Dissolved hydrogen',
      'THSPHHC-H2_L2',
    ),
  },
})

const volts = (longName: string, identifier?: string) =>
  stored(float32, 'V', longName, { precision: 3, ...(identifier === undefined ? {} : { identifier }) })

const trhphSample = defineStream({
  name: 'trhph_sample',
  about: 'Voltages of resistivity, redox and temperature in the fluid of a vent.',
  binMinutes: 10_080,
  preferredTimestamp: 'port_timestamp',
  parameters: {
    ...timeParameters,
    resistivity_5: volts('Resistivity, amplified by 1/5', 'TRHPHR1_L0'),
    resistivity_x1: volts('Resistivity, amplified by 1', 'TRHPHR2_L0'),
    resistivity_x5: volts('Resistivity, amplified by 5', 'TRHPHR3_L0'),
    hydrogen_5: volts('Hydrogen, amplified by 1/5'),
    hydrogen_x1: volts('Hydrogen, amplified by 1'),
    hydrogen_x5: volts('Hydrogen, amplified by 5'),
    eh_sensor: volts('Redox electrode', 'TRHPHVO_L0'),
    ref_temp_volts: volts('Thermistor of the reference', 'TRHPHVS_L0'),
    resistivity_temp_volts: volts('Thermocouple', 'TRHPHVC_L0'),
    battery_voltage: volts('Battery voltage'),
  },
  derived: {
    vent_fluid_temperature: temperature(
      'sfl_trhph_vfltemp',
      { V_ts: 'ref_temp_volts', V_tc: 'resistivity_temp_volts', ...named(['tc_slope', 'ts_slope']) },
      'Temperature of the vent',
      'TRHPHTE-ABS_L1',
    ),
    trhph_thermistor_temp: temperature(
      'sfl_trhph_vfl_thermistor_temp',
      { V_ts: 'ref_temp_volts' },
      'Temperature of the reference',
      'TRHPHTE-REF_L1',
    ),
    vent_fluid_chloride_conc: {
      algorithm: 'sfl_trhph_chloride',
      arguments: { V_R1: 'resistivity_5', V_R2: 'resistivity_x1', V_R3: 'resistivity_x5', T: 'vent_fluid_temperature' },
      units: 'mmol kg-1',
      longName: 'Chloride of the vent',
      identifier: 'TRHPHCC_L2',
      precision: 1,
    },
    vent_fluid_orp: {
      algorithm: 'sfl_trhph_vflorp',
      arguments: { V: 'eh_sensor', ...named(['offset', 'gain']) },
      units: 'mV',
      longName: 'Redox potential of the vent',
      identifier: 'TRHPHEH_L1',
      precision: 1,
    },
  },
})

export const ventStreams = [thsphSample, trhphSample]
