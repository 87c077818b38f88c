import { selectionOf } from '../../api/availability/selection.ts'
import { sourcesOf } from '../../api/availability/sources.ts'
import { createServer } from '../../api/server.ts'
import { createMemoryTables } from '../../connectors/memory/tables.ts'
import { deployments } from '../../schemas/catalogue-tables.ts'
import { binBlocks, streams } from '../../schemas/tables.ts'
import { binned, deployed } from './availability-store.ts'
import { fakeGateway } from './pipeline.ts'

const ctd = 'CE02SHSM-RID27-03-CTDBPC000'
const wind = 'CE02SHSM-SBD11-06-METBKA000'
const glider = 'GP05MOAS-GL523-04-CTDGVM000'

async function serve() {
  const tables = createMemoryTables()
  await tables.apply([
    deployed(ctd, 1, '2015-01-01 00:00:00', '2015-01-11 00:00:00'),
    deployed(ctd, 2, '2015-01-10 00:00:00', '2015-01-21 00:00:00'),
    // A particle every 10 s. A gap of a day in the first deployment; the second overlaps it.
    binned(
      [ctd, 'telemetered', 'ctdbp_dcl', 1],
      ['2015-01-01 00:00:00', '2015-01-01 23:59:50', 8640],
      ['2015-01-02 00:00:00', '2015-01-02 23:59:50', 8640],
      ['2015-01-04 00:00:00', '2015-01-11 00:00:00', 60_481],
    ),
    binned([ctd, 'telemetered', 'ctdbp_dcl', 2], ['2015-01-10 00:00:00', '2015-01-16 00:00:00', 51_841]),
    binned([ctd, 'recovered_host', 'ctdbp_dcl', 1], ['2015-01-02 00:00:00', '2015-01-02 00:00:00', 1]),
    binned([wind, 'telemetered', 'metbk_a', 3], ['2015-01-05 00:00:00', '2015-01-06 00:00:00', 1441]),
    binned([glider, 'streamed', 'ctdgv', 1], ['2014-01-05 00:00:00', '2014-01-06 00:00:00', 86_401]),
  ])
  const { gateway } = fakeGateway({
    binBlocks: tables.view(binBlocks),
    deployments: tables.view(deployments),
    streams: tables.view(streams),
  })
  const app = createServer(gateway, { maxEventLoopDelayMs: 0 })
  const post = (url: string, payload: string, type = 'text/plain') =>
    app.inject({ method: 'POST', url, payload, headers: { 'content-type': type } })
  return { app, gateway, tables, post, get: (query: string) => app.inject(`/availability/${query}`) }
}

test('spans as text: one for each stretch of each deployment, by name and time', async () => {
  const { get } = await serve()
  const answer = await get('query?refdes=CE02*')
  expect(answer.headers['content-type']).toBe('text/plain; charset=utf-8')
  expect(answer.body.split('\n')).toEqual([
    '#Refdes Method Stream Deployment Separation Earliest Latest',
    `${ctd} recovered_host ctdbp_dcl 1 - 2015-01-02T00:00:00.000000Z 2015-01-02T00:00:00.000000Z`,
    `${ctd} telemetered ctdbp_dcl 1 10 2015-01-01T00:00:00.000000Z 2015-01-02T23:59:50.000000Z`,
    `${ctd} telemetered ctdbp_dcl 1 10 2015-01-04T00:00:00.000000Z 2015-01-11T00:00:00.000000Z`,
    `${ctd} telemetered ctdbp_dcl 2 10 2015-01-10T00:00:00.000000Z 2015-01-16T00:00:00.000000Z`,
    `${wind} telemetered metbk_a 3 60 2015-01-05T00:00:00.000000Z 2015-01-06T00:00:00.000000Z`,
    '',
  ])
})

/** Deployments and hours of January 2015, for short. */
function shown(
  body: { datasources: { deployments: number[]; timespans?: string[][]; gaps?: string[][] }[] },
  name: 'timespans' | 'gaps' = 'timespans',
) {
  return body.datasources.map((source) => [
    source.deployments.join('+'),
    ...(source[name] ?? []).map((pair) => pair.map((time) => time.slice(8, 16).replace('T', ' ')).join(' - ')),
  ])
}

