import { stepsOf } from '../../../schemas/columns/steps.ts'

test.each<[readonly number[], number | null, number | null]>([
  [[], null, null],
  [[5], null, null],
  [[5, 5, 5], null, null],
  [[0, 1, 2, 3, 13], 1, 10],
  [[0, 4, 4, 5, 8], 3, 4],
  [[0, 1, 3], 1, 2],
])('of the times %j the lower median step is %s, the longest %s', (times, typical_step, longest_step) => {
  expect(stepsOf(Float64Array.from(times))).toEqual({ typical_step, longest_step })
})
