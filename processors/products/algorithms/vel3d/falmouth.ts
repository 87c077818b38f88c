/** Falmouth Scientific acoustic current meter (ACM) on a moored profiler: four paths at 45 degrees to its axis. */
import {
  type ArgumentSpec,
  at,
  type ComputeContext,
  defineAlgorithm,
  eachRow,
  type Numbers,
  type Result,
  refuseAll,
} from '../../algorithm.ts'
import { type Component, declinations, latitude, longitude, ntpTime } from '../magnetic/declination.ts'

const source = 'OOI DPS 1341-00792 (VELPTMN); McLane Moored Profiler User Manual, revision E'
const radians = Math.PI / 180
/** Directions of the spin in which the compass is calibrated. */
const spinPoints = 8

const path = (number: number) =>
  ({ about: `Velocity along path ${number}`, units: 'cm s-1' }) as const satisfies ArgumentSpec
const place = { lat: latitude, lon: longitude, timestamp: ntpTime } as const
const spin = (about: string, units: string) => ({ about, units, shape: 'vector' }) as const

interface Compass {
  readonly xOffset: number
  readonly yOffset: number
  readonly xScale: number
  readonly yScale: number
  /** Degrees, counter-clockwise. */
  readonly bias: number
}

/** Offset and scale of each axis and the bias, from eight known headings. */
function calibrate(headings: Float64Array, xs: Float64Array, ys: Float64Array): Compass {
  const mean = (values: Float64Array): number => values.reduce((sum, value) => sum + value, 0) / values.length
  const [xOffset, yOffset] = [mean(xs), mean(ys)]
  const scaleOf = (values: Float64Array, offset: number) =>
    values.reduce((largest, value) => Math.max(largest, Math.abs(value - offset)), 0)
  const [xScale, yScale] = [scaleOf(xs, xOffset), scaleOf(ys, yOffset)]
  const biases = headings.map((heading, point) => {
    const x = ((xs[point] as number) - xOffset) / xScale
    const y = ((ys[point] as number) - yOffset) / yScale
    const bias = 90 - heading - Math.atan2(x, y) / radians
    return Math.abs(bias) > 180 ? bias - Math.sign(bias) * 360 : bias
  })
  return { xOffset, yOffset, xScale, yScale, bias: mean(biases) }
}

/** Magnetic headings from the compass's components; the calibration is worked out once where it is the same. */
function headings(
  { hx, hy, hdg_cal, hx_cal, hy_cal }: Record<'hx' | 'hy' | 'hdg_cal' | 'hx_cal' | 'hy_cal', Numbers>,
  rows: number,
): Float64Array {
  const ofRow = ({ values, stride }: Numbers, row: number) => values.subarray(row * stride, row * stride + spinPoints)
  const isConstant = hdg_cal.stride === 0 && hx_cal.stride === 0 && hy_cal.stride === 0
  let compass: Compass | null = null
  return Float64Array.from({ length: rows }, (_, row) => {
    if (compass === null || !isConstant) {
      compass = calibrate(ofRow(hdg_cal, row), ofRow(hx_cal, row), ofRow(hy_cal, row))
    }
    const x = (at(hx, row) - compass.xOffset) / compass.xScale
    const y = (at(hy, row) - compass.yOffset) / compass.yScale
    return 90 - (Math.atan2(x, y) / radians + compass.bias)
  })
}

/** Horizontal velocity: the instrument's axes turned by its heading and the declination. */
function horizontal(
  component: Component,
  {
    vp1,
    vp3,
    lat,
    lon,
    timestamp,
  }: Record<'vp1' | 'vp3' | 'lat' | 'lon', Numbers> & { timestamp: Numbers | undefined },
  headingOf: (row: number) => number,
  context: ComputeContext,
): Result {
  const declination = declinations({ latitude: lat, longitude: lon, time: timestamp }, context)
  return eachRow(context.rows, (row) => {
    const x = -(at(vp1, row) + at(vp3, row)) / Math.SQRT2
    const y = (at(vp1, row) - at(vp3, row)) / Math.SQRT2
    const toEast = (90 - headingOf(row) - (declination[row] as number)) * radians
    const [cosine, sine] = [Math.cos(toEast), Math.sin(toEast)]
    return 0.01 * (component === 'east' ? x * cosine - y * sine : x * sine + y * cosine)
  })
}

/** With the compass's components and its calibration (regional cabled nodes). */
function towardsByCompass(component: Component) {
  return defineAlgorithm({
    name: `fsi_acm_rsn_${component}`,
    formulaVersion: 1,
    about: `Velocity towards true ${component}, by the calibrated compass`,
    source,
    arguments: {
      vp1: path(1),
      vp3: path(3),
      hx: { about: 'Magnetic field along the x axis', units: '1' },
      hy: { about: 'Magnetic field along the y axis', units: '1' },
      hdg_cal: spin('Headings of the spin of the calibration', 'degrees'),
      hx_cal: spin('hx at these headings', '1'),
      hy_cal: spin('hy at these headings', '1'),
      ...place,
    },
    result: { about: `Velocity towards true ${component}`, units: 'm s-1' },
    compute: (given, context) => {
      const widths = [given.hdg_cal.width, given.hx_cal.width, given.hy_cal.width]
      if (widths.some((width) => width !== spinPoints)) {
        return refuseAll(context, `hdg_cal, hx_cal and hy_cal have ${widths.join(', ')} values, not ${spinPoints}`)
      }
      const heading = headings(given, context.rows)
      return horizontal(component, given, (row) => heading[row] as number, context)
    },
  })
}

/** With the heading that the instrument gives. */
function towardsByHeading(component: Component) {
  return defineAlgorithm({
    name: `fsi_acm_sio_${component}`,
    formulaVersion: 1,
    about: `Velocity towards true ${component}, by the instrument's heading`,
    source,
    arguments: { vp1: path(1), vp3: path(3), hdg: { about: 'Magnetic heading', units: 'degrees' }, ...place },
    result: { about: `Velocity towards true ${component}`, units: 'm s-1' },
    compute: (given, context) => horizontal(component, given, (row) => at(given.hdg, row), context),
  })
}

const upwardOf = { about: 'Upward velocity', units: 'm s-1' } as const
const ascending = defineAlgorithm({
  name: 'fsi_acm_up_profiler_ascending',
  formulaVersion: 1,
  about: 'Upward velocity while the profiler rises, by paths 1, 3 and 4',
  source,
  arguments: { vp1: path(1), vp3: path(3), vp4: path(4) },
  result: upwardOf,
  compute: ({ vp1, vp3, vp4 }, { rows }) =>
    eachRow(rows, (row) => (-(at(vp1, row) + at(vp3, row)) / Math.SQRT2 - Math.SQRT2 * at(vp4, row)) / 100),
})
const descending = defineAlgorithm({
  name: 'fsi_acm_up_profiler_descending',
  formulaVersion: 1,
  about: 'Upward velocity while the profiler sinks, by paths 1, 2 and 3',
  source,
  arguments: { vp1: path(1), vp2: path(2), vp3: path(3) },
  result: upwardOf,
  compute: ({ vp1, vp2, vp3 }, { rows }) =>
    eachRow(rows, (row) => ((at(vp1, row) + at(vp3, row)) / Math.SQRT2 + Math.SQRT2 * at(vp2, row)) / 100),
})

export const acmAlgorithms = [
  towardsByCompass('east'),
  towardsByCompass('north'),
  towardsByHeading('east'),
  towardsByHeading('north'),
  ascending,
  descending,
]
