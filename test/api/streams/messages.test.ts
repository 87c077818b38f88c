import type { AddressInfo } from 'node:net'
import { setImmediate } from 'node:timers/promises'
import { consume } from '../../../api/streams/consume.ts'
import { Unavailable } from '../../../schemas/failures.ts'
import type { SubscribeOptions } from '../../../topics/broker.ts'
import { particles } from '../../../topics/instruments.ts'
import { until } from '../../support/until.ts'
import { streamBed } from './bed.ts'

let bed: Awaited<ReturnType<typeof streamBed>>
beforeEach(async () => {
  bed = await streamBed()
  await bed.call('POST', '/streams', { name: 's', partitions: 1 })
})
afterEach(() => bed.close())

const publish = (payload: string | Buffer, headers: Record<string, string>, query = '') =>
  bed.app.inject({ method: 'POST', url: `/streams/s/messages${query}`, payload, headers })
const records = async () => {
  const found = []
  for await (const record of bed.broker.read({ topic: 'stream.s' })) found.push(record)
  return found
}
/** Waits long for what is there, which comes at once, and only a moment to see that nothing is. */
const poll = async (query: string, wait = 20) =>
  (await bed.call('GET', `/streams/s/messages?wait=${wait}&${query}`)).json
const values = (answer: { messages: { value: unknown }[] }) => answer.messages.map(({ value }) => value)

test('bytes of any kind come through as they are, with their media type, key and headers', async () => {
  const png = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0x00, 0xff])
  const answer = await publish(png, { 'content-type': 'image/png', 'x-message-origin': 'camera 1' }, '?key=k')
  expect(answer.json()).toEqual({ published: 1 })
  const [record] = await records()
  expect(Buffer.from(record!.value!)).toEqual(png)
  expect(Buffer.from(record!.key!).toString()).toBe('k')
  expect(Object.entries(record!.headers).map(([name, value]) => [name, Buffer.from(value).toString()])).toEqual([
    ['content-type', 'image/png'],
    ['origin', 'camera 1'],
  ])
  expect((await poll('from=beginning')).messages).toMatchObject([
    { partition: 0, offset: 0, key: 'k', value: { base64: png.toString('base64') }, headers: { origin: 'camera 1' } },
  ])
})

test('a JSON list is many messages; an object, or a list with raw, is one', async () => {
  const list = ['a', { value: 'b', key: 'k', headers: { h: 'x' } }, { value: { base64: '/w==' } }]
  expect((await publish(JSON.stringify(list), { 'content-type': 'application/json' })).json()).toEqual({ published: 3 })
  await publish('{"a": 1}', { 'content-type': 'application/json' })
  await publish('[1]', { 'content-type': 'application/json' }, '?raw=true')
  const texts = (await records()).map(({ value }) => Buffer.from(value!).toString('latin1'))
  expect(texts).toEqual(['a', 'b', '\xff', '{"a": 1}', '[1]'])
})

test.each([
  ['[1]', 'message of message 0'],
  ['["a", {"key": "k"}]', 'value of message 1'],
  ['[{"value": {"base64": "%"}}]', 'value of message 0'],
  ['[{"value": "a", "colour": 1}]', 'colour of message 0'],
  ['[', 'no JSON list'],
])('%s publishes nothing, and says why', async (payload, reason) => {
  const answer = await publish(payload, { 'content-type': 'application/json' })
  expect(answer.statusCode).toBe(400)
  expect(answer.json().detail).toContain(reason)
  expect(await records()).toEqual([])
})

test('no such stream; more than the brokers take goes by the object store and comes back whole', async () => {
  expect((await bed.app.inject({ method: 'POST', url: '/streams/none/messages', payload: 'x' })).statusCode).toBe(404)
  const large = await publish(Buffer.alloc(1_100_000), { 'content-type': 'application/octet-stream' })
  expect(large.statusCode).toBe(200)
  const { json } = await bed.call('GET', '/streams/s/messages?from=beginning')
  expect(Buffer.from(json.messages[0].value).length).toBe(1_100_000)
  expect(json.messages[0].headers).toMatchObject({ 'tideline-claim-size': '1100000' })
})

test('without a group the client goes on from the position it was given', async () => {
  await publish(JSON.stringify(['a', 'b', 'c']), { 'content-type': 'application/json' })
  const first = await poll('from=beginning&count=2')
  expect(values(first)).toEqual(['a', 'b'])
  expect(first.position).toBe('0:2')
  expect(values(await poll('from=0:2'))).toEqual(['c'])
  expect(await poll('from=0:3', 0.2)).toEqual({ messages: [], position: '0:3' })
  expect(values(await poll('from=2000-01-01T00:00:00Z'))).toEqual(['a', 'b', 'c'])
  expect((await bed.call('GET', '/streams/s/messages?from=0:x')).json).toMatchObject({ field: 'from' })
  expect((await bed.call('GET', '/streams/s/messages?from=soon')).json).toMatchObject({ field: 'from' })
})

