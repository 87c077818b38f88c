/** Ocean-bottom seismometers: ground motion from digitizer counts. */
import { at, defineAlgorithm, eachRow } from '../algorithm.ts'

/** counts × gain × 1e-6 V/µV / (2 × sensitivity): the sensor's output is differential. */
function groundMotion(name: string, about: string, units: string, source: string, gain: number, sensitivity: number) {
  return defineAlgorithm({
    name,
    formulaVersion: 1,
    about,
    source,
    arguments: {
      raw: { about: 'Digitizer counts', units: 'counts' },
      gain: { about: 'Bit weight of the digitizer', units: 'uV', optional: true, default: gain },
      sensitivity: {
        about: 'Sensitivity of the sensor, one side',
        units: `V/(${units})`,
        optional: true,
        default: sensitivity,
      },
    },
    result: { about, units },
    compute: ({ raw, gain, sensitivity }, { rows }) =>
      eachRow(rows, (row) => (at(raw, row) * (at(gain, row) * 1e-6)) / (2 * at(sensitivity, row))),
  })
}

export const obsBbGroundVelocity = groundMotion(
  'obs_bb_ground_velocity',
  'Broadband ground velocity',
  'm s-1',
  'OOI DPS 1341-00090 (GRNDVEL)',
  3.2,
  1500,
)
export const obsBbGroundAcceleration = groundMotion(
  'obs_bb_ground_acceleration',
  'Low-frequency ground acceleration',
  'm s-2',
  'OOI DPS 1341-00100 (GRNDACC)',
  3.2,
  0.508,
)
export const obsSpGroundVelocity = groundMotion(
  'obs_sp_ground_velocity',
  'Short-period ground velocity',
  'm s-1',
  'OOI DPS 1341-00110 (SGRDVEL)',
  2.84,
  1200,
)
