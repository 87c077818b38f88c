import { qualityTestNamed, qualityTests } from '../../../../processors/products/qc/index.ts'
import { inputsOf, settingsOf } from '../../../../processors/products/qc/quality-test.ts'
import { flagged } from './flagged.ts'

test.each([
  [
    'gross_range_test',
    {},
    'gross_range_test.fail_span is missing: What the sensor can read, [least, largest], or a list of them, one for each column',
  ],
  ['gross_range_test', null, 'gross_range_test must be an object with fail_span, suspect_span'],
  [
    'gross_range_test',
    { fail_spam: [0, 1] },
    'gross_range_test.fail_spam is unknown; there are fail_span, suspect_span',
  ],
  [
    'gross_range_test',
    { fail_span: [5, 1] },
    'gross_range_test.fail_span must be [least, largest], two numbers in this order, not [5,1]',
  ],
  [
    'gross_range_test',
    {
      fail_span: [
        [0, 9],
        [0, 'x'],
      ],
    },
    'gross_range_test.fail_span[1] must be [least, largest], two numbers in this order, not [0,"x"]',
  ],
  [
    'gross_range_test',
    { fail_span: [0, 5], suspect_span: [1, 6] },
    'gross_range_test.suspect_span [1, 6] must lie within fail_span [0, 5]',
  ],
  [
    'gross_range_test',
    {
      fail_span: [
        [0, 5],
        [0, 5],
      ],
      suspect_span: [
        [1, 2],
        [1, 2],
        [1, 2],
      ],
    },
    'gross_range_test.suspect_span has 3 columns, fail_span has 2',
  ],
  ['spike_test', {}, 'spike_test.suspect_threshold is missing, and fail_threshold too: at least one is needed'],
  ['spike_test', { suspect_threshold: 0 }, 'spike_test.suspect_threshold must be a number above 0, not 0'],
  [
    'spike_test',
    { suspect_threshold: 2, fail_threshold: 1 },
    'spike_test.fail_threshold 1 must not be below the suspect threshold 2',
  ],
  [
    'spike_test',
    { fail_threshold: 1, method: 'mean' },
    'spike_test.method must be average or differential, not "mean"',
  ],
  [
    'flat_line_test',
    { suspect_threshold: 1, fail_threshold: 2, tolerance: -1 },
    'flat_line_test.tolerance must be a number of at least 0, not -1',
  ],
  [
    'attenuated_signal_test',
    { suspect_threshold: 1, fail_threshold: 2 },
    'attenuated_signal_test.fail_threshold 2 must not be above the suspect threshold 1',
  ],
  [
    'attenuated_signal_test',
    { suspect_threshold: 2, fail_threshold: 1, min_obs: 1.5 },
    'attenuated_signal_test.min_obs must be a whole number of at least 0, not 1.5',
  ],
  [
    'attenuated_signal_test',
    { suspect_threshold: 2, fail_threshold: 1, min_obs: 1, min_period: 1 },
    'attenuated_signal_test.min_obs and min_period exclude each other',
  ],
  [
    'density_inversion_test',
    { suspect_threshold: -2, fail_threshold: -1 },
    'density_inversion_test.fail_threshold -1 must not be above the suspect threshold -2',
  ],
  [
    'location_test',
    { bbox: [10, 0, -10, 5] },
    'location_test.bbox must be [west, south, east, north], not [10,0,-10,5]',
  ],
  [
    'climatology_test',
    { config: [] },
    'climatology_test.config must be a list of {tspan, vspan, fspan, zspan, period}, not []',
  ],
  [
    'climatology_test',
    { config: [{ tspan: [1, 2] }] },
    'climatology_test.config[0].vspan is missing: What is expected; outside is suspect, [least, largest]',
  ],
  [
    'climatology_test',
    { config: [{ tspan: ['2020-13-01', '2021-01-01'], vspan: [0, 1] }] },
    'climatology_test.config[0].tspan must be [first, last], numbers or dates in this order, not ["2020-13-01","2021-01-01"]',
  ],
  [
    'dataqc_globalrangetest_minmax',
    { dat_min: 2, dat_max: 1 },
    'dataqc_globalrangetest_minmax.dat_min 2 must not be above dat_max 1',
  ],
  [
    'dataqc_spiketest_wrapper',
    { acc: 1, L: 2 },
    'dataqc_spiketest_wrapper.L must be a whole number of at least 3, not 2',
  ],
  [
    'dataqc_gradienttest_wrapper',
    { ddatdx: -1, toldat: 1 },
    'dataqc_gradienttest_wrapper.ddatdx must be a number above 0, or [least, largest], not -1',
  ],
  [
    'dataqc_localrangetest_wrapper',
    {
      dims: ['z'],
      datlimz: [1],
      datlim: [
        [0, 1],
        [0, 1],
      ],
    },
    'dataqc_localrangetest_wrapper.datlimz has 1 places, datlim has 2',
  ],
  [
    'dataqc_localrangetest_wrapper',
    {
      dims: ['z', 'month'],
      datlimz: [[1, 1], [2]],
      datlim: [
        [0, 1],
        [0, 1],
      ],
    },
    'dataqc_localrangetest_wrapper.datlimz[1] has 1 numbers for 2 dims',
  ],
  [
    'dataqc_localrangetest_wrapper',
    {
      dims: ['z', 'month'],
      datlimz: [
        [1, 1],
        [2, 2],
        [3, 3],
      ],
      datlim: [
        [0, 1],
        [0, 1],
        [0, 1],
      ],
    },
    'dataqc_localrangetest_wrapper.datlimz must not lie all in one place, line or plane',
  ],
])('%s refuses %j', (name, settings, sentence) => {
  expect(() => settingsOf(qualityTestNamed(name)!, settings)).toThrow(expect.objectContaining({ message: sentence }))
})

test('what is left out has its default', () => {
  expect(settingsOf(qualityTestNamed('dataqc_spiketest_wrapper')!, { acc: 0.1, N: null })).toEqual({
    acc: 0.1,
    N: 5,
    L: 5,
  })
})

test('a test says which other series it needs and which it can use', () => {
  const inputs = (name: string, settings: unknown) =>
    inputsOf(qualityTestNamed(name)!, settingsOf(qualityTestNamed(name)!, settings))
  const config = [{ tspan: [1, 2], vspan: [0, 1], period: 'month' }]
  expect(inputs('climatology_test', { config })).toEqual({ needed: [], useful: ['zinp'] })
  const table = {
    dims: ['pressure', 'month'],
    datlimz: [
      [0, 0],
      [1, 0],
      [0, 1],
    ],
    datlim: [
      [0, 1],
      [0, 1],
      [0, 1],
    ],
  }
  expect(inputs('dataqc_localrangetest_wrapper', table)).toEqual({ needed: ['pressure'], useful: [] })
  expect(() => flagged('dataqc_localrangetest_wrapper', table, [1])).toThrow(
    'dataqc_localrangetest_wrapper needs pressure on the same rows',
  )
})

test('a test of single values refuses spectra', () => {
  expect(() => flagged('spike_test', { fail_threshold: 1 }, [1, 2], { width: 2 })).toThrow(
    'spike_test tests one value a row, not 2',
  )
})

test('every test of the catalogue has a name of its own', () => {
  expect(new Set(qualityTests.map(({ name }) => name)).size).toBe(qualityTests.length)
  expect(qualityTestNamed('no_test')).toBeNull()
})
