import type { OperationAdvanced, OperationChanged } from '../../../schemas/generated/events.ts'
import { operationsAdvanced, operationsChanged, redrivesRequested } from '../../../topics/streams.ts'
import { streamBed } from './bed.ts'

let bed: Awaited<ReturnType<typeof streamBed>>
let id = 0
/** Who is silent for 45 s is taken to be dead: each test tells of its own time. */
let now = 0
beforeEach(async () => {
  now = Date.now() * 1000
  bed = await streamBed()
  id = (await bed.call('POST', '/api/process_definition/', { definition: { exec: 'rev', name: 'rev' } }, 'ann')).json.id
})
afterEach(() => bed.close())

const wish = { name: 'turn', definition: 'rev', input: 'in', output: 'out' }
const create = (changes = {}) => bed.call('POST', '/operations', { ...wish, ...changes }, 'ann')
const show = async () => (await bed.call('GET', '/operations/turn')).json

const tell = (changes: Partial<OperationAdvanced>) =>
  bed.pipeline.send(operationsAdvanced, {
    ...{
      operation: 'turn',
      replica: 'a',
      generation: 1,
      round: 1,
      state: 'running',
      at: now,
      executor: 'host/1',
    },
    ...{ handled: 0, published: 0, failed: 0, retried: 0, restarts: 0, error: null, errorAt: null },
    ...changes,
  })

test('an operation is wished with the streams that it lacks, and keeps its revision', async () => {
  const made = await create({ concurrency: 4, isOnDemand: true })
  expect(made).toMatchObject({ status: 201, headers: { location: '/operations/turn' } })
  expect(made.json).toMatchObject({
    ...{ ...wish, definition: id, revision: 1, generation: 1, owner: 'ann', concurrency: 4, replicas: 1 },
    ...{ isOnDemand: true, isPaused: false, state: 'requested', round: 0, lag: 0, deadLetters: 0, error: null },
  })
  const present = await bed.broker.admin.listTopics()
  expect(present).toEqual(['stream.in', 'stream.out', 'stream.turn.dead-letters'])
  expect((await bed.broker.admin.describeTopic('stream.turn.dead-letters'))?.config['retention.ms']).toBe('-1')
  await bed.call('PUT', `/api/process_definition/${id}/`, { definition: { exec: 'tac', name: 'rev' } }, 'ann')
  expect((await show()).revision).toBe(1)
  expect((await bed.call('PATCH', '/operations/turn', { revision: 2 }, 'ann')).json).toMatchObject({
    revision: 2,
    generation: 2,
  })
  expect(await bed.call('PATCH', '/operations/turn', { revision: 3 }, 'ann')).toMatchObject({
    status: 404,
    json: { field: 'revision' },
  })
})

test.each([
  [{ output: 'in' }, 400, 'output'],
  [{ name: 'a b' }, 400, 'name'],
  [{ name: 'x'.repeat(138) }, 400, 'name'],
  [{ concurrency: 65 }, 400, 'concurrency'],
  [{ definition: 'none' }, 404, 'definition'],
  [{ revision: 2 }, 404, 'revision'],
  [{ colour: 1 }, 400, 'colour'],
])('%j is refused, and makes no stream', async (changes, status, field) => {
  expect(await create(changes)).toMatchObject({ status, json: { field } })
  expect(await bed.broker.admin.listTopics()).toEqual([])
})

test('a chain of operations does not lead back to its beginning', async () => {
  await create({ name: 'first', output: 'middle' })
  await create({ name: 'second', input: 'middle', output: 'far' })
  const circle = { name: 'third', input: 'far', output: 'in' }
  expect(await create(circle)).toMatchObject({
    status: 400,
    json: { code: 'invalid-value', field: 'output', detail: expect.stringContaining('first, second') },
  })
  expect(await bed.broker.admin.listTopics()).not.toContain('stream.third.dead-letters')
  await bed.call('DELETE', '/operations/second', undefined, 'ann')
  expect((await create(circle)).status).toBe(201)
})

test('one of a name at a time; made anew, its generation goes on', async () => {
  await create()
  expect(await create()).toMatchObject({ status: 409, json: { code: 'operation-exists' } })
  await bed.call('DELETE', '/operations/turn', undefined, 'ann')
  expect((await bed.call('GET', '/operations')).json.operations).toEqual([])
  expect((await create()).json.generation).toBe(3)
})

