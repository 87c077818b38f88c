/** Waves at the surface (WAVSS, AXYS TRIAXYS). */
import {
  alsoAs,
  type DerivedDefinition,
  defineStream,
  float32,
  float64,
  int32,
  listOf,
  stored,
  text,
  timeParameters,
} from './definition.ts'
import { position } from './velocity.ts'

const head = { ...timeParameters, serial_number: stored(text, '1', 'Serial number') }
const spectrumHead = {
  ...head,
  number_bands: stored(int32, '1', 'Number of frequency bands'),
  initial_frequency: stored(float32, 'Hz', 'Frequency of the first band'),
  frequency_spacing: stored(float32, 'Hz', 'Distance of the bands'),
}
const bands = (units: string, longName: string, identifier: string, standardName?: string) =>
  stored(listOf(float32), units, longName, {
    dimensions: ['wavss_array'],
    identifier,
    ...(standardName === undefined ? {} : { standardName }),
  })
const frequency = (
  algorithm: string,
  given: DerivedDefinition['arguments'],
  identifier: string,
): DerivedDefinition => ({
  algorithm,
  arguments: { ...given, freq0: 'initial_frequency', delta_freq: 'frequency_spacing' },
  type: listOf(float64),
  dimensions: ['wavss_array'],
  units: 'Hz',
  longName: 'Frequency of each band',
  standardName: 'wave_frequency',
  identifier,
})
const stream = { binMinutes: 20_160, preferredTimestamp: 'internal_timestamp' } as const
const nonDirectionalName = 'wavss_a_dcl_non_directional'
const density = 'sea_surface_wave_variance_spectral_density'
const fromDirection = 'sea_surface_wave_from_direction'

const nonDirectional = (name: string) =>
  defineStream({
    ...stream,
    name,
    about: 'Spectrum of wave energy by frequency.',
    parameters: { ...spectrumHead, psd_non_directional: bands('m2 Hz-1', 'Wave energy', 'WAVSTAT-PND_L0', density) },
    derived: {
      wavss_a_non_directional_frequency: frequency(
        'wav_triaxys_nondir_freq',
        { nfreq: 'number_bands' },
        'WAVSTAT-FND_L1',
      ),
    },
  })

const directional = (name: string, twin: string) =>
  defineStream({
    ...stream,
    name,
    about: 'Spectrum of wave energy and direction by frequency.',
    parameters: {
      ...spectrumHead,
      mean_direction: stored(float32, 'degrees', 'Mean direction, magnetic', { identifier: 'WAVSTAT-D_L0' }),
      spread_direction: stored(float32, 'degrees', 'Spread of the directions', {
        standardName: 'sea_surface_wave_directional_spread',
        identifier: 'WAVSTAT-DS_L0',
      }),
      psd_mean_directional: bands('m2 Hz-1', 'Wave energy', 'WAVSTAT-PDS_L0', density),
      mean_direction_array: bands('degrees', 'Direction of each band, magnetic', 'WAVSTAT-DDS_L0'),
      directional_spread_array: bands('degrees', 'Spread of each band', 'WAVSTAT-SDS_L0'),
    },
    derived: {
      wavss_a_directional_frequency: frequency(
        'wav_triaxys_dir_freq',
        { nfreq_nondir: [`${twin}.number_bands`], nfreq_dir: 'number_bands' },
        'WAVSTAT-FDS_L1',
      ),
      wavss_a_corrected_mean_wave_direction: {
        algorithm: 'wav_triaxys_correct_mean_wave_direction',
        arguments: { dir_raw: 'mean_direction', ...position },
        units: 'degrees',
        longName: 'Mean direction from which the waves come, from true north',
        standardName: fromDirection,
        identifier: 'WAVSTAT-D_L1',
        precision: 1,
      },
      wavss_a_corrected_directional_wave_direction: {
        algorithm: 'wav_triaxys_correct_directional_wave_direction',
        arguments: { dir_raw: 'mean_direction_array', ...position },
        type: listOf(float64),
        dimensions: ['wavss_array'],
        units: 'degrees',
        longName: 'Direction from which the waves of each band come, from true north',
        standardName: fromDirection,
        identifier: 'WAVSTAT-DDS_L1',
        precision: 1,
      },
    },
  })

