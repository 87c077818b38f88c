/** Bodies of `POST /data`: every wrong field is named by its path, and what is right is understood. */
import type { Ask } from '../../api/ask.ts'
import { createServer } from '../../api/server.ts'
import type { DataRequested } from '../../schemas/generated/events.ts'
import { fakeGateway, partsOf } from './pipeline.ts'

const stream = { refdes: 'CE02SHSM-RID27-03-CTDBPC000', method: 'telemetered', stream: 'ctdbp_cdef_dcl_instrument' }
const asked: DataRequested[] = []
const askData: Ask<DataRequested> = async (request) => {
  asked.push(request)
  return partsOf(new Uint8Array())
}
const app = createServer(fakeGateway({ askData }).gateway, { maxEventLoopDelayMs: 0 })
afterAll(() => app.close())

const send = (payload: string) =>
  app.inject({ method: 'POST', url: '/data', headers: { 'content-type': 'application/json' }, payload })
const post = (body: object) => send(JSON.stringify({ streams: [stream], ...body }))

const booleans = [
  'include_provenance',
  'include_annotations',
  'execute_dpa',
  'raw_data_only',
  'require_deployment',
  'run_qartod',
  'classic',
  'units',
  'header',
  'strict_range',
]
const refused: readonly (readonly [object, string, string?])[] = [
  ...[true, [], {}, 'x', '', '2024-13-45T00:00:00Z', '2024-03-01', '5', 9e18, -1, 9_467_107_200].flatMap((value) => [
    [{ start: value }, 'start'] as const,
    [{ stop: value }, 'stop'] as const,
  ]),
  ...[true, -1, 1.5, '5', [], {}, 1e9].flatMap((value) => [
    [{ limit: value }, 'limit'] as const,
    [{ deployment: value }, 'deployment'] as const,
  ]),
  ...['true', 'yes', 1, [], {}].flatMap((value) => booleans.map((word) => [{ [word]: value }, word] as const)),
  ...[5, true, '10', '0s', '1h30m', []].map((value) => [{ interval: value }, 'interval'] as const),
  ...[5, true, 'max', []].map((value) => [{ reduce: value }, 'reduce'] as const),
  ...[5, true, 'xml', []].map((value) => [{ format: value }, 'format'] as const),
  [{ start: '2024-03-02T00:00:00Z', stop: '2024-03-01T00:00:00Z' }, 'start', 'invalid-range'],
  [{ streams: undefined }, 'streams', 'missing-value'],
  [{ streams: null }, 'streams', 'missing-value'],
  ...[[], {}, 'x', 1, Array(21).fill(stream)].map((value) => [{ streams: value }, 'streams'] as const),
  ...[1, null, 'x', []].map((value) => [{ streams: [value] }, 'streams/0'] as const),
  [{ streams: [{}] }, 'streams/0/method', 'missing-value'],
  [{ streams: [{ ...stream, stream: null }] }, 'streams/0/stream', 'missing-value'],
  [{ streams: [{ ...stream, refdes: null }] }, 'streams/0/refdes', 'missing-value'],
  [{ streams: [{ ...stream, refdes: 'CTD' }] }, 'streams/0/refdes'],
  [{ streams: [{ ...stream, node: 'RID26' }] }, 'streams/0/node'],
  [{ streams: [{ ...stream, method: 'BAD!' }] }, 'streams/0/method'],
  [{ streams: [{ ...stream, stream: 5 }] }, 'streams/0/stream'],
  [{ streams: [{ ...stream, parameters: 'temp' }] }, 'streams/0/parameters'],
  [{ streams: [{ ...stream, parameters: ['temp', {}] }] }, 'streams/0/parameters/1'],
  [{ streams: [{ ...stream, parameters: ['temp', 0] }] }, 'streams/0/parameters/1'],
  [{ streams: [stream, stream] }, 'streams/1/parameters', 'missing-value'],
  [{ streams: [stream, { ...stream, colour: 1 }] }, 'streams/1/colour', 'unknown-query-word'],
  ...[[], 'x', 1].map((value) => [{ coefficients: value }, 'coefficients'] as const),
  [{ coefficients: { CC_a: 1 } }, 'coefficients/CC_a'],
  [{ coefficients: { CC_a: [1] } }, 'coefficients/CC_a/0'],
  [{ coefficients: { CC_a: [{}] } }, 'coefficients/CC_a/0/value', 'missing-value'],
  [{ coefficients: { CC_a: [{ value: 'a' }] } }, 'coefficients/CC_a'],
  [{ coefficients: { 'a b': [{ value: 1 }] } }, 'coefficients/a b'],
  [{ coefficients: { CC_a: [{ value: 1, start: 'x' }] } }, 'coefficients/CC_a/0/start'],
  [{ coefficients: { CC_a: [{ value: 1, start: 5, stop: 5 }] } }, 'coefficients/CC_a/0/start', 'invalid-range'],
  [{ coefficients: { CC_a: [{ value: 1, deployment: 1 }] } }, 'coefficients/CC_a/0/deployment', 'unknown-query-word'],
  [{ qcParameters: {} }, 'qcParameters'],
  [{ qcParameters: [1] }, 'qcParameters/0'],
  [{ colour: 'red' }, 'colour', 'unknown-query-word'],
]

