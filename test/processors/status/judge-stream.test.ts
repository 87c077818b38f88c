import { intervalText, judgeRates, judgeSilence, settle } from '../../../processors/status/judge-stream.ts'
import { countWithin } from '../../../schemas/status/measure-rates.ts'
import type { State } from '../../../schemas/status/states.ts'

const s = 1_000_000
const expected = (expectedRate: number, warnInterval: number, failInterval: number) => ({
  expectedRate,
  warnInterval,
  failInterval,
})

/** By the rules of the issue: strictly greater, 0 is no limit, failing before warning, all zero is not tracked. */
test.each([
  ['all zero', 1e9, expected(0, 0, 0), 'notTracked'],
  ['only a rate', 1e9, expected(1, 0, 0), 'operational'],
  ['at the warn limit', 120 * s, expected(0, 120, 600), 'operational'],
  ['a microsecond above it', 120 * s + 1, expected(0, 120, 600), 'degraded'],
  ['at the fail limit', 600 * s, expected(0, 120, 600), 'degraded'],
  ['a microsecond above it', 600 * s + 1, expected(0, 120, 600), 'failed'],
  ['no warn limit, below the fail limit', 599 * s, expected(0, 0, 600), 'operational'],
  ['no fail limit, however old', 1e6 * s, expected(0, 120, 0), 'degraded'],
  ['the fail limit is below the warn limit', 100 * s, expected(0, 120, 60), 'failed'],
  ['a particle that is younger than the tick', -5 * s, expected(0, 120, 600), 'operational'],
])('%s: %s µs of %o is %s', (_, elapsed, limits, state) => {
  expect(judgeSilence(elapsed, limits).state).toBe(state)
})

/** As Python's str(timedelta) prints them. */
test.each([
  [605 * s, '0:10:05'],
  [600.5 * s, '0:10:00.500000'],
  [86_400 * s, '1 day, 0:00:00'],
  [2 * 86_400 * s + 3661 * s, '2 days, 1:01:01'],
])('%s µs read %s', (micros, text) => {
  expect(intervalText(micros)).toBe(text)
})

test('the reason names what was exceeded', () => {
  expect(judgeSilence(605 * s, expected(0, 120, 600)).reason).toBe(
    'data interval threshold exceeded (0:10:05 > 0:10:00)',
  )
})

test.each([
  ['both low', 0.69, 0.99895, 'degraded'],
  ['the minutes at their share', 0.7, 0.5, 'operational'],
  ['the day at its share', 0.1, 0.99896, 'operational'],
])('rates: %s', (_, overMinutes, overDay, state) => {
  const operational = { state: 'operational', reason: '' } as const
  const rule = { shareOfMinutes: 0.7, shareOfDay: 0.99896 }
  expect(judgeRates(operational, 1, { overMinutes, overDay }, rule).state).toBe(state)
})

/** Ten particles, a second apart, at 0, 1, … 9 s. */
test.each([
  [-1, 9, 10],
  [0, 9, 9],
  [2, 5, 3],
  [2.5, 5, 3],
  [2.5, 5.5, 3],
  [9, 20, 0],
  [-5, -1, 0],
])('of ten particles, after %s s and until %s s there are %s', (from, to, count) => {
  expect(countWithin({ count: 10, first: 0, last: 9 * s }, from * s, to * s)).toBe(count)
})

test('one particle is before, at or after an edge', () => {
  const one = { count: 1, first: 5, last: 5 }
  expect([countWithin(one, 4, 5), countWithin(one, 5, 6), countWithin(one, 3, 4)]).toEqual([1, 0, 0])
})

function course(observations: readonly State[], holdMinutes: number): State[] {
  let standing: Parameters<typeof settle>[0] = { state: 'operational', pending: null }
  return observations.map((observed, minute) => {
    standing = settle(standing, observed, minute * 60 * s, holdMinutes * 60 * s)
    return standing.state
  })
}
const o = 'operational'
const d = 'degraded'
const f = 'failed'

test.each([
  ['no hold', 0, [d, o, f], [d, o, f]],
  ['a flapping stream stays as it is', 2, [d, d, o, d, d, o], [o, o, o, o, o, o]],
  ['what lasts is said', 2, [d, d, d, d], [o, o, d, d]],
  ['worse is worse: the time counts on, and what it is now is said', 2, [d, d, f, f], [o, o, f, f]],
  ['recovery is held back too', 2, [d, d, d, o, o, o], [o, o, d, d, d, o]],
  ['what somebody decided is said at once', 2, ['disabled', d, 'notTracked'], ['disabled', d, 'notTracked']],
] as const)('%s', (_, hold, observed, states) => {
  expect(course(observed, hold)).toEqual(states)
})
