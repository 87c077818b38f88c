/** The gateway on the memory broker and stores, with a processor that always answers the same. */
import { openGateway } from '../../api/gateway.ts'
import { createServer, stopServer } from '../../api/server.ts'
import { createMemoryBroker } from '../../connectors/memory/broker.ts'
import { createMemoryObjects } from '../../connectors/memory/objects.ts'
import { createMemoryRegistry } from '../../connectors/memory/registry.ts'
import { createMemoryTables } from '../../connectors/memory/tables.ts'
import { createCodec } from '../../schemas/avro/codec.ts'
import { toArrow } from '../../schemas/columns/arrow.ts'
import { BatchBuilder } from '../../schemas/columns/builder.ts'
import type { ParticlesAnswered } from '../../schemas/generated/events.ts'
import { silentLog } from '../../schemas/log.ts'
import { answers } from '../../schemas/objects.ts'
import { put } from '../../schemas/table.ts'
import { streams } from '../../schemas/tables.ts'
import { estimatesRequested } from '../../topics/exports.ts'
import { particles, particlesAnswered, particlesRequested } from '../../topics/instruments.ts'
import { dataRequested } from '../../topics/products.ts'
import { subjectOf } from '../../topics/topic.ts'

const day = Date.UTC(2013, 10, 23) * 1000
const key = { refdes: 'CE02SHSM-RID27-03-CTDBPC000', method: 'telemetered', stream: 'weather_vane' }

test('a request goes out as an event and its answer comes back, inline and claimed', async () => {
  const broker = createMemoryBroker()
  const [tables, objects, registry] = [createMemoryTables(), createMemoryObjects(), createMemoryRegistry()]
  const codec = createCodec(registry)
  for (const { name, schema } of [
    particles,
    particlesRequested,
    dataRequested,
    estimatesRequested,
    particlesAnswered,
  ]) {
    await registry.register(subjectOf(name), schema.json)
    await broker.admin.ensureTopics([{ name, partitions: 3, config: {} }])
  }
  await tables.apply([put(streams, { ...key, deployment: 1, count: 2, first: day, last: day + 1 })])
  const gateway = await openGateway({ broker, codec, tables, objects, log: silentLog })
  const app = createServer(gateway, { maxEventLoopDelayMs: 0 })

  const encode = await codec.encoder(subjectOf(particlesAnswered.name), particlesAnswered.schema)
  const rowAt = (time: number) => {
    const builder = new BatchBuilder({ deployment: { scalar: 'int32' }, temp: { scalar: 'float64' } })
    builder.add(time, { deployment: 1, temp: 13.7971 })
    return toArrow(builder.build())
  }
  const part = (number: number) => ({
    part: number,
    isLast: number === 1,
    count: 1,
    rowsBefore: number,
    after: number === 0 ? null : day,
    last: day + number,
    description: null,
    closing: null,
    problem: null,
  })
  const processor = await broker.subscribe({
    group: 'answer-particles',
    topics: [particlesRequested.name],
    from: 'earliest',
    async onBatch({ records }) {
      for (const { headers } of records) {
        const requestId = Buffer.from(headers['request-id'] ?? []).toString()
        const claim = await objects.put(answers, `${requestId}/1`, rowAt(day + 1))
        const parts: ParticlesAnswered[] = [
          { ...part(0), arrow: rowAt(day), claim: null },
          { ...part(1), arrow: new Uint8Array(), claim },
        ]
        const replyTopic = Buffer.from(headers['reply-topic'] ?? []).toString()
        const answerKey = Buffer.from(requestId)
        const reply = { 'request-id': requestId }
        await broker.publish(
          replyTopic,
          parts.map((part) => ({ key: answerKey, value: encode(part), headers: reply })),
        )
      }
    },
  })
  await processor.ready

  expect((await app.inject('/health/ready')).json().checks.map(({ name }: { name: string }) => name)).toEqual([
    'gateway',
    'broker',
    'tables',
    'object-store',
    'answers',
  ])
  expect((await app.inject('/health/ready')).statusCode).toBe(200)
  expect((await app.inject('/data')).json().streams).toHaveLength(1)
  const path = `${key.refdes}/${key.method}/${key.stream}`
  expect((await app.inject(`/data/${path}?format=csv`)).body).toBe(
    'time,deployment,temp\r\n2013-11-23T00:00:00.000000Z,1,13.7971\r\n2013-11-23T00:00:00.000001Z,1,13.7971\r\n',
  )
  const headers = { 'content-type': 'application/json' }
  const payload = '[{"time":"2013-11-23T00:00:00Z","temp":1}]'
  const posted = await app.inject({ method: 'POST', url: `/particles/${path}?deployment=1`, payload, headers })
  expect(posted.statusCode).toBe(202)
  const events = []
  for await (const { value } of broker.read({ topic: particles.name }))
    events.push(await codec.decode(particles.schema, value))
  expect(events).toMatchObject([{ ...key, deployment: 1, time: day, numbers: { temp: 1 } }])

  const groupsBefore = await broker.admin.listGroups()
  expect(groupsBefore.filter((group) => group.startsWith('gateway-'))).toHaveLength(1)
  await stopServer(app)
  await gateway.close()
  await processor.stop()
  expect((await broker.admin.listGroups()).filter((group) => group.startsWith('gateway-'))).toEqual([])
  await broker.close()
})
