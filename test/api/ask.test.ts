import { createHash } from 'node:crypto'
import { setMaxListeners } from 'node:events'
import type { AnswerPart } from '../../api/answer.ts'
import { type AskerOptions, openAsker } from '../../api/ask.ts'
import { createMetrics } from '../../api/metrics.ts'
import { createMemoryRegistry } from '../../connectors/memory/registry.ts'
import { createCodec } from '../../schemas/avro/codec.ts'
import { Unavailable } from '../../schemas/failures.ts'
import type { ParticlesAnswered, ParticlesRequested } from '../../schemas/generated/events.ts'
import { silentLog } from '../../schemas/log.ts'
import type { Claim, ObjectStore } from '../../schemas/objects.ts'
import { estimatesRequested } from '../../topics/exports.ts'
import { particlesAnswered, particlesRequested } from '../../topics/instruments.ts'
import { dataRequested } from '../../topics/products.ts'
import { subjectOf } from '../../topics/topic.ts'
import { straightBroker } from './pipeline.ts'

const request: ParticlesRequested = {
  refdes: 'CE02SHSM-RID27-03-CTDBPC000',
  method: 'telemetered',
  stream: 'ctdbp_cdef_dcl_instrument',
  deployment: null,
  start: 0,
  stop: 1000,
  parameters: ['temp'],
  limit: null,
}
const part = (number: number, fields: Partial<ParticlesAnswered> = {}): ParticlesAnswered => ({
  part: number,
  isLast: false,
  count: 1,
  rowsBefore: number,
  after: number === 0 ? null : number - 1,
  last: number,
  arrow: Uint8Array.of(number),
  claim: null,
  description: null,
  closing: null,
  problem: null,
  ...fields,
})
const never = new AbortController().signal
setMaxListeners(0, never)

function objectsInMemory() {
  const held = new Map<string, Uint8Array>()
  const reads: string[] = []
  const objects: Pick<ObjectStore, 'read' | 'put'> = {
    async put(bucket, key, body) {
      held.set(key, new Uint8Array(body))
      const sha256 = createHash('sha256').update(body).digest('hex')
      return { bucket: bucket.name, key, size: body.length, sha256 }
    },
    async read(claim: Claim) {
      reads.push(claim.key)
      const body = held.get(claim.key)
      if (body === undefined) throw new Unavailable('object-store', `no ${claim.key}`)
      return body
    },
  }
  return { held, reads, objects }
}

async function open(options: Partial<AskerOptions> = {}) {
  const broker = straightBroker()
  const registry = createMemoryRegistry()
  for (const topic of [particlesRequested, dataRequested, estimatesRequested, particlesAnswered]) {
    await registry.register(subjectOf(topic.name), topic.schema.json)
  }
  const codec = createCodec(registry)
  const metrics = createMetrics()
  const store = objectsInMemory()
  const asker = await openAsker({ broker, codec, metrics, objects: store.objects, log: silentLog, ...options })
  const encode = await codec.encoder(subjectOf(particlesAnswered.name), particlesAnswered.schema)
  const asked = () => broker.published.filter(({ topic }) => topic === particlesRequested.name)
  return {
    asker,
    broker,
    metrics,
    codec,
    asked,
    ...store,
    requestId: (index = 0) => String(asked()[index]?.record.headers?.['request-id']),
    async answer(requestId: string, ...parts: readonly ParticlesAnswered[]) {
      for (const event of parts) {
        const headers = { 'request-id': requestId, part: String(event.part) }
        await broker.publish(particlesAnswered.name, [{ key: null, value: encode(event), headers }])
      }
    },
  }
}

async function bytesOf(parts: AsyncIterable<AnswerPart>): Promise<number[]> {
  const bytes: number[] = []
  for await (const { arrow } of parts) bytes.push(...arrow)
  return bytes
}

test('a request carries its id, where to answer and until when', async () => {
  const { asker, asked, codec, answer, requestId } = await open({ firstPartMs: 5000 })
  const before = Date.now()
  const asking = asker.ask(request, never)
  await answer(requestId(), part(0, { isLast: true }))
  await asking
  const after = Date.now()
  const record = asked()[0]?.record
  expect(record?.headers?.['request-id']).toMatch(/^[0-9a-f]{32}$/)
  expect(Buffer.from(record?.key ?? []).toString()).toBe(record?.headers?.['request-id'])
  expect(record?.headers?.['reply-topic']).toBe('instruments.particles-answered')
  const deadline = Number(record?.headers?.deadline)
  expect(deadline - before).toBeGreaterThanOrEqual(5000)
  expect(deadline - after).toBeLessThanOrEqual(5000)
  expect(await codec.decode(particlesRequested.schema, record?.value ?? null)).toEqual(request)
})

test('parts come in order, each once, whatever is delivered again', async () => {
  const { asker, answer, requestId } = await open()
  const asking = asker.ask(request, never)
  const id = requestId()
  await answer(
    id,
    part(0),
    part(1),
    part(0),
    part(1),
    part(2),
    part(2),
    part(3, { isLast: true }),
    part(3, { isLast: true }),
  )
  expect(await bytesOf(await asking)).toEqual([0, 1, 2, 3])
})

