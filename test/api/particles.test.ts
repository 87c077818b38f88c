import type { FastifyInstance } from 'fastify'
import { particleBatchEvents } from '../../api/particle-events.ts'
import { checkParticles } from '../../api/particles.ts'
import { createServer } from '../../api/server.ts'
import { fromArrow } from '../../schemas/columns/arrow.ts'
import { cell } from '../../schemas/columns/cells.ts'
import { Unavailable } from '../../schemas/failures.ts'
import type { Particle, ParticleBatch } from '../../schemas/generated/events.ts'
import { fakeGateway } from './pipeline.ts'

const key = { refdes: 'CE02SHSM-RID27-03-CTDBPC000', method: 'telemetered', deployment: 2 }
const day = Date.UTC(2013, 10, 23) * 1000
const urlOf = (stream: string) => `/particles/${key.refdes}/${key.method}/${stream}?deployment=2`

let app: FastifyInstance
let published: { topic: string; events: readonly unknown[] }[]
beforeEach(() => {
  const fake = fakeGateway()
  published = fake.published
  app = createServer(fake.gateway, { maxEventLoopDelayMs: 0 })
})
afterEach(() => app.close())

const send = (payload: string, stream = 'weather_vane', type = 'application/json') =>
  app.inject({ method: 'POST', url: urlOf(stream), payload, headers: { 'content-type': type } })

test('a particle of an unknown stream has the types that JSON says', async () => {
  const values = {
    temp: 13,
    note: 'calm',
    is_open: false,
    counts: [1, 2.5],
    flags: [true, false],
    tags: ['a'],
    none: [],
    absent: null,
  }
  const response = await send(JSON.stringify([{ time: '2013-11-23T00:00:21.000001Z', deployment: 2, ...values }]))
  expect(response.json()).toEqual({
    count: 1,
    stream: { refdes: key.refdes, method: key.method, stream: 'weather_vane' },
    deployment: 2,
    query: `/data/${key.refdes}/telemetered/weather_vane?deployment=2`,
  })
  expect(response.statusCode).toBe(202)
  const doubles = Buffer.alloc(16)
  doubles.writeDoubleLE(1, 0)
  doubles.writeDoubleLE(2.5, 8)
  const event: Particle = {
    ...key,
    stream: 'weather_vane',
    time: day + 21_000_001,
    numbers: { temp: 13 },
    integers: {},
    texts: { note: 'calm' },
    booleans: { is_open: false },
    times: {},
    vectors: {
      counts: { kind: 'float64', data: new Uint8Array(doubles) },
      flags: { kind: 'boolean', data: Uint8Array.of(1, 0) },
      none: { kind: 'float64', data: new Uint8Array() },
    },
    textLists: { tags: ['a'] },
  }
  expect(published).toEqual([{ topic: 'instruments.particles', events: [event] }])
})

test('a particle of a defined stream has the types of its definition', async () => {
  const line = { time: '2013-11-23T00:00:00Z', temp: 13, port_timestamp: '2013-11-23T00:00:01Z', extra: 1 }
  await send(JSON.stringify([line]), 'ctdbp_cdef_dcl_instrument')
  const event = published[0]?.events[0] as Particle
  expect(event.times).toEqual({ port_timestamp: day + 1_000_000 })
  expect({ ...event.numbers, ...event.integers }).toEqual({ temp: 13, extra: 1 })
})

test('many particles travel as a batch of the same meaning', async () => {
  const lines = Array.from({ length: 500 }, (_, n) =>
    JSON.stringify({
      time: new Date(day / 1000 + n * 1000).toISOString(),
      temp: n / 8,
      ...(n === 3 ? { note: 'x' } : {}),
    }),
  )
  const response = await send(`${lines.join('\n')}\n\n`, 'weather_vane', 'application/x-ndjson')
  expect(response.json().count).toBe(500)
  expect(published.map(({ topic, events }) => [topic, events.length])).toEqual([['instruments.particle-batches', 1]])
  const event = published[0]?.events[0] as ParticleBatch
  expect(event).toMatchObject({ ...key, stream: 'weather_vane', count: 500, source: null })
  const batch = fromArrow(event.arrow)
  expect([batch.time[0], batch.time[499]]).toEqual([day, day + 499_000_000])
  const columns = Object.fromEntries(batch.columns)
  expect(columns.temp && cell(columns.temp, 499)).toBe(499 / 8)
  expect([2, 3].map((row) => columns.note && cell(columns.note, row))).toEqual([null, 'x'])
})

