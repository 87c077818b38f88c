/** Answers with quality flags, over what is stored. Expected QARTOD flags: ioos_qc 2.2 on the same values, but where said. */
import { fromArrow } from '../../../../schemas/columns/arrow.ts'
import type { AnnotationChanged, DataRequested, QualityTestChanged } from '../../../../schemas/generated/events.ts'
import { particlesAnswered } from '../../../../topics/instruments.ts'
import { annotationsChanged, qualityTestsChanged } from '../../../../topics/products.ts'
import { bed, ctd, day, oxygen, second } from '../products-bed.ts'

const minute = 60 * second
const none = Number.NaN
const temps = [10, 10.2, 10.1, 19.9, 10.3, 10.3, 10.3, 10.3, 10.3, 10.3, 36, 10.4, none, 10.5, 10.9, 10.4]
/** As counts: the calibration is 10. */
const rowsOf = (values: readonly number[], step: number) =>
  values.map((value, at) => [day + at * step, { counts: value * 10 }] as const)

const test1 = (name: string, settings: object, more: Partial<QualityTestChanged> = {}): QualityTestChanged => ({
  refdes: ctd.refdes,
  stream: ctd.stream,
  parameter: 'temp',
  test: name,
  settings: JSON.stringify(settings),
  inputs: {},
  source: 'test',
  version: '',
  isRemoved: false,
  ...more,
})
const qartod = [
  test1('gross_range_test', { suspect_span: [5, 15], fail_span: [-5, 35] }),
  test1('spike_test', { suspect_threshold: 4, fail_threshold: 8 }),
  test1('rate_of_change_test', { threshold: 0.1 }),
  test1('flat_line_test', { suspect_threshold: 180, fail_threshold: 240, tolerance: 0.001 }),
]
const flags = {
  gross_range_test: [1, 1, 1, 3, 1, 1, 1, 1, 1, 1, 4, 1, 9, 1, 1, 1],
  spike_test: [2, 1, 3, 4, 3, 1, 1, 1, 1, 4, 4, 2, 9, 2, 1, 2],
  rate_of_change_test: [1, 1, 1, 3, 3, 1, 1, 1, 1, 1, 3, 3, 9, 1, 1, 1],
  flat_line_test: [1, 1, 1, 1, 1, 1, 1, 3, 4, 4, 1, 1, 9, 1, 1, 1],
  results: [1, 1, 3, 4, 3, 1, 1, 3, 4, 4, 4, 3, 9, 1, 1, 1],
}

/** Two chunks, so that tests look across them. */
async function filled(values: readonly number[], step: number, tests: readonly QualityTestChanged[]) {
  const driven = await bed()
  const rows = rowsOf(values, step)
  await driven.feed(ctd, rows.slice(0, 5))
  await driven.feed(ctd, rows.slice(5))
  await driven.send(qualityTestsChanged, [...tests])
  expect(driven.rejected()).toEqual([])
  const asked = (more: Partial<DataRequested> = {}) => ({ checks: ['qartod', 'qc'], ...more })
  return {
    ...driven,
    flags: (end: string, more: Partial<DataRequested> = {}) => driven.ask(ctd, 'temp', asked(more), `temp_${end}`),
    /** Of the last answer. */
    description: () =>
      JSON.parse(driven.events(particlesAnswered).findLast((one) => one.description !== null)?.description ?? ''),
    columns: () => {
      const first = driven.events(particlesAnswered).findLast(({ part }) => part === 0)
      return [...fromArrow(first?.arrow ?? new Uint8Array()).columns.keys()]
    },
  }
}

test('every test keeps its flags; the summary is the strongest', async () => {
  const { flags: ask } = await filled(temps, minute, qartod)
  for (const [name, expected] of Object.entries(flags)) expect(await ask(`qartod_${name}`)).toEqual(expected)
})

const legacy = [
  test1('dataqc_spiketest_wrapper', { acc: 0.1, N: 2, L: 5 }),
  test1('dataqc_stuckvaluetest_wrapper', { reso: 0.01, num: 4 }),
  test1('dataqc_globalrangetest_minmax', { dat_min: 0, dat_max: 30 }),
]

test.each([
  ['rows of one bin', minute],
  ['rows of many bins', 7 * 3600 * second],
])('flags do not depend on the window: %s', async (_, step) => {
  const flat = { suspect_threshold: (3 * step) / second, fail_threshold: (4 * step) / second, tolerance: 0.001 }
  const { flags: ask } = await filled(temps, step, [...qartod.slice(0, 2), test1('flat_line_test', flat), ...legacy])
  const columns = ['qartod_spike_test', 'qartod_flat_line_test', 'qartod_results', 'qc_executed', 'qc_results']
  for (const column of columns) {
    const whole = await ask(column)
    expect(whole).toHaveLength(temps.length)
    for (let from = 0; from < temps.length; from += 2) {
      const part = { start: day + from * step, stop: day + (from + 3) * step }
      expect(await ask(column, part)).toEqual(whole.slice(from, from + 3))
    }
    // A limit takes rows, not what their tests look at.
    expect(await ask(column, { start: day + 6 * step, limit: 2 })).toEqual(whole.slice(6, 8))
  }
  const [spike, flatLine] = [await ask('qartod_spike_test'), await ask('qartod_flat_line_test')]
  expect(spike).toEqual(flags.spike_test)
  expect(flatLine).toEqual(flags.flat_line_test)
})

