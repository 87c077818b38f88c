/** Hydrophones (HYDBB, HYDLF): voltages of acoustic pressure waves. */
import { at, defineAlgorithm, eachRow } from '../algorithm.ts'

/** Of the full scale of the wave file, V. */
const fullScale = 3

export const hydBbAcousticPwaves = defineAlgorithm({
  name: 'hyd_bb_acoustic_pwaves',
  formulaVersion: 1,
  about: 'Broadband acoustic pressure waves',
  source: 'OOI DPS 1341-00820 (HYDAPBB)',
  arguments: {
    wav: { about: 'Samples of the wave file, of its full scale', units: '1', shape: 'vector' },
    gain: { about: 'Gain of the hydrophone', units: 'dB' },
  },
  result: { about: 'Broadband acoustic pressure waves', units: 'V', shape: 'vector' },
  compute: ({ wav, gain }, { rows }) => {
    const { width } = wav
    const values = new Float64Array(rows * width)
    for (let row = 0, out = 0; row < rows; row++) {
      const voltsOfOne = fullScale / 10 ** (at(gain, row) / 20)
      for (let index = 0; index < width; index++, out++) {
        values[out] = (wav.values[row * wav.stride + index] as number) * voltsOfOne
      }
    }
    return { values, width }
  },
})

export const hydLfAcousticPwaves = defineAlgorithm({
  name: 'hyd_lf_acoustic_pwaves',
  formulaVersion: 1,
  about: 'Low-frequency acoustic pressure waves',
  source: 'OOI DPS 1341-00821 (HYDAPLF)',
  arguments: {
    raw: { about: 'Digitizer counts', units: 'counts' },
    gain: { about: 'Bit weight of the digitizer', units: 'uV', optional: true, default: 3.2 },
  },
  result: { about: 'Low-frequency acoustic pressure waves', units: 'V' },
  compute: ({ raw, gain }, { rows }) => eachRow(rows, (row) => at(raw, row) * at(gain, row) * 1e-6),
})

export const hydrophoneAlgorithms = [hydBbAcousticPwaves, hydLfAcousticPwaves]
