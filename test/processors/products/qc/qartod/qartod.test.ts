// Rows are those of the tests of ioos_qc 3.0, IOOS's implementation of the QARTOD manuals, unless said otherwise.
import { flagged } from '../flagged.ts'

const day = 86_400
const days = (count: number) => Array.from({ length: count }, (_, i) => 1_546_300_800 + i * day)
const of = (year: number, month: number, date: number) => Date.UTC(year, month - 1, date) / 1000

describe('gross range', () => {
  const fail_span = [10, 50]
  const values = [5, 10, 15, 20, 25, 30, 35, 40, 45, 51]
  test.each([
    [{ fail_span, suspect_span: [20, 40] }, [4, 3, 3, 1, 1, 1, 1, 1, 3, 4]],
    [{ fail_span }, [4, 1, 1, 1, 1, 1, 1, 1, 1, 4]],
    [{ fail_span, suspect_span: null }, [4, 1, 1, 1, 1, 1, 1, 1, 1, 4]],
  ])('%j', (settings, expected) => {
    expect(flagged('gross_range_test', settings, values)).toEqual(expected)
    expect(flagged('gross_range_test', settings, [...values, null])).toEqual([...expected, 9])
  })

  test('rows of several values have a span for all columns or one for each', () => {
    const rows = [1, 1, 5, 5, 9, null]
    expect(flagged('gross_range_test', { fail_span: [2, 6] }, rows, { width: 2 })).toEqual([4, 4, 1, 1, 4, 9])
    const each = {
      fail_span: [
        [0, 6],
        [2, 6],
      ],
      suspect_span: [2, 6],
    }
    expect(flagged('gross_range_test', each, rows, { width: 2 })).toEqual([3, 4, 1, 1, 4, 9])
    const three = {
      fail_span: [
        [0, 1],
        [0, 1],
        [0, 1],
      ],
    }
    expect(() => flagged('gross_range_test', three, rows, { width: 2 })).toThrow(
      'gross_range_test.fail_span has 3 columns, the data have 2',
    )
  })
})

describe('location', () => {
  test.each([
    ['half a position, a good one, one that is not on Earth', [80, -78.5, 500.5], [null, 50, -60], {}, [4, 1, 4]],
    ['no position', [null], [null], {}, [9]],
    ['no limit of distance', [-71.05, -71.06, -80], [41, 41.02, 45.05], {}, [1, 1, 1]],
    ['too far from the last', [-71.05, -71.06, -80], [41, 41.02, 45.05], { range_max: 3000 }, [1, 1, 3]],
    // The fourth is 6.99 km on a sphere from the one before, 7.01 km on the ellipsoid.
    [
      'on a sphere',
      [16.3208847, 16.25503349, 16.0045681],
      [55.54106522, 55.49047089, 55.26551819],
      { range_max: 7000 },
      [1, 1, 3],
    ],
    ['outside of a box', [0, 5, 11], [0, 0, 0], { bbox: [-10, -10, 10, 10] }, [1, 1, 4]],
  ])('%s', (_, lon, lat, settings, expected) => {
    const rows = lon.map(() => null)
    expect(flagged('location_test', settings, rows, { inputs: { lon, lat } })).toEqual(expected)
  })
})

