import { createMemoryBroker } from '../../../connectors/memory/broker.ts'
import { createMemoryObjects } from '../../../connectors/memory/objects.ts'
import { createMemoryRegistry } from '../../../connectors/memory/registry.ts'
import { createMemoryTables } from '../../../connectors/memory/tables.ts'
import { type Change, changesTo, readTold, type Told } from '../../../deploy/definitions/changes.ts'
import { publishChanges, untilStored } from '../../../deploy/definitions/publish.ts'
import { topicPlan } from '../../../deploy/provision.ts'
import { storeDefinitions } from '../../../processors/products/store-definitions.ts'
import { startProcessor } from '../../../processors/runner.ts'
import { createCodec } from '../../../schemas/avro/codec.ts'
import { resolvedStreams } from '../../../schemas/catalogue-tables.ts'
import { readDefinitionFile } from '../../../schemas/definitions/definition-file.ts'
import { silentLog } from '../../../schemas/log.ts'
import { topics } from '../../../topics/index.ts'
import { createPublisher } from '../../../topics/publisher.ts'
import { subjectOf } from '../../../topics/topic.ts'

const ofFile = (units: string) =>
  readDefinitionFile(
    JSON.stringify({
      parameters: [
        { id: 'a.x', name: 'x', units },
        { id: 'a.y', name: 'y' },
      ],
      streams: [{ name: 'a', parameters: ['a.x', 'a.y'] }],
    }),
  )
const by = (changedBy: string, now: number) => ({ changedBy, now })
const idsOf = (changes: readonly Change[]) => changes.map(({ event }) => event.id)
const after = (told: Told, changes: readonly Change[]): Told =>
  new Map([...told, ...changes.map(({ event }) => [`${event.kind}/${event.id}`, event] as const)])

test('only what differs is published, streams last', () => {
  const first = changesTo(ofFile('m'), new Map(), by('me', 10))
  expect(idsOf(first)).toEqual(['a.x', 'a.y', 'a'])
  const told = after(new Map(), first)
  expect(changesTo(ofFile('m'), told, by('me', 20))).toEqual([])
  // A clock that runs behind must not make the change one of the past.
  expect(changesTo(ofFile('km'), told, by('me', 5)).map(({ event }) => [event.id, event.changedAt])).toEqual([
    ['a.x', 11],
  ])
  const removed = new Map([...told].map(([key, event]) => [key, { ...event, isRemoved: true }] as const))
  expect(changesTo(ofFile('m'), removed, by('me', 20))).toHaveLength(3)
})

test('what somebody else changed last is left alone, when asked', () => {
  const shipped = { changedBy: 'tideline', now: 20, leaveOthers: true }
  const told = after(new Map(), changesTo(ofFile('m'), new Map(), by('tideline', 10)))
  expect(idsOf(changesTo(ofFile('km'), told, shipped))).toEqual(['a.x'])
  const changed = after(told, changesTo(ofFile('cm'), told, by('operator', 15)))
  expect(idsOf(changesTo(ofFile('km'), changed, shipped))).toEqual([])
})

test('what was published is read again from the topic, and stored when the processor has worked it off', async () => {
  const broker = createMemoryBroker()
  const registry = createMemoryRegistry()
  const codec = createCodec(registry)
  const tables = createMemoryTables()
  await broker.admin.ensureTopics(topics.map(topicPlan))
  for (const topic of topics) await registry.register(subjectOf(topic.name), topic.schema.json)
  const ports = { broker, codec, tables, objects: createMemoryObjects(), log: silentLog, subject: subjectOf }
  const publish = (changes: readonly Change[]) => publishChanges(createPublisher(ports), changes)
  const first = changesTo(ofFile('m'), await readTold(broker, codec), by('me', 10))
  await publish(first)
  await publish(changesTo(ofFile('km'), await readTold(broker, codec), by('me', 20)))
  expect(changesTo(ofFile('km'), await readTold(broker, codec), by('me', 30))).toEqual([])
  // An old event told again does not count.
  await publish(first)
  expect(changesTo(ofFile('km'), await readTold(broker, codec), by('me', 30))).toEqual([])

  expect(await untilStored(broker, 0)).toBe(false)
  const processor = await startProcessor(storeDefinitions, ports)
  expect(await untilStored(broker, 20_000)).toBe(true)
  await processor.stop()
  const row = await tables.view(resolvedStreams).get({ stream: 'a' })
  expect(JSON.parse(row?.body ?? '{}').parameters[0].units).toBe('km')
})

test.each<[string, RegExp]>([
  ['{', /it is no JSON/],
  ['[]', /no JSON object/],
  ['{"parameter":[]}', /parameter is none of parameters, functions, streams/],
  ['{"streams":{}}', /streams is no list/],
  ['{"parameters":[{"id":"x"}],"streams":[{"name":"A"}]}', /parameters\[0\]: .*name.*; streams\[0\]: /],
])('a file %s is refused', (text, reason) => {
  expect(() => readDefinitionFile(text)).toThrow(reason)
})
