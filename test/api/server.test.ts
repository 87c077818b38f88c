import type { FastifyInstance } from 'fastify'
import type { Ask } from '../../api/ask.ts'
import { GatewayProblem, problemTable } from '../../api/problems.ts'
import { createServer, stopServer } from '../../api/server.ts'
import { toArrow } from '../../schemas/columns/arrow.ts'
import { BatchBuilder } from '../../schemas/columns/builder.ts'
import { Unavailable } from '../../schemas/failures.ts'
import type { ParticlesRequested } from '../../schemas/generated/events.ts'
import { silentLog } from '../../schemas/log.ts'
import { catalogueOf, fakeGateway, partsOf } from './pipeline.ts'

const path = '/data/CE02SHSM-RID27-03-CTDBPC000/telemetered/ctdbp_cdef_dcl_instrument'
const post = '/particles/CE02SHSM-RID27-03-CTDBPC000/telemetered/ctdbp_cdef_dcl_instrument'
const day = Date.UTC(2013, 10, 23) * 1000

function oneRow(): Uint8Array {
  const builder = new BatchBuilder({ deployment: { scalar: 'int32' }, temp: { scalar: 'float64' } })
  builder.add(day + 21_000_000, { deployment: 1, temp: 13.7971 })
  return toArrow(builder.build())
}

let open: FastifyInstance[] = []
function serve(powers: Parameters<typeof fakeGateway>[0] = {}, options: Parameters<typeof createServer>[1] = {}) {
  const asked: ParticlesRequested[] = []
  const ask: Ask = async (request) => {
    asked.push(request)
    return partsOf(oneRow())
  }
  const { gateway, published } = fakeGateway({ ask, ...powers })
  const app = createServer(gateway, { maxEventLoopDelayMs: 0, ...options })
  open.push(app)
  return { app, asked, published }
}
afterEach(async () => {
  for (const app of open) {
    app.server.closeAllConnections()
    await app.close()
  }
  open = []
})

const refusing = createServer(fakeGateway().gateway, { maxEventLoopDelayMs: 0 })
afterAll(() => refusing.close())

