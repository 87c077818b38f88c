/** A message that an operation published again after a kill is seen once. */
import { createMemoryBroker } from '../../connectors/memory/broker.ts'
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