test.each<readonly [object, string, string?]>(refused)(
  '%j is refused for %s',
  async (body, field, code = 'invalid-value') => {
    const response = await post(body as object)
    expect(response.json()).toMatchObject({ status: 400, code, field })
    expect(response.json().detail).toMatch(new RegExp(`^${field}|^give refdes|^every stream but the first`))
    expect(response.json().detail).not.toMatch(/must (be )?must|undefined/)
  },
)

const deep = (text: string) => `${text.repeat(20_000)}1${']'.repeat(20_000)}`
test.each([
  ['', 'invalid-json', undefined],
  ['{', 'invalid-json', undefined],
  ['{"__proto__":1}', 'invalid-json', undefined],
  ['[]', 'invalid-value', 'body'],
  ['null', 'invalid-value', 'body'],
  ['"x"', 'invalid-value', 'body'],
  [`{"streams":[${deep('[')}]}`, 'invalid-value', 'streams/0'],
  [
    `{"streams":[${JSON.stringify(stream)}],"coefficients":{"CC_a":[{"value":${deep('[')}}]}}`,
    'invalid-value',
    'coefficients/CC_a',
  ],
  [`{"streams":[${JSON.stringify(stream)}],"limit":1e999}`, 'invalid-value', 'limit'],
  [`{"streams":[${JSON.stringify(stream)}],"start":1e999}`, 'invalid-value', 'start'],
])('a body %.40s is refused', async (payload, code, field) => {
  const response = await send(payload)
  expect(response.statusCode).toBe(400)
  expect(response.json().code).toBe(code)
  expect(response.json().field).toBe(field)
})

test('what is too large is told the limit of its address', async () => {
  const data = await send(`"${'x'.repeat(1_048_576)}"`)
  const put = { method: 'POST', headers: { 'content-type': 'application/json' }, payload: `"${'x'.repeat(2 ** 24)}"` }
  const particles = await app.inject({
    ...put,
    url: `/particles/${stream.refdes}/streamed/trial?deployment=1`,
  } as object)
  expect([data.statusCode, data.json().detail]).toEqual([413, expect.stringMatching(/exceed 1 MiB/)])
  expect([particles.statusCode, particles.json().detail]).toEqual([413, expect.stringMatching(/exceed 16 MiB/)])
})

test('text is no body', async () => {
  const headers = { 'content-type': 'text/plain' }
  const answer = await app.inject({
    method: 'POST',
    url: '/data',
    headers,
    payload: JSON.stringify({ streams: [stream] }),
  })
  expect([answer.statusCode, answer.json().code]).toEqual([415, 'unsupported-media-type'])
})

test.each(['limit=1e309', 'deployment=1e309'])('an infinite %s in an address is refused', async (word) => {
  const response = await app.inject(`/data/${stream.refdes}/telemetered/${stream.stream}?${word}`)
  expect([response.statusCode, response.json().field]).toEqual([400, word.split('=')[0]])
})

test('what is null is left out; times are NTP seconds or ISO-8601; the defaults are those of the original', async () => {
  const nothing = Object.fromEntries(
    [...booleans, 'start', 'stop', 'limit', 'deployment', 'coefficients', 'qcParameters', 'format', 'reduce'].map(
      (word) => [word, null],
    ),
  )
  expect((await post(nothing)).statusCode).toBe(200)
  expect((await post({})).statusCode).toBe(200)
  const [nulls, left] = asked.splice(0).map(({ query: _, requestedAt: __, ...rest }) => rest)
  expect(nulls).toEqual(left)
  expect(left).toMatchObject({
    ...{ start: null, stop: null, limit: null, deployment: null, reduction: null, coefficients: null },
    ...{ computesProducts: true, isRaw: false, requiresDeployment: true, checks: ['qartod'] },
    ...{ includesProvenance: false, includesAnnotations: false, usesFileNames: true },
  })
  // 2024-03-01T00:00:00Z is 3918240000 s after 1900.
  await post({ start: 3_918_240_000, stop: '2024-03-01T00:00:10Z', limit: 0, run_qartod: false, execute_dpa: false })
  const start = Date.UTC(2024, 2, 1) * 1000
  expect(asked.pop()).toMatchObject({ start, stop: start + 10e6, limit: null, checks: [], computesProducts: false })
  await post({ raw_data_only: true, qcParameters: [], coefficients: { CC_a: [{ value: 2, start: null }] } })
  expect(asked.pop()).toMatchObject({
    ...{ isRaw: true, checks: [] },
    coefficients: '{"CC_a":[{"start":null,"stop":null,"value":2}]}',
  })
})
