/** Light in water: photosynthetically active radiation (PARAD) and spectral irradiance (SPKIR). */
import {
  alsoAs,
  counts,
  type DerivedDefinition,
  defineStream,
  float32,
  float64,
  listOf,
  stored,
  text,
  timeParameters,
  uint16,
  uint32,
} from './definition.ts'
import { optical } from './flort.ts'
import { depthFrom } from './seawater.ts'

const radiation = (algorithm: string, given: DerivedDefinition['arguments']): DerivedDefinition => ({
  algorithm,
  arguments: given,
  units: 'umol m-2 s-1',
  longName: 'Photosynthetically active radiation',
  standardName: optical.par,
  identifier: 'OPTPARW_L1',
  precision: 3,
})
const digital = { counts_output: 'par', a0: 'CC_a0', a1: 'CC_a1', Im: 'CC_Im' } as const
const rawPar = { par: counts('Radiation, unprocessed', { type: uint32, identifier: 'OPTPARW_L0' }) }
const profilerPressure = {
  pressure_depth: stored(float32, 'dbar', 'Seawater pressure by the profiler', { standardName: 'sea_water_pressure' }),
}

const paradWfp = defineStream({
  name: 'parad_k__stc_imodem_instrument',
  about: 'Radiation as a voltage (Biospherical), of a wire-following profiler.',
  binMinutes: 20_160,
  preferredTimestamp: 'internal_timestamp',
  parameters: {
    ...timeParameters,
    ...profilerPressure,
    par_val_v: stored(float32, 'mV', 'Voltage of the sensor', { identifier: 'OPTPARW_L0' }),
  },
  derived: {
    parad_k_par: radiation('opt_par_biospherical_wfp', {
      output: 'par_val_v',
      dark_offset: 'CC_dark_offset',
      scale_wet: 'CC_scale_wet',
    }),
  },
})

const paradCspp = defineStream({
  name: 'parad_j_cspp_instrument',
  about: 'Radiation as counts (WET Labs), of a coastal surface-piercing profiler.',
  binMinutes: 20_160,
  preferredTimestamp: 'internal_timestamp',
  parameters: { ...timeParameters, ...profilerPressure, ...rawPar },
  derived: { parad_j_par_counts_output: radiation('opt_par_wetlabs', digital), depth: depthFrom('pressure_depth') },
})

const paradAuv = defineStream({
  name: 'parad_n_auv_instrument',
  about: 'Radiation as a voltage (Biospherical), of an autonomous vehicle.',
  binMinutes: 1440,
  preferredTimestamp: 'internal_timestamp',
  parameters: {
    ...timeParameters,
    m_depth: stored(float32, 'm', 'Depth by the vehicle', { standardName: 'depth' }),
    biospherical_mobile_sensor_voltage: stored(float32, 'V', 'Voltage of the sensor', { identifier: 'OPTPARW_L0' }),
  },
  derived: {
    par_auv_biospherical_mobile: radiation('opt_par_biospherical_mobile', {
      output: 'biospherical_mobile_sensor_voltage',
      dark_offset: 'CC_dark_offset',
      scale_wet: 'CC_scale_wet',
    }),
  },
})

const spkir = (name: string, about: string, raw: string, product: string) =>
  defineStream({
    name,
    about,
    binMinutes: 180,
    preferredTimestamp: 'port_timestamp',
    parameters: {
      ...timeParameters,
      serial_number: stored(text, '1', 'Serial number'),
      timer: stored(float64, 's', 'Time since the instrument was switched on'),
      [raw]: counts('Irradiance in seven bands, unprocessed', {
        type: listOf(uint32),
        dimensions: ['spectra'],
        identifier: 'SPECTIR_L0',
      }),
      internal_temperature: counts('Internal temperature, unprocessed', { type: uint16 }),
      frame_counter: stored(uint16, '1', 'Counter of frames'),
    },
    derived: {
      [product]: {
        algorithm: 'opt_ocr507_irradiance',
        arguments: { counts: raw, offset: 'CC_offset', scale: 'CC_scale', immersion_factor: 'CC_immersion_factor' },
        type: listOf(float64),
        dimensions: ['spectra'],
        units: 'uW cm-2 nm-1',
        longName: 'Downwelling irradiance in seven bands',
        standardName: 'downwelling_radiative_flux_per_unit_wavelength_in_sea_water',
        identifier: 'SPECTIR_L1',
        precision: 4,
      },
    },
  })
const spkirAbj = spkir(
  'spkir_abj_dcl_instrument',
  'Irradiance in seven bands, through the data concentrator logger.',
  'channel_array',
  'spkir_abj_cspp_downwelling_vector',
)

export const lightStreams = [
  defineStream({
    name: 'parad_sa_sample',
    about: 'Radiation as counts (Satlantic), streamed from a cabled profiler.',
    binMinutes: 180,
    preferredTimestamp: 'port_timestamp',
    parameters: { ...timeParameters, serial_number: stored(text, '1', 'Serial number'), ...rawPar },
    derived: { par_counts_output: radiation('opt_par_satlantic', digital) },
  }),
  paradWfp,
  ...alsoAs(paradWfp, { parad_k__stc_imodem_instrument_recovered: 'The same, of a recovered profiler.' }),
  paradCspp,
  ...alsoAs(paradCspp, { parad_j_cspp_instrument_recovered: 'The same, of a recovered profiler.' }),
  paradAuv,
  ...alsoAs(paradAuv, { parad_n_auv_instrument_recovered: 'The same, of a recovered vehicle.' }),
  spkir(
    'spkir_data_record',
    'Irradiance in seven bands, streamed from a cabled profiler.',
    'spkir_samples',
    'spkir_downwelling_vector',
  ),
  spkirAbj,
  ...alsoAs(spkirAbj, {
    spkir_abj_dcl_instrument_recovered: 'The same, from the files of a recovered logger.',
    spkir_abj_cspp_instrument: 'The same, of a coastal surface-piercing profiler.',
    spkir_abj_cspp_instrument_recovered: 'The same, of a recovered profiler.',
  }),
]