test.each<[string, string, number, string, string?]>([
  ['GET', '/data/ce02shsm/telemetered/ctdbp', 400, 'invalid-value', 'refdes'],
  ['GET', '/data/CE02SHSM-RID27-03-CTDBPC000/Telemetered/ctdbp', 400, 'invalid-value', 'method'],
  ['GET', '/data/CE02SHSM-RID27-03-CTDBPC000/telemetered/c-t-d', 400, 'invalid-value', 'stream'],
  ['GET', `${path}?start=yesterday`, 400, 'invalid-value', 'start'],
  ['GET', `${path}?start=2013-11-23T00:00:00`, 400, 'invalid-value', 'start'],
  ['GET', `${path}?stop=2013-02-30T00:00:00Z`, 400, 'invalid-value', 'stop'],
  ['GET', `${path}?stop=`, 400, 'invalid-value', 'stop'],
  ['GET', `${path}?start=2013-11-23T00:00:00Z&stop=2013-11-23T00:00:00Z`, 400, 'invalid-range', 'start'],
  ['GET', `${path}?start=2013-11-23T01:00:00Z&stop=2013-11-23T01:30:00%2B02:00`, 400, 'invalid-range', 'start'],
  ['GET', `${path}?start=2013-11-23T00:00:00Z&start=2013-11-24T00:00:00Z`, 400, 'invalid-value', 'start'],
  ['GET', `${path}?limit=0`, 400, 'invalid-value', 'limit'],
  ['GET', `${path}?format=png&width=199`, 400, 'invalid-value', 'width'],
  ['GET', `${path}?format=png&height=8001`, 400, 'invalid-value', 'height'],
  ['GET', `${path}?limit=100000001`, 400, 'invalid-value', 'limit'],
  ['GET', `${path}?limit=1.5`, 400, 'invalid-value', 'limit'],
  ['GET', `${path}?limit=many`, 400, 'invalid-value', 'limit'],
  ['GET', `${path}?deployment=-1`, 400, 'invalid-value', 'deployment'],
  ['GET', `${path}?deployment=`, 400, 'invalid-value', 'deployment'],
  ['GET', `${path}?parameters=temp,,pressure`, 400, 'invalid-value', 'parameters'],
  ['GET', `${path}?parameters=_time`, 400, 'invalid-value', 'parameters'],
  ['GET', `${path}?parameters=`, 400, 'invalid-value', 'parameters'],
  ['GET', `${path}?format=xml`, 400, 'invalid-value', 'format'],
  ['GET', `${path}?begin=2013-11-23T00:00:00Z`, 400, 'unknown-query-word', 'begin'],
  ['GET', '/data?method=Telemetered', 400, 'invalid-value', 'method'],
  ['GET', '/data?since=1', 400, 'unknown-query-word', 'since'],
  ['GET', '/%zz', 400, 'invalid-request'],
  ['GET', '/dat', 404, 'not-found'],
  ['GET', '/data/CE02SHSM-RID27-03-CTDBPC000', 404, 'not-found'],
  ['GET', '/problems/nonesuch', 404, 'unknown-problem', 'code'],
  ['DELETE', path, 405, 'method-not-allowed'],
  ['GET', `${post}?deployment=1`, 405, 'method-not-allowed'],
  ['POST', post, 400, 'missing-value', 'deployment'],
  ['POST', `${post}?deployment=x`, 400, 'invalid-value', 'deployment'],
])('%s %s is refused: %d %s', async (...[method, url, status, code, field]) => {
  const body = method === 'POST' ? { payload: '[]', headers: { 'content-type': 'application/json' } } : {}
  const response = await refusing.inject({ method: method as 'GET', url, ...body })
  expect(response.headers['content-type']).toMatch('application/problem+json')
  expect(response.headers['access-control-allow-origin']).toBe('*')
  const { title } = problemTable[code as keyof typeof problemTable]
  expect(response.json()).toEqual({
    type: `/problems/${code}`,
    title,
    status,
    code,
    detail: expect.any(String),
    instance: url,
    ...(field === undefined ? {} : { field }),
  })
  expect(response.statusCode).toBe(status)
})

test('a refusal names the value and the accepted form', async () => {
  const { app } = serve()
  const detailOf = async (url: string) => (await app.inject(url)).json().detail
  expect(await detailOf(`${path}?start=yesterday`)).toBe(
    'start must be an ISO-8601 time with zone from 1900 to 2199, e.g. 2013-11-23T00:00:00Z; got "yesterday"',
  )
  expect(await detailOf(`${path}?limit=0`)).toBe('limit must be a whole number of particles from 1 to 100000000; got 0')
  expect(await detailOf(`${path}?format=png&width=5`)).toBe(
    'width must be a whole number of pixels from 200 to 4000: the width of a PNG, by default 1000; got 5',
  )
  expect(await detailOf(`${path}?begin=1`)).toBe(
    'begin is not known here; known are start, stop, parameters, deployment, limit, products, qc, reduce, interval, provenance, annotations, format, units, header, classic, width, height',
  )
  expect(await detailOf('/data/x/telemetered/ctdbp')).toBe(
    'refdes must be a reference designator like CE02SHSM-RID27-03-CTDBPC000; got "x"',
  )
  expect(await detailOf('/dataa')).toMatch(/^nothing at \/dataa; nearest are \/data,/)
})

test('CSV has units and metadata where the query says so', async () => {
  const { app } = serve()
  const lines = async (query: string) => (await app.inject(`${path}?${query}`)).body.split('\r\n')
  expect((await lines('format=csv&units=true')).slice(0, 2)).toEqual(['time,deployment,temp', 'UTC,,degrees_Celsius'])
  const header = await lines('format=csv&header=true')
  expect(header).toContain(`# request: ${path}?format=csv&header=true`)
  expect(header.slice(-3)).toEqual(['time,deployment,temp', '2013-11-23T00:00:21.000000Z,1,13.7971', ''])
})