test('a position in a former stream of the name gives the present one from its beginning', async () => {
  await publish(JSON.stringify(['a', 'b', 'c']), { 'content-type': 'application/json' })
  const { position } = await poll('from=beginning')
  await bed.call('DELETE', '/streams/s')
  await bed.call('POST', '/streams', { name: 's', partitions: 1 })
  await publish('new', {})
  expect(await poll(`from=${position}`)).toMatchObject({ messages: [{ value: 'new' }], position: '0:1' })
})

test('a poll that waits is answered by the message that comes', async () => {
  const { read } = bed.broker
  let isFollowing = false
  bed.broker.read = (options) => {
    isFollowing ||= options.follow === true
    return read(options)
  }
  const waiting = bed.call('GET', '/streams/s/messages?wait=20&from=end')
  await until('it follows the stream', () => isFollowing)
  await publish('late', {})
  expect(values((await waiting).json)).toEqual(['late'])
})

test('a group goes on where it is: the next poll commits the last answer', async () => {
  await publish(JSON.stringify(['a', 'b', 'c']), { 'content-type': 'application/json' })
  expect(values(await poll('group=g&from=beginning&count=2'))).toEqual(['a', 'b'])
  const lag = async () => (await bed.broker.admin.lag('g', ['stream.s']))[0]?.committed
  expect(await lag()).toBeNull()
  expect(values(await poll('group=g&count=2'))).toEqual(['c'])
  expect(await lag()).toBe(2n)
  expect(values(await poll('group=g', 0.2))).toEqual([])
  expect(await lag()).toBe(3n)
  expect((await bed.call('GET', '/streams/s')).json.uses).toEqual([{ as: 'consumer', name: 'g' }])
})

test('what was not committed comes again, also after the session ended', async () => {
  await publish(JSON.stringify(['a', 'b', 'c']), { 'content-type': 'application/json' })
  const explicit = 'group=g&from=beginning&commit=explicit'
  const first = await poll(explicit)
  expect(values(first)).toEqual(['a', 'b', 'c'])
  expect(values(await poll(explicit))).toEqual(['a', 'b', 'c'])
  expect(values(await poll(`${explicit}&position=0:1`))).toEqual(['b', 'c'])
  const committed = await bed.call('POST', '/streams/s/positions', { group: 'g', position: '0:2' })
  expect(committed.json).toEqual({ committed: true })
  await bed.managed.sessions.close()
  expect(values(await poll('group=g'))).toEqual(['c'])
  await bed.managed.sessions.close()
  expect(values(await poll('group=g'))).toEqual(['c'])
})

test('a position is committed while another waits; of an asker who left nothing is committed', async () => {
  await publish(JSON.stringify(['a', 'b']), { 'content-type': 'application/json' })
  expect(values(await poll('group=g&from=beginning&count=1'))).toEqual(['a'])
  const { sessions, broker } = bed.managed
  const left = await consume(bed.managed, 'stream.s', { group: 'g' }, AbortSignal.abort())
  expect(left.messages).toEqual([])
  expect((await broker.admin.lag('g', ['stream.s']))[0]?.committed).toBeNull()
  let release = () => {}
  const held = new Promise<void>((resolve) => (release = resolve))
  const waiting = sessions.use('stream.s', 'g', 'earliest', () => held)
  const committed = await bed.call('POST', '/streams/s/positions', { group: 'g', position: '0:2' })
  expect(committed.json).toEqual({ committed: true })
  expect((await broker.admin.lag('g', ['stream.s']))[0]?.committed).toBe(2n)
  release()
  await waiting
})

test('an answer that could not be put together is not committed by the next poll', async () => {
  await publish(Buffer.alloc(300_000, 'x'), {})
  const { read } = bed.objects
  bed.objects.read = () => Promise.reject(new Unavailable('object-store', 'is away'))
  expect((await bed.call('GET', '/streams/s/messages?group=g&from=beginning')).status).toBe(503)
  bed.objects.read = read
  expect((await poll('group=g')).messages).toMatchObject([{ offset: 0 }])
})

test.each(['', '&group=g'])(
  'an answer is bounded by the bytes of its messages, also of large ones%s',
  async (group) => {
    for (let n = 0; n < 3; n += 1) await publish(Buffer.alloc(3 * 1_048_576, String(n)), {})
    expect((await poll(`from=beginning${group}`)).messages).toMatchObject([{ offset: 0 }])
  },
)

