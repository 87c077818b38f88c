import { archives } from '../../../schemas/archive-tables.ts'
import { put } from '../../../schemas/table.ts'
import { streamBed } from './bed.ts'

let bed: Awaited<ReturnType<typeof streamBed>>
beforeEach(async () => {
  bed = await streamBed()
})
afterEach(() => bed.close())

test('a stream is created once, listed, shown and removed', async () => {
  const made = await bed.call('POST', '/streams', { name: 'ctd.lines', partitions: 2, retentionMs: 60_000 })
  expect(made).toMatchObject({ status: 201, headers: { location: '/streams/ctd.lines' } })
  expect(made.json).toMatchObject({ name: 'ctd.lines', topic: 'stream.ctd.lines', partitions: 2, retentionMs: 60_000 })
  expect(await bed.broker.admin.describeTopic('stream.ctd.lines')).toMatchObject({
    partitions: [{ high: 0n }, { high: 0n }],
    config: { 'retention.ms': '60000', 'retention.bytes': '-1', 'cleanup.policy': 'delete' },
  })
  const again = await bed.call('POST', '/streams', { name: 'ctd.lines', partitions: 2, retentionMs: 60_000 })
  expect(again.status).toBe(200)
  const other = await bed.call('POST', '/streams', { name: 'ctd.lines', partitions: 4, retentionMs: 60_000 })
  expect(other).toMatchObject({ status: 409, json: { code: 'stream-exists', field: 'partitions' } })
  expect((await bed.call('GET', '/streams')).json.streams).toMatchObject([{ name: 'ctd.lines' }])
  expect((await bed.call('GET', '/streams/ctd.lines')).json).toMatchObject({ messages: 0, uses: [] })
  expect((await bed.call('DELETE', '/streams/ctd.lines')).status).toBe(204)
  expect((await bed.call('GET', '/streams')).json.streams).toEqual([])
  expect(await bed.call('GET', '/streams/ctd.lines')).toMatchObject({
    status: 404,
    json: { code: 'unknown-managed-stream' },
  })
})

test('of two who create a stream at once one does, and who wants it otherwise is refused', async () => {
  const { streams } = bed.managed
  const settings = { partitions: 2, retentionMs: null, retentionBytes: null, replication: null }
  const same = await Promise.all([1, 2].map(() => streams.create('same', settings, 'ann')))
  expect(same.map(({ isNew }) => isNew).sort()).toEqual([false, true])
  const done = await Promise.allSettled(
    [2, 4].map((partitions) => streams.create('s', { ...settings, partitions }, 'a')),
  )
  expect(done).toMatchObject([
    { status: 'fulfilled', value: { isNew: true } },
    { status: 'rejected', reason: { code: 'stream-exists', status: 409 } },
  ])
  expect((await bed.call('GET', '/streams/s')).json.partitions).toBe(2)
})

test('a topic that another program made is a stream', async () => {
  await bed.broker.admin.ensureTopics([{ name: 'stream.theirs', partitions: 1, config: {} }])
  expect((await bed.call('GET', '/streams')).json.streams).toMatchObject([{ name: 'theirs', createdAt: null }])
})

test.each([
  ['a b', 'letters, digits'],
  ['', 'empty'],
  ['.x', 'begin and end'],
  ['x.dead-letters', '.dead-letters'],
  ['instruments.particles', 'of the pipeline'],
])('the name %j is refused with its rule', async (name, rule) => {
  const { status, json } = await bed.call('POST', '/streams', { name })
  expect({ status, json }).toMatchObject({
    status: 400,
    json: { field: 'name', detail: expect.stringContaining(rule) },
  })
})

test('names that Kafka takes for the same are refused', async () => {
  await bed.call('POST', '/streams', { name: 'a.b' })
  expect(await bed.call('POST', '/streams', { name: 'a_b' })).toMatchObject({
    status: 409,
    json: { code: 'stream-exists' },
  })
})

test('a stream in use stays, and what uses it is told', async () => {
  const { id } = (await bed.call('POST', '/api/process_definition/', { definition: { exec: 'rev' } }, 'ann')).json
  const wish = { name: 'turn', definition: String(id), input: 'in', output: 'out' }
  expect((await bed.call('POST', '/operations', wish, 'ann')).status).toBe(201)
  await bed.pipeline.tables.apply([
    put(archives, { topic: 'stream.out', is_wanted: true, includes_replayed: false, changed_at: 1 }),
  ])
  const subscription = await bed.broker.subscribe({
    ...{ group: 'readers', topics: ['stream.in'], from: 'latest' },
    onBatch: async () => {},
  })
  expect(await bed.call('DELETE', '/streams/in')).toMatchObject({
    status: 409,
    json: {
      code: 'stream-in-use',
      uses: [
        { as: 'input', name: 'turn' },
        { as: 'consumer', name: 'readers' },
      ],
    },
  })
  await subscription.stop()
  expect((await bed.call('DELETE', '/streams/out')).json.uses).toEqual([
    { as: 'output', name: 'turn' },
    { as: 'archive', name: null },
  ])
  expect((await bed.call('DELETE', '/streams/turn.dead-letters')).json.uses).toEqual([
    { as: 'dead letters', name: 'turn' },
  ])
  expect((await bed.call('DELETE', '/operations/turn', undefined, 'ann')).status).toBe(200)
  expect((await bed.call('DELETE', '/streams/in')).status).toBe(204)
})

test('the document names every route, what a definition may say, and how to sign in', async () => {
  const { paths, components } = (await bed.app.inject('/openapi.json')).json()
  const routes = ['/streams', '/streams/{name}', '/streams/{name}/messages', '/operations/{name}/redrive']
  expect(Object.keys(paths)).toEqual(expect.arrayContaining(routes))
  const { requestBody } = paths['/api/process_definition/'].post
  const { definition } = requestBody.content['application/json'].schema.properties
  expect(Object.keys(definition.properties)).toEqual(expect.arrayContaining(['exec', 'argv', 'framing', 'max_output']))
  expect(Object.keys(components.securitySchemes)).toEqual(['basic', 'key'])
})