test('what is judged by the day does not depend on the window', async () => {
  // Three samples a day and more, so that days end within the windows.
  const step = 7 * 3600 * second
  const { flags: ask } = await filled(temps, step, [
    test1('attenuated_signal_test', { suspect_threshold: 5, fail_threshold: 0.05 }),
    test1('dataqc_gradienttest_wrapper', { ddatdx: 0.0001, toldat: 0.15 }),
    test1('dataqc_polytrendtest_wrapper', { nstd: 1.5 }),
  ])
  for (const column of ['qartod_attenuated_signal_test', 'qc_executed', 'qc_results']) {
    const whole = await ask(column)
    expect(new Set(whole).size).toBeGreaterThan(1)
    for (const length of [1, 3, 5]) {
      for (let from = 0; from < temps.length; from++) {
        const part = { start: day + from * step, stop: day + (from + length) * step }
        expect(await ask(column, part)).toEqual(whole.slice(from, from + length))
      }
    }
  }
  // By hand, in days: [10 10.2 10.1 19.9] [10.3 10.3 10.3] [10.3 10.3 10.3 36] [10.4 none 10.5] [10.9 10.4].
  const expected = [3, 3, 3, 3, 4, 4, 4, 1, 1, 1, 1, 4, 9, 4, 3, 3]
  expect(await ask('qartod_attenuated_signal_test')).toEqual(expected)
})

test('the older tests set their bits where they were done, and where the value is good', async () => {
  const { flags: ask } = await filled(temps, minute, legacy)
  // By hand: global range is bit 0, spike 2, stuck value 4.
  const done = 1 + 4 + 16
  expect(await ask('qc_executed')).toEqual(temps.map((value) => (Number.isNaN(value) ? 0 : done)))
  const results = await ask('qc_results')
  expect(results[0]).toBe(done)
  expect(results[3]).toBe(done - 4)
  expect(results[6]).toBe(done - 16)
  expect(results[10]).toBe(done - 4 - 1)
})

const limit = (qcId: string, parameter: string, value: unknown, more: object = {}) => ({
  qcParameterPK: { qcId, parameter, streamParameter: 'temp', refDes: null, ...more },
  value,
  valueType: 'FLOAT',
})

test('limits sent with the request stand before those that are kept', async () => {
  const { flags: ask, closing } = await filled([1, 5, 9], minute, [
    test1('dataqc_globalrangetest_minmax', { dat_min: 0, dat_max: 4 }),
  ])
  expect(await ask('qc_results')).toEqual([1, 0, 0])
  const range = 'dataqc_globalrangetest_minmax'
  const checkLimits = JSON.stringify([limit(range, 'dat_min', '4'), limit(range, 'dat_max', 8)])
  expect(await ask('qc_results', { checkLimits })).toEqual([0, 1, 0])
  expect(closing().qualityTests).toEqual([{ parameter: 'temp', test: range, scope: 'request' }])
  const others = { refDes: { subsite: 'CE04OSPS', node: 'SF01B', sensor: '4A-NUTNRA102' } }
  const elsewhere = JSON.stringify([limit(range, 'dat_min', 4, others), limit(range, 'dat_max', 8, others)])
  expect(await ask('qc_results', { checkLimits: elsewhere, includesProvenance: true })).toEqual([1, 0, 0])
  const scope = `${ctd.refdes}/${ctd.stream}`
  const settings = { dat_min: 0, dat_max: 4 }
  expect(closing().qualityTests).toEqual([{ parameter: 'temp', test: range, scope, settings, inputs: {} }])
})

test('of several tests of one name the most specific is done', async () => {
  const spans = (most: number) => ({ fail_span: [0, most] })
  const of = (most: number, scope: Partial<QualityTestChanged>) => test1('gross_range_test', spans(most), scope)
  const all = [
    of(1, { refdes: null, stream: null, parameter: null }),
    of(2, { refdes: null }),
    of(3, { refdes: 'CE02SHSM', stream: null }),
    of(4, { stream: null }),
    of(5, {}),
  ]
  const { flags: ask, send } = await filled([0.5, 1.5, 2.5, 3.5, 4.5, 5.5], minute, all)
  const failed = async () => (await ask('qartod_results')).filter((one) => one === 4).length
  for (const [at, one] of [...all].reverse().entries()) {
    expect(await failed()).toBe(at + 1)
    await send(qualityTestsChanged, { ...one, isRemoved: true })
  }
  expect(await failed()).toBe(0)
})

