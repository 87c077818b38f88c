/** Five-beam acoustic Doppler current profilers (VADCP series B): Nortek Signature. */
import { type AnyAlgorithm, at, defineAlgorithm } from '../algorithm.ts'
import { profiles } from './adcp/beams.ts'
import { createWeigher, floor } from './adcp/nortek.ts'
import { type Component, declinations, latitude, longitude, ntpTime } from './magnetic/declination.ts'

const source = 'OOI DPS 1341-00760 (VELTURB); Nortek, signatureAD2CP_beam2xyz_enu.m'

const beam = (number: number) => ({ about: `Velocity along beam ${number}`, units: 'm s-1', shape: 'vector' }) as const
const correlation = (number: number) =>
  ({
    about: `Correlation of beam ${number}; all count if left out`,
    units: 'percent',
    shape: 'vector',
    optional: true,
  }) as const
const beamArguments = {
  b1: beam(1),
  b2: beam(2),
  b3: beam(3),
  b4: beam(4),
  pg1: correlation(1),
  pg2: correlation(2),
  pg3: correlation(3),
  pg4: correlation(4),
} as const
const attitudeArguments = {
  h: { about: 'Magnetic heading', units: 'degrees' },
  p: { about: 'Pitch', units: 'degrees' },
  r: { about: 'Roll', units: 'degrees' },
  tm: { about: "The instrument's matrix from beams to X, Y, Z and Z, 4 × 4", units: '1', shape: 'matrix' },
} as const

function horizontal(name: string, component: Component) {
  return defineAlgorithm({
    name,
    formulaVersion: 1,
    about: `Velocity towards true ${component}, from beams; where one of four is bad, from the other three`,
    source,
    arguments: { ...beamArguments, ...attitudeArguments, lat: latitude, lon: longitude, dt: ntpTime },
    result: { about: `Velocity towards true ${component}`, units: 'm s-1', shape: 'vector' },
    compute: ({ lat, lon, dt, ...given }, context) => {
      const declination = declinations({ latitude: lat, longitude: lon, time: dt }, context)
      return profiles(given, null, floor, createWeigher(given, component, declination, false), context)
    },
  })
}

const verticalEstimate = defineAlgorithm({
  name: 'vadcp_b_beam_vertical_est',
  formulaVersion: 1,
  about: 'Upward velocity, from four slanted beams; where one is bad, from the other three',
  source,
  arguments: { ...beamArguments, ...attitudeArguments },
  result: { about: 'Upward velocity', units: 'm s-1', shape: 'vector' },
  compute: (given, context) => profiles(given, null, floor, createWeigher(given, 'up', null, false), context),
})

const verticalTrue = defineAlgorithm({
  name: 'vadcp_b_beam_vertical_true',
  formulaVersion: 1,
  about: 'Upward velocity, with the vertical beam for the part along the axis',
  source,
  arguments: { ...beamArguments, b5: beam(5), pg5: correlation(5), ...attitudeArguments },
  result: { about: 'Upward velocity', units: 'm s-1', shape: 'vector' },
  compute: (given, context) => profiles(given, given, floor, createWeigher(given, 'up', null, true), context),
})

const binDepths = defineAlgorithm({
  name: 'vadcp_b_bin_depths',
  formulaVersion: 1,
  about: 'Depth of the middle of each bin',
  source,
  arguments: {
    depth: { about: 'Depth of the instrument', units: 'm' },
    cell_positions: { about: 'Distance of each bin from the instrument', units: 'm', shape: 'vector' },
    orientation: { about: 'Orientation: -1 looks up, 1 looks down', units: '1' },
  },
  result: { about: 'Depth of the middle of each bin', units: 'm', shape: 'vector' },
  compute: ({ depth, cell_positions, orientation }, { rows, flag }) => {
    const { width } = cell_positions
    const values = new Float64Array(rows * width).fill(Number.NaN)
    for (let row = 0; row < rows; row++) {
      const sign = at(orientation, row)
      if (Math.abs(sign) === 1) {
        for (let bin = 0; bin < width; bin++) {
          const distance = cell_positions.values[row * cell_positions.stride + bin] as number
          values[row * width + bin] = at(depth, row) + sign * distance
        }
      } else if (!Number.isNaN(sign)) flag(row, 'the orientation is neither -1 (up) nor 1 (down)')
    }
    return { values, width }
  },
})

export const vadcpAlgorithms: readonly AnyAlgorithm[] = [
  horizontal('vadcp_b_beam_eastward', 'east'),
  horizontal('vadcp_b_beam_northward', 'north'),
  verticalEstimate,
  verticalTrue,
  binDepths,
]
