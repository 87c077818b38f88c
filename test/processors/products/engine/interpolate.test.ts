import { interpolate } from '../../../../processors/products/engine/interpolate.ts'

const at = (...times: number[]) => Float64Array.from(times)
const series = (points: readonly (readonly [number, number])[]) => ({
  time: Float64Array.from(points, ([time]) => time),
  values: Float64Array.from(points, ([, value]) => value),
})
const rule = { maxGapMicros: 100, isAngle: false }

test('is linear between neighbours and exact on them', () => {
  const { values, maxDistanceMicros } = interpolate(
    series([
      [0, 1],
      [100, 3],
    ]),
    at(0, 25, 50, 100),
    rule,
  )
  expect([...values]).toEqual([1, 1.5, 2, 3])
  expect(maxDistanceMicros).toBe(50)
})

test('no gap is bridged: beside it and beyond the ends the nearest value holds for half the gap', () => {
  const { values } = interpolate(
    series([
      [0, 1],
      [1000, 3],
    ]),
    at(-51, -50, 50, 51, 500, 950, 1050, 1051),
    rule,
  )
  expect([...values]).toEqual([Number.NaN, 1, 1, Number.NaN, Number.NaN, 3, 3, Number.NaN])
})

test('missing values are no neighbours', () => {
  const { values } = interpolate(
    series([
      [0, 1],
      [50, Number.NaN],
      [100, 3],
    ]),
    at(50),
    rule,
  )
  expect(values[0]).toBe(2)
  expect(interpolate(series([[0, Number.NaN]]), at(0), rule).values[0]).toBeNaN()
})

test.each([
  [350, 10, 0],
  [10, 350, 0],
  [90, 180, 135],
  [180, 90, 135],
  [0, 270, 315],
])('angles go the short way round: half way from %d to %d is %d', (a, b, half) => {
  const { values } = interpolate(
    series([
      [0, a],
      [100, b],
    ]),
    at(50),
    { ...rule, isAngle: true },
  )
  expect(values[0]).toBeCloseTo(half, 9)
})
