/** Acoustic Doppler current profilers (ADCP, VADCP) by Teledyne RD Instruments. */
import { type AnyAlgorithm, at, defineAlgorithm } from '../algorithm.ts'
import { profiles } from './adcp/beams.ts'
import { createWeigher, errorWeight, floor } from './adcp/teledyne.ts'
import { type Component, declinations, latitude, longitude, ntpTime, turned } from './magnetic/declination.ts'

const profileSource = 'OOI DPS 1341-00750 (VELPROF); TRDI, ADCP Coordinate Transformation, January 2010'
const turbulenceSource = 'OOI DPS 1341-00760 (VELTURB); TRDI, ADCP Coordinate Transformation, January 2010'
/** mm/s to m/s. */
const perMilli = 1e-3
/** What a broken beam reads. */
const brokenBeam = -32768

const beam = (number: number) => ({ about: `Velocity along beam ${number}`, units: 'mm s-1', shape: 'vector' }) as const
const percentGood = (number: number) =>
  ({
    about: `Percent good of beam ${number}; all if left out`,
    units: 'percent',
    shape: 'vector',
    optional: true,
  }) as const
const beamArguments = {
  b1: beam(1),
  b2: beam(2),
  b3: beam(3),
  b4: beam(4),
  pg1: percentGood(1),
  pg2: percentGood(2),
  pg3: percentGood(3),
  pg4: percentGood(4),
} as const
const attitudeArguments = {
  h: { about: 'Magnetic heading', units: 'cdegrees' },
  p: { about: 'Pitch', units: 'cdegrees' },
  r: { about: 'Roll', units: 'cdegrees' },
  vf: { about: 'Orientation: 0 looks down, 1 looks up', units: '1' },
} as const
const unusedDepth = {
  about: 'Depth or pressure: not used, the declination is that of the sea surface',
  optional: true,
} as const
const whereabouts = { lat: latitude, lon: longitude, dt: ntpTime, z: unusedDepth } as const

function horizontal(name: string, component: Component, source: string) {
  const about = `Velocity towards true ${component}, from beams; where one of four is bad, from the other three`
  return defineAlgorithm({
    name,
    formulaVersion: 1,
    about,
    source,
    arguments: { ...beamArguments, ...attitudeArguments, ...whereabouts },
    result: { about: `Velocity towards true ${component}`, units: 'm s-1', shape: 'vector' },
    compute: ({ lat, lon, dt, ...given }, context) => {
      const declination = declinations({ latitude: lat, longitude: lon, time: dt }, context)
      return scaled(profiles(given, null, floor, createWeigher(given, component, declination, false), context))
    },
  })
}

function vertical(name: string, source: string) {
  return defineAlgorithm({
    name,
    formulaVersion: 1,
    about: 'Upward velocity, from four slanted beams; where one is bad, from the other three',
    source,
    arguments: { ...beamArguments, ...attitudeArguments },
    result: { about: 'Upward velocity', units: 'm s-1', shape: 'vector' },
    compute: (given, context) => scaled(profiles(given, null, floor, createWeigher(given, 'up', null, false), context)),
  })
}

function error(name: string, source: string) {
  return defineAlgorithm({
    name,
    formulaVersion: 1,
    about: 'Error velocity: by how much the two pairs of beams disagree; 0 where only three are good',
    source,
    arguments: beamArguments,
    result: { about: 'Error velocity', units: 'm s-1', shape: 'vector' },
    compute: (given, context) =>
      scaled(
        profiles(
          given,
          null,
          floor,
          (_, weights) => {
            weights.set([errorWeight, errorWeight, -errorWeight, -errorWeight])
            return null
          },
          context,
        ),
      ),
  })
}

function scaled({ values, width }: { values: Float64Array; width: number }) {
  for (let at = 0; at < values.length; at++) values[at] = (values[at] as number) * perMilli
  return { values, width }
}

