import { hashSecret, newKey } from '../../../api/streams/access.ts'
import { apiKeys } from '../../../schemas/access-tables.ts'
import { put } from '../../../schemas/table.ts'
import { processDefinitionsChanged } from '../../../topics/streams.ts'
import { streamBed } from './bed.ts'

const at = '/api/process_definition/'
let bed: Awaited<ReturnType<typeof streamBed>>
beforeEach(async () => {
  bed = await streamBed()
})
afterEach(() => bed.close())

test('the session of the README of the original: list, create, list', async () => {
  const empty = { limit: 20, next: null, offset: 0, previous: null, total_count: 0 }
  expect((await bed.call('GET', at, undefined, 'ann')).json).toEqual({ meta: empty, objects: [] })
  const body = { definition: { exec: '/path/to/executable' } }
  const made = await bed.call('POST', at, body, 'ann')
  const { id } = made.json
  expect(made).toMatchObject({ status: 201, headers: { location: `${at}${id}/` } })
  const shown = { ...body, id, resource_uri: `${at}${id}/`, revision: 1 }
  expect((await bed.call('GET', at, undefined, 'ann')).json).toEqual({
    meta: { ...empty, total_count: 1 },
    objects: [shown],
  })
  expect((await bed.call('GET', made.headers.location as string, undefined, 'ann')).json).toEqual(shown)
})

test('pages have a next and a previous one', async () => {
  for (const name of ['a', 'b', 'c']) await bed.call('POST', at, { definition: { exec: 'rev', name } }, 'ann')
  const { meta, objects } = (await bed.call('GET', `${at}?limit=1&offset=1`, undefined, 'ann')).json
  expect(meta).toEqual({
    limit: 1,
    next: `${at}?limit=1&offset=2`,
    offset: 1,
    previous: `${at}?limit=1&offset=0`,
    total_count: 3,
  })
  expect(objects).toHaveLength(1)
  expect((await bed.call('GET', `${at}?limit=0`, undefined, 'ann')).json).toMatchObject({
    meta: { limit: 1000, next: null },
  })
})

test('one who is not known gets in nowhere', async () => {
  const refused = await bed.call('GET', at)
  expect(refused).toMatchObject({ status: 401, json: { code: 'unauthorized' } })
  expect(refused.headers['www-authenticate']).toMatch(/^Basic realm=/)
  const basic = (text: string) => `Basic ${Buffer.from(text).toString('base64')}`
  for (const authorization of [
    ...[basic('ann:wrong'), basic('eve:x'), basic('ann'), basic(':x'), basic("ann'; --:x"), basic('\0:x')],
    ...['Basic', 'Bearer x', `Bearer tlk_${'0'.repeat(12)}_${'A'.repeat(43)}`, 'Digest x', ''],
  ]) {
    const answer = await bed.app.inject({ method: 'GET', url: at, headers: { authorization } })
    expect([authorization, answer.statusCode]).toEqual([authorization, 401])
  }
  for (const [method, url] of [
    ...[
      ['POST', at],
      ['PUT', `${at}1/`],
      ['DELETE', `${at}1/`],
      ['POST', '/operations'],
    ],
    ...[
      ['PATCH', '/operations/x'],
      ['DELETE', '/operations/x'],
      ['POST', '/operations/x/pause'],
      ['POST', '/operations/x/redrive'],
    ],
  ] as const) {
    const payload = url === '/operations' ? { name: 'x', definition: '1', input: 'a', output: 'b' } : {}
    const answer = await bed.app.inject({ method: method as 'PUT', url: url as string, payload })
    expect([url, answer.statusCode]).toEqual([url, 401])
  }
})

test('a key stands for its owner, alone or in the place of the password', async () => {
  const { id, key, secret } = await newKey()
  await bed.pipeline.tables.apply([put(apiKeys, { id, owner: 'ann', label: '', secret, created_at: 1 })])
  const basic = (name: string) => `Basic ${Buffer.from(`${name}:${key}`).toString('base64')}`
  const status = async (authorization: string) =>
    (await bed.app.inject({ method: 'GET', url: at, headers: { authorization } })).statusCode
  expect(await status(`Bearer ${key}`)).toBe(200)
  expect(await status(basic('ann'))).toBe(200)
  expect(await status(basic('bob'))).toBe(401)
  expect(await status(`Bearer ${key.slice(0, -1)}_`)).toBe(401)
})

