import { createServer } from '../../api/server.ts'
import { createMemoryTables } from '../../connectors/memory/tables.ts'
import { deployments } from '../../schemas/catalogue-tables.ts'
import { defaultProfile } from '../../schemas/status/availability/profile.ts'
import type { TableView } from '../../schemas/table.ts'
import { binBlocks } from '../../schemas/tables.ts'
import { at, binned, deployed } from './availability-store.ts'
import { fakeGateway } from './pipeline.ts'

const glider = 'GP05MOAS-GL523-04-CTDGVM000'
const mooring = 'CE02SHSM-RID27-03-CTDBPC000'
const stream = 'ctdgv_m_glider_instrument_recovered'
async function serve(availabilityProfile = defaultProfile) {
  const tables = createMemoryTables()
  await tables.apply([
    deployed(glider, 1, '2015-06-02 04:40:00', '2016-08-28 00:00:00'),
    binned(
      [glider, 'recovered_host', stream, 1],
      ['2015-06-02 04:40:00', '2015-06-07 08:52:29', 40_000],
      ['2015-06-14 03:50:32', '2015-08-29 00:01:20', 600_000],
    ),
    binned([glider, 'bad_recovered', stream, 1], ['2015-06-02 04:40:00', '2015-06-03 00:00:00', 9]),
    binned([mooring, 'telemetered', 'b', 2], ['2016-01-02 00:00:00', '2016-01-03 00:00:00', 2000]),
    binned([mooring, 'telemetered', 'b', 1], ['2015-12-31 00:00:00', '2016-01-02 00:00:00', 5000]),
    binned([mooring, 'telemetered', 'a', 1], ['2016-01-01 00:00:00', '2016-01-01 00:00:00', 1]),
  ])
  const powers = { binBlocks: tables.view(binBlocks), deployments: tables.view(deployments), availabilityProfile }
  const { gateway } = fakeGateway(powers)
  return { app: createServer(gateway, { maxEventLoopDelayMs: 0 }), tables }
}

test('the answer has the form of ooi_status', async () => {
  const { app } = await serve()
  const answer = await app.inject(`/available/${glider}?stop_time=2015-08-29 00:01:20`)
  expect(answer.statusCode).toBe(200)
  expect(answer.headers['content-type']).toMatch('application/json')
  expect(answer.json()).toEqual({
    availability: [
      {
        measure: 'Deployments',
        data: [['2015-06-02 04:40:00', 'Deployment: 1', '2015-08-29 00:01:20']],
        categories: { 'Deployment: 1': { color: '#0073cf' } },
      },
      {
        measure: `recovered_host ${stream}`,
        data: [
          ['2015-06-02 04:40:00', 'Present', '2015-06-07 08:52:29'],
          ['2015-06-07 08:52:29', 'Missing', '2015-06-14 03:50:32'],
          ['2015-06-14 03:50:32', 'Present', '2015-08-29 00:01:20'],
        ],
        categories: {
          'Not Expected': { color: '#ffffff' },
          Present: { color: '#5cb85c' },
          'Sparsity Level 1': { color: '#7bcb7b' },
          'Sparsity Level 2': { color: '#90d890' },
          'Sparsity Level 3': { color: '#ace9ac' },
          Missing: { color: '#d9534d' },
        },
      },
    ],
  })
})

test('streams are chosen by exact names; bad ones are told of when asked for', async () => {
  const { app } = await serve()
  const measures = async (query: string) =>
    (await app.inject(`/available/${glider}?${query}`))
      .json()
      .availability.map((row: { measure: string }) => row.measure)
  expect(await measures('')).toEqual(['Deployments', `recovered_host ${stream}`])
  expect(await measures('method=recovered')).toEqual(['Deployments'])
  expect(await measures('method=bad_recovered')).toEqual(['Deployments', `bad_recovered ${stream}`])
  expect(await measures(`stream=${stream}`)).toEqual(['Deployments', `recovered_host ${stream}`])
  expect(await measures(`method=recovered_host&stream=${stream}`)).toEqual(['Deployments', `recovered_host ${stream}`])
  expect(await measures('method=recovered_host&stream=other')).toEqual(['Deployments'])
})