const telemetered = `refdes=${ctd}&method=telemetered&format=json`

test('spans as JSON, cut to the window, merged as asked', async () => {
  const { get } = await serve()
  const all = (await get(`query?${telemetered}`)).json()
  expect(all).toEqual({
    created: expect.stringMatching(/Z$/),
    version: 1,
    datasources: [
      {
        refdes: ctd,
        method: 'telemetered',
        stream: 'ctdbp_dcl',
        deployments: [1],
        separation: 10,
        // Nine days of ten less ten seconds, rounded down.
        percentAvailable: 89.998,
        gapCount: 1,
        longestGap: 86_410,
        timespans: [
          ['2015-01-01T00:00:00.000000Z', '2015-01-02T23:59:50.000000Z'],
          ['2015-01-04T00:00:00.000000Z', '2015-01-11T00:00:00.000000Z'],
        ],
      },
      // Six days of eleven.
      expect.objectContaining({ deployments: [2], percentAvailable: 54.545, gapCount: 1, longestGap: 432_000 }),
    ],
  })
  const spans = async (query: string) => shown((await get(`query?${telemetered}&${query}`)).json())
  expect(await spans('start=2015-01-02 12:00&end=2015-01-04T06:00:00Z')).toEqual([
    ['1', '02 12:00 - 02 23:59', '04 00:00 - 04 06:00'],
  ])
  // Inside one bin: chosen by overlap, not by start.
  expect(await spans('starttime=2015-01-08&endtime=2015-01-09')).toEqual([['1', '08 00:00 - 09 00:00']])
  expect(await spans('mergegaps=86409.999')).toEqual([
    ['1', '01 00:00 - 02 23:59', '04 00:00 - 11 00:00'],
    ['2', '10 00:00 - 16 00:00'],
  ])
  expect(await spans('mergegaps=86410')).toEqual([
    ['1', '01 00:00 - 11 00:00'],
    ['2', '10 00:00 - 16 00:00'],
  ])
  expect(await spans('merge=overlap')).toEqual([['1+2', '01 00:00 - 02 23:59', '04 00:00 - 16 00:00']])
  expect(await spans('limit=1')).toEqual([['1', '01 00:00 - 02 23:59']])
  expect(await spans('limit=2')).toEqual([['1', '01 00:00 - 02 23:59', '04 00:00 - 11 00:00']])
  expect(await spans('limit=3&orderby=latest_desc')).toEqual([
    ['2', '10 00:00 - 16 00:00'],
    ['1', '01 00:00 - 02 23:59', '04 00:00 - 11 00:00'],
  ])
})

test('gaps: of the time deployed, its ends and empty windows included', async () => {
  const { get } = await serve()
  const gaps = async (query: string) => shown((await get(`query?${telemetered}&show=gaps&${query}`)).json(), 'gaps')
  expect(await gaps('')).toEqual([
    ['1', '02 23:59 - 04 00:00'],
    ['2', '16 00:00 - 21 00:00'],
  ])
  expect(await gaps('merge=overlap')).toEqual([['1+2', '02 23:59 - 04 00:00', '16 00:00 - 21 00:00']])
  expect((await get(`query?${telemetered}&show=gaps&start=2015-02-17`)).statusCode).toBe(204)
  expect(await gaps('start=2015-01-17&stop=2015-01-18')).toEqual([['2', '17 00:00 - 18 00:00']])
  const text = await get(`query?refdes=${ctd}&method=t*&show=gaps&start=2015-01-17&stop=2015-02-18&format=geocsv`)
  expect(text.headers['content-type']).toBe('text/csv; charset=utf-8')
  expect(text.body).toBe(
    [
      '#dataset: GeoCSV 2.0',
      '#delimiter: |',
      '#field_unit: unitless|unitless|unitless|unitless|seconds|ISO_8601|ISO_8601',
      '#field_type: string|string|string|string|float|datetime|datetime',
      'Refdes|Method|Stream|Deployment|Separation|Earliest|Latest',
      `${ctd}|telemetered|ctdbp_dcl|2||2015-01-17T00:00:00.000000Z|2015-01-21T00:00:00.000000Z`,
      '',
    ].join('\n'),
  )
})

