/** A message that an operation published again after a kill is seen once. */
import { createMemoryBroker } from '../../connectors/memory/broker.ts'
import { eventTimeHeader, originHeader, replayHeader } from '../../schemas/archives/format.ts'
import { messageIdHeader } from '../../schemas/streams/message-headers.ts'
import type { IncomingRecord } from '../../topics/broker.ts'
import { Duplicates, type DuplicatesOptions } from '../../topics/duplicates.ts'

/** A letter is a message's id and value; '-' has no id, '' an empty one. */
async function topicOf(ids: readonly string[], partitions = 1) {
  const broker = createMemoryBroker()
  await broker.admin.ensureTopics([{ name: 't', partitions, config: {} }])
  const records = ids.map((id, at) => ({
    ...{ key: null, value: Buffer.from(id), partition: at % partitions },
    headers: id === '-' ? {} : { [messageIdHeader]: id },
  }))
  await broker.publish('t', records)
  const found: IncomingRecord[] = []
  for await (const record of broker.read({ topic: 't' })) found.push(record)
  const kept = async (from: number, options?: DuplicatesOptions, duplicates = new Duplicates(broker, options)) =>
    (await duplicates.without(found.slice(from))).map(({ value }) => Buffer.from(value ?? []).toString())
  return { broker, kept, found }
}

test.each<[string, readonly string[], number, DuplicatesOptions, readonly string[]]>([
  ['what comes again is dropped, near and far', ['a', 'a', 'b', 'c', 'b'], 0, {}, ['a', 'b', 'c']],
  ['messages without an id, or with an empty one, are all kept', ['-', '-', '', ''], 0, {}, ['-', '-', '', '']],
  ['who begins in the middle knows what came before', ['a', 'b', 'a', 'c'], 2, {}, ['c']],
  ['or does not look', ['a', 'b', 'a', 'c'], 2, { looksBack: false }, ['a', 'c']],
  ['so many ids are remembered', ['a', 'b', 'c', 'a', 'c'], 0, { most: 2 }, ['a', 'b', 'c', 'a']],
])('%s', async (_what, ids, from, options, expected) => {
  expect(await (await topicOf(ids)).kept(from, options)).toEqual(expected)
})

test('a record that is delivered again is no duplicate of itself; partitions are apart', async () => {
  const { broker, kept } = await topicOf(['a', 'a', 'b', 'a'], 2)
  const duplicates = new Duplicates(broker)
  // a b | a a
  for (const _ of [1, 2]) expect(await kept(0, {}, duplicates)).toEqual(['a', 'b', 'a'])
})

const topic = 'stream.s'
type Headers = Record<string, string>
const replay = (id: string, origin: string, more: Headers = {}): Headers => ({
  [replayHeader]: id,
  [originHeader]: origin,
  [eventTimeHeader]: '1',
  ...more,
})
const named = (id: string): Headers => ({ [messageIdHeader]: id })

async function published(messages: readonly Headers[]) {
  const broker = createMemoryBroker()
  await broker.admin.ensureTopics([{ name: topic, partitions: 1, config: {} }])
  await broker.publish(
    topic,
    messages.map((headers) => ({ key: null, value: Buffer.from('x'), headers })),
  )
  const records: IncomingRecord[] = []
  for await (const record of broker.read({ topic })) records.push(record)
  return { broker, records }
}

test.each<[string, Headers[], number[]]>([
  [
    'a replay brings its messages again, each once',
    [named('a'), replay('r1', 's/0/0', named('a')), replay('r1', 's/0/0', named('a'))],
    [0, 1],
  ],
  [
    'another replay brings them once more',
    [replay('r1', 's/0/0', named('a')), replay('r2', 's/0/0', named('a'))],
    [0, 1],
  ],
  [
    'what a replay repeats of messages without ids is known by where it was archived',
    [replay('r1', 's/0/0'), replay('r1', 's/0/1'), replay('r1', 's/0/0'), replay('r2', 's/0/0')],
    [0, 1, 3],
  ],
])('%s', async (_, messages, kept) => {
  const { broker, records } = await published(messages)
  expect((await new Duplicates(broker).without(records)).map(({ offset }) => Number(offset))).toEqual(kept)
})

/** Offset 0 to 4,999 have ids of their own, but 4,100 has that of 4,000. */
const long = Array.from({ length: 5_000 }, (_, n) => named(`m${n === 4_100 ? 4_000 : n}`))

test('one who reads from the beginning takes nothing from the memory of one who reads at the end', async () => {
  const { broker, records } = await published(long)
  const duplicates = new Duplicates(broker, { most: 200 })
  for (const record of records.slice(3_990, 4_050)) expect(await duplicates.isOne(record)).toBe(false)
  for (const record of records.slice(0, 500)) expect(await duplicates.isOne(record)).toBe(false)
  for (const record of records.slice(4_050, 4_100)) expect(await duplicates.isOne(record)).toBe(false)
  expect(await duplicates.isOne(records[4_100]!)).toBe(true)
})

test('one who begins in the middle looks back, though others read elsewhere', async () => {
  const { broker, records } = await published(long)
  const duplicates = new Duplicates(broker, { most: 200 })
  expect(await duplicates.isOne(records[0]!)).toBe(false)
  expect(await duplicates.isOne(records[4_100]!)).toBe(true)
  expect(await duplicates.isOne(records[4_100]!)).toBe(true)
  expect(await duplicates.isOne(records[4_000]!)).toBe(false)
})