test.each(['operation.upper', 'operation.upper.redrive', 'archive.stream.s', 'store-particles'])(
  'nobody takes the messages of the group %s',
  async (group) => {
    const { broker } = bed
    const { name } = particles
    await broker.admin.ensureTopics([{ name, partitions: 1, config: {} }])
    await broker.publish(name, [{ key: null, value: Buffer.from('x') }])
    const onBatch: SubscribeOptions['onBatch'] = (batch, context) => context.commit(batch.highWatermark)
    const reading = await broker.subscribe({ group: 'store-particles', topics: [name], from: 'earliest', onBatch })
    while ((await broker.admin.lag('store-particles', [name]))[0]?.committed !== 1n) await setImmediate()
    const refused = { status: 400, json: { field: 'group' } }
    const url = '/streams/s/messages'
    expect(await bed.call('GET', `${url}?wait=0&group=${group}`)).toMatchObject(refused)
    expect(await bed.call('POST', '/streams/s/positions', { group, position: '0:1' })).toMatchObject(refused)
    const followed = await bed.app.inject({ url: `${url}?group=${group}`, headers: { accept: 'text/event-stream' } })
    expect(followed.statusCode).toBe(400)
    await reading.stop()
  },
)

test('what can not be: a group from a time, a commit without a group', async () => {
  expect((await bed.call('GET', '/streams/s/messages?group=g&from=0:1')).json).toMatchObject({ field: 'from' })
  expect((await bed.call('GET', '/streams/s/messages?position=0:1')).json).toMatchObject({ field: 'group' })
})

describe('server-sent events', () => {
  let url = ''
  beforeEach(async () => {
    await bed.app.listen({ host: '127.0.0.1', port: 0 })
    url = `http://127.0.0.1:${(bed.app.server.address() as AddressInfo).port}/streams/s/messages`
  })

  /** The first events of a connection, which is then cut. */
  async function events(count: number, query: string, lastId?: string, meanwhile?: () => Promise<unknown>) {
    const cut = new AbortController()
    const response = await fetch(`${url}?${query}`, {
      headers: { accept: 'text/event-stream', ...(lastId === undefined ? {} : { 'last-event-id': lastId }) },
      signal: cut.signal,
    })
    expect(response.headers.get('content-type')).toContain('text/event-stream')
    await meanwhile?.()
    let text = ''
    const found: { id: string; value: string }[] = []
    for await (const piece of response.body!) {
      text += Buffer.from(piece).toString()
      const parts = text.split('\n\n')
      text = parts.pop() ?? ''
      for (const part of parts) {
        const [, id, data] = /^id: (.*)\ndata: (.*)$/.exec(part) ?? []
        if (data !== undefined) found.push({ id: id!, value: JSON.parse(data).value })
      }
      if (found.length >= count) break
    }
    cut.abort()
    return found
  }

  test('messages come as they are published; the last id resumes', async () => {
    await publish('old', {})
    const seen = await events(2, '', undefined, () =>
      publish(JSON.stringify(['a', 'b', 'c']), { 'content-type': 'application/json' }),
    )
    expect(seen.slice(0, 2)).toEqual([
      { id: '0:2', value: 'a' },
      { id: '0:3', value: 'b' },
    ])
    expect((await events(1, '', '0:3')).slice(0, 1)).toEqual([{ id: '0:4', value: 'c' }])
  })

  test('a partition without messages is not read from its beginning when a client comes again', async () => {
    await bed.call('POST', '/streams', { name: 'two', partitions: 2 })
    const send = (value: string, partition: number) =>
      bed.broker.publish('stream.two', [{ key: null, value: Buffer.from(value), partition }])
    await send('old', 1)
    url = url.replace('/s/', '/two/')
    const [seen] = await events(1, '', undefined, () => send('new', 0))
    expect(seen).toEqual({ id: '0:1,1:1', value: 'new' })
    expect(await events(1, '', seen!.id, () => send('newer', 1))).toEqual([{ id: '0:1,1:2', value: 'newer' }])
  })

  test('a group commits what it handed on; what did not arrive is sent again by the last id', async () => {
    await publish(JSON.stringify(['a', 'b', 'c']), { 'content-type': 'application/json' })
    expect(await events(3, 'group=g&from=beginning')).toHaveLength(3)
    const committed = async () => (await bed.broker.admin.lag('g', ['stream.s']))[0]?.committed
    await until('all is committed', async () => (await committed()) === 3n)
    await publish('d', {})
    expect((await events(3, 'group=g', '0:1')).map(({ value }) => value)).toEqual(['b', 'c', 'd'])
  })
})
