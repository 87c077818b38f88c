import fc from 'fast-check'
import { leastWhole, separationComparer, wholeQuotient } from '../../../../schemas/status/availability/exact.ts'

const whole = (max: number) => fc.integer({ min: 1, max })
const sign = (number: number | bigint) => (number > 0 ? 1 : number < 0 ? -1 : 0)

test('separations compare as fractions of whole numbers do, the closest too', () => {
  const cases = fc.record({
    span: whole(2 ** 52),
    total: whole(10 ** 12),
    over: whole(10 ** 9),
    under: whole(10 ** 6),
    count: whole(10 ** 9),
    nudge: fc.integer({ min: -2, max: 2 }),
  })
  fc.assert(
    fc.property(cases, ({ span, total, over, under, count, nudge }) => {
      // An interval as near to the bound as whole numbers come.
      const exact = (BigInt(over) * BigInt(span) * BigInt(count)) / (BigInt(under) * BigInt(total))
      fc.pre(exact < 2n ** 52n)
      const interval = Math.max(0, Number(exact) + nudge)
      const difference = BigInt(interval) * BigInt(under) * BigInt(total) - BigInt(over) * BigInt(span) * BigInt(count)
      expect(sign(separationComparer(span, total, { over, under })(interval, count))).toBe(sign(difference))
    }),
    { numRuns: 2_000 },
  )
})

test('whole parts and the least whole number from a quotient on are exact', () => {
  expect([wholeQuotient(2 ** 53 - 1, 2), leastWhole(2 ** 53 - 1, 2)]).toEqual([2 ** 52 - 1, 2 ** 52])
  expect([wholeQuotient(6, 3), leastWhole(6, 3), leastWhole(0, 3)]).toEqual([2, 2, 0])
})
