import { randomBytes } from 'node:crypto'
import type { KeptPositions, ReplayPosition } from '../../../connectors/archives/replay-position.ts'
import { runReplay } from '../../../connectors/archives/run-replay.ts'
import { createMemoryRegistry } from '../../../connectors/memory/registry.ts'
import { segmentKey } from '../../../schemas/archives/segments.ts'
import { Unavailable } from '../../../schemas/failures.ts'
import { archives } from '../../../schemas/objects.ts'
import type { Broker, OutgoingRecord } from '../../../topics/broker.ts'
import { planReplay, replayRequest } from '../../../topics/replay-plan.ts'
import { randomFrom } from '../../support/rounds.ts'
import { until } from '../../support/until.ts'
import { createArchiving, utf8 } from './archiving.ts'

const day = 86_400_000
const old = Date.UTC(2024, 2, 1)
const text = (bytes: Uint8Array | null | undefined) => (bytes == null ? null : Buffer.from(bytes).toString())

async function archived(records: readonly OutgoingRecord[], partitions = 1) {
  const one = createArchiving('stream.trial', partitions)
  await one.create()
  await one.publish(records)
  const archiver = await one.archive({ flushMs: 20 })
  await until('all is stored', async () =>
    (await one.broker.admin.lag('archive.stream.trial', [one.topic])).every(({ lag }) => lag === 0n),
  )
  await archiver.stop()
  return one
}
type Archived = Awaited<ReturnType<typeof archived>>

function keptInMemory(): KeptPositions {
  const kept = new Map<string, string>()
  const maps = ['positions', 'ends', 'until'] as const
  return {
    async load(replay) {
      const text = kept.get(replay)
      if (text === undefined) return null
      const row = JSON.parse(text)
      for (const name of maps) row[name] = new Map(row[name])
      row.ends = new Map([...row.ends].map(([partition, offset]: [number, string]) => [partition, BigInt(offset)]))
      return row as ReplayPosition
    },
    async save(replay, position) {
      const plain = { ...position, positions: [...position.positions], until: [...position.until] }
      kept.set(replay, JSON.stringify({ ...plain, ends: [...position.ends].map(([p, offset]) => [p, String(offset)]) }))
    },
  }
}

const control = { signal: new AbortController().signal, check: async () => {}, onKept: async () => {}, keepMs: 0 }
const wishOf = (one: Archived, more: object = {}) => ({
  topic: one.topic,
  topicId: null,
  onto: one.topic,
  from: null,
  to: null,
  keepsTimestamps: null,
  ...more,
})

async function replay(
  one: Archived,
  more: { onto?: string; from?: number; to?: number; rate?: number } = {},
  ports: object = {},
) {
  const wish = wishOf(one, more)
  const plan = await planReplay(one, wish, Date.now())
  if ('field' in plan) throw new Error(plan.reason)
  const request = replayRequest(plan, wish, { replay: 'r1', rate: more.rate ?? null, now: Date.now() })
  return runReplay(request, { ...one, kept: keptInMemory(), ...ports }, control)
}

async function onTopic(broker: Broker, topic: string) {
  const found = []
  for await (const record of broker.read({ topic })) found.push(record)
  return found
}

test('key, value, headers and event time are kept; origin and replay are marked', async () => {
  const one = await archived([
    {
      ...{ key: utf8('k'), value: utf8('v'), timestamp: old },
      ...{ headers: { a: Uint8Array.of(0, 255) }, earlierHeaders: { a: [Uint8Array.of(1), Uint8Array.of(2, 3)] } },
    },
    { key: utf8('k'), value: null, timestamp: old + 1 },
  ])
  const before = Date.now()
  expect(await replay(one)).toBe(2)
  const [, , first, second] = await onTopic(one.broker, one.topic)
  expect([text(first?.key), text(first?.value), second?.value]).toEqual(['k', 'v', null])
  expect([...(first?.headers.a ?? [])]).toEqual([0, 255])
  expect(first?.earlierHeaders?.a?.map((bytes) => [...bytes])).toEqual([[1], [2, 3]])
  expect(Object.keys(first?.earlierHeaders ?? {})).toEqual(['a'])
  const marks = (headers: Readonly<Record<string, Uint8Array>> = {}) =>
    ['tideline-replay', 'tideline-origin', 'tideline-event-time'].map((name) => text(headers[name]))
  expect(marks(first?.headers)).toEqual(['r1', 'stream.trial/0/0', String(old)])
  expect(marks(second?.headers)).toEqual(['r1', 'stream.trial/0/1', String(old + 1)])
  // Their own timestamps would have them deleted at once.
  expect(first?.timestamp).toBeGreaterThanOrEqual(before)
})

