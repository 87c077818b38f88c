/**
 * Motion of the buoy: attitude from rate gyros, accelerometers and compass, each where it is good (complementary
 * filters; Edson et al. 1998, J. Atmos. Oceanic Technol. 15, 547), and wind freed of it. Axes x, y, z; angles roll,
 * pitch, yaw, rad.
 */
import { filtered, highPass } from './high-pass.ts'
import { despike, detrend, deviation, integral, mean, median, unwrap } from './series.ts'

export type Vectors = readonly [Float64Array, Float64Array, Float64Array]

export const rate = 10
const { asin, atan2, cos, max, min, sin, tan } = Math
const passes = 5
/** Seconds; what is slower comes from the accelerometers, yaw from the compass. */
const wavePeriod = 12
const yawPeriod = 240
/** From the motion sensor up to the sonic anemometer, m. */
const leverArm = 0.753
const compassEdge = 10
const radians = Math.PI / 180

const fast = highPass(1 / wavePeriod, rate)
const fastYaw = highPass(1 / yawPeriod, rate)

export interface Compass {
  /** Yaw from the magnetometer, rad, without jumps. */
  readonly yaw: Float64Array
  /** A buoy that turns about, or iron, spoils it; yaw then is its median. */
  readonly isGood: boolean
}

export function compass(heading: Float64Array): Compass {
  const edges = heading.map((_, index) => {
    const inside = min(max(index, compassEdge), heading.length - 1 - compassEdge)
    return heading[inside] as number
  })
  const east = despike(edges.map(sin))
  const north = despike(edges.map(cos))
  const yaw = unwrap(east.map((sine, index) => atan2(sine, north[index] as number)))
  let least = Number.POSITIVE_INFINITY
  let most = Number.NEGATIVE_INFINITY
  for (const angle of yaw) {
    if (angle < least) least = angle
    if (angle > most) most = angle
  }
  return { yaw, isGood: most - least <= 120 * radians && deviation(yaw) <= 45 * radians }
}

/** Accelerations whose mean is gravity at this latitude, m/s². */
export function calibrated(accelerations: Vectors, gravity: number): Vectors {
  const scale = gravity / Math.hypot(...accelerations.map(mean))
  for (const values of accelerations) for (const [index, value] of values.entries()) values[index] = value * scale
  return accelerations
}

const slowOf = (values: Float64Array) => {
  const high = filtered(fast, values)
  return values.map((value, index) => value - (high[index] as number))
}
const sum = (a: Float64Array, b: Float64Array) => a.map((value, index) => value + (b[index] as number))
/** asin of what noise may have carried beyond ±1. */
const tilt = (sine: number) => asin(min(1, max(-1, sine)))

/** Roll, pitch and yaw. `rates`: angular rates without trend, rad/s. */
export function attitude([ax, ay]: Vectors, rates: Vectors, { yaw, isGood }: Compass, gravity: number): Vectors {
  const pitchSlow = slowOf(ax.map((value) => tilt(-value / gravity)))
  const rollSlow = slowOf(ay.map((value, index) => tilt(value / gravity / cos(pitchSlow[index] as number))))
  const turned = yaw.map((angle) => -angle)
  const high = isGood ? filtered(fastYaw, turned) : null
  const yawSlow =
    high === null ? turned.fill(-median(yaw)) : turned.map((angle, index) => angle - (high[index] as number))
  let angles: Vectors = [rollSlow, pitchSlow, yawSlow]
  let change = eulerRates(rates, angles)
  for (let pass = 0; pass < passes; pass++) {
    const turning = integral(change[2], rate)
    angles = [
      sum(rollSlow, filtered(fast, integral(change[0], rate))),
      sum(pitchSlow, filtered(fast, integral(change[1], rate))),
      sum(yawSlow, isGood ? filtered(fastYaw, turning) : turning),
    ]
    change = eulerRates(rates, angles)
    for (const values of change) {
      const level = mean(values)
      for (const [index, value] of values.entries()) values[index] = value - level
    }
  }
  return angles
}

/** Change of the angles, rad/s, from rates about the axes of the buoy. */
function eulerRates([x, y, z]: Vectors, [roll, pitch]: Vectors): Vectors {
  const result = [new Float64Array(x.length), new Float64Array(x.length), new Float64Array(x.length)] as const
  for (let index = 0; index < x.length; index++) {
    const sine = sin(roll[index] as number)
    const cosine = cos(roll[index] as number)
    const tip = pitch[index] as number
    const [ry, rz] = [y[index] as number, z[index] as number]
    const about = ry * sine + rz * cosine
    result[0][index] = (x[index] as number) + about * tan(tip)
    result[1][index] = ry * cosine - rz * sine
    result[2][index] = about / cos(tip)
  }
  return result
}

/** From the axes of the buoy to north, west and up. */
function levelled([x, y, z]: Vectors, [roll, pitch, yaw]: Vectors): Vectors {
  const result = [new Float64Array(x.length), new Float64Array(x.length), new Float64Array(x.length)] as const
  for (let index = 0; index < x.length; index++) {
    const [vx, vy, vz] = [x[index] as number, y[index] as number, z[index] as number]
    const [sinRoll, cosRoll] = [sin(roll[index] as number), cos(roll[index] as number)]
    const [sinPitch, cosPitch] = [sin(pitch[index] as number), cos(pitch[index] as number)]
    const [sinYaw, cosYaw] = [sin(yaw[index] as number), cos(yaw[index] as number)]
    const ahead = vx * cosPitch + (vy * sinRoll + vz * cosRoll) * sinPitch
    const aside = vy * cosRoll - vz * sinRoll
    result[0][index] = ahead * cosYaw - aside * sinYaw
    result[1][index] = ahead * sinYaw + aside * cosYaw
    result[2][index] = -vx * sinPitch + (vy * sinRoll + vz * cosRoll) * cosPitch
  }
  return result
}

/** Wind north, west and up, m/s, from what the sonic anemometer saw on the moving buoy. */
export function trueWind([u, v, w]: Vectors, accelerations: Vectors, rates: Vectors, angles: Vectors, gravity: number) {
  const seen: Vectors = [
    u.map((value, index) => value + leverArm * (rates[1][index] as number)),
    v.map((value, index) => value - leverArm * (rates[0][index] as number)),
    w,
  ]
  const force = levelled(accelerations, angles)
  for (const [index, value] of force[2].entries()) force[2][index] = value - gravity
  const wind = levelled(seen, angles)
  const free = ([0, 1, 2] as const).map((axis) => sum(wind[axis], filtered(fast, integral(force[axis], rate))))
  return free as unknown as Vectors
}

/** Despiked, without trend. */
export function steadyRates(rates: Vectors): Vectors {
  for (const values of rates) detrend(despike(values))
  return rates
}
