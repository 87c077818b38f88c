/** Acoustic current meters on profilers (VEL3D, FSI ACM): velocities along four paths. */
import { alsoAs, defineStream, float32, float64, stored, timeParameters } from './definition.ts'
import { eastward, northward, upward } from './velocity.ts'

const cm = (longName: string) => stored(float64, 'cm s-1', longName)
const paths = (prefix: string, names: readonly [string, string, string, string]) =>
  Object.fromEntries(names.map((name, at) => [`${prefix}${name}`, cm(`Velocity along path ${at + 1}`)]))
const magnetometer = (prefix: string) => ({
  [`${prefix}hx`]: stored(float64, '1', 'Magnetic field along x, relative'),
  [`${prefix}hy`]: stored(float64, '1', 'Magnetic field along y, relative'),
  [`${prefix}hz`]: stored(float64, '1', 'Magnetic field along z, relative'),
  [`${prefix}tx`]: stored(float64, 'degrees', 'Tilt along x'),
  [`${prefix}ty`]: stored(float64, 'degrees', 'Tilt along y'),
})
/** A profiler's own motion spoils one of the paths: another one on the way up than on the way down. */
const bothUps = (prefix: string, vp1: string, vp2: string, vp3: string, vp4: string) => ({
  [`${prefix}upward_velocity_ascending`]: upward(
    'fsi_acm_up_profiler_ascending',
    { vp1, vp3, vp4 },
    'VELPTMN-VLU-ASC_L1',
    'Upward velocity of seawater while the profiler ascends',
  ),
  [`${prefix}upward_velocity_descending`]: upward(
    'fsi_acm_up_profiler_descending',
    { vp1, vp2, vp3 },
    'VELPTMN-VLU-DSC_L1',
    'Upward velocity of seawater while the profiler descends',
  ),
})

const withHeading = { vp1: 'vel3d_l_vp1', vp3: 'vel3d_l_vp3', hdg: 'vel3d_l_heading' } as const
const vel3dLWfpInstrument = defineStream({
  name: 'vel3d_l_wfp_instrument',
  about: 'Point velocities of an FSI ACM on a wire-following profiler, with its own heading.',
  binMinutes: 1440,
  preferredTimestamp: 'internal_timestamp',
  parameters: {
    ...timeParameters,
    vel3d_l_heading: stored(float32, 'degrees', 'Heading, magnetic'),
    ...magnetometer('vel3d_l_'),
    ...paths('vel3d_l_', ['vp1', 'vp2', 'vp3', 'vp4']),
  },
  derived: {
    vel3d_l_eastward_velocity: eastward('fsi_acm_sio_east', withHeading, 'VELPTMN-VLE_L1'),
    vel3d_l_northward_velocity: northward('fsi_acm_sio_north', withHeading, 'VELPTMN-VLN_L1'),
    ...bothUps('vel3d_l_', 'vel3d_l_vp1', 'vel3d_l_vp2', 'vel3d_l_vp3', 'vel3d_l_vp4'),
  },
})

const withCompass = {
  vp1: 'vel3d_a_va',
  vp3: 'vel3d_a_vc',
  hx: 'vel3d_a_hx',
  hy: 'vel3d_a_hy',
  hdg_cal: 'CC_hdg_cal',
  hx_cal: 'CC_hx_cal',
  hy_cal: 'CC_hy_cal',
} as const
const vel3dAMmpCdsInstrument = defineStream({
  name: 'vel3d_a_mmp_cds_instrument',
  about: 'Point velocities of an FSI ACM on a cabled profiler, with a compass that is calibrated.',
  binMinutes: 1440,
  preferredTimestamp: 'internal_timestamp',
  parameters: { ...timeParameters, ...magnetometer('vel3d_a_'), ...paths('vel3d_a_', ['va', 'vb', 'vc', 'vd']) },
  derived: {
    vel3d_a_eastward_velocity: eastward('fsi_acm_rsn_east', withCompass, 'VELPTMN-VLE_L1'),
    vel3d_a_northward_velocity: northward('fsi_acm_rsn_north', withCompass, 'VELPTMN-VLN_L1'),
    ...bothUps('vel3d_a_', 'vel3d_a_va', 'vel3d_a_vb', 'vel3d_a_vc', 'vel3d_a_vd'),
  },
})

export const acmStreams = [
  vel3dLWfpInstrument,
  ...alsoAs(vel3dLWfpInstrument, { vel3d_l_wfp_instrument_recovered: 'The same, of a recovered instrument.' }),
  vel3dAMmpCdsInstrument,
  ...alsoAs(vel3dAMmpCdsInstrument, { dpc_acm_instrument: 'The same, from the deep profiler controller.' }),
]