test('a test that can not be done is a note; the others are done', async () => {
  const climatology = { config: [{ tspan: [1, 12], vspan: [0, 9], zspan: [0, 9], period: 'month' }] }
  const { flags: ask, closing } = await filled([1, 9], minute, [
    test1('gross_range_test', {
      fail_span: [
        [0, 5],
        [0, 6],
      ],
    }),
    test1('climatology_test', climatology, { inputs: { zinp: 'no_depth' } }),
    test1('density_inversion_test', { fail_threshold: -1 }, { inputs: { zinp: 'no_depth' } }),
    test1('spike_test', { fail_threshold: 1 }),
  ])
  const checkLimits = JSON.stringify([
    limit('dataqc_polytrendtest_wrapper', 'nstd', 0),
    limit('dataqc_magictest', 'x', 1),
    limit('dataqc_spiketest_wrapper', 'acc', 'much'),
  ])
  expect(await ask('qartod_gross_range_test', { checkLimits })).toEqual([2, 2])
  const told = (closing().notes as { parameter: string; code: string; detail: string; rows: number }[])
    .filter(({ code }) => code === 'check-failed')
    .map(({ parameter, detail, rows }) => `${parameter} ${rows}: ${detail}`)
  expect(told.sort()).toEqual([
    ' 0: qcParameters/2/value "much" must be of its valueType, "FLOAT"',
    'temp 0: climatology_test is done without zinp: test_ctd has no parameter no_depth',
    'temp 0: dataqc_polytrendtest_wrapper.nstd must be a number above 0, not 0',
    'temp 0: density_inversion_test needs zinp, and test_ctd has no parameter no_depth',
    'temp 0: there is no quality test dataqc_magictest',
    'temp 2: gross_range_test.fail_span has 2 columns, the data have 1',
  ])
  expect(await ask('qartod_spike_test')).toEqual([2, 2])
  expect(await ask('qartod_density_inversion_test')).toEqual([2, 2])
  // Without a depth no range of a depth holds.
  expect(await ask('qartod_climatology_test')).toEqual([2, 2])
})

test('other parameters that tests look at are had, and not given out', async () => {
  const { flags: ask, columns } = await filled([1, 2, 1], minute, [
    test1('density_inversion_test', { fail_threshold: -0.5 }, { inputs: { zinp: 'counts' } }),
  ])
  // Down, then up again, by hand: temp grows with counts, so nothing is inverted.
  expect(await ask('qartod_density_inversion_test')).toEqual([1, 1, 1])
  expect(columns()).toEqual(['deployment', 'temp', 'temp_qartod_results', 'temp_qartod_density_inversion_test'])
})

test('raw data have no flags, nor has an answer that asks for none', async () => {
  const { flags: ask, columns } = await filled(temps, minute, qartod)
  await ask('qartod_results', { isRaw: true })
  expect(columns()).toEqual(['deployment', 'temp'])
  await ask('qartod_results', { checks: [] })
  expect(columns()).toEqual(['deployment', 'temp'])
  await ask('qartod_results', { checks: ['qc'] })
  expect(columns()).toEqual(['deployment', 'temp'])
})

test('the columns of flags are known and described before there are rows', async () => {
  const { flags: ask, columns, description } = await filled(temps, minute, [...qartod.slice(0, 1), ...legacy])
  await ask('qartod_results', { start: day - 2 * minute, stop: day - minute })
  const added = ['qartod_results', 'qartod_gross_range_test', 'qc_executed', 'qc_results'].map((end) => `temp_${end}`)
  expect(columns()).toEqual(['deployment', 'temp', ...added])
  const variables = description().variables as { name: string; ancillary: string[]; standardName: string }[]
  expect(variables.find(({ name }) => name === 'temp')?.ancillary).toEqual(added)
  expect(variables.find(({ name }) => name === 'temp_qartod_results')).toMatchObject({
    standardName: 'aggregate_quality_flag',
    flag: { values: [1, 2, 3, 4, 9] },
    type: { scalar: 'uint8' },
  })
})

