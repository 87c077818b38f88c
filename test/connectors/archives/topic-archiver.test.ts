import { openContainer } from '../../../connectors/archives/container.ts'
import { until } from '../../support/until.ts'
import { createArchiving, utf8 } from './archiving.ts'

const numbered = (from: number, to: number) =>
  Array.from({ length: to - from }, (_, i) => ({
    key: utf8(`k${(from + i) % 7}`),
    value: utf8(`v${from + i}`),
    timestamp: 1_700_000_000_000 + from + i,
  }))

const ranges = (segments: readonly { from: number; next: number }[]) => segments.map(({ from, next }) => [from, next])

test('a message lies in the archive as it was on the topic', async () => {
  const one = createArchiving()
  await one.create()
  await one.publish([
    {
      key: utf8('k'),
      value: utf8('v'),
      headers: { a: 'text', b: Uint8Array.of(0, 255), __proto__x: '' },
      timestamp: 0,
    },
    { key: null, value: null, timestamp: 1_700_000_000_123 },
    { key: new Uint8Array(0), value: new Uint8Array(300_000).fill(7), timestamp: 5 },
  ])
  const archiver = await one.archive({ flushMs: 20 })
  await until('stored', async () => (await one.committed())[0] === 3n)
  await archiver.stop()
  const plain = (await one.messages()).map(({ key, value, headers, ...rest }) => ({
    ...rest,
    key: key === null ? null : [...key],
    bytes: value?.length ?? null,
    headers: Object.entries(headers).map(([name, bytes]) => [name, [...bytes]]),
  }))
  expect(plain).toEqual([
    {
      partition: 0,
      offset: 0n,
      timestamp: 0,
      key: [107],
      bytes: 1,
      headers: [
        ['a', [116, 101, 120, 116]],
        ['b', [0, 255]],
        ['__proto__x', []],
      ],
    },
    { partition: 0, offset: 1n, timestamp: 1_700_000_000_123, key: null, bytes: null, headers: [] },
    { partition: 0, offset: 2n, timestamp: 5, key: [], bytes: 300_000, headers: [] },
  ])
})

test('segments end at multiples of offsets, and making them again gives the same objects, byte by byte', async () => {
  const one = createArchiving()
  await one.create()
  await one.publish(numbered(0, 250))
  const first = await one.archive()
  await until('two segments', async () => (await one.segments()).length === 2)
  await first.stop()
  const before = await one.segments()
  expect(ranges(before)).toEqual([
    [0, 100],
    [100, 200],
    [200, 250],
  ])
  const bytes = await Promise.all(before.map((place) => one.bytesOf(place)))
  // As if no offset had been committed before it was killed.
  one.cluster.groups.clear()
  const second = await one.archive()
  await until('all again', async () => (await one.committed())[0] === 200n)
  await second.stop()
  expect(ranges(await one.segments())).toEqual([
    [0, 100],
    [100, 200],
    [200, 250],
  ])
  expect(await Promise.all(before.map((place) => one.bytesOf(place)))).toEqual(bytes)
})

test('segments end also by their size, always at the same message', async () => {
  const one = createArchiving()
  await one.create()
  await one.publish(Array.from({ length: 12 }, () => ({ key: null, value: new Uint8Array(300_000) })))
  const archiver = await one.archive()
  await until('cut', async () => (await one.committed())[0] === 12n)
  await archiver.stop()
  // 300 000 bytes and their frame: the fourth message exceeds a million.
  expect(ranges(await one.segments())).toEqual([
    [0, 4],
    [4, 8],
    [8, 12],
  ])
})

test('a slow topic is stored in time; what was stored early grows until it is worth a segment of its own', async () => {
  const one = createArchiving()
  await one.create()
  const archiver = await one.archive({ flushMs: 20 })
  await one.publish(numbered(0, 3))
  await until('the first', async () => (await one.committed())[0] === 3n)
  expect(ranges(await one.segments())).toEqual([[0, 3]])
  await one.publish(numbered(3, 5))
  await until('grown', async () => ranges(await one.segments()).join() === '0,5')
  await one.publish([{ key: null, value: new Uint8Array(2_000) }])
  await until('closed', async () => (await one.committed())[0] === 6n)
  await one.publish(numbered(6, 7))
  await until('the next', async () => (await one.committed())[0] === 7n)
  expect(ranges(await one.segments())).toEqual([
    [0, 6],
    [6, 7],
  ])
  await archiver.stop()
  expect((await one.messages()).map(({ offset }) => Number(offset))).toEqual([0, 1, 2, 3, 4, 5, 6])
})

test('a topic that is made anew has segments of its own', async () => {
  const one = createArchiving()
  for (const word of ['old', 'new']) {
    await one.create()
    await one.publish([{ key: null, value: utf8(word) }])
    const archiver = await one.archive({ flushMs: 20 })
    await until('stored', async () => (await one.committed())[0] === 1n)
    await archiver.stop()
    await one.broker.admin.deleteTopics([one.topic])
    one.cluster.groups.clear()
  }
  const segments = await one.segments()
  expect(ranges(segments)).toEqual([
    [0, 1],
    [0, 1],
  ])
  expect(new Set(segments.map(({ topicId }) => topicId)).size).toBe(2)
})

test('replayed messages are left out, unless they are asked for; the range has no hole for them', async () => {
  for (const includeReplayed of [false, true]) {
    const one = createArchiving()
    await one.create()
    const [a, b, c] = numbered(0, 3)
    await one.publish([a!, { ...b!, headers: { 'tideline-replay': 'r1' } }, c!])
    const archiver = await one.archive({ flushMs: 20 }, includeReplayed)
    await until('stored', async () => (await one.committed())[0] === 3n)
    await archiver.stop()
    expect(ranges(await one.segments())).toEqual([[0, 3]])
    expect((await one.messages()).map(({ offset }) => Number(offset))).toEqual(includeReplayed ? [0, 1, 2] : [0, 2])
  }
})

test('two archivers share the partitions; each message is archived once', async () => {
  const one = createArchiving('stream.trial', 4)
  await one.create()
  const both = [await one.archive({ flushMs: 20 }), await one.archive({ flushMs: 20 })]
  await one.publish(numbered(0, 1_000))
  const all = async () =>
    (await one.broker.admin.lag('archive.stream.trial', [one.topic])).every(({ lag }) => lag === 0n)
  await until('all is stored', all)
  await both[0]!.stop()
  await one.publish(numbered(1_000, 2_000))
  await until('the rest is stored', all)
  await both[1]!.stop()
  const values: string[] = []
  for (let partition = 0; partition < 4; partition += 1) {
    for (const { value } of await one.messages(partition)) values.push(Buffer.from(value!).toString())
  }
  expect(values.toSorted()).toEqual(
    numbered(0, 2_000)
      .map(({ value }) => Buffer.from(value).toString())
      .toSorted(),
  )
})

test('the schemas that values name travel with them', async () => {
  const one = createArchiving()
  await one.create()
  const id = await one.registry.register('x-value', '{"type":"string"}')
  const wire = (schema: number) => Uint8Array.of(0, 0, 0, 0, schema, 2, 65)
  await one.publish([wire(id), wire(200), utf8('plain')].map((value) => ({ key: null, value })))
  const archiver = await one.archive({ flushMs: 20 })
  await until('stored', async () => (await one.committed())[0] === 3n)
  await archiver.stop()
  const [place] = await one.segments()
  expect(openContainer(await one.bytesOf(place!)).head.schemas).toEqual({ [id]: '{"type":"string"}' })
})