test('a batch too large for a message is several, in order', async () => {
  const note = 'n'.repeat(3000)
  const lines = Array.from({ length: 1000 }, (_, n) => ({ time: new Date(day / 1000 + n).toISOString(), note }))
  await send(JSON.stringify(lines))
  const events = published[0]?.events as ParticleBatch[]
  expect(events.length).toBeGreaterThan(1)
  for (const { arrow } of events) expect(arrow.length).toBeLessThan(1_000_000)
  expect(events.flatMap(({ arrow }) => [...fromArrow(arrow).time])).toEqual(
    Array.from({ length: 1000 }, (_, n) => day + n * 1000),
  )
})

const good = '{"time":"2013-11-23T00:00:00Z","temp":1}'
const ctd = 'ctdbp_cdef_dcl_instrument'
test.each<[string, string, number, object, string?]>([
  ['no particles', '[]', 400, { code: 'no-particles' }],
  ['no body', '', 400, { code: 'invalid-json' }],
  ['not JSON', '[{]', 400, { code: 'invalid-json' }],
  ['one object', good, 400, { code: 'invalid-request' }],
  ['not an object', `[${good},7]`, 400, { code: 'invalid-particle', index: 1 }],
  ['null', '[null]', 400, { code: 'invalid-particle', index: 0 }],
  ['no time', `[${good},{"temp":1}]`, 400, { code: 'invalid-particle', index: 1, field: 'time' }],
  [
    'a time without zone',
    '[{"time":"2013-11-23T00:00:00"}]',
    400,
    { code: 'invalid-particle', index: 0, field: 'time' },
  ],
  ['a time as number', '[{"time":1385164800}]', 400, { code: 'invalid-particle', field: 'time' }],
  [
    'an object as value',
    '[{"time":"2013-11-23T00:00:00Z","temp":{}}]',
    400,
    { code: 'invalid-particle', field: 'temp' },
  ],
  ['null in an array', '[{"time":"2013-11-23T00:00:00Z","x":[1,null]}]', 400, { code: 'invalid-particle', field: 'x' }],
  [
    'a number beyond those of 64 bits',
    `[${good.replace('1}', '1e400}')}]`,
    400,
    { field: 'temp', detail: expect.stringMatching(/; got a number that is too large$/) },
  ],
  [
    'the same in an array',
    '[{"time":"2013-11-23T00:00:00Z","x":[1,-1e400]}]',
    400,
    { field: 'x', detail: expect.stringMatching(/; got \[1,"a number that is too large"\]$/) },
  ],
  [
    'mixed types',
    `[${good},${good.replace('1}', '"1"}')}]`,
    400,
    { code: 'invalid-particle', index: 1, field: 'temp' },
  ],
  [
    'a list beside a number',
    `[${good.replace('1}', '[]}')},${good}]`,
    400,
    { code: 'invalid-particle', index: 0, field: 'temp' },
  ],
  ['a name of ours', '[{"time":"2013-11-23T00:00:00Z","_time":1}]', 400, { code: 'invalid-particle', field: '_time' }],
  [
    '__proto__',
    '[{"time":"2013-11-23T00:00:00Z","__proto__":1}]',
    400,
    { code: 'invalid-particle', field: '__proto__' },
  ],
  [
    'too large a number',
    '[{"time":"2013-11-23T00:00:00Z","temp":1e999}]',
    400,
    { code: 'invalid-particle', field: 'temp' },
  ],
  [
    'another deployment',
    `[${good.replace('"temp":1', '"deployment":3')}]`,
    400,
    { code: 'invalid-particle', field: 'deployment' },
  ],
  [
    'a wrong type by definition',
    `[${good.replace('1}', '"warm"}')}]`,
    400,
    { code: 'invalid-particle', field: 'temp' },
    ctd,
  ],
  [
    'a wrong time by definition',
    `[${good.replace('"temp":1', '"port_timestamp":5')}]`,
    400,
    { code: 'invalid-particle', field: 'port_timestamp' },
    ctd,
  ],
])('%s refuses the whole body', async (...[_what, body, status, problem, stream]) => {
  const response = await send(body, stream)
  expect(response.json()).toMatchObject({ status, ...problem })
  expect(response.statusCode).toBe(status)
  expect(response.headers['content-type']).toMatch('application/problem+json')
  expect(published).toEqual([])
})