test('what failed has no part in means and extremes', async () => {
  const { flags: ask, ask: askOf, closing, columns } = await filled(temps, minute, qartod)
  const checks = ['qartod']
  const least = await askOf(ctd, 'temp', { checks, reduction: 'mean', interval: 3600 * second })
  // By hand: the mean of the values whose summary is 1 or 3.
  const good = temps.filter((_, row) => [1, 3].includes(flags.results[row] as number))
  expect(least[0]).toBeCloseTo(good.reduce((sum, one) => sum + one, 0) / good.length, 12)
  expect(columns()).toEqual(['deployment', ...['', '_count', '_min', '_max'].map((end) => `temp${end}`), 'coverage'])
  // Four failed, one is missing.
  expect(closing().reduced.valuesLeftOut).toEqual({ temp: 5 })
  const kept = await askOf(ctd, 'temp', { checks, reduction: 'minmax', limit: 4 })
  expect(Math.max(...(kept as number[]).filter((one) => one !== null))).toBe(10.9)
  const summary = await ask('qartod_results', { checks, reduction: 'minmax', limit: 4 })
  expect(summary).toHaveLength(kept.length)
  expect(summary.every((one) => [1, 3, 4, 9].includes(one as number))).toBe(true)
})

test('deployments are series of their own', async () => {
  const driven = await filled([10, 10, 10], minute, [test1('spike_test', { fail_threshold: 1 })])
  const other = [3, 30, 3].map((value, at) => [day + at * minute + second, { counts: value * 10 }] as const)
  await driven.feed({ ...ctd, deployment: 2 }, other)
  const asked = { checks: ['qartod'], coefficients: JSON.stringify({ CC_a: [{ start: null, stop: null, value: 10 }] }) }
  expect(await driven.ask(ctd, 'temp', asked, 'deployment')).toEqual([1, 2, 1, 2, 1, 2])
  expect(await driven.ask(ctd, 'temp', asked, 'temp_qartod_spike_test')).toEqual([2, 2, 1, 4, 2, 2])
})

const said: AnnotationChanged = {
  id: 'a1',
  subsite: 'CE02SHSM',
  node: 'RID27',
  sensor: '03-CTDBPC000',
  method: null,
  stream: null,
  parameters: [],
  start: day + minute,
  stop: day + 2 * minute,
  text: 'Pump off.',
  isExclusion: true,
  qcFlag: 'fail',
  author: 'a person',
  createdAt: 1,
  isRemoved: false,
}

describe('annotations that exclude', () => {
  const values = [1, 2, 3, 4]
  const answered = async (...all: Partial<AnnotationChanged>[]) => {
    const driven = await filled(values, minute, [test1('spike_test', { fail_threshold: 10 })])
    await driven.send(
      annotationsChanged,
      all.map((one, at) => ({ ...said, id: `a${at}`, ...one })),
    )
    return driven
  }

  test('take whole rows away, and tests do not see them', async () => {
    const {
      ask,
      flags: flagsOf,
      closing,
      description,
    } = await answered({}, { isExclusion: false, start: 0, stop: null })
    expect(await ask(ctd, 'temp', { includesAnnotations: true })).toEqual([1, 3, 4])
    expect(closing()).toMatchObject({ rowsExcluded: 1, valuesExcluded: 0 })
    expect(description().annotations).toMatchObject([
      { id: 'a1', isExclusion: false, stop: null, text: 'Pump off.', qcFlag: 'fail', author: 'a person' },
      { id: 'a0', isExclusion: true, start: day + minute, stop: day + 2 * minute },
    ])
    expect(await flagsOf('qartod_spike_test')).toEqual([2, 1, 2])
    expect(await ask(ctd, 'temp', { isRaw: true })).toEqual([1, 2, 3, 4])
    expect(description().annotations).toBeNull()
  })

  test('or values of a parameter, and what follows from them', async () => {
    const { ask, closing } = await answered({ parameters: ['counts'] })
    expect(await ask(ctd, 'counts')).toEqual([10, null, 30, 40])
    expect(closing()).toMatchObject({ rowsExcluded: 0, valuesExcluded: 1 })
    expect(await ask(ctd, 'temp')).toEqual([1, none, 3, 4])
    const product = await answered({ parameters: ['temp'] })
    expect(await product.ask(ctd, 'temp')).toEqual([1, null, 3, 4])
    expect(await product.ask(ctd, 'counts')).toEqual([10, 20, 30, 40])
  })

  test('and hold for a joined stream', async () => {
    const { ask, feed } = await answered({ sensor: null, node: null, stream: 'test_ctd' })
    await feed(
      oxygen,
      rowsOf([1, 2, 3, 4], minute).map(([time]) => [time, { phase: 1 }] as const),
    )
    const { refdes, method, stream } = ctd
    const others = [{ refdes, method, stream, parameters: ['counts'] }]
    // Interpolated from the rows beside it, as if it were not there.
    expect(await ask(oxygen, 'phase', { others }, 'test_ctd_counts')).toEqual([10, 20, 30, 40])
    const gone = await answered({ start: 0, stop: null })
    await gone.feed(oxygen, [[day, { phase: 1 }]])
    expect(await gone.ask(oxygen, 'phase', { others }, 'test_ctd_counts')).toEqual([null])
  })
})
