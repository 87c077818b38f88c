/**
 * The tide at the caldera of Axial Seamount (45.95547 N, 130.00957 W), for any date: harmonic constants that follow the
 * tides of TPXO7.2 there, which the DPS prescribes, within 2 mm. Lesser constituents are inferred from the greater ones,
 * and the moon's node modulates them, as in OSU's tide model driver.
 */
import { defineAlgorithm, eachRow } from '../../algorithm.ts'
import { secondMicros } from './depths.ts'
import { seconds1900, source } from './window-means.ts'

/** How the moon's node N modulates: 1 + c1 cos N + c2 cos 2N, and at right angles to it s1 sin N + s2 sin 2N. */
type Nodal = readonly [c1: number, c2: number, s1: number, s2: number]
const fixed: Nodal = [0, 0, 0, 0]
const lunar: Nodal = [-0.03731, 0.00052, -0.03731, 0.00052]
const lunarMinor: Nodal = [-0.0373, 0, -0.0373, 0]
const declination: Nodal = [0.189, -0.0058, 0.189, -0.0058]

type Constituent = readonly [
  name: string,
  /** Multiples of lunar time, and of the longitudes of moon, sun and the moon's perigee. */
  tau: number,
  s: number,
  h: number,
  p: number,
  amplitudeMetres: number,
  phaseDegrees: number,
  nodal: Nodal,
  /** Of shallow water, made of so many lunar waves. Default 1. */
  waves?: 2,
]

// biome-ignore format: a table
const constituents: readonly Constituent[] = [
  ['M2', 2, 0, 0, 0, 0.792549, 121.369, lunar],
  ['S2', 2, 2, -2, 0, 0.224250, 91.445, fixed],
  ['N2', 2, -1, 0, 1, 0.161839, 147.072, lunar],
  ['K2', 2, 2, 0, 0, 0.059579, 97.371, [0.2852, 0.0324, -0.3108, -0.0324]],
  ['K1', 1, 1, 0, 0, 0.394905, 209.343, [0.1158, -0.0029, -0.1554, 0.0029]],
  ['O1', 1, -1, 0, 0, 0.241708, 44.167, declination],
  ['P1', 1, 1, -2, 0, 0.122900, 31.617, fixed],
  ['Q1', 1, -2, 0, 1, 0.042940, 50.156, [0.188, 0, 0.188, 0]],
  ['MF', 0, 2, 0, 0, 0.013191, 195.530, [0.41465, 0.03873, -0.41465, -0.03873]],
  ['MM', 0, 1, 0, -1, 0.006693, 193.953, [-0.13, 0, 0, 0]],
  ['M4', 4, 0, 0, 0, 0.001716, 165.473, lunar, 2],
  ['MS4', 4, 2, -2, 0, 0.002933, 274.812, lunar],
  ['MN4', 4, -1, 0, 1, 0.000692, 336.454, lunar, 2],
  ['2Q1', 1, -3, 0, 2, 0.005274, 57.077, declination],
  ['sigma1', 1, -3, 2, 0, 0.006441, 56.088, declination],
  ['rho1', 1, -2, 2, -1, 0.008197, 49.310, declination],
  ['M1B', 1, 0, 0, -1, 0.007311, 216.144, [0.185, 0, 0.185, 0]],
  ['M1A', 1, 0, 0, 1, 0.020368, 216.126, [0.201, 0, -0.201, 0]],
  ['chi1', 1, 0, 2, -1, 0.003885, 215.190, [0.221, 0, -0.221, 0]],
  ['pi1', 1, 1, -3, 0, 0.007456, 313.569, fixed],
  ['phi1', 1, 1, 2, 0, 0.005653, 208.403, fixed],
  ['theta1', 1, 2, -2, 1, 0.004620, 204.351, fixed],
  ['J1', 1, 2, 0, -1, 0.024045, 203.601, [0.198, 0, -0.198, 0]],
  ['OO1', 1, 3, 0, 0, 0.014386, 198.666, [0.64, 0.134, -0.64, -0.134]],
  ['2N2', 2, -2, 0, 2, 0.026147, 166.499, lunarMinor],
  ['mu2', 2, -2, 2, 0, 0.030745, 164.239, lunarMinor],
  ['nu2', 2, -1, 2, -1, 0.030228, 143.897, lunarMinor],
  ['lambda2', 2, 1, -2, 1, 0.004682, 291.186, fixed],
  ['L2A', 2, 1, 0, -1, 0.017112, 289.064, lunarMinor],
  ['L2B', 2, 1, 0, 1, 0.004308, 109.075, [0.441, 0, -0.441, 0]],
  ['T2', 2, 2, -3, 0, 0.013119, 14.245, fixed],
]

const dayMicros = 86_400 * secondMicros
/** 2000-01-01 noon of dynamical time, days since 1970. */
const epochDays = 10_957.4993
const radians = Math.PI / 180

/** m above the mean. */
function tideAt(micros: number): number {
  const days = micros / dayMicros
  const t = days - epochDays
  // Mean longitudes in degrees, after Cartwright.
  const s = 218.3164 + 13.17639648 * t
  const h = 280.4661 + 0.98564736 * t
  const p = 83.3535 + 0.11140353 * t
  const node = (125.0445 - 0.05295377 * t) * radians
  const tau = 360 * (days - Math.floor(days)) - s + h
  const [cos1, cos2, sin1, sin2] = [Math.cos(node), Math.cos(2 * node), Math.sin(node), Math.sin(2 * node)]
  let tide = 0
  for (const [, nTau, nS, nH, nP, amplitude, phase, [c1, c2, s1, s2], waves] of constituents) {
    const angle = (nTau * tau + nS * s + nH * h + nP * p + phase) * radians
    const along = 1 + c1 * cos1 + c2 * cos2
    const across = s1 * sin1 + s2 * sin2
    const [real, imaginary] = waves === 2 ? [along ** 2 - across ** 2, 2 * along * across] : [along, across]
    tide += amplitude * (real * Math.cos(angle) - imaginary * Math.sin(angle))
  }
  return tide
}

/** Between whole minutes the tide is straight within 0.01 mm: samples of a minute share two computed values. */
const nodeMicros = 60 * secondMicros

function interpolatedTide(): (micros: number) => number {
  let number = Number.NaN
  let [from, to] = [0, 0]
  return (micros) => {
    const wanted = Math.floor(micros / nodeMicros)
    if (wanted !== number) {
      from = wanted === number + 1 ? to : tideAt(wanted * nodeMicros)
      to = tideAt((wanted + 1) * nodeMicros)
      number = wanted
    }
    return from + (to - from) * (micros / nodeMicros - wanted)
  }
}

export const predictedTide = defineAlgorithm({
  name: 'prs_botsflu_predtide',
  formulaVersion: 1,
  about: 'Predicted tide at the caldera of Axial Seamount, for all of its bottom pressure instruments',
  source: `${source}; harmonic constants from the tides of TPXO7.2, nodal corrections of OTIS`,
  arguments: { time: { about: 'Time; that of the rows is taken', units: seconds1900, optional: true } },
  result: { about: 'Predicted tide above the mean', units: 'm' },
  compute(_, { rows, time }) {
    const tide = interpolatedTide()
    return eachRow(rows, (row) => tide(time[row] as number))
  },
})
