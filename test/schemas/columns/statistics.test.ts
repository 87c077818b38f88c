import fc from 'fast-check'
import { buildColumn } from '../../../schemas/columns/builder.ts'
import type { ScalarType } from '../../../schemas/columns/column.ts'
import { statisticsOf } from '../../../schemas/columns/statistics.ts'

const of = (scalar: ScalarType, cells: unknown[]) => statisticsOf(buildColumn({ scalar }, cells))
const none = { numbers: 0, min: null, max: null, mean: null, first: null, last: null }

test('nulls and NaN have no part in the numbers', () => {
  expect(of('float64', [null, Number.NaN, 4, -2, null, 10, Number.NaN])).toEqual({
    count: 7,
    nulls: 2,
    numbers: 3,
    min: -2,
    max: 10,
    mean: 4,
    first: 4,
    last: 10,
  })
})

test('without a number there are counts only', () => {
  expect(of('float32', [Number.NaN, null])).toEqual({ count: 2, nulls: 1, ...none })
  expect(of('int8', [])).toEqual({ count: 0, nulls: 0, ...none })
  expect(of('string', ['1', null])).toEqual({ count: 2, nulls: 1, ...none })
  expect(statisticsOf(buildColumn({ scalar: 'int8', list: 2 }, [[1, 2], null]))).toEqual({
    count: 2,
    nulls: 1,
    ...none,
  })
})

test('booleans count as 0 and 1', () => {
  expect(of('boolean', [true, false, true, true])).toMatchObject({ min: 0, max: 1, mean: 0.75, first: 1, last: 1 })
})

test('64-bit integers are their nearest doubles', () => {
  const big = 2n ** 63n - 1n
  expect(of('int64', [-(2n ** 63n), big])).toMatchObject({ min: -(2 ** 63), max: 2 ** 63, first: -(2 ** 63) })
  // 2^53 + 3 lies half way between two doubles; the even one is 2^53 + 4.
  expect(of('int64', [2n ** 53n + 3n]).min).toBe(2 ** 53 + 4)
  expect(of('uint64', [2n ** 64n - 1n, 1n])).toMatchObject({ min: 1, max: 2 ** 64 })
  expect(of('int64', [-5n, -3n])).toMatchObject({ min: -5, max: -3, mean: -4 })
})

test('close, large values keep the digits of their mean', () => {
  const start = 1_600_000_000_000_000
  const times = Array.from({ length: 194 }, (_, row) => start + row)
  expect(of('timestamp', times).mean).toBe(start + 96.5)
})

test('infinities and overflow', () => {
  const infinity = Number.POSITIVE_INFINITY
  expect(of('float64', [1, infinity])).toMatchObject({ max: infinity, mean: infinity })
  expect(of('float64', [infinity, -infinity])).toMatchObject({ min: -infinity, max: infinity, mean: null })
  expect(of('float64', [1.5e308, -1.5e308, 1.5e308, 1.5e308])).toMatchObject({ mean: 0.75e308 })
})

test('min, max, first and last are those of the plain definition; the mean is near and between', () => {
  const cells = fc.array(fc.option(fc.double({ noDefaultInfinity: true, min: -1e300, max: 1e300 })))
  fc.assert(
    fc.property(cells, (values) => {
      const numbers = values.filter((value): value is number => value !== null && !Number.isNaN(value))
      const found = of('float64', values)
      if (numbers.length === 0) return expect(found).toMatchObject(none)
      expect(found).toMatchObject({
        count: values.length,
        nulls: values.filter((value) => value === null).length,
        numbers: numbers.length,
      })
      expect(found.min).toBeCloseTo(Math.min(...numbers), 10)
      expect(found.max).toBeCloseTo(Math.max(...numbers), 10)
      expect([found.first, found.last]).toEqual([numbers[0], numbers.at(-1)])
      const scale = Math.max(...numbers.map(Math.abs), Number.MIN_VALUE)
      const mean = numbers.reduce((sum, value) => sum + value / numbers.length, 0)
      expect(Math.abs((found.mean as number) - mean)).toBeLessThanOrEqual(
        1e-12 * scale + numbers.length * Number.MIN_VALUE,
      )
    }),
  )
})