test('hashes are salted, and of the documented form', async () => {
  const [one, two] = [await hashSecret('x'), await hashSecret('x')]
  expect(one).not.toBe(two)
  expect(one).toMatch(/^scrypt\$32768\$8\$1\$[A-Za-z0-9+/]{22}==\$[A-Za-z0-9+/]{43}=$/)
})

test('what is wrong with a definition is told all at once, by its field', async () => {
  const bad = await bed.call('POST', at, { definition: { exec: "a 'b", timeout: -1, colour: 1 } }, 'ann')
  expect(bad).toMatchObject({ status: 400, json: { code: 'invalid-definition' } })
  expect(bad.json.errors.map(({ field }: { field: string }) => field).toSorted()).toEqual(['colour', 'timeout'])
  expect(await bed.call('POST', at, { exec: 'rev' }, 'ann')).toMatchObject({
    status: 400,
    json: { field: 'definition' },
  })
  expect((await bed.call('POST', at, { definition: { exec: 'a', shell: true } }, 'ann')).json.errors).toMatchObject([
    { field: 'shell' },
  ])
})

test('revisions never change; only the owner sees and writes them', async () => {
  const { id } = (await bed.call('POST', at, { definition: { exec: 'rev' } }, 'ann')).json
  const second = await bed.call('PUT', `${at}${id}/`, { definition: { exec: 'tac' }, id, resource_uri: 'x' }, 'ann')
  expect(second).toMatchObject({ status: 200, json: { revision: 2, definition: { exec: 'tac' } } })
  expect((await bed.call('GET', `${at}${id}/?revision=1`, undefined, 'ann')).json.definition).toEqual({ exec: 'rev' })
  expect((await bed.call('GET', `${at}${id}/`, undefined, 'ann')).json.definition).toEqual({ exec: 'tac' })
  expect((await bed.call('GET', `${at}${id}/?revision=3`, undefined, 'ann')).status).toBe(404)
  for (const method of ['GET', 'PUT', 'DELETE'] as const) {
    const body = method === 'PUT' ? { definition: { exec: 'x' } } : undefined
    expect(await bed.call(method, `${at}${id}/`, body, 'bob')).toMatchObject({
      status: 404,
      json: { code: 'unknown-process' },
    })
  }
  expect((await bed.call('GET', at, undefined, 'bob')).json.meta.total_count).toBe(0)
})

test('of two who write a revision at once, the second is told', async () => {
  const { id } = (await bed.call('POST', at, { definition: { exec: 'rev' } }, 'ann')).json
  const send = bed.pipeline.send.bind(bed.pipeline)
  const rival = { id, revision: 2, change: 'theirs', owner: 'ann', name: '', body: '{"exec":"false"}', changedAt: 5 }
  bed.pipeline.send = (async (topic, events) => {
    await send(processDefinitionsChanged, rival)
    await send(topic, events)
  }) as typeof bed.pipeline.send
  const late = await bed.call('PUT', `${at}${id}/`, { definition: { exec: 'tac' } }, 'ann')
  expect(late).toMatchObject({ status: 409, json: { code: 'process-changed' } })
})

test('a media type without a body is no body', async () => {
  const { id } = (await bed.call('POST', at, { definition: { exec: 'rev' } }, 'ann')).json
  const authorization = `Basic ${Buffer.from("ann:ann's secret").toString('base64')}`
  const headers = { authorization, 'content-type': 'application/json' }
  expect((await bed.app.inject({ method: 'DELETE', url: `${at}${id}/`, headers })).statusCode).toBe(204)
  const bad = await bed.app.inject({ method: 'POST', url: at, headers, payload: '{' })
  expect([bad.statusCode, bad.json().code]).toEqual([400, 'invalid-json'])
})

test('a definition in use stays', async () => {
  const { id } = (await bed.call('POST', at, { definition: { exec: 'rev', name: 'turner' } }, 'ann')).json
  const wish = { name: 'turn', definition: 'turner', input: 'in', output: 'out' }
  expect((await bed.call('POST', '/operations', wish, 'ann')).json).toMatchObject({ definition: id, revision: 1 })
  expect(await bed.call('DELETE', `${at}${id}/`, undefined, 'ann')).toMatchObject({
    status: 409,
    json: { code: 'process-in-use', operations: ['turn'] },
  })
  await bed.call('DELETE', '/operations/turn', undefined, 'ann')
  expect((await bed.call('DELETE', `${at}${id}/`, undefined, 'ann')).status).toBe(204)
  expect((await bed.call('GET', `${at}${id}/`, undefined, 'ann')).status).toBe(404)
})
