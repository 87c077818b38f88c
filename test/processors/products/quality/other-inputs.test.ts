/** Tests that look at more than their own series: at the outcomes of others, and at other instruments. Expected by hand. */
import type { DataRequested, QualityTestChanged } from '../../../../schemas/generated/events.ts'
import { particlesAnswered } from '../../../../topics/instruments.ts'
import { annotationsChanged, qualityTestsChanged } from '../../../../topics/products.ts'
import { bed, ctd, day, oxygen, second } from '../products-bed.ts'

const none = Number.NaN
const minute = 60 * second

const test1 = (
  parameter: string,
  name: string,
  settings: object,
  inputs: Record<string, string> = {},
): QualityTestChanged => ({
  refdes: null,
  stream: null,
  parameter,
  test: name,
  settings: JSON.stringify(settings),
  inputs,
  source: 'test',
  version: '',
  isRemoved: false,
})
const within = (parameter: string, least: number, most: number) =>
  test1(parameter, 'dataqc_globalrangetest_minmax', { dat_min: least, dat_max: most })
const propagated = (parameter: string, settings: object = {}, inputs = {}) =>
  test1(parameter, 'dataqc_propagateflags_wrapper', settings, inputs)

async function tested(...tests: QualityTestChanged[]) {
  const driven = await bed()
  await driven.send(qualityTestsChanged, tests)
  expect(driven.rejected()).toEqual([])
  const notes = () =>
    (driven.closing().notes as { parameter: string; code: string; detail: string }[])
      .filter(({ code }) => code === 'check-failed')
      .map(({ parameter, detail }) => `${parameter}: ${detail}`)
  return { ...driven, notes }
}

describe('flags that are propagated', () => {
  const counts = [100, 20, 200, none, 100, 100]
  const answered = async (...tests: QualityTestChanged[]) => {
    const driven = await tested(...tests)
    await driven.feed(
      ctd,
      counts.map((value, at) => [day + at * minute, { counts: value }] as const),
    )
    const ask = (parameter: string, end: string, more: Partial<DataRequested> = {}) =>
      driven.ask(ctd, parameter, { checks: ['qc'], ...more }, `${parameter}_qc_${end}`)
    return { ...driven, flags: async (p: string) => [await ask(p, 'executed'), await ask(p, 'results')], of: ask }
  }
  const bit = 128

  test('a product is bad where what it is computed from is bad, and says nothing where that was not tested', async () => {
    const { flags, events, closing, of } = await answered(within('counts', 50, 150), propagated('temp'))
    expect(await flags('temp')).toEqual([
      [bit, bit, bit, 0, bit, bit],
      [bit, 0, 0, 0, bit, bit],
    ])
    // Nobody asked for counts, nor is there more to see of them.
    const description = JSON.parse(
      events(particlesAnswered).findLast((one) => one.description !== null)?.description ?? '',
    )
    const names = (description.variables as { name: string }[]).map(({ name }) => name)
    expect(names.filter((name) => name.startsWith('counts'))).toEqual([])
    const part = { start: day + minute, stop: day + 3 * minute }
    expect(await of('temp', 'results', part)).toEqual([0, 0])
    await of('temp', 'results', { includesProvenance: true })
    expect(closing().qualityTests).toContainEqual({
      parameter: 'temp',
      test: 'dataqc_propagateflags_wrapper',
      scope: '*/*',
      settings: {},
      inputs: { counts: 'counts' },
    })
  })

  test('bad by one of several tests is bad; the own tests of a product stand beside', async () => {
    const stuck = test1('counts', 'dataqc_stuckvaluetest_wrapper', { reso: 1, num: 2 })
    const { flags } = await answered(within('counts', 50, 300), stuck, propagated('temp'), within('temp', 0, 15))
    // Range: the second is bad. Stuck: the last two. Temp: the third is above 15.
    expect(await flags('temp')).toEqual([
      [bit + 1, bit + 1, bit + 1, 0, bit + 1, bit + 1],
      [bit + 1, 1, bit, 0, 1, 1],
    ])
  })

  test.each([
    ['settings', propagated('counts', { sources: ['temp'] })],
    ['inputs', propagated('counts', {}, { any: 'temp' })],
  ])('sources may be named, by %s', async (_, test) => {
    const { flags } = await answered(within('temp', 5, 15), test)
    expect((await flags('counts'))[1]).toEqual([bit, 0, 0, 0, bit, bit])
  })

  test('through several products, and never in circles', async () => {
    const circle = [propagated('counts', { sources: ['temp'] }), propagated('temp')]
    const { flags, notes } = await answered(within('counts', 50, 150), ...circle)
    expect((await flags('temp'))[1]).toEqual([bit, 0, 0, 0, bit, bit])
    expect(notes().filter((note) => note.startsWith('temp'))).toEqual([])
    expect((await flags('counts'))[1]).toEqual([1, 0, 0, 0, 1, 1])
    expect(notes()).toContain('counts: dataqc_propagateflags_wrapper needs older tests of temp, and there are none')
    const alone = await answered(...circle)
    expect(await alone.flags('temp')).toEqual([Array(6).fill(0), Array(6).fill(0)])
    expect(alone.notes()).toContain(
      'temp: dataqc_propagateflags_wrapper needs older tests of counts, and there are none',
    )
  })

  test('what is computed from nothing has no source, and a source may be unknown', async () => {
    const { of, notes } = await answered(propagated('counts'), propagated('temp', { sources: ['salt'] }))
    expect(await of('counts', 'executed')).toEqual(Array(6).fill(0))
    expect(notes()).toEqual([
      'counts: dataqc_propagateflags_wrapper needs sources: counts is computed from nothing in test_ctd',
    ])
    expect(await of('temp', 'executed')).toEqual(Array(6).fill(0))
    expect(notes()).toEqual([
      'temp: dataqc_propagateflags_wrapper needs the tests of salt, and test_ctd has no such parameter',
    ])
  })
})

