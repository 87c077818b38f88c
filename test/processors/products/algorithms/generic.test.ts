import {
  depthFromDbar,
  depthFromPressureDbar,
  extractParameter,
  genericAlgorithms,
  identity,
  ntpToUnixTime,
  polyvalCalibration,
  selectArgWithinToleranceOfStd,
  selectNonZeroArg,
} from '../../../../processors/products/algorithms/generic.ts'
import { call, coefficient, furthest } from '../given.ts'

const none = Number.NaN
const p = [10, 50, 125, 250, 600, 1000]
// teos-10.org, gsw_z_from_p, at 4° N.
const depths = [
  9.9445834469453, 49.718089701255, 124.2726219409978, 248.4700576548589, 595.825348035621, 992.0919060719987,
]

test('depth from pressure, in whatever unit', () => {
  expect(furthest(call(depthFromPressureDbar, 6, { pressure: p, latitude: 4 }).values, depths)).toBeLessThan(1e-9)
  const dapa = { pressure: [...p.map((one) => one * 1000), none], latitude: 4, pressure_scale_factor: 0.001 }
  expect(furthest(call(depthFromPressureDbar, 7, dapa).values, [...depths, none])).toBeLessThan(1e-9)
})

test('depth from the first pressure that is had, else as deployed', () => {
  const given = { pressure: [10, 0, none, 0, 0], ctd_pressure: [600, 50, 125, 0, none], latitude: 4 }
  const deployed = call(depthFromDbar, 5, { ...given, deployment_depth: 7 })
  expect(furthest(deployed.values, [9.9445834469453, 49.718089701255, 124.2726219409978, 7, 7])).toBeLessThan(1e-9)
  const unknown = call(depthFromDbar, 5, given)
  expect(Array.from(unknown.values.slice(3))).toEqual([none, none])
  expect(unknown.flags.map(({ row }) => row)).toEqual([3, 4])
  expect(call(depthFromDbar, 2, { pressure: [0, 10], latitude: 4 }).values[1]).toBeCloseTo(9.9445834469453, 9)
})

test('the first source that is not zero', () => {
  const a1 = [5, 0, none, 0, none]
  const a2 = [7, 7, 7, 0, none]
  const scaled = call(selectNonZeroArg, 5, { a1, a2, a1_scale_factor: 0.1, a2_scale_factor: 2 })
  expect(Array.from(scaled.values)).toEqual([0.5, 14, 14, 0, none])
  expect(Array.from(call(selectNonZeroArg, 5, { a1 }).values)).toEqual([5, 0, none, 0, none])
})

test.each([
  ['the first, where both are near', { a1: 90, a2: 100, std: 100 }, 90],
  ['the second, where only that is near', { a1: 70, a2: 90, std: 100 }, 90],
  ['the first, where neither is near', { a1: 10, a2: 20, std: 100 }, 10],
  ['the first, within its tolerance', { a1: 70, a2: 100, std: 100, tol: 0.4 }, 70],
  ['the second, where the first is zero', { a1: 0, a2: 20, std: 100 }, 20],
  ['the second, where the first is missing', { a1: none, a2: 20, std: 100 }, 20],
  ['the first, where the second is missing', { a1: 10, a2: none, std: 100 }, 10],
  ['the first, where there is no second', { a1: 10, std: 100 }, 10],
  ['the first, where there is no standard', { a1: 10, a2: 100 }, 10],
  ['the first in the unit of the standard', { a1: 101_000, a2: 50, std: 100, a1_scale_factor: 0.001 }, 101],
  ['the second in the unit of the first', { a1: 9, a2: 95, std: 100, a2_scale_factor: 10, std_scale_factor: 10 }, 950],
])('near a standard: %s', (_, given, expected) => {
  const rows = Object.fromEntries(Object.entries(given).map(([name, value]) => [name, [value]]))
  expect(Array.from(call(selectArgWithinToleranceOfStd, 1, rows).values)).toEqual([expected])
})

test('each row has its own source', () => {
  const { values } = call(selectArgWithinToleranceOfStd, 3, { a1: [99, 0, 300], a2: [101, 102, 103], std: 100 })
  expect(Array.from(values)).toEqual([99, 102, 103])
})

test('a value, an element, a polynomial, a time', () => {
  expect(Array.from(call(identity, 2, { x: [3, none] }).values)).toEqual([3, none])
  const row = [34, 67, 12, 15, 89, 100, 54, 36]
  const picked = call(extractParameter, 5, { in_array: [row, row, row, row, row], index: [0, 7, 8, -1, none] })
  expect(Array.from(picked.values)).toEqual([34, 36, none, none, none])
  expect(picked.flags.map((flag) => flag.row)).toEqual([2, 3])
  // Published with the original: the calibration 1.02 x + 2.
  const x = [0, 1, 5, 9, none]
  const line = call(polyvalCalibration, 5, { coefficients: coefficient([0, 0, 0, 1.02, 2]), x }).values
  expect(furthest(line, [2, 3.02, 7.1, 11.18, none])).toBeLessThan(1e-12)
  const cubic = call(polyvalCalibration, 2, {
    coefficients: [
      [1, 0, 0, 0],
      [0, 1, 0, 0],
    ],
    x: [2, 3],
  }).values
  expect(Array.from(cubic)).toEqual([8, 9])
  const ntp = [3176736750.735861, 3359763506.2082224, 3575049755.4380851]
  const unix = call(ntpToUnixTime, 3, { ntp_timestamp: ntp }).values
  expect(furthest(unix, [967747950.735861, 1150774706.2082224, 1366060955.438085])).toBeLessThan(1e-6)
})

test('no rows, no values', () => {
  for (const algorithm of genericAlgorithms) {
    const given = Object.fromEntries(Object.keys(algorithm.arguments).map((name) => [name, coefficient([1], [])]))
    expect(call(algorithm, 0, given)).toEqual({ values: new Float64Array(), width: 1, flags: [] })
  }
})