describe('spike', () => {
  const thresholds = { suspect_threshold: 25, fail_threshold: 50 }
  const small = { suspect_threshold: 0.5, fail_threshold: 1 }
  const spiky = [3, 4.99, 5, 6, 8, 6, 6, 6.75, 6, 6, 5.3, 6, 6, 9, 5, null, 4, 4]
  test.each([
    [thresholds, [10, 12, 999.99, 13, 15, 40, 9, 9], [2, 4, 4, 4, 1, 3, 1, 2]],
    [thresholds, [-10, -12, -999.99, -13, -15, -40, -9, -9], [2, 4, 4, 4, 1, 3, 1, 2]],
    [
      thresholds,
      [10, 12, 999.99, 13, 15, 40, 9, 9, null, 10, 10, 999.99, 10, null],
      [2, 4, 4, 4, 1, 3, 1, 2, 9, 2, 4, 4, 2, 9],
    ],
    [small, spiky, [2, 3, 1, 1, 4, 3, 1, 3, 1, 1, 3, 1, 4, 4, 2, 9, 2, 2]],
    [{ ...small, method: 'differential' }, spiky, [2, 1, 1, 1, 4, 1, 1, 3, 1, 1, 3, 1, 1, 4, 2, 9, 2, 2]],
    [{ suspect_threshold: 0.5 }, spiky, [2, 3, 1, 1, 3, 3, 1, 3, 1, 1, 3, 1, 3, 3, 2, 9, 2, 2]],
    [{ fail_threshold: 1 }, spiky, [2, 1, 1, 1, 4, 1, 1, 1, 1, 1, 1, 1, 4, 4, 2, 9, 2, 2]],
    [thresholds, [], []],
    [thresholds, [7], [2]],
  ])('%j', (settings, values, expected) => {
    expect(flagged('spike_test', settings, values)).toEqual(expected)
  })
})

describe('rate of change', () => {
  const threshold = 5 / 900
  const values = [2, 10, 2.1, 3, 4, 5, 7, 10, 0, 2, 2.2, 2, 1, 2, 3, 90, 91, 92, 93, 1, 2, 3, 4, 5]
  test.each([
    [{ threshold }, values, [1, 3, 3, 1, 1, 1, 1, 1, 3, 1, 1, 1, 1, 1, 1, 3, 1, 1, 1, 3, 1, 1, 1, 1]],
    [{ threshold, fail_threshold: 10 / 900 }, [...values.slice(0, 10), 90, 91], [1, 3, 3, 1, 1, 1, 1, 1, 3, 1, 4, 1]],
    [{ threshold }, [2, 10, 2, 3, null, null, 7, 10], [1, 3, 3, 1, 9, 9, 1, 1]],
    [{ threshold }, [-2, -10, -2, -3], [1, 3, 3, 1]],
  ])('%j', (settings, given, expected) => {
    expect(flagged('rate_of_change_test', settings, given)).toEqual(expected)
  })

  test('no time passed: not evaluated', () => {
    expect(flagged('rate_of_change_test', { threshold }, [1, 9], { seconds: [5, 5] })).toEqual([1, 2])
  })
})

describe('flat line', () => {
  const settings = { suspect_threshold: 3000, fail_threshold: 4800, tolerance: 0.01 }
  test.each([
    [
      [1, 2, 2.0001, 2, 2.0001, 2, 2.0001, 2, 4, 5, 3, 3.0001, 3.0005, 3.00001],
      [1, 1, 1, 1, 3, 3, 4, 4, 1, 1, 1, 1, 1, 3],
    ],
    [
      [2, 2.0001, 2, 2.0001, 2, 2.0001, 2, 4, 5, 3, 3.0001, 3.0005, 3.00001],
      [1, 1, 1, 3, 3, 4, 4, 1, 1, 1, 1, 1, 3],
    ],
    [
      [1, null, null, 2, 2.0001, 2, 2.0001, 2, 4, null, 3, null, null, 3.00001],
      [1, 9, 9, 1, 3, 3, 4, 4, 1, 9, 1, 9, 9, 3],
    ],
    [[], []],
    [[5], [1]],
  ])('%j', (values, expected) => {
    expect(flagged('flat_line_test', settings, values)).toEqual(expected)
  })

  test.each([
    [{ suspect_threshold: 3, fail_threshold: 5, tolerance: 0.1 }, [5, 5, 5, 5, 5, 5], [1, 1, 1, 3, 3, 4]],
    [
      { suspect_threshold: 3, fail_threshold: 6, tolerance: 4 },
      [1, 1, 1, 1, 1, 6, 5, 4, 3, 2],
      [1, 1, 1, 3, 3, 1, 1, 1, 3, 3],
    ],
    // Not of ioos_qc: without a tolerance only a constant is flat, and one value is not a line.
    [{ suspect_threshold: 3, fail_threshold: 5 }, [1, null, null, null, null, 2], [1, 9, 9, 9, 9, 1]],
    [{ suspect_threshold: 3, fail_threshold: 5 }, [5, 5, 5, 5, 5.1], [1, 1, 1, 3, 1]],
  ])('each second, %j', (given, values, expected) => {
    expect(flagged('flat_line_test', given, values, { seconds: values.map((_, i) => i) })).toEqual(expected)
  })

  test('after a gap there is no flat line yet', () => {
    const seconds = [0, 1, 2, 3, 100, 101, 102, 103]
    const given = { suspect_threshold: 3, fail_threshold: 5, tolerance: 0.1 }
    expect(
      flagged(
        'flat_line_test',
        given,
        seconds.map(() => 5),
        { seconds },
      ),
    ).toEqual([1, 1, 1, 3, 1, 1, 1, 3])
  })
})