test.each([
  ['as many rows came before, but another was the last', { after: 7 }],
  ['more rows came before', { rowsBefore: 2 }],
  ['fewer rows came before', { rowsBefore: 0, after: null }],
])('a part that does not continue the one before is of another computation: %s', async (_, fields) => {
  const { asker, answer, requestId } = await open()
  const waiting = asker.ask(request, never)
  const id = requestId()
  await answer(id, part(0), part(0, { last: 7 }), part(1, { ...fields, isLast: true }))
  await expect(waiting.then(bytesOf)).rejects.toMatchObject({
    code: 'answer-changed',
    status: 503,
    context: { retryAfterSeconds: 1 },
  })
})

test('an empty part continues, and is continued', async () => {
  const { asker, answer, requestId } = await open()
  const asking = asker.ask(request, never)
  const none = { count: 0, arrow: new Uint8Array() }
  const id = requestId()
  await answer(id, part(0), part(1, { ...none, last: 0 }), part(2, { rowsBefore: 1, after: 0, isLast: true }))
  expect(await bytesOf(await asking)).toEqual([0, 2])
})

test('a computation that failed ends the answer also when another one was further', async () => {
  const { asker, answer, requestId } = await open()
  const asking = asker.ask(request, never)
  const problem = { code: 'answer-failed', detail: 'a chunk is torn', field: null }
  await answer(requestId(), part(0), part(1), part(1, { problem, isLast: true }))
  await expect(asking.then(bytesOf)).rejects.toMatchObject({ code: 'answer-failed', detail: 'a chunk is torn' })
})

test('records of other requests are passed over without being decoded', async () => {
  const { asker, broker, answer, requestId } = await open()
  const asking = asker.ask(request, never)
  const foreign = { key: null, value: Buffer.from('not avro'), headers: { 'request-id': 'f'.repeat(32) } }
  await broker.publish(particlesAnswered.name, [foreign, { key: null, value: null }])
  await answer(requestId(), part(0, { isLast: true }))
  expect(await bytesOf(await asking)).toEqual([0])
})

test('an identical request in flight is computed once; a later one anew, under another id', async () => {
  const { asker, asked, answer, requestId } = await open()
  const first = asker.ask(request, never)
  const second = asker.ask({ ...request, parameters: ['temp', 'temp'] }, never)
  const other = asker.ask({ ...request, limit: 5 }, never)
  expect(asked()).toHaveLength(2)
  await answer(requestId(0), part(0))
  const third = asker.ask(request, never)
  expect(asked()).toHaveLength(2)
  await answer(requestId(0), part(1, { isLast: true }))
  await answer(requestId(1), part(0, { arrow: Uint8Array.of(9), isLast: true }))
  for (const asking of [first, second, third]) expect(await bytesOf(await asking)).toEqual([0, 1])
  expect(await bytesOf(await other)).toEqual([9])
  const later = asker.ask(request, never)
  expect(asked()).toHaveLength(3)
  expect(requestId(2)).not.toBe(requestId(0))
  await answer(requestId(2), part(0, { isLast: true }))
  await later
})

test('a part that is missing, a problem and bytes that do not decode end the answer', async () => {
  const { asker, answer, broker, requestId } = await open()
  const gap = asker.ask(request, never)
  await answer(requestId(0), part(1))
  await expect(gap).rejects.toMatchObject({ code: 'answer-incomplete', status: 503 })

  const refused = asker.ask(request, never)
  const problem = { code: 'unknown-parameter', detail: 'no salt; known are temp', field: 'parameters' }
  await answer(requestId(1), part(0, { problem }))
  await expect(refused).rejects.toMatchObject({
    code: 'unknown-parameter',
    status: 400,
    context: { field: 'parameters' },
  })

  const foreign = asker.ask(request, never)
  await answer(requestId(2), part(0, { problem: { code: 'chunk-lost', detail: 'bin 3', field: null } }))
  await expect(foreign).rejects.toMatchObject({ code: 'answer-failed', detail: 'chunk-lost: bin 3' })

  const garbled = asker.ask(request, never)
  const headers = { 'request-id': requestId(3) }
  await broker.publish(particlesAnswered.name, [{ key: null, value: Buffer.from([1, 2, 3]), headers }])
  await expect(garbled).rejects.toMatchObject({ code: 'answer-invalid', status: 502 })
})

test('no first part, or no next part, in time is a timeout', async () => {
  const { asker, answer, requestId, metrics } = await open({ firstPartMs: 30, betweenPartsMs: 30 })
  await expect(asker.ask(request, never)).rejects.toMatchObject({ code: 'answer-timeout', status: 408 })
  const asking = asker.ask(request, never)
  await answer(requestId(1), part(0))
  await expect(bytesOf(await asking)).rejects.toMatchObject({
    code: 'answer-timeout',
    detail: expect.stringMatching('part 1'),
  })
  await answer(requestId(0), part(0, { isLast: true }))
  expect((await metrics.lateParts.get()).values[0]?.value).toBe(1)
})

