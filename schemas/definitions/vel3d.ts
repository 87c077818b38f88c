/** Three-dimensional point current meters (VEL3D): Nobska MAVS-4, Nortek Vector, Nortek AD2CP, FSI ACM. */
import {
  alsoAs,
  counts,
  defineStream,
  float32,
  int8,
  int16,
  int32,
  listOf,
  stored,
  timeParameters,
  uint8,
  uint16,
} from './definition.ts'
import { depthFrom } from './seawater.ts'
import { acmStreams } from './vel3d-acm.ts'
import { eastward, horizontal, northward, upward } from './velocity.ts'

const nobska = horizontal('turbulent_velocity_east', 'turbulent_velocity_north')

const vel3dBSample = defineStream({
  name: 'vel3d_b_sample',
  about: 'Turbulent velocities of a MAVS-4, streamed from a cabled instrument.',
  binMinutes: 60,
  preferredTimestamp: 'port_timestamp',
  parameters: {
    ...timeParameters,
    turbulent_velocity_east: stored(float32, 'cm s-1', 'Velocity toward magnetic east', {
      identifier: 'VELPTTU-VLE_L0',
    }),
    turbulent_velocity_north: stored(float32, 'cm s-1', 'Velocity toward magnetic north', {
      identifier: 'VELPTTU-VLN_L0',
    }),
    turbulent_velocity_up: stored(float32, 'cm s-1', 'Velocity upward', { identifier: 'VELPTTU-VLU_L0' }),
    temperature: stored(float32, 'degrees_Celsius', 'Seawater temperature', { standardName: 'sea_water_temperature' }),
    pitch: stored(float32, 'degrees', 'Pitch', { standardName: 'platform_pitch' }),
    roll: stored(float32, 'degrees', 'Roll', { standardName: 'platform_roll' }),
  },
  derived: {
    eastward_turbulent_velocity: eastward('nobska_mag_corr_east', nobska, 'VELPTTU-VLE_L1'),
    northward_turbulent_velocity: northward('nobska_mag_corr_north', nobska, 'VELPTTU-VLN_L1'),
    upward_turbulent_velocity: upward('nobska_scale_up_vel', { w: 'turbulent_velocity_up' }, 'VELPTTU-VLU_L1'),
  },
})

/** The scale of the velocities is a bit of the status, which comes in a stream of its own. */
const vectorOf = (name: string, systemData: string, about: string) => {
  const status = { status_code: [`${systemData}.status_code`, null] } as const
  const vector = { ...horizontal('turbulent_velocity_east', 'turbulent_velocity_north'), ...status }
  return defineStream({
    name,
    about,
    binMinutes: 60,
    preferredTimestamp: 'internal_timestamp',
    parameters: {
      ...timeParameters,
      ensemble_counter: stored(int16, '1', 'Counter of ensembles'),
      seawater_pressure_mbar: stored(int32, '0.001 dbar', 'Seawater pressure', { standardName: 'sea_water_pressure' }),
      turbulent_velocity_east: stored(int16, 'mm s-1', 'Velocity toward magnetic east', {
        identifier: 'VELPTTU-VLE_L0',
      }),
      turbulent_velocity_north: stored(int16, 'mm s-1', 'Velocity toward magnetic north', {
        identifier: 'VELPTTU-VLN_L0',
      }),
      turbulent_velocity_vertical: stored(int16, 'mm s-1', 'Velocity upward', { identifier: 'VELPTTU-VLU_L0' }),
      amplitude_beam_1: counts('Amplitude of beam 1', { type: int16 }),
      amplitude_beam_2: counts('Amplitude of beam 2', { type: int16 }),
      amplitude_beam_3: counts('Amplitude of beam 3', { type: int16 }),
      correlation_beam_1: stored(int16, 'percent', 'Correlation of beam 1'),
      correlation_beam_2: stored(int16, 'percent', 'Correlation of beam 2'),
      correlation_beam_3: stored(int16, 'percent', 'Correlation of beam 3'),
    },
    derived: {
      vel3d_c_eastward_turbulent_velocity: eastward('nortek_mag_corr_east', vector, 'VELPTTU-VLE_L1'),
      vel3d_c_northward_turbulent_velocity: northward('nortek_mag_corr_north', vector, 'VELPTTU-VLN_L1'),
      vel3d_c_upward_turbulent_velocity: upward(
        'nortek_up_vel',
        { w: 'turbulent_velocity_vertical', ...status },
        'VELPTTU-VLU_L1',
      ),
      depth: depthFrom('seawater_pressure_mbar', 0.001),
    },
  })
}