describe('attenuated signal', () => {
  const window = { suspect_threshold: 100, fail_threshold: 10, check_type: 'range', test_period: 2 * day }
  test.each([
    [{ suspect_threshold: 0.75, fail_threshold: 0.5 }, [1, 2, 3, 4], [1, 1, 1, 1]],
    [{ suspect_threshold: 5, fail_threshold: 0 }, [1, 2, 3, 4], [3, 3, 3, 3]],
    [{ suspect_threshold: 10, fail_threshold: 8 }, [1, 1, 1, 1], [4, 4, 4, 4]],
    [{ suspect_threshold: 50, fail_threshold: 31, check_type: 'range' }, [10, null, null, 40], [4, 9, 9, 4]],
    [{ suspect_threshold: 31, fail_threshold: 10, check_type: 'range' }, [10, 20, 30, 40], [3, 3, 3, 3]],
    [{ suspect_threshold: 0.75, fail_threshold: 0.5 }, [null, null], [9, 9]],
    [{ ...window, min_obs: 0 }, [1, 2, 3, 100, 1000], [4, 4, 4, 3, 1]],
    [{ ...window, min_obs: 2 }, [1, 2, 3, 100, 1000], [2, 4, 4, 3, 1]],
    [{ ...window, min_period: 2 * day }, [1, 2, 3, 100, 1000], [2, 4, 4, 3, 1]],
    [{ ...window, fail_threshold: 50, min_obs: 2 }, [1, null, 10, 100, 1000], [2, 9, 2, 3, 1]],
    [
      { suspect_threshold: 150, fail_threshold: 40, test_period: 2 * day, min_obs: 2 },
      [1, null, 10, 100, 1000],
      [2, 9, 2, 3, 1],
    ],
  ])('%j', (settings, values, expected) => {
    // Without a period a series is judged day by day: here it lies in one.
    const isOfDay = !('test_period' in settings)
    const seconds = days(values.length).map((one, i) => (isOfDay ? (days(1)[0] as number) + 3600 * i : one))
    expect(flagged('attenuated_signal_test', settings, values, { seconds })).toEqual(expected)
  })
})