test('extents: a row a stream, with what is available', async () => {
  const { get } = await serve()
  const rows = async (query: string) => (await get(`extent?${query}`)).body.trimEnd().split('\n').slice(1)
  expect((await get('extent?stream=ctd*')).body.split('\n')).toEqual([
    '#Refdes Method Stream Deployment Separation Earliest Latest TimeSpans Particles Gaps LongestGap PercentAvailable',
    `${ctd} recovered_host ctdbp_dcl 1 - 2015-01-02T00:00:00.000000Z 2015-01-02T00:00:00.000000Z 1 1 2 777600 0`,
    `${ctd} telemetered ctdbp_dcl 1 10 2015-01-01T00:00:00.000000Z 2015-01-11T00:00:00.000000Z 2 77761 1 86410 89.998`,
    `${ctd} telemetered ctdbp_dcl 2 10 2015-01-10T00:00:00.000000Z 2015-01-16T00:00:00.000000Z 1 51841 1 432000 54.545`,
    // Nobody told of its deployment: what there is.
    `${glider} streamed ctdgv 1 1 2014-01-05T00:00:00.000000Z 2014-01-06T00:00:00.000000Z 1 86401 0 0 100`,
    '',
  ])
  const names = async (query: string) => (await rows(query)).map((row) => row.split(' ').slice(1, 4).join(' '))
  expect(await names('orderby=timespancount_desc&limit=2')).toEqual([
    'telemetered ctdbp_dcl 1',
    'recovered_host ctdbp_dcl 1',
  ])
  expect(await names('orderby=percent&limit=3')).toEqual([
    'recovered_host ctdbp_dcl 1',
    'telemetered ctdbp_dcl 2',
    'telemetered ctdbp_dcl 1',
  ])
  expect(await names('orderby=latest&limit=1')).toEqual(['streamed ctdgv 1'])
  expect(await names(`refdes=${wind},${glider}&method=streamed,tele?etered`)).toEqual([
    'telemetered metbk_a 3',
    'streamed ctdgv 1',
  ])
  const json = (await get('extent?refdes=*METBK*&format=json&start=2015-01-05 12:00&stop=2015-01-07')).json()
  expect(json.datasources).toEqual([
    {
      refdes: wind,
      method: 'telemetered',
      stream: 'metbk_a',
      deployments: [3],
      separation: 60,
      earliest: '2015-01-05T12:00:00.000000Z',
      latest: '2015-01-06T00:00:00.000000Z',
      timespanCount: 1,
      particles: 1441,
      // Half a day of one and a half.
      percentAvailable: 33.333,
      gapCount: 1,
      longestGap: 86_400,
    },
  ])
})

test('nothing is missing of times to come', async () => {
  const { get, tables } = await serve()
  await tables.apply([deployed(wind, 3, '2015-01-01 00:00:00', null)])
  const before = Date.now()
  const { datasources } = (await get(`query?refdes=${wind}&show=gaps&format=json&stop=2190-01-01`)).json()
  const stop = Date.parse(datasources[0].gaps.at(-1)[1])
  expect([stop >= before, stop <= Date.now()]).toEqual([true, true])
})

test('too many spans are refused', async () => {
  const { gateway } = await serve()
  const options = { mergeGaps: 0, isMerged: false, includesEmpty: false, now: Date.now() * 1000 }
  const found = (mostSpans: number) =>
    sourcesOf(gateway, [selectionOf({ refdes: 'CE02*' })], { ...options, mostSpans }, () => false)
  expect(await found(5)).toHaveLength(4)
  await expect(found(4)).rejects.toMatchObject({ code: 'answer-too-large' })
})