describe('series of other instruments', () => {
  // Temperatures are 1, 2, 3 at minutes 0, 2, 4: between them at the rows of the oxygen sensor.
  const deep = [10, 20, 30].map((value, at) => [day + 2 * at * minute, { counts: value }] as const)
  // By the depths 1, 1.5, 2, 2.5, 3: the fourth is lighter than the third.
  const phases = [1, 2, 3, 1, 2].map((value, at) => [day + at * minute, { phase: value }] as const)
  const inverted = (zinp: string) => test1('phase', 'density_inversion_test', { fail_threshold: -0.5 }, { zinp })
  const column = 'phase_qartod_density_inversion_test'
  const checks = ['qartod']

  test.each(['TEMPWAT_L1', 'test_ctd.temp', 'test_ctd.counts'])('%s is had as a supporting stream is', async (zinp) => {
    const { ask, feed, notes, closing } = await tested(inverted(zinp))
    await feed(ctd, deep)
    await feed(oxygen, phases)
    const whole = await ask(oxygen, 'phase', { checks, includesProvenance: true }, column)
    expect(whole).toEqual([1, 1, 4, 4, 1])
    expect(notes()).toEqual([])
    expect(closing().qualityTests[0].inputs).toEqual({ zinp })
    expect(closing().interpolations).toMatchObject([
      { refdes: ctd.refdes, parameter: zinp.endsWith('counts') ? 'counts' : 'temp', maxDistanceSeconds: 60 },
    ])
    for (let from = 0; from < 4; from++) {
      const part = { start: day + from * minute, stop: day + (from + 2) * minute, checks }
      expect(await ask(oxygen, 'phase', part, column)).toEqual(whole.slice(from, from + 2))
    }
    // It is read, not given out.
    expect(await ask(oxygen, 'phase', { checks }, `_${zinp}`)).toEqual([])
  })

  test('without one nothing is evaluated, and a note says why', async () => {
    const { ask, feed, notes, closing } = await tested(inverted('TEMPWAT_L1'))
    await feed(oxygen, phases)
    expect(await ask(oxygen, 'phase', { checks }, column)).toEqual([2, 2, 2, 2, 2])
    expect(await ask(oxygen, 'phase', { checks }, 'phase_qartod_results')).toEqual([2, 2, 2, 2, 2])
    expect(notes()).toEqual([
      'phase: density_inversion_test needs zinp, and there is no TEMPWAT_L1 (no TEMPWAT_L1 in this stream or one that supports it)',
    ])
    expect(closing().qualityTests).toMatchObject([{ test: 'density_inversion_test', isDone: false }])
  })

  test('what is excluded there is not looked at', async () => {
    const { ask, feed, send } = await tested(inverted('test_ctd.counts'))
    await feed(ctd, deep)
    await feed(oxygen, phases)
    const [subsite = '', node = ''] = ctd.refdes.split('-')
    await send(annotationsChanged, {
      ...{ id: 'a', subsite, node, sensor: '03-CTDBPC000', method: null, stream: null, parameters: [] },
      ...{ start: 0, stop: null, text: 'Stuck.', isExclusion: true, qcFlag: 'fail' as const, author: 'a person' },
      ...{ createdAt: 1, isRemoved: false },
    })
    // Missing, as every value without a depth.
    expect(await ask(oxygen, 'phase', { checks }, column)).toEqual([9, 9, 9, 9, 9])
  })
})
