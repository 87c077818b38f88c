import fc from 'fast-check'
import { putInteger } from '../../../../schemas/formats/text/digits.ts'
import { numberBytes, putFloat, putNumber } from '../../../../schemas/formats/text/numbers.ts'

const bytes = new Uint8Array(64)
const textOf = (put: (bytes: Uint8Array, at: number, value: number) => number, value: number): string => {
  const end = put(bytes, 3, value)
  expect(end - 3).toBeLessThanOrEqual(numberBytes)
  return new TextDecoder().decode(bytes.subarray(3, end))
}

const edges = [
  0,
  -0,
  1e-6,
  -1e-6,
  1e-7,
  0.1 + 0.2,
  0.3,
  13.7971,
  999_999_999.999999,
  1e9,
  -1e9,
  1e21,
  123.4,
  5e-324,
  2 ** -10,
  -1.7976931348623157e308,
  9.999999999999998,
  Number('0.99999999999999989'),
  99_999.99999999999,
  1 / 3,
]

test('doubles are written as JavaScript writes them', () => {
  for (const value of edges) expect(textOf(putNumber, value)).toBe(String(value))
  const decimals = fc
    .tuple(fc.integer({ min: -1_000_000_000_000, max: 1_000_000_000_000 }), fc.integer({ min: 0, max: 8 }))
    .map(([digits, places]) => Number(`${digits}e-${places}`))
  const shortened = fc
    .tuple(fc.double({ min: 1e-6, max: 1e9, noNaN: true }), fc.integer({ min: 1, max: 17 }))
    .map(([value, digits]) => Number(value.toPrecision(digits)))
  const usual = fc.double({ min: -1000, max: 1000, noNaN: true })
  const doubles = fc.double({ noNaN: true, noDefaultInfinity: true })
  fc.assert(
    fc.property(fc.oneof(decimals, shortened, usual, doubles), (value) => {
      expect(textOf(putNumber, value)).toBe(String(value))
    }),
    { numRuns: 5000 },
  )
})

test('32-bit floats are written as short as leads back to them', () => {
  expect(textOf(putFloat, Math.fround(13.8))).toBe('13.8')
  expect(textOf(putFloat, Math.fround(-1025.3281))).toBe('-1025.3281')
  expect(textOf(putFloat, Math.fround(1e-7))).toBe('1e-7')
  expect(textOf(putFloat, Math.fround(3.4028235e38))).toBe('3.4028235e+38')
  fc.assert(
    fc.property(fc.float({ noNaN: true, noDefaultInfinity: true }), (value) => {
      const text = textOf(putFloat, value)
      expect(Math.fround(Number(text))).toBe(value + 0)
      const digits = (some: string) => some.replace(/e.*|[-.]/g, '').replace(/^0+/, '').length
      const shortest = [1, 2, 3, 4, 5, 6, 7, 8, 9].find((n) => Math.fround(Number(value.toPrecision(n))) === value)
      expect(digits(text)).toBeLessThanOrEqual(Math.max(shortest ?? 9, String(Math.trunc(Math.abs(value))).length))
    }),
    { numRuns: 3000 },
  )
})

test.each([0, -1, 9, 10, 9999, 10_000, 99_999_999, 100_000_000, -2_147_483_648, 2 ** 53 - 1, -(2 ** 53 - 1)])(
  'the whole number %d',
  (value) => expect(textOf(putInteger, value)).toBe(String(value)),
)
