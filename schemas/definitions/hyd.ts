/** Hydrophones (HYDBB broadband, HYDLF low frequency). */
import { counts, defineStream, float32, float64, listOf, stored, timeParameters } from './definition.ts'

const raw = { hyd_raw: counts('Acoustic pressure, unprocessed') }

export const hydrophoneStreams = [
  defineStream({
    name: 'hydbb_sample',
    about: 'Pieces of sound of a broadband hydrophone, each value between -1 and 1.',
    binMinutes: 60,
    preferredTimestamp: 'port_timestamp',
    parameters: {
      ...timeParameters,
      sound: stored(listOf(float32), '1', 'Sound, relative to the largest value', {
        dimensions: ['sound_sample'],
        identifier: 'HYDAPBB_L0',
      }),
    },
    derived: {
      acoustic_pressure_waves: {
        algorithm: 'hyd_bb_acoustic_pwaves',
        arguments: { wav: 'sound', gain: 'CC_gain' },
        type: listOf(float64),
        dimensions: ['sound_sample'],
        units: 'V',
        longName: 'Acoustic pressure waves',
        identifier: 'HYDAPBB_L1',
      },
    },
  }),
  defineStream({
    name: 'hydlf_sample',
    about: 'Sound of a low-frequency hydrophone beside a seismometer, sample by sample.',
    binMinutes: 60,
    preferredTimestamp: 'port_timestamp',
    parameters: { ...timeParameters, ...raw },
    derived: {
      acoustic_pressure_waves: {
        algorithm: 'hyd_lf_acoustic_pwaves',
        arguments: { raw: 'hyd_raw' },
        units: 'V',
        longName: 'Acoustic pressure waves',
        identifier: 'HYDAPLF_L1',
      },
    },
  }),
]
