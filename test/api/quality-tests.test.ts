import { createServer } from '../../api/server.ts'
import { createMemoryTables } from '../../connectors/memory/tables.ts'
import { list } from '../../deploy/cli/quality-tests.ts'
import { qualityTestRow } from '../../schemas/assets/quality-test.ts'
import { qualityTests } from '../../schemas/catalogue-tables.ts'
import { put } from '../../schemas/table.ts'
import { fakeGateway } from './pipeline.ts'

const refdes = 'CE02SHSM-RID27-03-CTDBPC000'
const tables = createMemoryTables()
const app = createServer(fakeGateway({ qualityTests: tables.view(qualityTests) }).gateway, { maxEventLoopDelayMs: 0 })
afterAll(() => app.close())

/** Refdes, stream, parameter; `null`: all. */
const scopes: readonly (readonly [string | null, string | null, string | null])[] = [
  [null, null, null],
  [null, 'ctd', null],
  ['CE02SHSM', null, null],
  ['CE02SHSM-RID27', null, 'temp'],
  [refdes, null, 'temp'],
  [refdes, null, null],
  [refdes, 'ctd', null],
  [refdes, 'ctd', 'temp'],
  [refdes, 'other', 'temp'],
  ['CE02SHSM-RID27-04-DOSTAD000', 'ctd', null],
]

beforeAll(async () => {
  const test = { test: 'gross_range_test', settings: '{"fail_span":[0,1]}', inputs: {} }
  const said = { ...test, source: 's', version: '', isRemoved: false }
  await tables.apply(
    scopes.map(([refdes, stream, parameter]) =>
      put(qualityTests, qualityTestRow({ ...said, refdes, stream, parameter })),
    ),
  )
})

interface Answered {
  readonly qualityTests: readonly { refdes: string; stream: string; parameter: string; settings: object }[]
}
const asked = async (query: string) => {
  const { qualityTests } = (await app.inject(`/quality-tests${query}`)).json<Answered>()
  return qualityTests.map(({ refdes, stream, parameter }) => [refdes, stream, parameter])
}

test('what holds for an instrument and a stream is given, the most specific first', async () => {
  expect(await asked(`?refdes=${refdes}&stream=ctd`)).toEqual([
    [refdes, 'ctd', 'temp'],
    [refdes, 'ctd', null],
    [refdes, null, 'temp'],
    [refdes, null, null],
    ['CE02SHSM-RID27', null, 'temp'],
    ['CE02SHSM', null, null],
    [null, 'ctd', null],
    [null, null, null],
  ])
  expect(await asked('?refdes=CE04OSPS')).toEqual([
    [null, 'ctd', null],
    [null, null, null],
  ])
  expect(await asked('')).toHaveLength(scopes.length)
  const answer = (await app.inject('/quality-tests?stream=other')).json<Answered>()
  expect(answer.qualityTests[0]).toMatchObject({ settings: { fail_span: [0, 1] } })
})

test('a wrong word is named', async () => {
  const answer = await app.inject('/quality-tests?refdes=ctd')
  expect(answer.json()).toMatchObject({ status: 400, field: 'refdes' })
})

test('the command line lists the same', async () => {
  const lines: string[] = []
  await list(tables, refdes, { stream: 'ctd' }, (line) => lines.push(line))
  expect(lines).toHaveLength(9)
  expect(lines[1]).toMatch(/^CE02SHSM-RID27-03-CTDBPC000 +ctd +temp +gross_range_test +s +\{"fail_span":\[0,1\]\}$/)
  lines.length = 0
  await list(tables, 'CE04OSPS', { json: true }, (line) => lines.push(line))
  expect(JSON.parse(lines[0] ?? '')).toMatchObject({ refdes: '*', settings: { fail_span: [0, 1] } })
})

test('limits of a question that break their form are refused, and named', async () => {
  const streams = [{ refdes, method: 'telemetered', stream: 'ctd' }]
  const limit = { qcParameterPK: { qcId: 'dataqc_spiketest_wrapper', parameter: 'acc', streamParameter: 'temp' } }
  const payload = { streams, qcParameters: [{ ...limit, value: 'much', valueType: 'FLOAT' }] }
  const answer = await app.inject({ method: 'POST', url: '/data', payload })
  expect(answer.json()).toMatchObject({ status: 400, code: 'invalid-value', field: 'qcParameters/0/value' })
})
