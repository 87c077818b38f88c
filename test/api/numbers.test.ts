import fc from 'fast-check'
import { numberText } from '../../api/formats/numbers.ts'

const edges = [0, -0, 1e-6, -1e-6, 1e-7, 0.1 + 0.2, 0.3, 13.7971, 999_999_999.999999, 1e9, -1e9, 1e21, 123.4, 5e-324]

test('numbers are written as JavaScript writes them', () => {
  for (const value of edges) expect(numberText(value)).toBe(String(value))
  const decimals = fc
    .tuple(fc.integer({ min: -1_000_000_000_000, max: 1_000_000_000_000 }), fc.integer({ min: 0, max: 8 }))
    .map(([digits, places]) => Number(`${digits}e-${places}`))
  const doubles = fc.double({ noNaN: true, noDefaultInfinity: true })
  const floats = fc.float({ noNaN: true, noDefaultInfinity: true })
  fc.assert(
    fc.property(fc.oneof(decimals, doubles, floats), (value) => {
      expect(numberText(value)).toBe(String(value))
    }),
    { numRuns: 5000 },
  )
})