test('claims are fetched as the client reads, at most one ahead', async () => {
  const { asker, answer, requestId, held, reads } = await open()
  const claim = (key: string) => ({ bucket: 'answers', key, size: 1, sha256: '' })
  const none = { arrow: new Uint8Array() }
  for (const n of [0, 1, 2, 3]) held.set(`p${n}`, Uint8Array.of(n))
  const asking = asker.ask(request, never)
  for (const n of [0, 1, 2, 3]) await answer(requestId(), part(n, { ...none, claim: claim(`p${n}`), isLast: n === 3 }))
  const iterator = (await asking)[Symbol.asyncIterator]()
  expect(reads.length).toBeLessThanOrEqual(2)
  await iterator.next()
  expect(reads.length).toBeLessThanOrEqual(2)
  await iterator.next()
  expect(reads).toEqual(['p0', 'p1', 'p2'])
  await iterator.next()
  expect((await iterator.next()).value.arrow).toEqual(Uint8Array.of(3))
  expect((await iterator.next()).done).toBe(true)
})

test('what a slow reader has not read is laid aside in the object store', async () => {
  const { asker, answer, requestId, held } = await open({ maxHeldBytes: 10 })
  const asking = asker.ask(request, never)
  const eight = (n: number) => part(n, { arrow: new Uint8Array(8).fill(n), isLast: n === 2 })
  await answer(requestId(), eight(0), eight(1), eight(2))
  expect(held.size).toBe(2)
  expect(await bytesOf(await asking)).toEqual([0, 1, 2].flatMap((n) => Array.from({ length: 8 }, () => n)))
})

test('a client that hangs up frees its answer: waiting, reading, or before its first byte', async () => {
  const { asker, answer, requestId, metrics } = await open()
  const pending = async () => (await metrics.pendingAnswers.get()).values[0]?.value
  const waiting = new AbortController()
  const unanswered = asker.ask(request, waiting.signal)
  expect(await pending()).toBe(1)
  waiting.abort()
  await expect(unanswered).rejects.toThrow('aborted')
  expect(await pending()).toBe(0)

  const unread = new AbortController()
  const asking = asker.ask(request, unread.signal)
  await answer(requestId(1), part(0), part(1, { isLast: true }))
  await asking
  expect(await pending()).toBe(1)
  unread.abort()
  await new Promise(setImmediate)
  expect(await pending()).toBe(0)
})

test('one of two clients may hang up; the other is served', async () => {
  const { asker, answer, requestId } = await open()
  const first = new AbortController()
  const gone = asker.ask(request, first.signal)
  const stays = asker.ask(request, never)
  first.abort()
  await expect(gone).rejects.toThrow('aborted')
  await answer(requestId(), part(0, { isLast: true }))
  expect(await bytesOf(await stays)).toEqual([0])
})

test('too many in flight are refused with a time to come again', async () => {
  const { asker } = await open({ maxPending: 1, firstPartMs: 50 })
  const first = asker.ask(request, never)
  const second = asker.ask({ ...request, limit: 1 }, never)
  await expect(second).rejects.toMatchObject({ code: 'too-many-pending', context: { retryAfterSeconds: 2 } })
  await expect(first).rejects.toMatchObject({ code: 'answer-timeout' })
  await expect(asker.ask(request, never)).rejects.toMatchObject({ code: 'answer-timeout' })
})

test('a broker that is away refuses the request', async () => {
  const { asker, broker } = await open()
  broker.publishFailure = new Unavailable('kafka', 'no broker answers')
  await expect(asker.ask(request, never)).rejects.toMatchObject({
    code: 'service-unavailable',
    detail: 'no broker answers',
  })
})

test('a broken subscription fails what is pending, says so, and is replaced', async () => {
  const { asker, broker, answer, requestId } = await open()
  const lost = asker.ask(request, never)
  broker.breakSubscriptions(new Error('session lost'))
  await expect(lost).rejects.toMatchObject({
    code: 'service-unavailable',
    detail: expect.stringMatching('session lost'),
  })
  expect(asker.health()).toEqual({ ready: false, reason: 'session lost' })
  await expect(asker.ask(request, never)).rejects.toMatchObject({ code: 'service-unavailable' })
  while (!asker.health().ready) await new Promise((resolve) => setTimeout(resolve, 20))
  expect(new Set(broker.groups).size).toBe(2)
  const asking = asker.ask(request, never)
  await answer(requestId(1), part(0, { isLast: true }))
  expect(await bytesOf(await asking)).toEqual([0])
})

test('closing fails what is pending and deletes the group', async () => {
  const { asker, broker } = await open()
  const asking = asker.ask(request, never)
  const refused = expect(asking).rejects.toMatchObject({ code: 'stopping' })
  await asker.close()
  await refused
  expect(broker.deletedGroups).toEqual(broker.groups)
  await expect(asker.ask(request, never)).rejects.toMatchObject({ code: 'stopping' })
})
