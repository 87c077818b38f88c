import { magneticCorrection, magneticDeclination } from '../../../../processors/products/algorithms/magnetic.ts'
import { call } from '../given.ts'

const nan = Number.NaN
const at2010 = 3471292800
const april2013 = 3575053740.738

// NOAA's points of the WMM2010, and points of the original's unit test; IGRF-14 holds what was measured since.
test.each([
  [80, 0, 0, at2010, -6.13],
  [0, 120, 0, at2010, 0.97],
  [-80, 240, 0, at2010, 70.21],
  [45, -128, 0, april2013, 16.4609],
  [50, -145, 0, 3545769600, 16.9604],
])('%d° N, %d° E: near the published declination', (lat, lon, z, timestamp, expected) => {
  const { values } = call(magneticDeclination, 1, { lat, lon, z, timestamp })
  expect(Math.abs(values[0]! - expected)).toBeLessThan(0.04)
})

test('depth moves the declination as published: 0.0028 degrees a kilometre', () => {
  const { values } = call(magneticDeclination, 2, { lat: 45, lon: -128, timestamp: april2013, z: [0, 1000] })
  expect(values[1]! - values[0]!).toBeCloseTo(16.46376239313584 - 16.4609304409672, 4)
  const high = call(magneticDeclination, 2, { lat: 80, lon: 0, timestamp: at2010, z: [0, 100_000], zflag: 1 }).values
  expect(high[1]! - high[0]!).toBeCloseTo(-6.57 + 6.13, 1)
})

test('the time of the row is taken where none is given', () => {
  const given = { lat: 50, lon: -145 }
  const time = [Date.UTC(2012, 4, 12) * 1000]
  const { values } = call(magneticDeclination, 1, given, { time })
  expect(values).toEqual(call(magneticDeclination, 1, { ...given, timestamp: 3545769600 }).values)
})

test('dates and places that the model does not know are flagged', () => {
  const lat = [45, 91, 45, nan, 45]
  const lon = [-128, 0, 400, 0, -128]
  const time = [1899.5, 2010, 2010, 2010, 2031].map((year) => Date.UTC(Math.floor(year), 6) * 1000)
  const { values, flags } = call(magneticDeclination, 5, { lat, lon }, { time })
  expect([...values]).toEqual([nan, nan, nan, nan, nan])
  expect(flags.map(({ row }) => row)).toEqual([0, 1, 2, 4])
  expect(flags[4 - 1]!.reason).toBe('IGRF-14 is valid from 1900 to 2030')
})

test('velocities are turned by the declination', () => {
  // The data product specification 1341-00750; more digits from its Matlab code in the original's unit test.
  const { values } = call(magneticCorrection, 2, { theta: [16.9604, nan], u: [0.4413, 1], v: [0.1719, 1] })
  expect(values[0]).toBeCloseTo(0.472251, 5)
  expect(values[1]).toBeCloseTo(0.035692, 5)
  expect([values[2], values[3]]).toEqual([nan, nan])
})
