/** Fast oxygen sensors (DOFST, Sea-Bird SBE 43 and SBE 43F). */
import { alsoAs, counts, type DerivedDefinition, defineStream, stored, timeParameters, uint32 } from './definition.ts'
import { surroundings } from './oxygen.ts'

const coefficients = {
  Soc: 'CC_oxygen_signal_slope',
  A: 'CC_residual_temperature_correction_factor_a',
  B: 'CC_residual_temperature_correction_factor_b',
  C: 'CC_residual_temperature_correction_factor_c',
  E: 'CC_residual_temperature_correction_factor_e',
  ...surroundings,
  P: 'PRESWAT_L1',
  T: 'TEMPWAT_L1',
  SP: 'PRACSAL_L2',
} as const

const oxygen = (algorithm: string, given: DerivedDefinition['arguments']): DerivedDefinition => ({
  algorithm,
  arguments: { ...given, ...coefficients },
  units: 'umol kg-1',
  longName: 'Dissolved oxygen',
  description: 'From the sensor and the CTD that pumps water past it.',
  standardName: 'moles_of_oxygen_per_unit_mass_in_sea_water',
  identifier: 'DOCONCF_L2',
  precision: 3,
})

const dofstKWfpInstrument = defineStream({
  name: 'dofst_k_wfp_instrument',
  about: 'Oxygen as a frequency, of a wire-following profiler.',
  binMinutes: 10_080,
  preferredTimestamp: 'internal_timestamp',
  parameters: {
    ...timeParameters,
    dofst_k_oxygen: stored(uint32, 'Hz', 'Frequency of the sensor', { identifier: 'DOCONCF_L0' }),
  },
  derived: {
    dofst_k_oxygen_l2: oxygen('do2_dofst_frequency', { frequency: 'dofst_k_oxygen', Foffset: 'CC_frequency_offset' }),
  },
})

export const dofstStreams = [
  defineStream({
    name: 'do_fast_sample',
    about: 'Oxygen as a voltage, read by a cabled CTD.',
    binMinutes: 1440,
    preferredTimestamp: 'port_timestamp',
    parameters: { ...timeParameters, ext_volt0: counts('Voltage of the sensor, unprocessed') },
    derived: {
      corrected_dissolved_oxygen: oxygen('do2_dofst_volt', {
        voltage_counts: 'ext_volt0',
        Voffset: 'CC_frequency_offset',
      }),
    },
  }),
  dofstKWfpInstrument,
  ...alsoAs(dofstKWfpInstrument, { dofst_k_wfp_instrument_recovered: 'The same, of a recovered profiler.' }),
]