test('NetCDF is sent whole, and a failure before it is told as what it is', async () => {
  const { app } = serve()
  const response = await app.inject(`${path}?format=netcdf`)
  expect(response.headers['content-disposition']).toMatch(/ctdbp_cdef_dcl_instrument\.nc"$/)
  expect(response.rawPayload.subarray(0, 8).toString('latin1')).toBe('\x89HDF\r\n\x1a\n')
  expect(Number(response.rawPayload.readBigUInt64LE(28))).toBe(response.rawPayload.length)
  const ask: Ask = async () =>
    (async function* () {
      yield* partsOf(oneRow())
      throw new GatewayProblem('answer-timeout', 'part 1 did not come')
    })()
  const failing = await serve({ ask }).app.inject(`${path}?format=netcdf`)
  expect([failing.statusCode, failing.json().code]).toEqual([408, 'answer-timeout'])
})

test('what is asked for is what the query says', async () => {
  const { app, asked } = serve()
  const query =
    'start=2013-11-23T00:00:00.000001Z&stop=2013-11-23T02:00:00+02:00&parameters=temp,%20pressure&deployment=3&limit=10'
  await app.inject(`${path}?${query.replace('T02', 'T03')}`)
  await app.inject(`${path}/`)
  const key = {
    refdes: 'CE02SHSM-RID27-03-CTDBPC000',
    method: 'telemetered',
    stream: 'ctdbp_cdef_dcl_instrument',
  }
  expect(asked).toEqual([
    { ...key, start: day + 1, stop: day + 3_600_000_000, parameters: ['temp', 'pressure'], deployment: 3, limit: 10 },
    { ...key, start: null, stop: null, parameters: null, deployment: null, limit: null },
  ])
})

test.each([
  [
    'json',
    'application/json',
    undefined,
    /"data":\[\n\{"time":"2013-11-23T00:00:21.000000Z","deployment":1,"temp":13.7971\}/,
  ],
  [
    'ndjson',
    'application/x-ndjson',
    undefined,
    /^\{"time":"2013-11-23T00:00:21.000000Z","deployment":1,"temp":13.7971\}\n$/,
  ],
  ['csv', 'text/csv; charset=utf-8', 'csv', /^time,deployment,temp\r\n2013-11-23T00:00:21.000000Z,1,13.7971\r\n$/],
  ['arrow', 'application/vnd.apache.arrow.stream', 'arrow', /deployment/],
])('format=%s is sent as %s', async (format, mediaType, extension, body) => {
  const { app } = serve()
  const response = await app.inject(`${path}?format=${format}`)
  expect(response.statusCode).toBe(200)
  expect(response.headers['content-type']).toBe(mediaType)
  expect(response.body).toMatch(body)
  const filename = `attachment; filename="CE02SHSM-RID27-03-CTDBPC000-telemetered-ctdbp_cdef_dcl_instrument.${extension}"`
  expect(response.headers['content-disposition']).toBe(extension === undefined ? undefined : filename)
  const accepted = await app.inject({ url: path, headers: { accept: mediaType } })
  expect(accepted.headers['content-type']).toBe(mediaType)
})

test('HEAD has the headers of GET, and nothing is computed for it', async () => {
  const { app, asked } = serve()
  const response = await app.inject({ method: 'HEAD', url: `${path}?format=csv` })
  expect(response.statusCode).toBe(200)
  expect(response.headers['content-type']).toMatch('text/csv')
  expect(response.body).toBe('')
  expect(response.headers['content-disposition']).toMatch('.csv')
  expect((await app.inject({ method: 'HEAD', url: `${path}?limit=0` })).statusCode).toBe(400)
  expect(
    (await app.inject({ method: 'HEAD', url: `${path}?start=2014-01-01T00:00:00Z&stop=2013-01-01T00:00:00Z` }))
      .statusCode,
  ).toBe(400)
  expect(asked).toEqual([])
})

test.each([
  [new GatewayProblem('unknown-parameter', 'no salt', { field: 'parameters' }), 400, 'unknown-parameter', undefined],
  [new GatewayProblem('too-many-pending', '256 in flight', { retryAfterSeconds: 2 }), 503, 'too-many-pending', '2'],
  [new GatewayProblem('answer-changed', 'rows came between', { retryAfterSeconds: 1 }), 503, 'answer-changed', '1'],
  [new Unavailable('kafka', 'no broker answers'), 503, 'service-unavailable', '5'],
  [new GatewayProblem('answer-timeout', 'the first part did not come'), 408, 'answer-timeout', undefined],
  [new TypeError('a fault with secrets'), 500, 'internal-error', undefined],
])('%s is a problem of its status', async (failure, status, code, retryAfter) => {
  const ask: Ask = async () => {
    throw failure
  }
  const response = await serve({ ask, askData: ask }).app.inject(path)
  expect([response.statusCode, response.json().code, response.headers['retry-after']]).toEqual([
    status,
    code,
    retryAfter,
  ])
  expect(response.body).not.toMatch('secrets')
})

test('a failure after the first byte ends the connection abnormally', async () => {
  const ask: Ask = async () => {
    async function* parts() {
      yield* partsOf(oneRow())
      await new Promise((resolve) => setTimeout(resolve, 20))
      throw new GatewayProblem('answer-timeout', 'part 1 did not come')
    }
    return parts()
  }
  const { app } = serve({ ask })
  await app.listen({ port: 0, host: '127.0.0.1' })
  const { port } = app.server.address() as { port: number }
  const response = await fetch(`http://127.0.0.1:${port}${path}?format=ndjson`)
  expect(response.status).toBe(200)
  await expect(response.text()).rejects.toThrow()
})

test('a client that hangs up while waiting aborts the asking', async () => {
  const aborted = later()
  const asked = later()
  const errors: string[] = []
  const ask: Ask = (_request, signal) => {
    asked.resolve()
    return new Promise((_, reject) => {
      signal.addEventListener('abort', () => {
        aborted.resolve()
        reject(signal.reason)
      })
    })
  }
  const { app } = serve({ ask, log: { ...silentLog, error: (_fields, message) => errors.push(message) } })
  await app.listen({ port: 0, host: '127.0.0.1' })
  const { port } = app.server.address() as { port: number }
  const client = new AbortController()
  const fetching = fetch(`http://127.0.0.1:${port}${path}`, { signal: client.signal })
  await asked.promise
  client.abort()
  await expect(fetching).rejects.toThrow()
  await aborted.promise
  await new Promise(setImmediate)
  expect(errors).toEqual([])
})

test('parts are taken at the pace of the client', async () => {
  let taken = 0
  const row = oneRow()
  const builder = new BatchBuilder({ deployment: { scalar: 'int32' }, temp: { scalar: 'float64' } })
  for (let n = 0; n < 4000; n += 1) builder.add(day + n, { deployment: 1, temp: n })
  const large = toArrow(builder.build())
  const ask: Ask = async () => {
    async function* parts() {
      for (let number = 0; number < 400; number += 1) {
        taken += 1
        yield { description: null, closing: null, number, count: 4000, arrow: number === 0 ? row : large }
      }
    }
    return parts()
  }
  const { app } = serve({ ask })
  await app.listen({ port: 0, host: '127.0.0.1' })
  const { port } = app.server.address() as { port: number }
  const client = new AbortController()
  const response = await fetch(`http://127.0.0.1:${port}${path}?format=ndjson`, { signal: client.signal })
  const reader = response.body?.getReader()
  await reader?.read()
  await new Promise((resolve) => setTimeout(resolve, 300))
  // 400 parts are 120 MB; what stands between is the sockets' buffers.
  expect(taken).toBeLessThan(100)
  client.abort()
})

test('the catalogue is sorted and filtered', async () => {
  const row = (refdes: string, stream: string, deployment: number) => ({
    refdes,
    method: 'telemetered',
    stream,
    deployment,
    count: 7,
    first: day,
    last: day + 1,
  })
  const rows = [
    row('CP01CNSM-RID27-03-CTDBPC000', 'b', 1),
    row('CE02SHSM-RID27-03-CTDBPC000', 'b', 10),
    row('CE02SHSM-RID27-03-CTDBPC000', 'b', 2),
    row('CE02SHSM-RID27-03-CTDBPC000', 'a', 3),
  ]
  const { app } = serve({ streams: catalogueOf(rows) })
  const found = async (url: string) =>
    (await app.inject(url))
      .json()
      .streams.map((entry: (typeof rows)[number]) => `${entry.refdes.slice(0, 4)} ${entry.stream} ${entry.deployment}`)
  expect(await found('/data')).toEqual(['CE02 a 3', 'CE02 b 2', 'CE02 b 10', 'CP01 b 1'])
  expect(await found('/data?refdes=CE02SHSM-RID27-03-CTDBPC000&stream=b')).toEqual(['CE02 b 2', 'CE02 b 10'])
  expect(await found('/data?method=recovered_host')).toEqual([])
  expect((await app.inject('/data?stream=a')).json().streams[0]).toEqual({
    refdes: 'CE02SHSM-RID27-03-CTDBPC000',
    method: 'telemetered',
    stream: 'a',
    deployment: 3,
    first: '2013-11-23T00:00:00.000000Z',
    last: '2013-11-23T00:00:00.000001Z',
    count: 7,
  })
})

test('OPTIONS says what an address takes, and lets pages of any origin read', async () => {
  const { app } = serve()
  const response = await app.inject({ method: 'OPTIONS', url: path })
  expect(response.statusCode).toBe(204)
  expect(response.headers.allow).toBe('GET, HEAD, OPTIONS')
  expect(response.headers['access-control-allow-methods']).toBe('GET, HEAD')
  expect((await app.inject({ method: 'OPTIONS', url: post })).headers.allow).toBe('POST, OPTIONS')
  expect((await app.inject({ method: 'DELETE', url: path })).headers.allow).toBe('GET, HEAD, OPTIONS')
})

test('the document describes every address', async () => {
  const { app } = serve({}, { version: '1.2.3' })
  const document = (await app.inject('/openapi.json')).json()
  expect(document.openapi).toBe('3.1.0')
  expect(document.info.version).toBe('1.2.3')
  expect(Object.keys(document.paths).sort()).toEqual([
    '/',
    '/annotations',
    '/annotations/{id}',
    '/api/process_definition/',
    '/api/process_definition/{id}/',
    '/archives',
    '/archives/{topic}',
    '/availability/extent',
    '/availability/query',
    '/available/{refdes}',
    '/calibrations/{refdes}',
    '/data',
    '/data/{refdes}/{method}/{stream}',
    '/definitions/functions/{id}',
    '/definitions/parameters/{id}',
    '/definitions/streams',
    '/definitions/streams/{name}',
    '/deployed/{id}',
    '/deployments/{refdes}',
    '/estimate',
    '/expected',
    '/expected/{id}',
    '/exports',
    '/health/live',
    '/health/ready',
    '/instrument',
    '/instrument/{instrument}',
    '/instrument/{instrument}/disable',
    '/instrument/{instrument}/enable',
    '/jobs',
    '/jobs/{job}',
    '/jobs/{job}/cancel',
    '/jobs/{job}/events',
    '/jobs/{job}/files/{file}',
    '/metrics',
    '/operations',
    '/operations/{name}',
    '/operations/{name}/pause',
    '/operations/{name}/redrive',
    '/operations/{name}/resume',
    '/particles/{refdes}/{method}/{stream}',
    '/problems',
    '/problems/{code}',
    '/quality-tests',
    '/replays',
    '/replays/{replay}',
    '/replays/{replay}/cancel',
    '/status',
    '/status/events',
    '/status/overview',
    '/status/rates',
    '/stream',
    '/stream/{id}',
    '/stream/{id}/disable',
    '/stream/{id}/enable',
    '/stream/{id}/history',
    '/streams',
    '/streams/{name}',
    '/streams/{name}/messages',
    '/streams/{name}/positions',
    '/timeline/{refdes}',
  ])
  const query = document.paths['/data/{refdes}/{method}/{stream}'].get
  expect(query.parameters.map((parameter: { name: string }) => parameter.name)).toEqual(
    expect.arrayContaining([
      'start',
      'stop',
      'parameters',
      'deployment',
      'limit',
      'format',
      'refdes',
      'method',
      'stream',
    ]),
  )
  expect(Object.keys(query.responses['200'].content)).toEqual([
    'application/json',
    'application/x-ndjson',
    'text/csv',
    'text/tab-separated-values',
    'application/vnd.apache.arrow.stream',
    'application/vnd.apache.parquet',
    'application/x-netcdf',
    'image/png',
  ])
  const page = await app.inject('/ui/')
  expect([page.statusCode, page.headers['content-type']]).toEqual([200, 'text/html; charset=utf-8'])
  expect((await app.inject('/')).json().links.documentation).toBe('/ui')
})

test('health tells what is away, and that the process stops', async () => {
  let reason: string | null = null
  const readiness = async () => [{ name: 'broker', ready: reason === null, reason }]
  const { app } = serve({ readiness })
  expect((await app.inject('/health/live')).statusCode).toBe(200)
  expect((await app.inject('/health/ready')).statusCode).toBe(200)
  reason = 'no broker answers'
  const away = await app.inject('/health/ready')
  expect([away.statusCode, away.json()]).toEqual([
    503,
    {
      ready: false,
      checks: [
        { name: 'gateway', ready: true, reason: null },
        { name: 'broker', ready: false, reason: 'no broker answers' },
      ],
    },
  ])
})

test('metrics count requests by route, not by address', async () => {
  const { app } = serve()
  await app.inject(path)
  await app.inject(`${path}?limit=0`)
  const { body } = await app.inject('/metrics')
  const route = 'route="/data/:refdes/:method/:stream"'
  expect(body).toMatch(`tideline_http_request_seconds_count{method="GET",${route},status="200"} 1`)
  expect(body).toMatch(`tideline_http_request_seconds_count{method="GET",${route},status="400"} 1`)
})

test('beyond the rate requests are refused, health is not', async () => {
  const { app } = serve({}, { requestsPerMinute: 2 })
  const statuses = []
  for (const url of ['/data', '/data', '/data', '/health/live']) statuses.push((await app.inject(url)).statusCode)
  expect(statuses).toEqual([200, 200, 429, 200])
  const refused = await app.inject('/data')
  expect(refused.json().code).toBe('too-many-requests')
  expect(Number(refused.headers['retry-after'])).toBeGreaterThan(0)
})

test('stopping finishes running answers; those that take too long are cut off', async () => {
  let answerMs = 0
  const ask: Ask = async (_request, signal) => {
    async function* parts() {
      yield* partsOf(oneRow())
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, answerMs)
        signal.addEventListener('abort', () => {
          clearTimeout(timer)
          resolve()
        })
      })
    }
    return parts()
  }
  for (const [takesMs, deadlineMs, isWhole] of [
    [200, 60_000, true],
    [60_000, 20, false],
  ] as const) {
    answerMs = takesMs
    const { app } = serve({ ask })
    await app.listen({ port: 0, host: '127.0.0.1' })
    const { port } = app.server.address() as { port: number }
    const response = await fetch(`http://127.0.0.1:${port}${path}?format=csv`)
    const body = response.text().then(
      () => true,
      () => false,
    )
    await stopServer(app, deadlineMs)
    expect(await body).toBe(isWhole)
  }
})

function later() {
  let resolve = () => {}
  const promise = new Promise<void>((yes) => {
    resolve = yes
  })
  return { promise, resolve: () => resolve() }
}
