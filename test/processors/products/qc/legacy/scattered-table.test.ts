import { ScatteredTable } from '../../../../../processors/products/qc/legacy/scattered-table.ts'

function interpolated(table: ScatteredTable, values: readonly number[], place: readonly number[]): number | null {
  const around = table.at(place)
  if (around === null) return null
  return around.points.reduce((sum, point, k) => sum + around.weights[k]! * values[point]!, 0)
}

// SciPy 1.x, LinearNDInterpolator (qhull's Delaunay triangulation).
test.each<[number, number[][], number[], [number[], number | null][]]>([
  [
    2,
    [
      [9, 3],
      [80, 7],
      [9, 5],
      [48, 2],
      [73, 1],
      [39, 6],
      [43, 7],
      [74, 11],
      [28, 8],
      [70, 4],
      [0, 12],
      [30, 4],
    ],
    [9, 6, 5, 8, 0, 7, 4, 1, 7, 9, 2, 6],
    [
      [[31.8, 7.3], 6.9975],
      [[53.0, 4.1], 6.360571429],
      [[58.4, 6.8], 4.246857143],
      [[51.1, 7.8], 3.410857143],
      [[38.3, 7.4], 4.985714286],
      [[60.8, 3.4], 8.290410959],
      [[200.0, 24.0], null],
    ],
  ],
  [
    3,
    [
      [5, 1, 7],
      [3, 9, 3],
      [6, 4, 6],
      [2, 2, 7],
      [8, 6, 9],
      [2, 9, 2],
      [10, 6, 6],
      [10, 8, 8],
      [1, 4, 1],
      [2, 2, 9],
      [1, 3, 5],
      [8, 10, 7],
      [2, 5, 7],
      [1, 7, 4],
    ],
    [6, 7, 7, 5, 6, 2, 5, 1, 5, 5, 8, 4, 0, 5],
    [
      [[2.9, 6.6, 5.2], 3.758536585],
      [[3.8, 7.5, 5.3], 4.077235772],
      [[3.6, 4.7, 5.7], 5.233333333],
      [[2.3, 5.7, 7.9], null],
      [[4.7, 6.6, 8.0], null],
      [[6.1, 6.6, 7.4], 3.989473684],
      [[20.0, 20.0, 20.0], null],
    ],
  ],
])('%i dimensions, as SciPy', (_, points, values, expected) => {
  const table = ScatteredTable.of(points)!
  for (const [place, value] of [...expected, ...expected.toReversed()]) {
    const own = interpolated(table, values, place)
    if (value === null) expect(own).toBeNull()
    else expect(own).toBeCloseTo(value, 7)
  }
})

test('a grid, whose cells have no one triangulation, gives a plane back, and its own values at its points', () => {
  const points = Array.from({ length: 15 * 12 }, (_, i) => [(i % 15) * 10, Math.floor(i / 15)])
  const values = points.map(([x, y]) => 2 * x! - 3 * y!)
  const table = ScatteredTable.of(points)!
  for (const [x, y] of [
    [33.3, 4.7],
    [140, 11],
    [0, 0],
    [139.9, 0.1],
    [70, 5],
    [12.5, 10.25],
  ] as const) {
    expect(interpolated(table, values, [x, y])).toBeCloseTo(2 * x - 3 * y, 6)
  }
  for (const place of [
    [-0.1, 3],
    [140.1, 3],
    [30, 11.1],
    [Number.NaN, 3],
  ])
    expect(table.at(place)).toBeNull()
})

test('one dimension, in any order of the points', () => {
  const table = ScatteredTable.of([[2], [0], [1]])!
  expect(interpolated(table, [30, 10, 0], [0.25])).toBeCloseTo(7.5, 9)
  expect(interpolated(table, [30, 10, 0], [1.5])).toBeCloseTo(15, 9)
})

test.each([
  [[[1, 1]]],
  [
    [
      [1, 1],
      [2, 2],
      [3, 3],
    ],
  ],
  [[]],
])('%j spans no simplex', (points) => {
  expect(ScatteredTable.of(points)).toBeNull()
})
