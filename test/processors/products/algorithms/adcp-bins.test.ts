import { adcpBinAlgorithms } from '../../../../processors/products/algorithms/adcp-bins.ts'
import { call } from '../given.ts'

const nan = Number.NaN
const run = (name: string, given: Parameters<typeof call>[2], rows: number) =>
  call(adcpBinAlgorithms.find((one) => one.name === `adcp_bin_depths_${name}`)!, rows, given)
const bins = { bin_size: 400, dist_first_bin: 900 }
const ramp = (first: number, step: number, count: number) => Array.from({ length: count }, (_, at) => first + step * at)

function expectClose(actual: ArrayLike<number>, expected: readonly number[], tolerance: number): void {
  expect(actual).toHaveLength(expected.length)
  for (const [at, value] of expected.entries()) {
    if (Number.isNaN(value)) expect(actual[at]).toBeNaN()
    else expect(Math.abs(actual[at]! - value)).toBeLessThan(tolerance)
  }
}

// The original's unit test; its depths are check values of TEOS-10: 600 dbar are 595.8253480 m at 4° N, 10 dbar 9.9445834 m.
test.each([
  ['bar', [60, 1]],
  ['dapa', [600_000, 10_000]],
])('from pressure in %s, looking up and looking down', (unit, pressure) => {
  const given = { ...bins, num_bins: 10, latitude: 4, adcp_orientation: [1, 0], pressure }
  const { values, width } = run(unit, given, 2)
  expect(width).toBe(10)
  expectClose(values, [...ramp(586.825348, -4, 10), ...ramp(18.9445834, 4, 10)], 1e-6)
})

test('from depth, or height; a row without one of its arguments has no bins', () => {
  const given = {
    num_bins: [29, 29, 29, 29, nan, 29, 29],
    dist_first_bin: [900, 900, nan, 900, 900, 900, 900],
    bin_size: [400, 400, 400, nan, 400, 400, 400],
    sensor_depth: [450, -7, 450, 450, 450, nan, 450],
    adcp_orientation: [1, 0, 1, 1, 1, 1, 2],
  }
  const { values, width, flags } = run('meters', given, 7)
  expect(width).toBe(29)
  expectClose(values.subarray(0, 58), [...ramp(441, -4, 29), ...ramp(16, 4, 29)], 1e-9)
  // Without the length of a bin only the first would be known: none is given.
  expect(values.subarray(58).every(Number.isNaN)).toBe(true)
  expect(flags).toEqual([{ row: 6, reason: 'the orientation is neither 0 (down) nor 1 (up)' }])
})

test('rows with fewer bins are filled up with NaN', () => {
  const given = { ...bins, num_bins: [3, 1], sensor_depth: 100, adcp_orientation: 0 }
  expectClose(run('meters', given, 2).values, [109, 113, 117, 109, nan, nan], 1e-9)
  expect(run('meters', { ...given, num_bins: [] }, 0).values).toHaveLength(0)
})
