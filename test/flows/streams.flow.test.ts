/** Managed streams and the process registry on the real services: command line, HTTP, and what the brokers keep. */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Pipeline } from '../support/pipeline.ts'

let pipeline: Pipeline
beforeAll(async () => {
  pipeline = await Pipeline.start({ roles: ['gateway', 'processors'] })
}, 600_000)
afterAll(() => pipeline?.stop())

async function http(method: string, path: string, body?: string | Uint8Array, headers: Record<string, string> = {}) {
  const sent = body === undefined ? { authorization: headers.authorization ?? '' } : headers
  const response = await fetch(`${pipeline.url}${path}`, {
    method,
    headers: sent,
    ...(body === undefined ? {} : { body }),
  })
  const text = await response.text()
  // biome-ignore lint/suspicious/noExplicitAny: answers of many forms
  return { status: response.status, headers: response.headers, json: (text === '' ? null : JSON.parse(text)) as any }
}
const json = { 'content-type': 'application/json' }
const linesOf = (text: string) => text.split('\n').slice(0, -1)

test('what was published by any way is consumed by any other, where a group left off', async () => {
  await pipeline.tideline(['stream', 'create', 'lines', '--partitions', '1', '--retention', '1d'])
  expect(await pipeline.tideline(['publish', 'lines', 'one text', '--key', 'k', '--header', 'from=shell'])).toBe('')
  await pipeline.tideline(['publish', 'lines'], 'a\nb\n\nlast')
  const png = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0xff])
  const file = join(pipeline.folder, 'a.png')
  writeFileSync(file, png)
  await pipeline.tideline(['stream', 'publish', 'lines', '--file', file, '--header', 'content-type=image/png'])
  const listed = await http('POST', '/streams/lines/messages', JSON.stringify(['h1', { value: 'h2', key: 'k' }]), json)
  expect(listed.json).toEqual({ published: 2 })
  await http('POST', '/streams/lines/messages', png, { 'content-type': 'image/png' })

  const printed = await pipeline.tideline(['consume', 'lines', '--from', 'beginning', '--until-end', '--json'])
  const seen = linesOf(printed).map((line) => JSON.parse(line))
  const picture = { base64: png.toString('base64') }
  expect(seen.map(({ value }) => value)).toEqual(['one text', 'a', 'b', '', 'last', picture, 'h1', 'h2', picture])
  expect(seen[0]).toMatchObject({ offset: 0, key: 'k', headers: { from: 'shell' } })
  expect(seen[8]).toMatchObject({ headers: { 'content-type': 'image/png' } })

  // A group of Kafka's own: what the command line committed, the long poll goes on from, and the other way round.
  const asGroup = (count: number) =>
    pipeline.tideline(['stream', 'consume', 'lines', '--from', 'beginning', '--group', 'g', '--count', String(count)])
  expect(await asGroup(3)).toBe('one text\na\nb\n')
  const first = await http('GET', '/streams/lines/messages?group=g&count=2&wait=60')
  expect(first.json).toMatchObject({ messages: [{ value: '' }, { value: 'last' }], position: '0:5' })
  const second = await http('GET', '/streams/lines/messages?group=g&count=1&wait=60')
  expect(second.json.messages).toMatchObject([{ value: picture }])
  const committed = await http(
    'POST',
    '/streams/lines/positions',
    JSON.stringify({ group: 'g', position: '0:6' }),
    json,
  )
  expect(committed.json).toEqual({ committed: true })
  await pipeline.terminate('gateway')
  await pipeline.spawnRole('gateway')
  expect(await asGroup(3)).toBe(Buffer.concat([Buffer.from('h1\nh2\n'), png, Buffer.from('\n')]).toString())
}, 600_000)

