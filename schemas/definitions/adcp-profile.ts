/** What profiles of velocity (ADCP, Teledyne RDI) have in common, in whatever coordinates they come. */
import {
  counts,
  type DerivedDefinition,
  float64,
  int8,
  int16,
  listOf,
  type ParameterDefinition,
  stored,
  timeParameters,
  uint8,
  uint16,
  uint32,
} from './definition.ts'
import { depthFrom } from './seawater.ts'

export const dimensions = ['bin']
export const beams = [1, 2, 3, 4]
export const perBeam = <T>(name: string, of: (beam: number) => T): Record<string, T> =>
  Object.fromEntries(beams.map((beam) => [`${name}${beam}`, of(beam)]))
/** Bad bins have the smallest number. */
export const bins = (units: string, longName: string, identifier: string): ParameterDefinition =>
  stored(listOf(int16), units, longName, { dimensions, identifier, fill: -32768 })
export const percents = (longName: string): ParameterDefinition =>
  stored(listOf(uint8), 'percent', longName, { dimensions })

export const header = {
  ...timeParameters,
  sysconfig_vertical_orientation: stored(int8, '1', 'Where it looks', { codes: { 0: 'Downward', 1: 'Upward' } }),
  num_cells: stored(uint8, '1', 'Number of bins'),
  cell_length: stored(uint16, 'cm', 'Length of a bin'),
  bin_1_distance: stored(uint16, 'cm', 'Distance of the middle of the first bin'),
  ensemble_number: stored(uint16, '1', 'Number of the ensemble'),
  transducer_depth: stored(uint16, 'dm', 'Depth by the instrument'),
  heading: stored(uint16, '0.01 degrees', 'Heading, magnetic'),
  pitch: stored(int16, '0.01 degrees', 'Pitch', { standardName: 'platform_pitch' }),
  roll: stored(int16, '0.01 degrees', 'Roll', { standardName: 'platform_roll' }),
  temperature: stored(int16, '0.01 degrees_Celsius', 'Seawater temperature'),
  pressure: stored(uint32, 'daPa', 'Seawater pressure', { standardName: 'sea_water_pressure' }),
  ...perBeam('echo_intensity_beam', (beam) =>
    counts(`Echo intensity of beam ${beam}`, { type: listOf(uint8), dimensions, identifier: `ECHOINT-B${beam}_L0` }),
  ),
  ...perBeam('correlation_magnitude_beam', (beam) =>
    stored(listOf(uint8), '1', `Correlation of beam ${beam}`, { dimensions }),
  ),
}

export const profile = (
  algorithm: string,
  given: DerivedDefinition['arguments'],
  longName: string,
  identifier: string,
  standardName?: string,
): DerivedDefinition => ({
  algorithm,
  arguments: given,
  type: listOf(float64),
  dimensions,
  units: 'm s-1',
  longName,
  identifier,
  precision: 4,
  ...(standardName === undefined ? {} : { standardName }),
})

export const backscatter = perBeam(
  'corrected_echo_intensity_beam',
  (beam): DerivedDefinition => ({
    algorithm: 'adcp_backscatter',
    arguments: { raw: `echo_intensity_beam${beam}`, sfactor: `CC_scale_factor${beam}` },
    type: listOf(float64),
    dimensions,
    units: 'dB',
    longName: `Echo intensity of beam ${beam}`,
    identifier: `ECHOINT-B${beam}_L1`,
    precision: 2,
  }),
)

/** A pressure sensor that is missing or broken reads far from the deployment's depth: then a CTD's, or that depth. */
export const depths: Readonly<Record<string, DerivedDefinition>> = {
  non_zero_pressure: {
    algorithm: 'select_arg_within_tolerance_of_std',
    arguments: { a1: 'pressure', a1_scale_factor: 0.001, a2: ['PRESWAT_L1', null], std: 'CC_depth' },
    units: 'dbar',
    longName: 'Seawater pressure at the instrument, by the most credible source',
    precision: 3,
  },
  depth_from_pressure: depthFrom('non_zero_pressure'),
  non_zero_depth: {
    algorithm: 'select_arg_within_tolerance_of_std',
    arguments: { a1: 'depth_from_pressure', a2: 'CC_depth', std: 'CC_depth' },
    units: 'm',
    longName: 'Depth of the instrument, by the most credible source',
    precision: 3,
  },
  depth: depthFrom('pressure', 0.001),
  bin_depths: {
    algorithm: 'adcp_bin_depths_meters',
    arguments: {
      sensor_depth: 'non_zero_depth',
      bin_size: 'cell_length',
      dist_first_bin: 'bin_1_distance',
      num_bins: 'num_cells',
      adcp_orientation: 'sysconfig_vertical_orientation',
    },
    type: listOf(float64),
    dimensions,
    units: 'm',
    longName: 'Depth of each bin',
    standardName: 'depth',
    precision: 2,
  },
}