test('lines are answered each by itself, in order of name', async () => {
  const { post } = await serve()
  const lines = [`${ctd} telemetered * 2015-01-08 *`, `${ctd} telemetered * * 2015-01-03`, `${ctd} recovered* * * *`]
  const { datasources } = (await post('/availability/extent', ['format=json', ...lines].join('\n'))).json()
  expect(
    datasources.map((one: { method: string; latest: string }) => `${one.method} ${one.latest.slice(8, 10)}`),
  ).toEqual(['recovered_host 02', 'telemetered 11', 'telemetered 02', 'telemetered 16'])
})

test('many lines at once, under any media type', async () => {
  const { post } = await serve()
  const body = [
    '# two instruments',
    'format=json',
    'mergegaps = 100000',
    '',
    `${ctd} tele* * 2015-01-02 2015-01-05`,
    `${wind},${glider}  *  *  *  *`,
  ]
  for (const type of ['text/plain', 'application/x-www-form-urlencoded']) {
    const answer = await post('/availability/query', body.join('\r\n'), type)
    expect([answer.statusCode, shown(answer.json())]).toEqual([
      200,
      [
        ['1', '02 00:00 - 05 00:00'],
        ['3', '05 00:00 - 06 00:00'],
        ['1', '05 00:00 - 06 00:00'],
      ],
    ])
  }
})

test('nothing found is 204, or 404 where that is asked for', async () => {
  const { get, post } = await serve()
  const none = 'refdes=CE01ISSM-RID16-03-CTDBPC000'
  const empty = await get(`query?${none}`)
  expect([empty.statusCode, empty.body]).toEqual([204, ''])
  expect((await get('extent?start=2016-01-01')).statusCode).toBe(204)
  expect((await get('extent?refdes=E02*,CE02SHSM-RID27-03-CTDBPC0?')).statusCode).toBe(204)
  const absent = await get(`extent?${none}&nodata=404`)
  expect([absent.statusCode, absent.json().code]).toEqual([404, 'no-data'])
  expect((await post('/availability/query', `nodata=404\nCE01* * * * *`)).statusCode).toBe(404)
})

test.each([
  ['query?refdes=CE02$', 'invalid-value', 'refdes'],
  ['query?start=tomorrow', 'invalid-value', 'start'],
  ['query?endtime=2015-02-30', 'invalid-value', 'endtime'],
  ['query?starttime=2015-01-02&end=2015-01-02', 'invalid-range', 'starttime'],
  ['query?start=2015-01-02&starttime=2015-01-02', 'invalid-value', 'starttime'],
  ['query?mergegaps=-1', 'invalid-value', 'mergegaps'],
  ['query?merge=quality', 'invalid-value', 'merge'],
  ['query?orderby=nslc', 'invalid-value', 'orderby'],
  ['query?limit=0', 'invalid-value', 'limit'],
  ['query?format=xml', 'invalid-value', 'format'],
  ['query?nodata=200', 'invalid-value', 'nodata'],
  ['extent?show=gaps', 'unknown-query-word', 'show'],
])('/availability/%s is refused: %s of %s', async (query, code, field) => {
  const { get } = await serve()
  const answer = await get(query)
  expect([answer.statusCode, answer.json()]).toMatchObject([400, { code, field }])
})

test.each([
  ['', 'missing-value', {}],
  ['format=json', 'missing-value', {}],
  ['format=xml\nA * * * *', 'invalid-value', { field: 'format' }],
  ['verbose=1\nA * * * *', 'unknown-query-word', { field: 'verbose' }],
  ['format=json\nformat=text\nA * * * *', 'invalid-value', { field: 'format', line: 2 }],
  ['A * * * *\n\nA * * *', 'invalid-value', { line: 3 }],
  ['A * * 2015-01-01 2015-13-01', 'invalid-value', { field: 'stop', line: 1 }],
  ['A * a/b * *', 'invalid-value', { field: 'stream', line: 1 }],
])('the posted lines %j are refused: %s', async (body, code, where) => {
  const { post } = await serve()
  const answer = await post('/availability/query', body)
  expect([answer.statusCode, answer.json()]).toMatchObject([400, { code, ...where }])
})

test('a pattern of many wildcards takes no longer than one of a few', () => {
  const { stream } = selectionOf({ stream: `${'*?'.repeat(30)}-` })
  expect(stream[0]?.matches('x'.repeat(60))).toBe(false)
})
