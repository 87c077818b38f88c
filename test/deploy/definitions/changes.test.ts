import { createMemoryBroker } from '../../../connectors/memory/broker.ts'
import { createMemoryObjects } from '../../../connectors/memory/objects.ts'
import { createMemoryRegistry } from '../../../connectors/memory/registry.ts'
import { changesTo } from '../../../deploy/definitions/changes.ts'
import { notStored, publishChanges, untilWorkedOff } from '../../../deploy/definitions/publish.ts'
import { topicPlan } from '../../../deploy/provision.ts'
import { storeDefinitions } from '../../../processors/products/store-definitions.ts'
import { startProcessor } from '../../../processors/runner.ts'
import { createCodec } from '../../../schemas/avro/codec.ts'
import { readDefinitionFile } from '../../../schemas/definitions/definition-file.ts'
import { silentLog } from '../../../schemas/log.ts'
import { definitionsChanged } from '../../../topics/products.ts'
import { drive } from '../../support/drive.ts'

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
const idsOf = (changes: Awaited<ReturnType<typeof changesTo>>) => changes.map(({ event }) => event.id)

test('only what differs is published, streams last', async () => {
  const pipeline = drive(storeDefinitions)
  const first = await changesTo(ofFile('m'), pipeline.tables, by('me', 10))
  expect(idsOf(first)).toEqual(['a.x', 'a.y', 'a'])
  await pipeline.send(
    definitionsChanged,
    first.map(({ event }) => event),
  )
  expect(await changesTo(ofFile('m'), pipeline.tables, by('me', 20))).toEqual([])
  const second = await changesTo(ofFile('km'), pipeline.tables, by('me', 5))
  // A clock that runs behind must not make the change one of the past.
  expect(second.map(({ event }) => [event.id, event.changedAt])).toEqual([['a.x', 11]])
  expect(await changesTo(ofFile('km'), null, by('me', 5))).toHaveLength(3)
})

test('what somebody else changed last is left alone, when asked', async () => {
  const pipeline = drive(storeDefinitions)
  const send = async (units: string, changedBy: string) => {
    const changes = await changesTo(ofFile(units), pipeline.tables, by(changedBy, 10))
    await pipeline.send(
      definitionsChanged,
      changes.map(({ event }) => event),
    )
  }
  await send('m', 'tideline')
  const shipped = { changedBy: 'tideline', now: 20, leaveOthers: true }
  expect(idsOf(await changesTo(ofFile('km'), pipeline.tables, shipped))).toEqual(['a.x'])
  await send('cm', 'operator')
  expect(idsOf(await changesTo(ofFile('km'), pipeline.tables, shipped))).toEqual([])
})

test('publishing ends when the processor has stored it all; what it rejected is named', async () => {
  const broker = createMemoryBroker()
  const registry = createMemoryRegistry()
  const codec = createCodec(registry)
  const { topics } = await import('../../../topics/index.ts')
  const { createPublisher } = await import('../../../topics/publisher.ts')
  const { subjectOf } = await import('../../../topics/topic.ts')
  const { tables } = drive()
  await broker.admin.ensureTopics(topics.map(topicPlan))
  for (const topic of topics) await registry.register(subjectOf(topic.name), topic.schema.json)
  const ports = { broker, codec, tables, objects: createMemoryObjects(), log: silentLog, subject: subjectOf }
  const changes = await changesTo(ofFile('m'), tables, by('me', 10))
  const [bad, ...good] = changes
  const sent = [{ ...bad!, event: { ...bad!.event, body: '{' } }, ...good]
  await publishChanges(createPublisher(ports), sent)
  expect(await untilWorkedOff(broker, 0)).toBe(false)
  const processor = await startProcessor(storeDefinitions, ports)
  expect(await untilWorkedOff(broker, 20_000)).toBe(true)
  await processor.stop()
  expect(idsOf(await notStored(tables, sent))).toEqual(['a.x'])
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
