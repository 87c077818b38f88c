/** Absorption and attenuation of light (OPTAA, WET Labs ac-s). */
import {
  alsoAs,
  counts,
  type DerivedDefinition,
  defineStream,
  float64,
  int32,
  listOf,
  stored,
  timeParameters,
  uint8,
  uint16,
  uint32,
} from './definition.ts'

const spectrum = (longName: string, identifier: string) =>
  counts(longName, { type: listOf(uint16), dimensions: ['wavelength'], identifier })
const water = { T: ['TEMPWAT_L1', 'TEMPSRF_L1'], PS: ['PRACSAL_L2', 'SALSURF_L2'] } as const

const axis = (coefficient: string, longName: string): DerivedDefinition => ({
  algorithm: 'identity',
  arguments: { x: coefficient },
  type: listOf(float64),
  dimensions: ['-obs', 'wavelength'],
  units: 'nm',
  longName,
  standardName: 'radiation_wavelength',
  precision: 1,
})

const optaaSample = defineStream({
  name: 'optaa_sample',
  about: 'Spectra of absorption and attenuation, streamed from a cabled instrument.',
  binMinutes: 120,
  preferredTimestamp: 'port_timestamp',
  parameters: {
    ...timeParameters,
    elapsed_run_time: stored(uint32, 'ms', 'Time since the lamp was switched on'),
    num_wavelengths: stored(uint8, '1', 'Number of wavelengths'),
    internal_temp_raw: counts('Internal temperature, unprocessed', { type: uint16, identifier: 'OPTTEMP_L0' }),
    external_temp_raw: counts('External temperature, unprocessed', { type: uint16 }),
    a_reference_dark_counts: counts('Dark reference of absorption', { type: uint16 }),
    a_signal_dark_counts: counts('Dark signal of absorption', { type: uint16 }),
    c_reference_dark_counts: counts('Dark reference of attenuation', { type: uint16 }),
    c_signal_dark_counts: counts('Dark signal of attenuation', { type: uint16 }),
    a_reference_counts: spectrum('Reference of absorption', 'OPTAREF_L0'),
    a_signal_counts: spectrum('Signal of absorption', 'OPTASIG_L0'),
    c_reference_counts: spectrum('Reference of attenuation', 'OPTCREF_L0'),
    c_signal_counts: spectrum('Signal of attenuation', 'OPTCSIG_L0'),
  },
  derived: {
    beam_attenuation: {
      algorithm: 'opt_beam_attenuation',
      arguments: {
        cref: 'c_reference_counts',
        csig: 'c_signal_counts',
        traw: 'internal_temp_raw',
        cwl: 'CC_cwlngth',
        coff: 'CC_ccwo',
        tcal: 'CC_tcal',
        tbins: 'CC_tbins',
        tc_arr: 'CC_tcarray',
        ...water,
      },
      type: listOf(float64),
      dimensions: ['wavelength'],
      units: 'm-1',
      longName: 'Beam attenuation',
      description: 'Less that of pure water, corrected for temperature and salinity.',
      standardName: 'volume_beam_attenuation_coefficient_of_radiative_flux_in_sea_water',
      identifier: 'OPTATTN_L2',
      precision: 6,
    },
    optical_absorption: {
      algorithm: 'opt_optical_absorption',
      arguments: {
        aref: 'a_reference_counts',
        asig: 'a_signal_counts',
        traw: 'internal_temp_raw',
        awl: 'CC_awlngth',
        aoff: 'CC_acwo',
        tcal: 'CC_tcal',
        tbins: 'CC_tbins',
        ta_arr: 'CC_taarray',
        cpd_ts: 'beam_attenuation',
        cwl: 'CC_cwlngth',
        ...water,
      },
      type: listOf(float64),
      dimensions: ['wavelength'],
      units: 'm-1',
      longName: 'Optical absorption',
      description: 'Less that of pure water, corrected for temperature, salinity and scattering.',
      standardName: 'volume_absorption_coefficient_of_radiative_flux_in_sea_water',
      identifier: 'OPTABSN_L2',
      precision: 6,
    },
    wavelength_a: axis('CC_awlngth', 'Wavelength of the absorption'),
    wavelength_c: axis('CC_cwlngth', 'Wavelength of the attenuation'),
    wavelength: {
      algorithm: 'index_of_samples',
      arguments: { x: 'CC_cwlngth' },
      type: listOf(int32),
      dimensions: ['-obs', 'wavelength'],
      units: '1',
      longName: 'Number of the wavelength',
    },
  },
})

export const optaaStreams = [
  optaaSample,
  ...alsoAs(
    { ...optaaSample, binMinutes: 1440 },
    {
      optaa_dj_dcl_instrument: 'Spectra of absorption and attenuation, through the data concentrator logger.',
      optaa_dj_dcl_instrument_recovered: 'The same, from the files of a recovered logger.',
      optaa_dj_cspp_instrument: 'The same, of a coastal surface-piercing profiler.',
      optaa_dj_cspp_instrument_recovered: 'The same, of a recovered profiler.',
    },
  ),
]