test('a message that fills its topic is replayed where there is room for the marks, else named with what to do', async () => {
  const one = await archived([{ key: utf8('k'), value: new Uint8Array(1_048_575), timestamp: old }])
  const marked = (room: number) => ({ 'max.message.bytes': String(1_048_576 + room) })
  await one.broker.admin.ensureTopics([{ name: 'onto', partitions: 1, config: marked(0) }])
  await expect(replay(one, { onto: 'onto' })).rejects.toThrow(
    /^stream.trial\/0\/0, 10486\d\d bytes .* more than onto takes: raise its max.message.bytes by 1024,/,
  )
  await one.broker.admin.ensureTopics([{ name: 'onto', partitions: 1, config: marked(1_024) }])
  expect(await replay(one, { onto: 'onto' })).toBe(1)
  expect((await onTopic(one.broker, 'onto'))[0]?.value).toHaveLength(1_048_575)
})

test.each([
  ['a topic that keeps for 7 days', {}, false],
  ['a compacted topic', { 'cleanup.policy': 'compact' }, true],
  ['a topic that keeps for ever', { 'retention.ms': '-1' }, true],
  ['compacted and deleted', { 'cleanup.policy': 'compact,delete', 'retention.ms': String(day) }, false],
  ['the time of the broker', { 'retention.ms': '-1', 'message.timestamp.type': 'LogAppendTime' }, false],
])('timestamps on %s', async (_, config, keeps) => {
  const one = await archived([{ key: utf8('k'), value: utf8('v'), timestamp: old }])
  await one.broker.admin.ensureTopics([{ name: 'onto', partitions: 1, config }])
  expect(await planReplay(one, wishOf(one, { onto: 'onto' }), Date.now())).toMatchObject({ keepsTimestamps: keeps })
  await replay(one, { onto: 'onto' })
  const [there] = await onTopic(one.broker, 'onto')
  expect(there?.timestamp === old).toBe(keeps)
})

test('what can not be is refused with the field and the reason', async () => {
  const one = await archived([{ key: null, value: utf8('v'), timestamp: old }])
  const refusal = (more: object) => planReplay(one, wishOf(one, more), Date.now())
  expect(await refusal({ topic: 'stream.other' })).toMatchObject({ field: 'topic' })
  expect(await refusal({ onto: 'nowhere' })).toMatchObject({ field: 'onto' })
  expect(await refusal({ from: 5, to: 5 })).toMatchObject({ field: 'to' })
  expect(await refusal({ topicId: 'x' })).toMatchObject({ field: 'topicId' })
  expect(await refusal({ keepsTimestamps: true })).toMatchObject({ field: 'keepsTimestamps' })
})

test('a range of time: from ≤ timestamp < to', async () => {
  const one = await archived([0, 1, 2, 3, 4].map((n) => ({ key: null, value: utf8(`v${n}`), timestamp: old + n })))
  await one.broker.admin.ensureTopics([{ name: 'onto', partitions: 1, config: {} }])
  expect(await replay(one, { onto: 'onto', from: old + 1, to: old + 4 })).toBe(3)
  expect((await onTopic(one.broker, 'onto')).map(({ value }) => text(value))).toEqual(['v1', 'v2', 'v3'])
})

test('messages of a key stay in order, also where the target has other partitions', async () => {
  const records = Array.from({ length: 400 }, (_, n) => ({
    key: utf8(`k${n % 11}`),
    value: utf8(`${n}`),
    timestamp: old + n,
  }))
  const one = await archived(records, 4)
  for (const [onto, partitions] of [
    ['same', 4],
    ['fewer', 3],
  ] as const) {
    await one.broker.admin.ensureTopics([{ name: onto, partitions, config: {} }])
    await replay(one, { onto })
    const found = await onTopic(one.broker, onto)
    expect(found).toHaveLength(400)
    const byKey = new Map<string, number[]>()
    for (const { key, value } of found) {
      const own = byKey.get(text(key) ?? '') ?? []
      byKey.set(text(key) ?? '', [...own, Number(text(value))])
    }
    for (const values of byKey.values()) expect(values).toEqual(values.toSorted((a, b) => a - b))
    if (onto !== 'same') continue
    for (const { partition, headers } of found) expect(text(headers['tideline-origin'])).toContain(`/${partition}/`)
  }
})

