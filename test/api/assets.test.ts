import { createServer } from '../../api/server.ts'
import { createMemoryTables } from '../../connectors/memory/tables.ts'
import { annotationRow } from '../../schemas/annotation.ts'
import { annotations, calibrations, deployments } from '../../schemas/catalogue-tables.ts'
import type { AnnotationChanged } from '../../schemas/generated/events.ts'
import { put } from '../../schemas/table.ts'
import { fakeGateway } from './pipeline.ts'

const refdes = 'CE02SHSM-RID27-03-CTDBPC000'
const second = 1_000_000

/** A gateway over memory tables; what it publishes is stored at once, unless told otherwise. */
function serve({ isStoring = true } = {}) {
  const tables = createMemoryTables()
  const published: AnnotationChanged[] = []
  const { gateway } = fakeGateway({
    deployments: tables.view(deployments),
    calibrations: tables.view(calibrations),
    annotations: tables.view(annotations),
    publish: async (_topic, events) => {
      for (const event of events as unknown as AnnotationChanged[]) {
        published.push(event)
        if (isStoring) await tables.apply([put(annotations, annotationRow(event))])
      }
    },
  })
  return { app: createServer(gateway, { settleMs: 0, maxEventLoopDelayMs: 0 }), tables, published }
}

describe('deployments and calibrations', () => {
  const { app, tables } = serve()
  afterAll(() => app.close())
  const calibration = (name: string, start: number, value: string, stop: number | null = null) =>
    put(calibrations, { asset: 'S1', name, start: start * second, stop, value, source: 'f.csv', version: 'v' })
  beforeAll(async () => {
    const place = {
      latitude: 0,
      longitude: -124.5,
      depth: null,
      water_depth: 80,
      details: '{"model":"SBE"}',
      version: 'v',
    }
    await tables.apply([
      put(deployments, { refdes, deployment: 2, start: 1_000 * second, stop: null, asset: '', ...place }),
      put(deployments, { refdes, deployment: 1, start: 100 * second, stop: 900 * second, asset: 'S1', ...place }),
      calibration('CC_a0', 0, '1.5'),
      calibration('CC_a0', 500, '2.5'),
      calibration('CC_a0', 2_000, '3.5'),
      calibration('CC_m', 0, '[[1,2],[3,4]]', 300 * second),
    ])
  })

  test('deployments of an instrument', async () => {
    const answer = await app.inject(`/deployments/${refdes}`)
    expect(answer.json()).toEqual({
      refdes,
      deployments: [
        {
          deployment: 1,
          start: '1970-01-01T00:01:40.000000Z',
          stop: '1970-01-01T00:15:00.000000Z',
          asset: 'S1',
          latitude: 0,
          longitude: -124.5,
          depth: null,
          waterDepth: 80,
          details: { model: 'SBE' },
          version: 'v',
        },
        expect.objectContaining({ deployment: 2, stop: null, asset: '' }),
      ],
    })
    expect((await app.inject('/deployments/CE02SHSM-RID27-04-DOSTAD000')).json()).toMatchObject({ deployments: [] })
  })

  test('coefficients, each inside its deployment', async () => {
    const answer = await app.inject(`/calibrations/${refdes}`)
    const [one, two] = answer.json().deployments
    expect(one.coefficients).toEqual({
      CC_a0: [
        {
          start: '1970-01-01T00:01:40.000000Z',
          stop: '1970-01-01T00:08:20.000000Z',
          value: 1.5,
          source: 'f.csv',
          version: 'v',
        },
        {
          start: '1970-01-01T00:08:20.000000Z',
          stop: '1970-01-01T00:15:00.000000Z',
          value: 2.5,
          source: 'f.csv',
          version: 'v',
        },
      ],
      CC_m: [
        expect.objectContaining({
          stop: '1970-01-01T00:05:00.000000Z',
          value: [
            [1, 2],
            [3, 4],
          ],
        }),
      ],
    })
    expect(two).toMatchObject({ deployment: 2, coefficients: {} })
  })

  test('coefficients of a time', async () => {
    const at = async (time: string) => (await app.inject(`/calibrations/${refdes}?at=${time}`)).json().deployments
    expect(await at('1970-01-01T00:08:20Z')).toMatchObject([
      { deployment: 1, coefficients: { CC_a0: [{ value: 2.5 }] } },
    ])
    expect((await at('1970-01-01T00:08:20Z'))[0].coefficients.CC_m).toBeUndefined()
    expect(await at('1970-01-01T00:16:00Z')).toEqual([])
    expect((await app.inject(`/calibrations/${refdes}?at=then`)).json()).toMatchObject({
      code: 'invalid-value',
      field: 'at',
    })
  })
})

