/** Nortek Aquadopp II on a wire-following profiler: three of its four beams measure, which three is told by the record. */
import { at, type ComputeContext, defineAlgorithm, type Numbers, scalarResult } from '../../algorithm.ts'
import { type Component, declinations, latitude, longitude, ntpTime } from '../magnetic/declination.ts'

const source = 'OOI DPS 1341-00790 (VELPTMN); Nortek, 2018'
const radians = Math.PI / 180
/** Beams 1 and 3 are 47.5 degrees off the axis, 2 and 4 are 25. */
const [sinWide, cosWide] = [Math.sin(47.5 * radians), Math.cos(47.5 * radians)]
const [sinNarrow, cosNarrow] = [Math.sin(25 * radians), Math.cos(25 * radians)]

const instrumentArguments = {
  vel0: { about: 'Velocity along the first beam in use', units: 'counts' },
  vel1: { about: 'Velocity along the second beam in use', units: 'counts' },
  vel2: { about: 'Velocity along the third beam in use', units: 'counts' },
  heading: { about: 'Magnetic heading', units: 'ddegrees' },
  pitch: { about: 'Pitch', units: 'ddegrees' },
  roll: { about: 'Roll', units: 'ddegrees' },
  beams: { about: 'Beams in use: 1, 2, 4 on the way up, 2, 3, 4 on the way down', units: '1', shape: 'vector' },
  Vscale: { about: 'Power of ten that turns counts into m/s', units: '1' },
} as const

interface Instrument {
  readonly vel0: Numbers
  readonly vel1: Numbers
  readonly vel2: Numbers
  readonly heading: Numbers
  readonly pitch: Numbers
  readonly roll: Numbers
  readonly beams: Numbers
  readonly Vscale: Numbers
}

/** Beams of a row as one number, 1240 or 2340; NaN if one of the four is missing. */
function beamSet({ values, stride, width }: Numbers, row: number): number {
  let set = 0
  for (let index = 0; index < 4; index++) {
    set = 10 * set + (index < width ? (values[row * stride + index] as number) : 0)
  }
  return set
}

/** East, north and up of each row, north by the compass. */
function earthVelocities(given: Instrument, { rows, flag }: ComputeContext) {
  const [east, north, up] = [new Float64Array(rows), new Float64Array(rows), new Float64Array(rows)]
  for (let row = 0; row < rows; row++) {
    const set = beamSet(given.beams, row)
    const isUpward = set === 1240
    if (!isUpward && set !== 2340) {
      if (!Number.isNaN(set)) flag(row, 'the beams in use are neither 1, 2, 4 nor 2, 3, 4')
      for (const one of [east, north, up]) one[row] = Number.NaN
      continue
    }
    const scale = 10 ** at(given.Vscale, row)
    const [first, second, third] = [at(given.vel0, row), at(given.vel1, row), at(given.vel2, row)]
    // The beams' frame: z along the axis, beam 1 towards x, beam 4 towards y.
    const [beam2, wide] = isUpward ? [second, first] : [first, second]
    const along = (beam2 + third) / (2 * cosNarrow)
    const across = (third - beam2) / (2 * sinNarrow)
    const sideways = ((isUpward ? 1 : -1) * (wide - cosWide * along)) / sinWide
    // The instrument's frame: X along the beams' axis, which lies level.
    const [x, y, z] = [along * scale, -across * scale, sideways * scale]
    const heading = (at(given.heading, row) / 10 - 90) * radians
    const pitch = (at(given.pitch, row) / 10) * radians
    const roll = (-at(given.roll, row) / 10) * radians
    const leveledY = y * Math.cos(roll) + z * Math.sin(roll)
    const rolledZ = z * Math.cos(roll) - y * Math.sin(roll)
    const leveledX = x * Math.cos(pitch) - rolledZ * Math.sin(pitch)
    east[row] = leveledX * Math.cos(heading) + leveledY * Math.sin(heading)
    north[row] = leveledY * Math.cos(heading) - leveledX * Math.sin(heading)
    up[row] = x * Math.sin(pitch) + rolledZ * Math.cos(pitch)
  }
  return { east, north, up }
}

function towards(component: Component) {
  return defineAlgorithm({
    name: `vel3dk_${component}`,
    formulaVersion: 1,
    about: `Velocity towards true ${component}`,
    source,
    arguments: { ...instrumentArguments, lat: latitude, lon: longitude, timestamp: ntpTime },
    result: { about: `Velocity towards true ${component}`, units: 'm s-1' },
    compute: ({ lat, lon, timestamp, ...given }, context) => {
      const { east, north } = earthVelocities(given, context)
      const declination = declinations({ latitude: lat, longitude: lon, time: timestamp }, context)
      const values = new Float64Array(context.rows)
      for (let row = 0; row < context.rows; row++) {
        const angle = (declination[row] as number) * radians
        const [u, v] = [east[row] as number, north[row] as number]
        values[row] =
          component === 'east' ? u * Math.cos(angle) + v * Math.sin(angle) : v * Math.cos(angle) - u * Math.sin(angle)
      }
      return scalarResult(values)
    },
  })
}

const upward = defineAlgorithm({
  name: 'vel3dk_up',
  formulaVersion: 1,
  about: 'Upward velocity',
  source,
  arguments: instrumentArguments,
  result: { about: 'Upward velocity', units: 'm s-1' },
  compute: (given, context) => scalarResult(earthVelocities(given, context).up),
})

export const aquadoppAlgorithms = [towards('east'), towards('north'), upward]
