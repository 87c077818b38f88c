/** Single-point current meters (VELPT, Nortek Aquadopp). */
import { alsoAs, counts, defineStream, int16, int32, stored, timeParameters, uint8, uint16 } from './definition.ts'
import { depthFrom } from './seawater.ts'
import { eastward, horizontal, northward, upward } from './velocity.ts'

const raw = horizontal('velocity_beam1', 'velocity_beam2')

const velptAbDclInstrument = defineStream({
  name: 'velpt_ab_dcl_instrument',
  about: 'Point velocities of an Aquadopp in its own east, north and up, through the data concentrator logger.',
  binMinutes: 20_160,
  preferredTimestamp: 'internal_timestamp',
  parameters: {
    ...timeParameters,
    error_code: stored(uint16, '1', 'Error code'),
    battery_voltage_dv: stored(uint16, '0.1 V', 'Battery voltage'),
    sound_speed_dms: stored(uint16, '0.1 m s-1', 'Speed of sound by the instrument'),
    heading_decidegree: stored(int16, '0.1 degrees', 'Heading, magnetic'),
    pitch_decidegree: stored(int16, '0.1 degrees', 'Pitch', { standardName: 'platform_pitch' }),
    roll_decidegree: stored(int16, '0.1 degrees', 'Roll', { standardName: 'platform_roll' }),
    pressure_mbar: stored(int32, '0.001 dbar', 'Seawater pressure', { standardName: 'sea_water_pressure' }),
    status: stored(uint8, '1', 'Status bits'),
    temperature_centidegree: stored(int16, '0.01 degrees_Celsius', 'Seawater temperature'),
    velocity_beam1: stored(int16, 'mm s-1', 'Velocity toward magnetic east', { identifier: 'VELPTMN-VLE_L0' }),
    velocity_beam2: stored(int16, 'mm s-1', 'Velocity toward magnetic north', { identifier: 'VELPTMN-VLN_L0' }),
    velocity_beam3: stored(int16, 'mm s-1', 'Velocity upward', { identifier: 'VELPTMN-VLU_L0' }),
    amplitude_beam1: counts('Amplitude of beam 1', { type: uint8 }),
    amplitude_beam2: counts('Amplitude of beam 2', { type: uint8 }),
    amplitude_beam3: counts('Amplitude of beam 3', { type: uint8 }),
  },
  derived: {
    eastward_velocity: eastward('velpt_mag_corr_east', raw, 'VELPTMN-VLE_L1'),
    northward_velocity: northward('velpt_mag_corr_north', raw, 'VELPTMN-VLN_L1'),
    upward_velocity: upward('velpt_up_vel', { w: 'velocity_beam3' }, 'VELPTMN-VLU_L1'),
    depth: depthFrom('pressure_mbar', 0.001),
  },
})

export const velptStreams = [
  velptAbDclInstrument,
  ...alsoAs(velptAbDclInstrument, {
    velpt_ab_dcl_instrument_recovered: 'The same, from the files of a recovered data concentrator logger.',
    velpt_ab_instrument_recovered: 'The same, uploaded from the memory of a recovered instrument.',
    velpt_velocity_data: 'The same, streamed from a cabled instrument.',
  }),
]