test('all deployments of a stream make one row; what nobody deployed is not expected', async () => {
  const { app, tables } = await serve()
  const rows = async (query = '') => {
    const { availability } = (await app.inject(`/available/${mooring}?${query}`)).json()
    return availability.map(({ measure, data }: { measure: string; data: string[][] }) => [
      measure,
      ...data.map((span) => span.join(' ')),
    ])
  }
  const window = 'start_time=2016-01-01&stop_time=2016-01-03T02:00:00%2B02:00'
  expect(await rows(window)).toEqual([
    ['telemetered a', '2016-01-01 00:00:00 Not Expected 2016-01-03 00:00:00'],
    ['telemetered b', '2016-01-01 00:00:00 Not Expected 2016-01-03 00:00:00'],
  ])
  // Without a start: since anything at all was deployed. What is deployed later does not count.
  await tables.apply([deployed(mooring, 7, '2018-01-01 00:00:00', null)])
  expect((await rows('stop_time=2016-01-03'))[0]).toEqual([
    'telemetered a',
    '2015-06-02 04:40:00 Not Expected 2016-01-03 00:00:00',
  ])
  // 7000 particles in 36 h: the average is 18.5 s. Bins that the edge cuts count whole: 34.6 s and 43.2 s.
  await tables.apply([deployed(mooring, 1, '2016-01-01 12:00:00', null)])
  expect((await rows(`${window}&stream=b`)).map((row: string[]) => row[0])).toEqual(['Deployments', 'telemetered b'])
  expect(await rows(window)).toEqual([
    ['Deployments', '2016-01-01 12:00:00 Deployment: 1 2016-01-03 00:00:00'],
    ['telemetered a', '2016-01-01 12:00:00 Missing 2016-01-03 00:00:00'],
    [
      'telemetered b',
      '2016-01-01 12:00:00 Sparsity Level 2 2016-01-02 00:00:00',
      '2016-01-02 00:00:00 Sparsity Level 3 2016-01-03 00:00:00',
    ],
  ])
})

test('the legacy profile has the labels and rules of the original; a configured one its own', async () => {
  const { app } = await serve({ ...defaultProfile, labels: { ...defaultProfile.labels, missing: 'Lost "at sea"' } })
  const labels = async (query: string) => {
    const [, row] = (await app.inject(`/available/${glider}?stop_time=2015-08-29 00:01:20${query}`)).json().availability
    return [row.data.map(([, label]: string[]) => label), Object.keys(row.categories).length]
  }
  expect(await labels('')).toEqual([['Present', 'Lost "at sea"', 'Present'], 6])
  // Two bins are too few for the original to tell a gap.
  expect(await labels('&profile=legacy')).toEqual([['Present', 'Present'], 6])
})

test('nothing is told of times to come, and an unknown instrument has an empty list', async () => {
  const { app, tables } = await serve()
  await tables.apply([deployed(mooring, 1, '2016-01-01 12:00:00', null)])
  const before = Date.now()
  const [row] = (await app.inject(`/available/${mooring}?stop_time=2190-01-01`)).json().availability
  const stop = at(row.data[0][2]) / 1000
  expect([stop > before - 1000, stop <= Date.now()]).toEqual([true, true])
  const unknown = await app.inject('/available/CE01ISSM-RID16-03-CTDBPC000')
  expect([unknown.statusCode, unknown.json()]).toEqual([200, { availability: [] }])
})

test.each([
  [`${glider}?start_time=yesterday`, 'invalid-value', 'start_time'],
  [`${glider}?stop_time=2015-13-01`, 'invalid-value', 'stop_time'],
  [`${glider}?start_time=2015-06-03&stop_time=2015-06-03 00:00:00`, 'invalid-range', 'start_time'],
  [`${glider}?start_time=2190-01-01`, 'invalid-range', 'start_time'],
  [`${glider}?profile=old`, 'invalid-value', 'profile'],
  [`${glider}?since=2015-06-03`, 'unknown-query-word', 'since'],
  ['GP05MOAS-GL523', 'invalid-value', 'refdes'],
])('/available/%s is refused: %s of %s', async (url, code, field) => {
  const { app } = await serve()
  const answer = await app.inject(`/available/${url}`)
  expect([answer.statusCode, answer.json()]).toMatchObject([400, { code, field }])
})

test('one slice of one partition is read, with no column too many', async () => {
  const { tables } = await serve()
  const slices: unknown[] = []
  const view = tables.view(binBlocks)
  const watched: TableView<typeof binBlocks> = {
    ...view,
    slice: (slice) => {
      slices.push(slice)
      return view.slice(slice)
    },
  }
  const { gateway } = fakeGateway({ binBlocks: watched, deployments: tables.view(deployments) })
  await createServer(gateway, { maxEventLoopDelayMs: 0 }).inject(`/available/${glider}`)
  const columns = ['method', 'stream', 'deployment', 'data']
  expect(slices).toEqual([{ partition: { refdes: glider }, prefix: {}, columns }])
})