describe('climatology', () => {
  const config = [
    { tspan: ['2011-01-01', '2011-07-01'], vspan: [10, 20] },
    { tspan: ['2011-07-01', '2012-01-01'], vspan: [30, 40] },
    { tspan: ['2012-01-01', '2013-01-01'], vspan: [40, 50] },
    { tspan: ['2012-01-01', '2013-01-01'], vspan: [50, 60], zspan: [0, 10] },
    { tspan: ['2012-01-01', '2013-01-01'], vspan: [70, 80], zspan: [10, 100] },
  ]
  test.each([
    [of(2011, 1, 2), [9, 11, 21, null], [null, null, null, null], [3, 1, 3, 9]],
    [of(2015, 1, 2), [21], [null], [2]],
    [of(2012, 1, 2), [51, 71, 42, 39, 59, 79], [2, 90, null, null, 11, 101], [1, 1, 1, 3, 3, 3]],
  ])('spans of dates and depths, on %i', (at, values, zinp, expected) => {
    const given = { seconds: values.map(() => at), inputs: { zinp } }
    expect(flagged('climatology_test', { config }, values, given)).toEqual(expected)
  })

  test('both ends of every span are in it', () => {
    const one = [{ tspan: ['2019-11-01', '2020-02-04'], fspan: [40, 70], vspan: [50, 60], zspan: [0, 10] }]
    const cases = [
      [of(2019, 10, 31), 55, 5, 2],
      [of(2019, 11, 1), 55, 5, 1],
      [of(2020, 2, 4), 55, 5, 1],
      [of(2020, 2, 5), 55, 5, 2],
      [of(2020, 1, 1), 49, 5, 3],
      [of(2020, 1, 1), 50, 5, 1],
      [of(2020, 1, 1), 60, 5, 1],
      [of(2020, 1, 1), 61, 5, 3],
      [of(2020, 1, 1), 39, 5, 4],
      [of(2020, 1, 1), 40, 5, 3],
      [of(2020, 1, 1), 71, 5, 4],
      [of(2020, 1, 1), 55, -1, 2],
      [of(2020, 1, 1), 55, 0, 1],
      [of(2020, 1, 1), 55, 10, 1],
      [of(2020, 1, 1), 55, 11, 2],
    ] as const
    const flags = flagged(
      'climatology_test',
      { config: one },
      cases.map(([, value]) => value),
      {
        seconds: cases.map(([at]) => at),
        inputs: { zinp: cases.map(([, , depth]) => depth) },
      },
    )
    expect(flags).toEqual(cases.map(([, , , expected]) => expected))
  })

  // The calendar's own numbers: 2016-01-01 was a Friday of week 53, day 1 of the first quarter.
  test.each([
    ['month', 1, 12],
    ['quarter', 1, 4],
    ['dayofyear', 1, 365],
    ['dayofweek', 4, 3],
    ['week', 53, 53],
    ['weekofyear', 53, 53],
    ['year', 2016, 2015],
  ])('a %s', (period, first, before) => {
    const of53 = { seconds: [of(2016, 1, 1), of(2015, 12, 31)] }
    const settings = (number: number) => ({ config: [{ tspan: [number, number], vspan: [0, 1], period }] })
    expect(flagged('climatology_test', settings(first), [0, 0], of53)[0]).toBe(1)
    expect(flagged('climatology_test', settings(before), [0, 0], of53)[1]).toBe(1)
    if (first !== before) expect(flagged('climatology_test', settings(first), [0, 0], of53)[1]).toBe(2)
  })
})

describe('density inversion', () => {
  const down = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]
  const density = [1024, 1024, 1023.98, 1024, 1025, 1026, 1025.9, 1026, 1026, null, 1026, 1027]
  test.each([
    ['down', down, density, [1, 3, 3, 1, 1, 4, 4, 1, 1, 9, 9, 1]],
    [
      'up',
      [11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1],
      [1026, null, 1026, 1026, 1025.9, 1026, 1025, 1024, 1023.98, 1024, 1024],
      [1, 9, 9, 1, 4, 4, 1, 1, 3, 3, 1],
    ],
    ['at one depth', [1, 1, 1], [1026, 1025, 1024], [1, 1, 1]],
    ['one value', [1], [1026], [2]],
    ['a depth missing', [1, null, 3, 4, 5], [1025, 1025, 1025, 1026, 1026], [1, 9, 9, 1, 1]],
  ])('%s', (_, zinp, values, expected) => {
    const settings = { suspect_threshold: -0.01, fail_threshold: -0.03 }
    expect(flagged('density_inversion_test', settings, values, { inputs: { zinp } })).toEqual(expected)
  })
})
