/** Ocean-bottom seismometers: ground motion from digitizer counts. */
import { counts, type DerivedDefinition, defineStream, timeParameters } from './definition.ts'

const seismometer = (
  name: string,
  about: string,
  binMinutes: number,
  raw: string,
  derived: Readonly<Record<string, DerivedDefinition>>,
) =>
  defineStream({
    name,
    about,
    binMinutes,
    preferredTimestamp: 'port_timestamp',
    parameters: { ...timeParameters, [raw]: counts('Ground motion, unprocessed') },
    derived,
  })

const motion = (
  algorithm: string,
  raw: string,
  units: string,
  longName: string,
  identifier: string,
): DerivedDefinition => ({ algorithm, arguments: { raw }, units, longName, identifier })

export const obsStreams = [
  seismometer('obsbb_sample', 'One component of a broadband seismometer.', 60, 'obsbb_raw', {
    ground_velocity: motion('obs_bb_ground_velocity', 'obsbb_raw', 'm s-1', 'Ground velocity', 'GRNDVEL_L1'),
  }),
  seismometer('obsbb_low_frequency_sample', 'One component of a broadband accelerometer.', 60, 'obsbb_lf_raw', {
    ground_acceleration: motion(
      'obs_bb_ground_acceleration',
      'obsbb_lf_raw',
      'm s-2',
      'Ground acceleration',
      'GRNDACC_L1',
    ),
  }),
  seismometer('obssp_sample', 'One component of a short-period seismometer.', 60, 'obssp_raw', {
    ground_velocity: motion('obs_sp_ground_velocity', 'obssp_raw', 'm s-1', 'Ground velocity', 'SGRDVEL_L1'),
  }),
]