test('after a crash it goes on and repeats nothing, wherever it was, also where only some of a piece got through', async () => {
  const records = Array.from({ length: 5_000 }, (_, n) => ({
    key: utf8(`k${n}`),
    value: utf8(`${n}`),
    timestamp: old + n,
  }))
  const one = await archived(records, 4)
  for (let round = 0; round < 10; round += 1) {
    const random = randomFrom(round)
    const onto = `onto-${round}`
    await one.broker.admin.ensureTopics([{ name: onto, partitions: 3, config: {} }])
    const kept = keptInMemory()
    let crashes = 6
    const broker: Broker = {
      ...one.broker,
      async publish(topic, all) {
        if (crashes === 0 || random() > 0.4) return one.broker.publish(topic, all)
        crashes -= 1
        // Any of them: the request went to several brokers.
        await one.broker.publish(
          topic,
          all.filter(() => random() < 0.5),
        )
        throw new Unavailable('kafka', 'gone')
      },
    }
    const wish = wishOf(one, { onto })
    const plan = await planReplay(one, wish, Date.now())
    if ('field' in plan) throw new Error(plan.reason)
    const request = replayRequest(plan, wish, { replay: 'r1', rate: null, now: Date.now() })
    const keepMs = round % 2 === 0 ? 0 : 1_000_000
    let messages: number | null = null
    while (messages === null)
      messages = await runReplay(request, { ...one, broker, kept }, { ...control, keepMs }).catch(() => null)
    expect(messages).toBe(5_000)
    const origins = (await onTopic(one.broker, onto)).map(({ headers }) => text(headers['tideline-origin']))
    expect(origins).toHaveLength(5_000)
    expect(new Set(origins).size).toBe(5_000)
  }
})

test('what comes to the archive while it is replayed onto its own topic is not replayed', async () => {
  const one = await archived([{ key: null, value: utf8('v'), timestamp: old }])
  const kept = keptInMemory()
  await replay(one, {}, { kept })
  await one.publish([{ key: null, value: utf8('live') }])
  const archiver = await one.archive({ flushMs: 20 })
  await until('live is archived', async () => (await one.committed())[0] === 3n)
  await archiver.stop()
  expect(await replay(one, {}, { kept })).toBe(1)
  expect(await onTopic(one.broker, one.topic)).toHaveLength(3)
})

test('into an empty registry: schemas are registered, and values name the ids that they have there', async () => {
  const one = createArchiving()
  await one.create()
  const ids = []
  for (const name of ['filler', 'A', 'B']) {
    ids.push(await one.registry.register('x', `{"type":"record","name":"${name}","fields":[]}`))
  }
  const [, a, b] = ids as [number, number, number]
  const wire = (id: number, rest: number) => Uint8Array.of(0, 0, 0, 0, id, rest)
  const plain = randomBytes(40).fill(1, 0, 1)
  await one.publish([wire(a, 1), wire(b, 2), plain].map((value) => ({ key: null, value })))
  const archiver = await one.archive({ flushMs: 20 })
  await until('stored', async () => (await one.committed())[0] === 3n)
  await archiver.stop()
  await one.broker.admin.ensureTopics([{ name: 'onto', partitions: 1, config: {} }])
  const empty = createMemoryRegistry()
  await replay(one, { onto: 'onto' }, { registry: empty })
  const values = (await onTopic(one.broker, 'onto')).map(({ value }) => [...(value ?? [])])
  expect(values).toEqual([[0, 0, 0, 0, 1, 1], [0, 0, 0, 0, 2, 2], [...plain]])
  expect(JSON.parse(await empty.schemaById(2))).toMatchObject({ name: 'B' })
})

test('a segment that is not what was written is not replayed', async () => {
  const one = await archived([{ key: null, value: utf8('v'), timestamp: old }])
  const [place] = await one.segments()
  const bytes = await one.bytesOf(place!)
  bytes[bytes.length - 20]! ^= 1
  await one.objects.put(archives, segmentKey(place!), bytes)
  await expect(replay(one)).rejects.toThrow(/SHA-256/i)
  expect(await onTopic(one.broker, one.topic)).toHaveLength(1)
})

test('where a segment is lost, nothing is replayed that it may belong to', async () => {
  const records = Array.from({ length: 250 }, (_, n) => ({ key: null, value: utf8(`v${n}`), timestamp: old + n }))
  const one = await archived(records)
  const wish = wishOf(one)
  const plan = await planReplay(one, wish, Date.now())
  if ('field' in plan) throw new Error(plan.reason)
  const [, second] = await one.segments()
  await one.objects.remove(archives, [segmentKey(second!)])
  const loss = 'the archive has lost its segment of the offsets 100-199 of partition 0'
  expect(await planReplay(one, wish, Date.now())).toEqual({ field: 'topic', reason: loss })
  // It may get lost after the replay was asked for.
  const request = replayRequest(plan, wish, { replay: 'r1', rate: null, now: Date.now() })
  await expect(runReplay(request, { ...one, kept: keptInMemory() }, control)).rejects.toThrow(loss)
  expect(await onTopic(one.broker, one.topic)).toHaveLength(250)
  expect(await replay(one, { to: old + 100 })).toBe(100)
})