test('events come as they are published, and resume by their last id', async () => {
  await http('POST', '/streams', JSON.stringify({ name: 'live', partitions: 1 }), json)
  /** The first `count` events. */
  async function events(count: number, query: string, lastId?: string, meanwhile?: () => Promise<unknown>) {
    const cut = new AbortController()
    const headers = { accept: 'text/event-stream', ...(lastId === undefined ? {} : { 'last-event-id': lastId }) }
    const response = await fetch(`${pipeline.url}/streams/live/messages?${query}`, { headers, signal: cut.signal })
    await meanwhile?.()
    const found: { id: string; value: string }[] = []
    let text = ''
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
  const publish = (...values: string[]) => http('POST', '/streams/live/messages', JSON.stringify(values), json)
  await publish('a', 'b', 'c')
  expect(await events(3, 'from=beginning')).toEqual(['a', 'b', 'c'].map((value, at) => ({ id: `0:${at + 1}`, value })))
  expect(await events(1, '', '0:2')).toEqual([{ id: '0:3', value: 'c' }])
  const grouped = await events(4, 'group=live&from=beginning', undefined, () => publish('d'))
  expect(grouped.map(({ value }) => value)).toEqual(['a', 'b', 'c', 'd'])
  await pipeline.until('the position is committed', 240_000, async () => {
    await publish('x')
    return (await events(1, 'group=live')).every(({ value }) => value === 'x')
  })
}, 600_000)

test('a stream that is used is not removed', async () => {
  await pipeline.tideline(['stream', 'create', 'used', '--partitions', '1', '--retention', 'forever'])
  expect(JSON.parse(await pipeline.tideline(['stream', 'show', 'used', '--json']))).toMatchObject({ retentionMs: null })
  const reading = pipeline.tideline(['consume', 'used', '--group', 'busy', '--count', '1'])
  await pipeline.until('somebody reads', 240_000, async () => {
    const { uses } = await pipeline.json<{ uses: unknown[] }>('/streams/used')
    return uses.length === 1
  })
  expect(await http('DELETE', '/streams/used')).toMatchObject({
    status: 409,
    json: { code: 'stream-in-use', uses: [{ as: 'consumer', name: 'busy' }] },
  })
  await expect(pipeline.tideline(['stream', 'remove', 'used'])).rejects.toThrow(
    'used is used as the consumer group busy',
  )
  await pipeline.tideline(['publish', 'used', 'enough'])
  expect(await reading).toBe('enough\n')
  await pipeline.tideline(['stream', 'remove', 'used'])
  expect((await http('GET', '/streams/used')).status).toBe(404)
  await expect(pipeline.tideline(['publish', 'used', 'x'])).rejects.toThrow('there is no stream used')
}, 600_000)

test("the original's definition.json is registered, revised, used and withdrawn, each user apart", async () => {
  await pipeline.tideline(['user', 'add', 'ann'], 'a long secret\n')
  await pipeline.tideline(['user', 'add', 'bob'], 'another secret\n')
  const key = (await pipeline.tideline(['key', 'create', 'ann', '--label', 'buoy 7'])).trim()
  const as = (name: string, secret: string) => ({
    ...json,
    authorization: `Basic ${Buffer.from(`${name}:${secret}`).toString('base64')}`,
  })
  const [ann, bob] = [as('ann', 'a long secret'), as('bob', 'another secret')]
  const registry = '/api/process_definition/'
  expect((await http('GET', registry)).status).toBe(401)
  expect((await http('GET', registry, undefined, as('ann', 'wrong secret'))).status).toBe(401)

  const file = join(pipeline.folder, 'definition.json')
  const definition = { exec: 'tr a-z A-Z', application: 'streams', name: 'upper' }
  writeFileSync(file, JSON.stringify({ definition }))
  const id = Number(await pipeline.tideline(['process', 'register', file, '--user', 'ann']))
  expect((await http('GET', registry, undefined, ann)).json).toEqual({
    meta: { limit: 20, next: null, offset: 0, previous: null, total_count: 1 },
    objects: [{ definition, id, resource_uri: `${registry}${id}/`, revision: 1 }],
  })
  expect((await http('GET', registry, undefined, { authorization: `Bearer ${key}` })).json.meta.total_count).toBe(1)
  expect((await http('GET', `${registry}${id}/`, undefined, bob)).status).toBe(404)

  const made = await http('POST', registry, JSON.stringify({ definition: { exec: 'rev' } }), bob)
  expect(made.status).toBe(201)
  expect((await http('GET', made.headers.get('location')!, undefined, bob)).json.definition).toEqual({ exec: 'rev' })
  const bad = await http('POST', registry, JSON.stringify({ definition: { exec: '', timeout: -1, x: 1 } }), bob)
  expect([bad.status, bad.json.errors.length]).toEqual([400, 3])

  writeFileSync(file, JSON.stringify({ definition: { ...definition, timeout: 5 } }))
  expect(Number(await pipeline.tideline(['process', 'register', file, '--user', 'ann']))).toBe(id)
  expect((await http('GET', `${registry}${id}/?revision=1`, undefined, ann)).json.definition).toEqual(definition)
  expect((await http('GET', `${registry}${id}/`, undefined, ann)).json.revision).toBe(2)

  await pipeline.tideline(['operation', 'create', 'shout', 'upper', 'quiet', 'loud', '--user', 'ann', '--on-demand'])
  const shown = JSON.parse(await pipeline.tideline(['operation', 'show', 'shout', '--json']))
  expect(shown).toMatchObject({
    state: 'requested',
    revision: 2,
    isOnDemand: true,
    lag: 0,
    deadLetters: 0,
    error: null,
  })
  writeFileSync(file, JSON.stringify({ definition: { ...definition, timeout: 6 } }))
  await pipeline.tideline(['process', 'register', file, '--user', 'ann'])
  await pipeline.tideline(['operation', 'change', 'shout', '--revision', 'newest', '--no-on-demand', '--replicas', '2'])
  const changed = { revision: 3, isOnDemand: false, replicas: 2, concurrency: 1, generation: 2 }
  expect((await http('GET', '/operations/shout')).json).toMatchObject(changed)
  await expect(pipeline.tideline(['operation', 'change', 'shout'])).rejects.toThrow(/give what is to change/)
  expect((await http('DELETE', `${registry}${id}/`, undefined, ann)).json).toMatchObject({
    ...{ code: 'process-in-use', operations: ['shout'] },
  })
  expect((await http('DELETE', '/streams/quiet')).json.uses).toEqual([{ as: 'input', name: 'shout' }])
  expect((await http('POST', '/operations/shout/pause', undefined, bob)).json.code).toBe('forbidden')
  expect((await http('POST', '/operations/shout/pause', undefined, ann)).json).toMatchObject({ state: 'paused' })
  await pipeline.tideline(['operation', 'resume', 'shout'])
  await pipeline.tideline(['operation', 'remove', 'shout'])
  expect((await http('GET', '/operations/shout')).status).toBe(404)
  expect((await http('DELETE', `${registry}${id}/`, undefined, ann)).status).toBe(204)
  await pipeline.tideline(['key', 'revoke', key])
  expect((await http('GET', registry, undefined, { authorization: `Bearer ${key}` })).status).toBe(401)
}, 600_000)
