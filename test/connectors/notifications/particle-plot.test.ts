import { ratesOf } from '../../../connectors/notifications/particle-plot.ts'

const hour = 3_600_000_000
// 144 steps of ten minutes. A particle at each whole second of 01:00:01 to 02:00:00 is 600 in each of six steps.
test('particles of a chunk are as far apart from each other, and fall into the steps that they lie in', () => {
  const rates = ratesOf([{ count: 3_600, first: hour + 1_000_000, last: 2 * hour }], 0, 24 * hour)
  expect(rates).toHaveLength(144)
  expect(rates.map((rate, at) => [at, rate]).filter(([, rate]) => rate !== 0)).toEqual(
    [6, 7, 8, 9, 10, 11].map((at) => [at, 1]),
  )
})

test('what lies outside is not counted; a single particle is', () => {
  const runs = [
    { count: 10, first: -hour, last: 0 },
    { count: 10, first: 24 * hour + 1, last: 25 * hour },
    { count: 1, first: 24 * hour, last: 24 * hour },
  ]
  expect(ratesOf(runs, 0, 24 * hour).reduce((sum, rate) => sum + rate * 600, 0)).toBeCloseTo(1)
})
