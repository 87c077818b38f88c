/** A test that sees a part of a series, with as much around it as it says it looks at, flags it as it would the whole. */
import fc from 'fast-check'
import { qualityTestNamed, qualityTests } from '../../../../processors/products/qc/index.ts'
import { runQualityTest, settingsOf } from '../../../../processors/products/qc/quality-test.ts'

const settings: readonly (readonly [string, object])[] = [
  ['gross_range_test', { fail_span: [1, 4], suspect_span: [2, 3] }],
  ['climatology_test', { config: [{ tspan: [1, 1], vspan: [1, 3], fspan: [0, 4], period: 'month' }] }],
  ['spike_test', { suspect_threshold: 1.25, fail_threshold: 2.25 }],
  ['spike_test', { suspect_threshold: 0.5, fail_threshold: 1.5, method: 'differential' }],
  ['rate_of_change_test', { threshold: 0.3, fail_threshold: 0.9 }],
  ['flat_line_test', { suspect_threshold: 4, fail_threshold: 9, tolerance: 1.5 }],
  ['attenuated_signal_test', { suspect_threshold: 1.1, fail_threshold: 0.6, test_period: 6, min_obs: 2 }],
  ['attenuated_signal_test', { suspect_threshold: 2.5, fail_threshold: 1.5, test_period: 6, check_type: 'range' }],
  ['attenuated_signal_test', { suspect_threshold: 1.1, fail_threshold: 0.6, test_period: 8, min_period: 4 }],
  ['location_test', { bbox: [0, 0, 4, 4], range_max: 200_000 }],
  ['density_inversion_test', { suspect_threshold: -0.5, fail_threshold: -1.5 }],
  ['dataqc_globalrangetest_minmax', { dat_min: 1, dat_max: 3 }],
  [
    'dataqc_localrangetest_wrapper',
    {
      datlim: [
        [0, 2],
        [0, 4],
      ],
      datlimz: [0, 5],
      dims: ['zinp'],
    },
  ],
  ['dataqc_spiketest_wrapper', { acc: 0.5, N: 1, L: 5 }],
  ['dataqc_spiketest_wrapper', { acc: 0.5, N: 1, L: 4 }],
  ['dataqc_stuckvaluetest_wrapper', { reso: 0.5, num: 3 }],
  ['dataqc_gradienttest_wrapper', { ddatdx: 1, toldat: 1, period: 20 }],
  ['dataqc_gradienttest_wrapper', { ddatdx: [-1, 2], startdat: 2, mindx: 1, toldat: 1, period: 20 }],
  ['dataqc_polytrendtest_wrapper', { nstd: 1.5, period: 20 }],
  ['dataqc_propagateflags_wrapper', {}],
  ['attenuated_signal_test', { suspect_threshold: 1.5, fail_threshold: 1 }],
  ['attenuated_signal_test', { suspect_threshold: 3, fail_threshold: 1, check_type: 'range', min_obs: 3 }],
]

const value = fc.oneof({ weight: 6, arbitrary: fc.integer({ min: 0, max: 5 }) }, fc.constant(Number.NaN))
const row = fc.record({ value, other: value, step: fc.oneof(fc.constant(1), fc.integer({ min: 0, max: 12 })) })
const series = fc.array(row, { minLength: 1, maxLength: 40 })

test.each(settings)('%s %j', (name, given) => {
  const quality = qualityTestNamed(name)
  if (quality === null) throw new Error(name)
  const read = settingsOf(quality, given)
  const reach = quality.reach?.(read) ?? {}
  fc.assert(
    fc.property(series, fc.nat(39), fc.nat(39), (rows, a, b) => {
      const from = Math.min(a, b, rows.length)
      const to = Math.min(Math.max(a, b), rows.length)
      // The steps cross the end of a day.
      let seconds = 86_400 - 100
      const time = Float64Array.from(rows, ({ step }) => {
        seconds += step
        return seconds * 1e6
      })
      const values = Float64Array.from(rows, ({ value }) => value)
      const others = Float64Array.from(rows, ({ other }) => other)
      const run = (first: number, end: number) => {
        const part = others.subarray(first, end)
        const inputs = { zinp: part, lon: values.subarray(first, end), lat: part }
        const seen = { values: values.subarray(first, end), width: 1, time: time.subarray(first, end) }
        return runQualityTest(quality, seen, read, inputs)
      }
      const { periodSeconds: period } = reach
      const startOf = (at: number) => (period === undefined ? at : Math.floor(at / period / 1e6) * period * 1e6)
      const least = startOf((time[from] ?? 0) - (reach.secondsBefore ?? 0) * 1e6)
      let first = Math.max(0, from - (reach.rowsBefore ?? 0))
      while (first > 0 && (time[first - 1] as number) >= least) first--
      let end = Math.min(rows.length, to + (reach.rowsAfter ?? 0))
      while (period !== undefined && end < rows.length && startOf(time[end] as number) <= (time[to - 1] ?? 0)) end++
      expect([...run(first, end).subarray(from - first, to - first)]).toEqual([
        ...run(0, rows.length).subarray(from, to),
      ])
    }),
    { numRuns: 300 },
  )
})

test('every test is tried here', () => {
  const names = new Set(settings.map(([name]) => name))
  expect([...names].sort()).toEqual(qualityTests.map(({ name }) => name).sort())
})