const body = {
  refdes,
  start: '2024-01-01T00:00:00Z',
  text: 'Biofouling.',
  author: 'a person',
  isExclusion: true,
  qcFlag: 'fail',
  parameters: ['temp'],
}

describe('annotations', () => {
  let { app, published } = serve()
  beforeEach(() => {
    ;({ app, published } = serve())
  })
  afterEach(() => app.close())
  const post = (payload: object, headers: Record<string, string> = {}) =>
    app.inject({ method: 'POST', url: '/annotations', payload, headers })

  test('one is said, read, closed, opened and withdrawn', async () => {
    const made = await post(body)
    expect(made.statusCode).toBe(201)
    const { id } = made.json()
    expect(id).toMatch(/^CE02SHSM-[0-9a-f]{24}$/)
    expect(made.headers.location).toBe(`/annotations/${id}`)
    const { refdes: _, ...said } = body
    expect(made.json()).toEqual({
      ...said,
      id,
      subsite: 'CE02SHSM',
      node: 'RID27',
      sensor: '03-CTDBPC000',
      method: null,
      stream: null,
      start: '2024-01-01T00:00:00.000000Z',
      stop: null,
      createdAt: expect.any(String),
    })
    expect((await app.inject(`/annotations/${id}`)).json()).toEqual(made.json())
    const change = (payload: object) => app.inject({ method: 'PATCH', url: `/annotations/${id}`, payload })
    const closed = await change({ stop: '2024-02-01T00:00:00Z' })
    expect([closed.statusCode, closed.json().stop]).toEqual([200, '2024-02-01T00:00:00.000000Z'])
    expect((await change({ text: 'Fouling.', qcFlag: null })).json()).toMatchObject({
      text: 'Fouling.',
      qcFlag: null,
      stop: '2024-02-01T00:00:00.000000Z',
      createdAt: made.json().createdAt,
    })
    expect((await change({ stop: null })).json().stop).toBeNull()
    expect((await app.inject({ method: 'DELETE', url: `/annotations/${id}` })).statusCode).toBe(200)
    expect((await app.inject(`/annotations/${id}`)).json()).toMatchObject({ status: 404, code: 'unknown-annotation' })
    expect((await app.inject('/annotations')).json()).toEqual({ annotations: [] })
    expect(published.map(({ isRemoved }) => isRemoved)).toEqual([false, false, false, false, true])
  })

  test('with a key, the same body gives the same annotation, another body another', async () => {
    const key = { 'idempotency-key': 'once' }
    const [first, again, other] = [
      await post(body, key),
      await post(body, key),
      await post({ ...body, text: 'Else' }, key),
    ]
    expect(again.json()).toEqual(first.json())
    expect(other.json().id).not.toBe(first.json().id)
    expect(published).toHaveLength(2)
    expect((await post(body)).json().id).not.toBe((await post(body)).json().id)
  })

  test('what is published and not stored yet is 202', async () => {
    const late = serve({ isStoring: false })
    const answer = await late.app.inject({ method: 'POST', url: '/annotations', payload: body })
    expect([answer.statusCode, late.published.length]).toEqual([202, 1])
    expect(answer.json().id).toBe(late.published[0]?.id)
    await late.app.close()
  })

  test('are found by what they are about, and by time', async () => {
    const ids: Record<string, string> = {}
    const say = async (name: string, part: object) => {
      const { refdes: _, ...plain } = body
      ids[(await post({ ...plain, ...part })).json().id] = name
    }
    await say('mooring', { subsite: 'CE02SHSM', start: '2024-03-01T00:00:00Z' })
    await say('ctd', { refdes, stop: '2024-02-01T00:00:00Z' })
    await say('recovered', { refdes, method: 'recovered_host', start: '2024-01-02T00:00:00Z' })
    await say('elsewhere', { subsite: 'CE04OSSM' })
    const found = async (query: string) => {
      const { annotations: list } = (await app.inject(`/annotations${query}`)).json()
      return list.map(({ id }: { id: string }) => ids[id])
    }
    expect((await found('')).sort()).toEqual(['ctd', 'elsewhere', 'mooring', 'recovered'])
    expect(await found(`?refdes=${refdes}`)).toEqual(['ctd', 'recovered', 'mooring'])
    expect(await found(`?refdes=${refdes}&method=telemetered`)).toEqual(['ctd', 'mooring'])
    expect(await found('?refdes=CE02SHSM-RID27-04-DOSTAD000')).toEqual(['mooring'])
    expect(await found('?subsite=CE04OSSM')).toEqual(['elsewhere'])
    expect(await found(`?refdes=${refdes}&start=2024-02-01T00:00:00Z`)).toEqual(['recovered', 'mooring'])
    expect(await found(`?refdes=${refdes}&stop=2024-01-02T00:00:00Z`)).toEqual(['ctd'])
  })

  test.each<[object, string, string?]>([
    [{ refdes: undefined }, 'refdes', 'missing-value'],
    [{ refdes: 'CTD' }, 'refdes'],
    [{ node: 'RID26' }, 'node'],
    [{ refdes: undefined, subsite: 'CE02SHSM', sensor: '03-CTDBPC000' }, 'node'],
    [{ start: undefined }, 'start', 'missing-value'],
    [{ start: 'yesterday' }, 'start'],
    [{ stop: '2023-01-01T00:00:00Z' }, 'start', 'invalid-range'],
    [{ stop: 5 }, 'stop'],
    [{ text: '' }, 'text'],
    [{ text: '  ' }, 'text'],
    [{ author: undefined }, 'author', 'missing-value'],
    [{ qcFlag: 'good' }, 'qcFlag'],
    [{ parameters: ['a b'] }, 'parameters/0'],
    [{ isExclusion: 'perhaps' }, 'isExclusion'],
    [{ flag: 1 }, 'flag', 'unknown-query-word'],
  ])('with %j it is refused, naming the field', async (part, field, code = 'invalid-value') => {
    const answer = await post({ ...body, ...part })
    expect(answer.json()).toMatchObject({ status: 400, code, field })
    expect(answer.json().detail).toContain(field === 'flag' ? 'flag' : field)
    expect(published).toEqual([])
  })

  test.each([
    ['PATCH', '/annotations/CE02SHSM-1', { stop: null }, 404, 'unknown-annotation'],
    ['PATCH', '/annotations/CE02SHSM-1', {}, 400, 'invalid-value'],
    ['PATCH', '/annotations/CE02SHSM-1', { subsite: 'X1' }, 400, 'unknown-query-word'],
    ['PATCH', '/annotations/CE02SHSM-1', undefined, 400, 'invalid-json'],
    ['DELETE', '/annotations/CE02SHSM-1', undefined, 404, 'unknown-annotation'],
    ['GET', '/annotations/~', undefined, 400, 'invalid-value'],
    ['GET', '/annotations?start=2024-01-02T00:00:00Z&stop=2024-01-01T00:00:00Z', undefined, 400, 'invalid-range'],
  ])('%s %s %j: %d %s', async (method, url, payload, status, code) => {
    const headers = method === 'PATCH' ? { 'content-type': 'application/json' } : {}
    const answer = await app.inject({
      method: method as 'PATCH',
      url,
      headers,
      ...(payload === undefined ? {} : { payload }),
    })
    expect(answer.json()).toMatchObject({ status, code })
  })
})

test('the document names every route and both outcomes of a write', async () => {
  const { app } = serve()
  const { paths } = (await app.inject('/openapi.json')).json()
  const routes = ['/deployments/{refdes}', '/calibrations/{refdes}', '/annotations', '/annotations/{id}']
  expect(Object.keys(paths)).toEqual(expect.arrayContaining(routes))
  expect(Object.keys(paths['/annotations'].post.responses)).toEqual(
    expect.arrayContaining(['201', '202', '4XX', '5XX']),
  )
  expect(Object.keys(paths['/annotations/{id}']).sort()).toEqual(['delete', 'get', 'patch'])
  await app.close()
})