test('a wrong NDJSON line is named by its number', async () => {
  const ndjson = 'application/x-ndjson'
  expect((await send(`${good}\n\n{"time":}\n`, undefined, ndjson)).json()).toMatchObject({
    code: 'invalid-json',
    line: 3,
  })
  const untimed = (await send(`${good}\n{}\n`, undefined, ndjson)).json()
  expect(untimed).toMatchObject({ code: 'invalid-particle', line: 2, field: 'time' })
  expect(untimed.detail).toBe(
    'line 2: time must be an ISO-8601 time with zone from 1900 to 2199, e.g. 2013-11-23T00:00:00Z; got nothing',
  )
})

test('other media types, bodies above 16 MiB and particles above a message are refused', async () => {
  expect((await send('<x/>', undefined, 'application/xml')).json()).toMatchObject({
    status: 415,
    code: 'unsupported-media-type',
  })
  expect((await send(`[${' '.repeat(16 * 1024 * 1024)}]`)).json()).toMatchObject({ status: 413, code: 'too-large' })
  const huge = `{"time":"2013-11-23T00:00:00Z","note":"${'n'.repeat(1_000_000)}"}`
  expect((await send(`[${good},${huge}]`)).json()).toMatchObject({ status: 413, code: 'too-large', index: 1 })
  const many = Array.from({ length: 600 }, (_, n) => (n === 400 ? huge : good.replace(',"temp":1', '')))
  expect((await send(`[${many}]`)).json()).toMatchObject({ status: 413, code: 'too-large', index: 400 })
  expect(published).toEqual([])
})

test('a broker that is away is 503', async () => {
  const { gateway } = fakeGateway({
    publish: async () => {
      throw new Unavailable('kafka', 'no broker answers')
    },
  })
  const away = createServer(gateway, { maxEventLoopDelayMs: 0 })
  const headers = { 'content-type': 'application/json' }
  const response = await away.inject({ method: 'POST', url: urlOf('weather_vane'), payload: `[${good}]`, headers })
  expect([response.statusCode, response.json().code, response.headers['retry-after']]).toEqual([
    503,
    'service-unavailable',
    '5',
  ])
  await away.close()
})

test('a body of another kind is refused by its kind, and no body is refused as none', async () => {
  const asText = await send(`[${good}]`, 'weather_vane', 'text/plain')
  expect(asText.statusCode).toBe(415)
  const none = await app.inject({ method: 'POST', url: urlOf('weather_vane') })
  expect(none.statusCode).toBe(400)
  for (const { headers } of [asText, none]) expect(headers['content-type']).toContain('application/problem+json')
})

test('a large body leaves room for other requests while it is checked and batched', async () => {
  const items = Array.from({ length: 60_000 }, (_, index) => {
    const value = { time: new Date(day / 1000 + index).toISOString(), temp: index }
    return { place: { index }, value }
  })
  let turns = 0
  let isDone = false
  const turn = () => {
    turns += 1
    if (!isDone) setImmediate(turn)
  }
  setImmediate(turn)
  const posted = await checkParticles(items, 'weather_vane', 2)
  expect(turns).toBeGreaterThanOrEqual(14)
  const events = await particleBatchEvents({ ...key, stream: 'weather_vane' }, posted)
  isDone = true
  expect(turns).toBeGreaterThanOrEqual(28)
  expect(events.reduce((sum, { count }) => sum + count, 0)).toBe(60_000)
})