const dimensions = ['wavss_move']
const displacement = (longName: string, identifier: string) =>
  stored(listOf(float32), 'm', longName, { dimensions, identifier, precision: 3 })
const moved = (algorithm: string, longName: string, identifier: string): DerivedDefinition => ({
  algorithm,
  arguments: { x: 'east_offset_array', y: 'north_offset_array', ...position },
  type: listOf(float64),
  dimensions,
  units: 'm',
  longName,
  identifier,
  precision: 3,
})
const burst = { heave: 'heave_offset_array', delta_time: 'time_spacing' } as const
const wave = (algorithm: string, units: string, longName: string, standardName: string): DerivedDefinition => ({
  algorithm,
  arguments: burst,
  units,
  longName,
  description: 'From the spectrum of the displacements of the buoy.',
  standardName,
  precision: 3,
})

const motion = defineStream({
  ...stream,
  name: 'wavss_a_dcl_motion',
  about: 'Displacements of the buoy, a burst a record.',
  parameters: {
    ...head,
    number_time_samples: stored(int32, '1', 'Number of samples'),
    initial_time: stored(float32, 's', 'Time of the first sample after the time of the record'),
    time_spacing: stored(float32, 's', 'Time between samples'),
    solution_found: stored(int32, '1', 'Whether a solution was found'),
    heave_offset_array: displacement('Displacement upward', 'WAVSTAT-MOTZ_L0'),
    north_offset_array: displacement('Displacement toward magnetic north', 'WAVSTAT-MOTY_L0'),
    east_offset_array: displacement('Displacement toward magnetic east', 'WAVSTAT-MOTX_L0'),
  },
  derived: {
    wavss_a_buoymotion_time: {
      algorithm: 'wav_triaxys_buoymotion_time',
      arguments: { ntime: 'number_time_samples', time0: 'initial_time', delta_time: 'time_spacing' },
      type: listOf(float64),
      dimensions,
      units: 'seconds since 1900-01-01',
      longName: 'Time of each sample',
      identifier: 'WAVSTAT-MOTT_L1',
    },
    wavss_a_magcor_buoymotion_x: moved(
      'wav_triaxys_magcor_buoymotion_x',
      'Displacement toward true east',
      'WAVSTAT-MOTX_L1',
    ),
    wavss_a_magcor_buoymotion_y: moved(
      'wav_triaxys_magcor_buoymotion_y',
      'Displacement toward true north',
      'WAVSTAT-MOTY_L1',
    ),
    significant_wave_height: wave(
      'wave_burst_hm0',
      'm',
      'Significant wave height',
      'sea_surface_wave_significant_height',
    ),
    peak_wave_period: wave(
      'wave_burst_tp',
      's',
      'Peak wave period',
      'sea_surface_wave_period_at_variance_spectral_density_maximum',
    ),
    mean_wave_period: wave(
      'wave_burst_tm01',
      's',
      'Mean wave period, of the first moment',
      'sea_surface_wave_mean_period_from_variance_spectral_density_first_frequency_moment',
    ),
    zero_crossing_wave_period: wave(
      'wave_burst_tm02',
      's',
      'Mean wave period, of the second moment',
      'sea_surface_wave_mean_period_from_variance_spectral_density_second_frequency_moment',
    ),
  },
})

export const wavssStreams = [
  nonDirectional(nonDirectionalName),
  nonDirectional(`${nonDirectionalName}_recovered`),
  directional('wavss_a_dcl_mean_directional', nonDirectionalName),
  directional('wavss_a_dcl_mean_directional_recovered', `${nonDirectionalName}_recovered`),
  motion,
  ...alsoAs(motion, { wavss_a_dcl_motion_recovered: 'The same, from the files of a recovered logger.' }),
]