test('of two that are created or changed at once, one is refused and changes nothing', async () => {
  const { operations } = bed.managed
  const two = async (calls: readonly Promise<{ wish: OperationChanged }>[]) => {
    const done = await Promise.allSettled(calls)
    expect(done.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
    const won = done.find((one) => one.status === 'fulfilled')
    return { won: won?.value.wish, lost: done.find((one) => one.status === 'rejected')?.reason }
  }
  const created = await two(['a', 'b'].map((output) => operations.create({ ...wish, output }, 'ann')))
  expect(created.lost).toMatchObject({ status: 409, code: 'operation-exists', context: { field: 'name' } })
  expect(await show()).toMatchObject({ generation: 1, output: created.won?.output })
  const changed = await two([2, 3].map((concurrency) => operations.change('turn', { concurrency }, 'ann')))
  expect(changed.lost).toMatchObject({ status: 409, code: 'operation-changed' })
  expect(await show()).toMatchObject({ generation: 2, concurrency: changed.won?.concurrency })
})

test('only the owner changes it; who has no such definition can not attach it', async () => {
  await create()
  for (const [method, url] of [
    ...([
      ['DELETE', '/operations/turn'],
      ['POST', '/operations/turn/pause'],
    ] as const),
    ...([
      ['POST', '/operations/turn/resume'],
      ['POST', '/operations/turn/redrive'],
    ] as const),
  ]) {
    expect(await bed.call(method, url, undefined, 'bob')).toMatchObject({ status: 403, json: { code: 'forbidden' } })
  }
  expect(await bed.call('POST', '/operations', { ...wish, name: 'mine', definition: String(id) }, 'bob')).toMatchObject(
    {
      ...{ status: 404, json: { code: 'unknown-process' } },
    },
  )
})

test('its state is what its members tell of the present wish; resuming begins anew', async () => {
  await create()
  await tell({ handled: 5, published: 4 })
  await tell({ replica: 'b', state: 'waiting', handled: 2, failed: 1 })
  expect(await show()).toMatchObject({ state: 'running', counts: { handled: 7, published: 4, failed: 1, retried: 0 } })
  const error = { code: 'exit-code', detail: 'it ended with 3', field: null }
  await tell({ replica: 'b', round: 2, state: 'failed', error, errorAt: 2_000_000 })
  expect(await show()).toMatchObject({
    state: 'failed',
    round: 2,
    error: { ...error, at: '1970-01-01T00:00:02.000000Z' },
  })
  await tell({ replica: 'b', round: 3, state: 'running' })
  // Who lives tells of it again and again.
  await tell({ replica: 'a', round: 2, at: now - 60_000_000 })
  expect((await show()).members).toMatchObject([{ state: 'died-requested' }, { state: 'running' }])
  expect((await bed.call('POST', '/operations/turn/resume', undefined, 'ann')).json).toMatchObject({
    ...{ state: 'requested', generation: 2, error: null, members: [] },
  })
  await bed.call('POST', '/operations/turn/pause', undefined, 'ann')
  await tell({ generation: 3, state: 'terminating' })
  expect((await show()).state).toBe('terminating')
  await tell({ generation: 3, state: 'terminated', at: now + 1 })
  expect((await show()).state).toBe('paused')
})

test('lag and dead letters are what the broker knows; redriving names the letters that are there now', async () => {
  await create()
  const bytes = (text: string) => ({ key: null, value: Buffer.from(text) })
  await bed.broker.publish('stream.in', [bytes('a'), bytes('b')])
  const none = await bed.call('POST', '/operations/turn/redrive', undefined, 'ann')
  expect(none).toMatchObject({ status: 202, json: { messages: 0 } })
  expect(bed.pipeline.events(redrivesRequested)).toEqual([])
  await bed.broker.publish('stream.turn.dead-letters', [bytes('a'), bytes('b'), bytes('c')])
  expect(await show()).toMatchObject({ lag: 2, deadLetters: 3 })
  expect((await bed.call('POST', '/operations/turn/redrive', undefined, 'ann')).json.messages).toBe(3)
  expect(bed.pipeline.events(redrivesRequested)).toMatchObject([
    { operation: 'turn', from: { 0: 0 }, until: { 0: 3 }, requestedBy: 'ann' },
  ])
  expect(bed.pipeline.events(operationsChanged)).toHaveLength(1)
})
