/** Seawater pH by an indicator (PHSEN, Sunburst SAMI2-pH). */
import {
  alsoAs,
  counts,
  type DerivedDefinition,
  defineStream,
  float64,
  int16,
  listOf,
  stored,
  timeParameters,
  uint8,
  uint32,
} from './definition.ts'
import { named } from './sbe16plus.ts'

const lights = (longName: string) => counts(longName, { type: listOf(int16), dimensions: ['spectrum'] })

const intensity = (algorithm: string, wavelength: number, identifier: string): DerivedDefinition => ({
  algorithm,
  arguments: { light: 'light_measurements' },
  type: listOf(float64),
  dimensions: ['light_sample'],
  units: 'counts',
  longName: `Signal at ${wavelength} nm`,
  identifier,
})

const phsenAbcdefInstrument = defineStream({
  name: 'phsen_abcdef_instrument',
  about: 'Light through indicator and seawater, uploaded from the memory of a recovered instrument.',
  binMinutes: 20_160,
  preferredTimestamp: 'internal_timestamp',
  parameters: {
    ...timeParameters,
    unique_id: stored(uint8, '1', 'Number of the instrument'),
    record_type: stored(uint8, '1', 'Type of the record'),
    record_time: stored(uint32, 'seconds since 1904-01-01', 'Time by the instrument'),
    thermistor_start: counts('Thermistor at the start, unprocessed', { type: int16 }),
    thermistor_end: counts('Thermistor at the end, unprocessed', { type: int16, identifier: 'ABSTHRM_L0' }),
    reference_light_measurements: lights('Light through seawater alone'),
    light_measurements: lights('Light through indicator and seawater'),
    voltage_battery: counts('Battery voltage, unprocessed', { type: int16 }),
  },
  derived: {
    phsen_thermistor_temperature: {
      algorithm: 'ph_thermistor',
      arguments: { traw: 'thermistor_end', sami_bits: 'CC_sami_bits' },
      units: 'degrees_Celsius',
      longName: 'Temperature of the indicator',
      identifier: 'ABSTHRM_L1',
      precision: 3,
    },
    phsen_battery_volts: {
      algorithm: 'ph_battery',
      arguments: { braw: 'voltage_battery', sami_bits: 'CC_sami_bits' },
      units: 'V',
      longName: 'Battery voltage',
      precision: 3,
    },
    phsen_abcdef_signal_intensity_434: intensity('ph_434_intensity', 434, 'PH434SI_L0'),
    phsen_abcdef_signal_intensity_578: intensity('ph_578_intensity', 578, 'PH578SI_L0'),
    phsen_abcdef_ph_seawater: {
      algorithm: 'ph_calc_phwater',
      arguments: {
        ref: 'reference_light_measurements',
        light: 'light_measurements',
        therm: 'phsen_thermistor_temperature',
        ...named(['ea434', 'eb434', 'ea578', 'eb578', 'ind_slp', 'ind_off']),
        psal: ['PRACSAL_L2', 'SALSURF_L2', null],
      },
      units: '1',
      longName: 'pH of seawater',
      description: 'On the total scale, by the absorbance of meta-cresol purple.',
      standardName: 'sea_water_ph_reported_on_total_scale',
      identifier: 'PHWATER_L2',
      precision: 4,
    },
  },
})

export const phsenStreams = [
  phsenAbcdefInstrument,
  ...alsoAs(phsenAbcdefInstrument, {
    phsen_abcdef_dcl_instrument: 'The same, through the data concentrator logger.',
    phsen_abcdef_dcl_instrument_recovered: 'The same, from the files of a recovered data concentrator logger.',
    phsen_abcdef_sio_mule_instrument: 'The same, through the controller of a subsurface mooring.',
    phsen_abcdef_imodem_instrument: 'The same, through an inductive modem.',
    phsen_abcdef_imodem_instrument_recovered: 'The same, from the files of a recovered controller.',
  }),
]