const vadcpVerticalTrue = defineAlgorithm({
  name: 'vadcp_beam_vertical_true',
  formulaVersion: 1,
  about: 'Upward velocity, with the vertical beam for the part along the axis',
  source: turbulenceSource,
  arguments: { ...beamArguments, b5: beam(5), pg5: percentGood(5), ...attitudeArguments },
  result: { about: 'Upward velocity', units: 'm s-1', shape: 'vector' },
  compute: (given, context) => scaled(profiles(given, given, floor, createWeigher(given, 'up', null, true), context)),
})

const masked = (values: Float64Array): Float64Array =>
  values.map((value) => (value === brokenBeam ? Number.NaN : value))

function earthHorizontal(name: string, component: Component) {
  return defineAlgorithm({
    name,
    formulaVersion: 1,
    about: `Velocity towards true ${component}, from one in the earth's frame by the instrument's compass`,
    source: profileSource,
    arguments: {
      u: { about: 'Velocity towards magnetic east', units: 'mm s-1', shape: 'vector' },
      v: { about: 'Velocity towards magnetic north', units: 'mm s-1', shape: 'vector' },
      ...whereabouts,
    },
    result: { about: `Velocity towards true ${component}`, units: 'm s-1', shape: 'vector' },
    compute: ({ u, v, lat, lon, dt }, context) => {
      const declination = declinations({ latitude: lat, longitude: lon, time: dt }, context)
      const east = { ...u, values: masked(u.values) }
      const north = { ...v, values: masked(v.values) }
      return turned(component, east, north, declination, perMilli, context)
    },
  })
}

function earthScaled(name: string, argument: 'w' | 'e', about: string) {
  return defineAlgorithm({
    name,
    formulaVersion: 1,
    about,
    source: profileSource,
    arguments: { [argument]: { about, units: 'mm s-1', shape: 'vector' } as const },
    result: { about, units: 'm s-1', shape: 'vector' },
    compute: (given, { rows }) => {
      const { values, width, stride } = given[argument] as (typeof given)[string]
      const scaledValues = new Float64Array(rows * width)
      for (let row = 0, out = 0; row < rows; row++) {
        for (let bin = 0; bin < width; bin++, out++) {
          const value = values[row * stride + bin] as number
          scaledValues[out] = value === brokenBeam ? Number.NaN : value * perMilli
        }
      }
      return { values: scaledValues, width }
    },
  })
}

const adcpBackscatter = defineAlgorithm({
  name: 'adcp_backscatter',
  formulaVersion: 1,
  about: 'Echo intensity of one beam',
  source: profileSource,
  arguments: {
    raw: { about: 'Echo intensity of one beam', units: 'counts', shape: 'vector' },
    sfactor: { about: 'Scale factor of the beam', units: 'dB/count', optional: true, default: 0.45 },
  },
  result: { about: 'Echo intensity', units: 'dB', shape: 'vector' },
  compute: ({ raw, sfactor }, { rows }) => {
    const { width } = raw
    const values = new Float64Array(rows * width)
    for (let row = 0, out = 0; row < rows; row++) {
      for (let bin = 0; bin < width; bin++, out++) {
        values[out] = (raw.values[row * raw.stride + bin] as number) * at(sfactor, row)
      }
    }
    return { values, width }
  },
})

export const adcpAlgorithms: readonly AnyAlgorithm[] = [
  horizontal('adcp_beam_eastward', 'east', profileSource),
  horizontal('adcp_beam_northward', 'north', profileSource),
  vertical('adcp_beam_vertical', profileSource),
  error('adcp_beam_error', profileSource),
  earthHorizontal('adcp_earth_eastward', 'east'),
  earthHorizontal('adcp_earth_northward', 'north'),
  earthScaled('adcp_earth_vertical', 'w', 'Upward velocity'),
  earthScaled('adcp_earth_error', 'e', 'Error velocity'),
  horizontal('vadcp_beam_eastward', 'east', turbulenceSource),
  horizontal('vadcp_beam_northward', 'north', turbulenceSource),
  vertical('vadcp_beam_vertical_est', turbulenceSource),
  vadcpVerticalTrue,
  error('vadcp_beam_error', turbulenceSource),
  adcpBackscatter,
]
