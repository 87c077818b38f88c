/** Expected indexes: the Python packages tsdownsample 0.1.5.1 and lttbc, which agree, over the same points. */
import { largestTriangles, triangledRuns } from '../../../../processors/products/reduction/lttb.ts'

const points = 200
const x = Float64Array.from({ length: points }, (_, i) => i * 1000 + ((i * i * 37) % 500))
const y = Float64Array.from({ length: points }, (_, i) => Math.sin(0.1 * i) + ((i * 7919) % 13) / 13)

test.each([
  [3, [0, 169, 199]],
  [20, [0, 6, 19, 26, 39, 52, 58, 71, 84, 91, 104, 117, 123, 136, 149, 156, 169, 182, 188, 199]],
  [
    50,
    [
      0, 4, 7, 12, 13, 19, 21, 25, 33, 37, 39, 45, 46, 52, 57, 59, 64, 67, 71, 78, 82, 85, 90, 91, 97, 100, 104, 110,
      112, 117, 123, 124, 129, 136, 137, 142, 148, 150, 155, 157, 162, 169, 173, 176, 181, 182, 188, 190, 194, 199,
    ],
  ],
])('%i points are those of the published algorithm', (count, expected) => {
  expect([...largestTriangles(x, y, count)]).toEqual(expected)
  const micros = x.map((value) => 1.7e15 + value * 1e6)
  expect([...largestTriangles(micros, y, count)]).toEqual(expected)
})

test.each([
  [0, 5, []],
  [1, 5, [0]],
  [5, 1, [0]],
  [5, 2, [0, 4]],
  [5, 5, [0, 1, 2, 3, 4]],
])('%i points to %i', (length, count, expected) => {
  expect([...largestTriangles(x.subarray(0, length), y.subarray(0, length), count)]).toEqual(expected)
})

test('each run is a line of its own', () => {
  const runs = [...triangledRuns({ x, y, starts: [0, 80] }, 20)]
  const alone = [
    ...largestTriangles(x.subarray(0, 80), y.subarray(0, 80), 8),
    ...[...largestTriangles(x.subarray(80), y.subarray(80), 12)].map((at) => at + 80),
  ]
  expect(runs).toEqual(alone)
})

test('of too many runs, the nearest count as one', () => {
  const times = Float64Array.of(0, 1, 3, 4, 20, 21)
  const flat = new Float64Array(6)
  expect([...triangledRuns({ x: times, y: flat, starts: [0, 2, 4] }, 4)]).toEqual([0, 3, 4, 5])
})
