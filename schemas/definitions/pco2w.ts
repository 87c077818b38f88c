/** pCO2 of seawater (PCO2W, Sunburst SAMI2-CO2). */
import {
  alsoAs,
  counts,
  type DerivedDefinition,
  defineStream,
  int16,
  int32,
  listOf,
  stored,
  timeParameters,
  uint8,
  uint32,
} from './definition.ts'
import { named } from './sbe16plus.ts'

const common = {
  ...timeParameters,
  unique_id: stored(uint8, '1', 'Number of the instrument'),
  record_type: stored(uint8, '1', 'Type of the record'),
  record_time: stored(uint32, 'seconds since 1904-01-01', 'Time by the instrument'),
  thermistor_raw: counts('Thermistor, unprocessed', { type: int16, identifier: 'CO2THRM_L0' }),
  voltage_battery: counts('Battery voltage, unprocessed', { type: int16 }),
}
const state: Readonly<Record<string, DerivedDefinition>> = {
  pco2w_thermistor_temperature: {
    algorithm: 'pco2_thermistor',
    arguments: { traw: 'thermistor_raw', sami_bits: 'CC_sami_bits' },
    units: 'degrees_Celsius',
    longName: 'Temperature of the indicator',
    identifier: 'CO2THRM_L1',
    precision: 3,
  },
  pco2_battery_volts: {
    algorithm: 'pco2_battery',
    arguments: { braw: 'voltage_battery', sami_bits: 'CC_sami_bits' },
    units: 'V',
    longName: 'Battery voltage',
    precision: 3,
  },
}
const ratio = (algorithm: string, light: string, wavelength: number, identifier: string): DerivedDefinition => ({
  algorithm,
  arguments: { light },
  units: 'counts',
  longName: `Ratio of signal to reference at ${wavelength} nm, unprocessed`,
  identifier,
})

const sample = defineStream({
  name: 'pco2w_abc_instrument',
  about: 'Light through indicator in contact with seawater, uploaded from the memory of a recovered instrument.',
  binMinutes: 20_160,
  preferredTimestamp: 'internal_timestamp',
  parameters: {
    ...common,
    light_measurements: counts('Light through the indicator', { type: listOf(int16), dimensions: ['spectrum'] }),
  },
  derived: {
    ...state,
    absorbance_ratio_434: ratio('pco2_abs434_ratio', 'light_measurements', 434, 'CO2ABS1-SAMP_L0'),
    absorbance_ratio_620: ratio('pco2_abs620_ratio', 'light_measurements', 620, 'CO2ABS2-SAMP_L0'),
    pco2_seawater: {
      algorithm: 'pco2_pco2wat',
      arguments: {
        mtype: 'record_type',
        light: 'light_measurements',
        therm: 'pco2w_thermistor_temperature',
        ...named(['ea434', 'eb434', 'ea620', 'eb620', 'calt', 'cala', 'calb', 'calc']),
        a434blank: 'CO2ABS1-BLNK_L0',
        a620blank: 'CO2ABS2-BLNK_L0',
      },
      units: 'uatm',
      longName: 'Partial pressure of CO2 in seawater',
      description: 'From the absorbance of the indicator, less that of the blanks around it in time.',
      standardName: 'partial_pressure_of_carbon_dioxide_in_sea_water',
      identifier: 'PCO2WAT_L1',
      precision: 2,
    },
  },
})

const blank = defineStream({
  name: 'pco2w_abc_instrument_blank',
  about: 'Blanks: light through the indicator alone, from which samples are counted.',
  binMinutes: 20_160,
  preferredTimestamp: 'internal_timestamp',
  parameters: {
    ...common,
    blank_light_measurements: counts('Light through the blank', { type: listOf(int32), dimensions: ['spectrum'] }),
  },
  derived: {
    ...state,
    absorbance_blank_434: ratio('pco2_abs434_ratio', 'blank_light_measurements', 434, 'CO2ABS1-BLNK_L0'),
    absorbance_blank_620: ratio('pco2_abs620_ratio', 'blank_light_measurements', 620, 'CO2ABS2-BLNK_L0'),
  },
})

const ways = {
  dcl_instrument: 'The same, through the data concentrator logger.',
  imodem_instrument: 'The same, through an inductive modem.',
}
const waysOf = (suffix: string) =>
  Object.fromEntries(
    Object.entries(ways).flatMap(([way, about]) => [
      [`pco2w_abc_${way}${suffix}`, about],
      [`pco2w_abc_${way}${suffix}_recovered`, 'The same, from the files of a recovered logger or controller.'],
    ]),
  )

export const pco2wStreams = [
  sample,
  blank,
  ...alsoAs(sample, {
    ...waysOf(''),
    pco2w_a_sami_data_record: 'The same, streamed from a cabled instrument.',
    pco2w_b_sami_data_record: 'The same, streamed from a cabled instrument of the B series.',
  }),
  ...alsoAs(blank, {
    ...waysOf('_blank'),
    pco2w_a_sami_data_record_cal: 'The same, streamed from a cabled instrument.',
    pco2w_b_sami_data_record_cal: 'The same, streamed from a cabled instrument of the B series.',
  }),
]