const systemData = (name: string) =>
  defineStream({
    name,
    about: 'State of a Nortek Vector once a second, with the bit that says the scale of its velocities.',
    binMinutes: 1440,
    preferredTimestamp: 'internal_timestamp',
    parameters: {
      ...timeParameters,
      battery_voltage_dv: stored(uint16, '0.1 V', 'Battery voltage'),
      sound_speed_dms: stored(uint16, '0.1 m s-1', 'Speed of sound by the instrument'),
      heading_decidegree: stored(int16, '0.1 degrees', 'Heading, magnetic'),
      pitch_decidegree: stored(int16, '0.1 degrees', 'Pitch', { standardName: 'platform_pitch' }),
      roll_decidegree: stored(int16, '0.1 degrees', 'Roll', { standardName: 'platform_roll' }),
      temperature_centidegree: stored(int16, '0.01 degrees_Celsius', 'Seawater temperature'),
      error_code: stored(uint8, '1', 'Error code'),
      status_code: stored(uint8, '1', 'Status bits'),
    },
  })

const vectors = [
  vectorOf(
    'vel3d_cd_velocity_data',
    'vel3d_cd_system_data',
    'Turbulent velocities of a Vector, streamed from a cabled instrument.',
  ),
  vectorOf(
    'vel3d_cd_dcl_velocity_data',
    'vel3d_cd_dcl_system_data',
    'Turbulent velocities of a Vector, through the data concentrator logger.',
  ),
  vectorOf(
    'vel3d_cd_dcl_velocity_data_recovered',
    'vel3d_cd_dcl_system_data_recovered',
    'The same, from the files of a recovered data concentrator logger.',
  ),
]

const ad2cp = {
  vel0: 'vel3d_k_vel0',
  vel1: 'vel3d_k_vel1',
  vel2: 'vel3d_k_vel2',
  heading: 'vel3d_k_heading',
  pitch: 'vel3d_k_pitch',
  roll: 'vel3d_k_roll',
  beams: 'vel3d_k_data_set_description',
  Vscale: 'vel3d_k_v_scale',
} as const

const vel3dKWfpInstrument = defineStream({
  name: 'vel3d_k_wfp_instrument',
  about: 'Point velocities of an AD2CP on a wire-following profiler, along three of its four beams.',
  binMinutes: 720,
  preferredTimestamp: 'internal_timestamp',
  parameters: {
    ...timeParameters,
    vel3d_k_heading: stored(uint16, '0.1 degrees', 'Heading, magnetic'),
    vel3d_k_pitch: stored(int16, '0.1 degrees', 'Pitch', { standardName: 'platform_pitch' }),
    vel3d_k_roll: stored(int16, '0.1 degrees', 'Roll', { standardName: 'platform_roll' }),
    vel3d_k_temp_c: stored(int16, '0.01 degrees_Celsius', 'Seawater temperature'),
    vel3d_k_data_set_description: stored(listOf(uint16), '1', 'Which beam each of five velocities is of'),
    vel3d_k_v_scale: stored(int8, '1', 'Power of ten of the velocities'),
    vel3d_k_vel0: counts('First velocity', { type: int16 }),
    vel3d_k_vel1: counts('Second velocity', { type: int16 }),
    vel3d_k_vel2: counts('Third velocity', { type: int16 }),
    vel3d_k_amp0: counts('First amplitude', { type: uint8 }),
    vel3d_k_amp1: counts('Second amplitude', { type: uint8 }),
    vel3d_k_amp2: counts('Third amplitude', { type: uint8 }),
  },
  derived: {
    vel3d_k_eastward_velocity: eastward('vel3dk_east', ad2cp, 'VELPTMN-VLE_L1'),
    vel3d_k_northward_velocity: northward('vel3dk_north', ad2cp, 'VELPTMN-VLN_L1'),
    vel3d_k_upward_velocity: upward('vel3dk_up', ad2cp, 'VELPTMN-VLU_L1'),
  },
})

export const vel3dStreams = [
  vel3dBSample,
  ...vectors,
  ...['vel3d_cd_system_data', 'vel3d_cd_dcl_system_data', 'vel3d_cd_dcl_system_data_recovered'].map(systemData),
  vel3dKWfpInstrument,
  ...alsoAs(vel3dKWfpInstrument, { vel3d_k_wfp_stc_instrument: 'The same, telemetered by the profiler.' }),
  ...acmStreams,
]
