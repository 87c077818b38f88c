/** What words of a question mean: what-if coefficients, several streams, products and masks switched off. Expected by hand. */
import type { DataRequested } from '../../../schemas/generated/events.ts'
import { particlesAnswered } from '../../../topics/instruments.ts'
import { qualityTestsChanged } from '../../../topics/products.ts'
import { bed, ctd, day, oxygen, second } from './products-bed.ts'

const minute = 60 * second
const coefficients = (given: object) =>
  JSON.stringify(
    Object.fromEntries(Object.entries(given).map(([name, value]) => [name, [{ start: null, stop: null, value }]])),
  )

async function answered(rows: readonly number[] = [100, 200]) {
  const driven = await bed()
  await driven.feed(
    ctd,
    rows.map((counts, at) => [day + at * minute, { counts }] as const),
  )
  const notes = () =>
    (driven.closing().notes as { code: string; detail: string }[]).map(({ code, detail }) => `${code}: ${detail}`)
  const columns = (request: Partial<DataRequested>) =>
    driven.ask(ctd, 'temp', { parameters: null, ...request }).then(() => {
      const description = driven.events(particlesAnswered).findLast((one) => one.description !== null)?.description
      return (JSON.parse(description ?? '') as { variables: { name: string }[] }).variables.map(({ name }) => name)
    })
  return { ...driven, notes, columns }
}

describe('coefficients of the request', () => {
  test('that nothing uses are told', async () => {
    const { ask, notes } = await answered()
    expect(await ask(ctd, 'temp', { coefficients: coefficients({ CC_a: 50, CC_typo: 1 }) })).toEqual([2, 4])
    expect(notes()).toEqual(['coefficient-unused: nothing that was asked for uses CC_typo'])
    await ask(ctd, 'counts', { coefficients: coefficients({ CC_a: 50 }) })
    expect(notes()).toEqual(['coefficient-unused: nothing that was asked for uses CC_a'])
  })

  test('hold in their interval, and else those that are kept', async () => {
    const { ask } = await answered([100, 100, 100])
    const sent = JSON.stringify({ CC_a: [{ start: day + minute, stop: day + 2 * minute, value: 50 }] })
    expect(await ask(ctd, 'temp', { coefficients: sent })).toEqual([10, 2, 10])
  })
})

describe('execute_dpa', () => {
  test('false gives what is stored alone, unless a product is named', async () => {
    const { columns, ask } = await answered()
    expect(await columns({})).toEqual(['deployment', 'counts', 'temp'])
    expect(await columns({ computesProducts: false })).toEqual(['deployment', 'counts'])
    expect(await columns({ isRaw: true })).toEqual(['deployment', 'counts'])
    expect(await ask(ctd, 'temp', { computesProducts: false })).toEqual([10, 20])
  })
})

describe('names in files', () => {
  const asked = { usesFileNames: true, parameters: ['counts', 'temp'] }

  test('stand for columns and all that goes with them, where they are asked for', async () => {
    const { ask, define, columns, send, events } = await answered()
    await define({ fileName: 'sea_water_counts' })
    const settings = JSON.stringify({ fail_span: [0, 150] })
    const kept = { refdes: null, stream: null, source: '', version: '', inputs: {}, isRemoved: false }
    await send(qualityTestsChanged, [{ ...kept, parameter: 'counts', test: 'gross_range_test', settings }])
    expect(await ask(ctd, 'counts', asked, 'sea_water_counts')).toEqual([100, 200])
    expect(await ask(ctd, 'counts', asked, 'counts')).toEqual([])
    expect(await ask(ctd, 'counts', { usesFileNames: false }, 'counts')).toEqual([100, 200])
    const checked = { ...asked, checks: ['qartod'] }
    expect(await ask(ctd, 'counts', checked, 'sea_water_counts_qartod_results')).toEqual([1, 4])
    const flags = ['qartod_results', 'qartod_gross_range_test'].map((end) => `sea_water_counts_${end}`)
    expect(await columns(checked)).toEqual(['deployment', 'sea_water_counts', 'temp', ...flags])
    const description = events(particlesAnswered).findLast((one) => one.description !== null)?.description ?? ''
    const { variables } = JSON.parse(description) as { variables: { name: string }[] }
    expect(variables.find(({ name }) => name === 'sea_water_counts')).toMatchObject({
      ancillary: flags,
      alternateNames: ['counts', 'counts'],
    })
    const mean = await columns({ ...asked, reduction: 'mean', interval: minute })
    expect(mean).toContain('sea_water_counts_max')
    expect(mean).not.toContain('counts_max')
    const others = [{ ...ctd, parameters: ['counts'] }].map(({ deployment: _, ...one }) => one)
    expect(await ask(ctd, 'temp', { ...asked, others }, 'test_ctd_sea_water_counts')).toEqual([100, 200])
  })

  test('that another column has are not given twice', async () => {
    const { columns, define } = await answered()
    await define({ fileName: 'temp' })
    expect(await columns(asked)).toEqual(['deployment', 'counts', 'temp'])
  })
})

describe('several streams', () => {
  const other = (method: string, parameters: string[], more = {}) => {
    const { refdes, stream } = ctd
    return { refdes, method, stream, parameters, ...more }
  }

  test('of one name keep apart, by their addresses', async () => {
    const { ask, feed } = await answered([10, 30])
    await feed({ ...ctd, method: 'recovered_host' }, [
      [day, { counts: 1 }],
      [day + minute, { counts: 3 }],
    ])
    await feed(oxygen, [[day + 30 * second, { phase: 1 }]])
    const others = [other('telemetered', ['counts']), other('recovered_host', ['counts'])]
    const prefix = ctd.refdes.replaceAll('-', '_')
    const of = (name: string) => ask(oxygen, 'phase', { others }, name)
    expect(await of(`${prefix}_telemetered_test_ctd_counts`)).toEqual([20])
    expect(await of(`${prefix}_recovered_host_test_ctd_counts`)).toEqual([2])
    expect(await ask(oxygen, 'phase', { others: others.slice(1) }, 'test_ctd_counts')).toEqual([2])
  })

  test.each<[DataRequested['others'], object]>([
    [
      [other('telemetered', ['counts']), other('telemetered', ['counts'])],
      { code: 'invalid-value', field: 'streams', detail: expect.stringContaining('two columns') },
    ],
    [[other('telemetered', ['salt'])], { code: 'unknown-parameter', field: 'streams/1/parameters' }],
    [
      [other('telemetered', ['counts']), other('telemetered', ['counts'], { stream: 'test_none' })],
      { code: 'unknown-stream', field: 'streams/2/stream' },
    ],
  ])('%j is a problem that names it', async (others, expected) => {
    const { ask, feed, problem, rejected } = await answered()
    await feed(oxygen, [[day, { phase: 1 }]])
    expect(await ask(oxygen, 'phase', { others })).toEqual([])
    expect(problem()).toMatchObject(expected)
    expect(rejected()).toEqual([])
  })
})

test('a coefficient of the wrong shape computes nothing, and is told', async () => {
  const { ask, notes, rejected } = await answered()
  expect(await ask(ctd, 'temp', { coefficients: coefficients({ CC_a: [10, 20] }) })).toEqual([Number.NaN, Number.NaN])
  expect(notes()).toEqual(['function-failed: counts / a: it gives 2 values a row, and one is wanted'])
  expect(rejected()).toEqual([])
})
