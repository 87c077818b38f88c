/** Current profilers (ADCP, Teledyne RDI): velocities in beam and earth coordinates, and with a fifth beam. */
import { backscatter, beams, bins, depths, dimensions, header, perBeam, percents, profile } from './adcp-profile.ts'
import { alsoAs, counts, defineStream, listOf, timeParameters, uint8 } from './definition.ts'
import { position } from './velocity.ts'

const beamVelocities = Object.fromEntries(beams.map((beam) => [`b${beam}`, `velocity_beam${beam}`]))
const good = Object.fromEntries(beams.map((beam) => [`pg${beam}`, `percent_good_beam${beam}`]))
const attitude = { h: 'heading', p: 'pitch', r: 'roll', vf: 'sysconfig_vertical_orientation' } as const
const turned = { ...beamVelocities, ...good, ...attitude }

const beamParameters = {
  ...header,
  ...perBeam('velocity_beam', (beam) => bins('mm s-1', `Velocity along beam ${beam}`, `VELPROF-B${beam}_L0`)),
  ...perBeam('percent_good_beam', (beam) => percents(`Good pings of beam ${beam}`)),
}
const eastward = 'eastward_sea_water_velocity'
const northward = 'northward_sea_water_velocity'
const upward = 'upward_sea_water_velocity'

const adcpVelocityBeam = defineStream({
  name: 'adcp_velocity_beam',
  about: 'Profiles of velocity along the four beams.',
  binMinutes: 60,
  preferredTimestamp: 'internal_timestamp',
  parameters: beamParameters,
  derived: {
    eastward_seawater_velocity: profile(
      'adcp_beam_eastward',
      { ...turned, ...position },
      'Eastward velocity',
      'VELPROF-VLE_L1',
      eastward,
    ),
    northward_seawater_velocity: profile(
      'adcp_beam_northward',
      { ...turned, ...position },
      'Northward velocity',
      'VELPROF-VLN_L1',
      northward,
    ),
    upward_seawater_velocity: profile('adcp_beam_vertical', turned, 'Upward velocity', 'VELPROF-VLU_L1', upward),
    error_seawater_velocity: profile(
      'adcp_beam_error',
      { ...beamVelocities, ...good },
      'Error velocity',
      'VELPROF-EVL_L1',
    ),
    ...backscatter,
    ...depths,
  },
})

const adcpVelocityEarth = defineStream({
  name: 'adcp_velocity_earth',
  about: 'Profiles of velocity toward magnetic east and north, and up.',
  binMinutes: 720,
  preferredTimestamp: 'internal_timestamp',
  parameters: {
    ...header,
    water_velocity_east: bins('mm s-1', 'Velocity toward magnetic east', 'VELPROF-VLE_L0'),
    water_velocity_north: bins('mm s-1', 'Velocity toward magnetic north', 'VELPROF-VLN_L0'),
    water_velocity_up: bins('mm s-1', 'Velocity upward', 'VELPROF-VLU_L0'),
    error_velocity: bins('mm s-1', 'Error velocity', 'VELPROF-EVL_L0'),
    percent_good_3beam: percents('Pings solved with three beams'),
    percent_transforms_reject: percents('Pings rejected'),
    percent_bad_beams: percents('Pings with more than one bad beam'),
    percent_good_4beam: percents('Pings solved with four beams'),
  },
  derived: {
    eastward_seawater_velocity: profile(
      'adcp_earth_eastward',
      { u: 'water_velocity_east', v: 'water_velocity_north', z: 'CC_depth', ...position },
      'Eastward velocity',
      'VELPROF-VLE_L1',
      eastward,
    ),
    northward_seawater_velocity: profile(
      'adcp_earth_northward',
      { u: 'water_velocity_east', v: 'water_velocity_north', z: 'CC_depth', ...position },
      'Northward velocity',
      'VELPROF-VLN_L1',
      northward,
    ),
    upward_seawater_velocity: profile(
      'adcp_earth_vertical',
      { w: 'water_velocity_up' },
      'Upward velocity',
      'VELPROF-VLU_L1',
      upward,
    ),
    error_seawater_velocity: profile('adcp_earth_error', { e: 'error_velocity' }, 'Error velocity', 'VELPROF-EVL_L1'),
    ...backscatter,
    ...depths,
  },
})

const fifth = 'vadcp_velocity_beam_5'
const vadcp = [
  defineStream({
    name: 'vadcp_velocity_beam',
    about: 'Profiles of velocity along the four slanted beams of a profiler with five.',
    binMinutes: 60,
    preferredTimestamp: 'port_timestamp',
    parameters: beamParameters,
    derived: {
      eastward_seawater_velocity: profile(
        'vadcp_beam_eastward',
        { ...turned, ...position },
        'Eastward velocity',
        'VELTURB-VLE_L1',
        eastward,
      ),
      northward_seawater_velocity: profile(
        'vadcp_beam_northward',
        { ...turned, ...position },
        'Northward velocity',
        'VELTURB-VLN_L1',
        northward,
      ),
      estimated_upward_seawater_velocity: profile(
        'vadcp_beam_vertical_est',
        turned,
        'Upward velocity by four beams',
        'VELTURB-VLU-4BM_L1',
        upward,
      ),
      upward_seawater_velocity: profile(
        'vadcp_beam_vertical_true',
        { ...turned, b5: `${fifth}.velocity_beam5`, pg5: [`${fifth}.percent_good_beam5`, null] },
        'Upward velocity by the fifth beam',
        'VELTURB-VLU-5BM_L1',
        upward,
      ),
      error_seawater_velocity: profile(
        'vadcp_beam_error',
        { ...beamVelocities, ...good },
        'Error velocity',
        'VELTURB-EVL_L1',
      ),
      ...backscatter,
      ...depths,
    },
  }),
  defineStream({
    name: fifth,
    about: 'Profiles of velocity along the fifth, upright beam.',
    binMinutes: 60,
    preferredTimestamp: 'port_timestamp',
    parameters: {
      ...timeParameters,
      velocity_beam5: bins('mm s-1', 'Velocity along beam 5', 'VELPROF-B5_L0'),
      percent_good_beam5: percents('Good pings of beam 5'),
      echo_intensity_beam5: counts('Echo intensity of beam 5', {
        type: listOf(uint8),
        dimensions,
        identifier: 'ECHOINT-B5_L0',
      }),
    },
  }),
]

export const adcpStreams = [
  adcpVelocityBeam,
  adcpVelocityEarth,
  ...alsoAs(adcpVelocityEarth, { adcp_pd0_earth_parsed: 'The same, streamed from a cabled instrument.' }),
  ...vadcp,
]
