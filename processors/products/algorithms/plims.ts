/** Plankton imaging (PLIMS): Imaging FlowCytobot. */
import { at, defineAlgorithm, eachRow } from '../algorithm.ts'

export const plimsFlowRate = defineAlgorithm({
  name: 'plims_flow_rate',
  formulaVersion: 1,
  about: 'Flow of sample past the camera',
  source: 'Imaging FlowCytobot header; ion-functions, plims_functions',
  arguments: {
    run_fast: { about: 'Whether the sample runs fast', units: '1' },
    run_fast_factor: { about: 'How many times faster it then runs', units: '1' },
    sample_speed: { about: 'Time for a syringe of sample', units: 'min' },
    sample_volume: { about: 'Sample of a syringe', units: 'mL' },
  },
  result: { about: 'Flow of sample', units: 'mL min-1' },
  compute: ({ run_fast, run_fast_factor, sample_speed, sample_volume }, { rows, flag }) =>
    eachRow(rows, (row) => {
      const isFast = at(run_fast, row)
      if (Number.isNaN(isFast)) return Number.NaN
      if (at(sample_speed, row) > 0) {
        return (at(sample_volume, row) / at(sample_speed, row)) * (isFast === 0 ? 1 : at(run_fast_factor, row))
      }
      if (!Number.isNaN(at(sample_speed, row))) flag(row, 'the time for a syringe is not above 0')
      return Number.NaN
    }),
})

export const plimsAlgorithms = [plimsFlowRate]
