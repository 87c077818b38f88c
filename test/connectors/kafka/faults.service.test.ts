import { randomUUID } from 'node:crypto'
import { createServer, connect as dial, type Socket } from 'node:net'
import kafkajs from 'kafkajs'
import { connectKafka } from '../../../connectors/kafka/broker.ts'
import { registerCodecs } from '../../../connectors/kafka/codecs.ts'
import { maxUnpackedBytes } from '../../../connectors/kafka/decompress.ts'
import type { SubscriptionLimits } from '../../../connectors/kafka/subscription.ts'
import { silentLog } from '../../../schemas/log.ts'
import type { Broker } from '../../../topics/broker.ts'
import { endpoint } from './endpoint.ts'

const brokers = endpoint('TIDELINE_KAFKA_BROKERS').split(',')
const topicPrefix = `f${randomUUID().slice(0, 8)}.`
const open: Broker[] = []

async function broker(limits: Partial<SubscriptionLimits> = {}): Promise<Broker> {
  const connected = await connectKafka({ brokers, clientId: 'faults', topicPrefix, log: silentLog, limits })
  open.push(connected)
  return connected
}
afterEach(async () => {
  await Promise.all(open.splice(0).map((each) => each.close()))
})

let count = 0
async function topicOn(connected: Broker, partitions = 1, config: Record<string, string> = {}): Promise<string> {
  count += 1
  await connected.admin.ensureTopics([{ name: `topic-${count}`, partitions, config }])
  return `topic-${count}`
}
const value = (text: string) => ({ key: null, value: new Uint8Array(Buffer.from(text)) })

test.each(['GZIP', 'Snappy', 'ZSTD'] as const)('records compressed with %s are read', async (name) => {
  const connected = await broker()
  const topic = await topicOn(connected)
  await registerCodecs()
  const producer = new kafkajs.Kafka({ brokers, logLevel: kafkajs.logLevel.NOTHING }).producer({
    createPartitioner: kafkajs.Partitioners.DefaultPartitioner,
  })
  await producer.connect()
  const texts = ['x'.repeat(2_000_000), 'short', 'ä'.repeat(1_000)]
  await producer.send({
    topic: topicPrefix + topic,
    compression: kafkajs.CompressionTypes[name],
    messages: texts.map((text) => ({ value: text })),
  })
  await producer.disconnect()
  const seen: string[] = []
  for await (const record of connected.read({ topic })) seen.push(Buffer.from(record.value!).toString())
  expect(seen).toEqual(texts)
})

test('a batch that unpacks to more than we take costs its own records only', async () => {
  const connected = await broker()
  const topic = await topicOn(connected)
  const producer = new kafkajs.Kafka({ brokers, logLevel: kafkajs.logLevel.NOTHING }).producer({
    createPartitioner: kafkajs.Partitioners.DefaultPartitioner,
  })
  await producer.connect()
  const large = Buffer.alloc(maxUnpackedBytes / 2 + 1)
  for (const values of [['before'], [large, large], ['after']]) {
    const messages = values.map((each) => ({ value: each }))
    await producer.send({ topic: topicPrefix + topic, compression: kafkajs.CompressionTypes.GZIP, messages })
  }
  await producer.disconnect()
  const seen: unknown[][] = []
  const reasons: string[] = []
  for await (const { offset, value, headers } of connected.read({ topic })) {
    seen.push([offset, value === null ? null : Buffer.from(value).toString()])
    if (value === null) reasons.push(Buffer.from(headers['tideline-unreadable']!).toString())
  }
  expect(seen).toEqual([
    [0n, 'before'],
    [1n, null],
    [2n, null],
    [3n, 'after'],
  ])
  expect(reasons).toHaveLength(2)
})

test.each(['gzip', 'snappy', 'lz4', 'zstd'])('records that the broker compressed with %s are read', async (codec) => {
  const connected = await broker()
  const topic = await topicOn(connected, 1, { 'compression.type': codec })
  const texts = Array.from({ length: 2_000 }, (_, i) => `${i} ${'lorem ipsum '.repeat(40)}`)
  await connected.publish(topic, texts.map(value))
  const seen: string[] = []
  for await (const record of connected.read({ topic })) seen.push(Buffer.from(record.value!).toString())
  expect(seen).toEqual(texts)
})

test('a record larger than its topic takes is refused, and the next goes through', async () => {
  const connected = await broker()
  const topic = await topicOn(connected, 1, { 'max.message.bytes': '2000' })
  await expect(connected.publish(topic, [value('x'.repeat(3_000))])).rejects.toMatchObject({ code: 'too-large' })
  await connected.publish(topic, [value('small')])
})

test('an oversized record does not take others down that travel with it', async () => {
  const connected = await broker()
  const [narrow, wide] = [await topicOn(connected, 1, { 'max.message.bytes': '2000' }), await topicOn(connected)]
  const sent = await Promise.allSettled([
    connected.publish(wide, [value('1')]),
    connected.publish(narrow, [value('x'.repeat(3_000))]),
    connected.publish(wide, [value('2')]),
  ])
  expect(sent.map((each) => each.status)).toEqual(['fulfilled', 'rejected', 'fulfilled'])
})

test('a handler without a sign of life fails its subscription', async () => {
  const connected = await broker({ handlerStallMs: 500, setAsideMs: 100 })
  const topic = await topicOn(connected)
  await connected.publish(topic, [value('x')])
  const onBatch = () => new Promise<void>(() => {})
  const subscription = await connected.subscribe({ group: 'silent', topics: [topic], from: 'earliest', onBatch })
  await expect(subscription.finished).rejects.toThrow(/the handler of silent gave no sign for \d+ ms/)
  expect(subscription.state).toBe('failed')
})

test('a handler that waits for its turn is not taken for a silent one', async () => {
  const connected = await broker({ handlerStallMs: 4_000, setAsideMs: 100 })
  const topic = await topicOn(connected, 2)
  const group = 'queue'
  await connected.publish(
    topic,
    [0, 1].map((partition) => ({ ...value('x'), partition })),
  )
  const handled: number[] = []
  const subscription = await connected.subscribe({
    group,
    topics: [topic],
    from: 'earliest',
    concurrency: 1,
    async onBatch({ partition }, context) {
      for (const end = Date.now() + 5_000; Date.now() < end; await context.heartbeat()) {
        await new Promise((resolve) => setTimeout(resolve, 100))
      }
      handled.push(partition)
    },
  })
  const done = (async () => {
    while (handled.length < 2) await new Promise((resolve) => setTimeout(resolve, 50))
  })()
  await Promise.race([done, subscription.finished])
  expect(subscription.state).toBe('running')
})

test('a handler longer than the session keeps its membership', async () => {
  const connected = await broker({ sessionTimeoutMs: 6_000, heartbeatMs: 500, setAsideMs: 100 })
  const topic = await topicOn(connected)
  await connected.publish(topic, [value('x')])
  let handled = 0
  const current: boolean[] = []
  const subscription = await connected.subscribe({
    group: 'long',
    topics: [topic],
    from: 'earliest',
    async onBatch(_, context) {
      handled += 1
      await new Promise((resolve) => setTimeout(resolve, 9_000))
      current.push(context.isCurrent())
      await context.commit(1n)
    },
  })
  while (current.length === 0) await new Promise((resolve) => setTimeout(resolve, 100))
  await subscription.stop()
  expect([handled, current]).toEqual([1, [true]])
  expect((await connected.admin.lag('long', [topic]))[0]?.lag).toBe(0n)
})

test('a connection that goes silent fails the subscription instead of hanging', async () => {
  // A broker answers metadata with its own address, so the address that kafkajs dials is changed on the way.
  const [host, port] = brokers[0]!.split(':')
  let silent = false
  const sockets: Socket[] = []
  const proxy = createServer((near) => {
    const far = dial({ host: host!, port: Number(port) })
    sockets.push(near, far)
    for (const socket of [near, far]) socket.on('error', () => {})
    near.on('data', (data) => silent || far.write(data))
    far.on('data', (data) => silent || near.write(renamed(data, Number(port), proxyPort)))
  })
  await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve))
  const proxyPort = (proxy.address() as { port: number }).port
  const options = { clientId: 'faults', topicPrefix, log: silentLog, limits: { brokerStallMs: 8_000 } }
  const connected = await connectKafka({ ...options, brokers: [`127.0.0.1:${proxyPort}`] })
  const topic = await topicOn(await broker())
  const onBatch = async () => {}
  const subscription = await connected.subscribe({ group: 'mute', topics: [topic], from: 'earliest', onBatch })
  await subscription.ready
  silent = true
  await expect(subscription.finished).rejects.toMatchObject({ name: 'Unavailable', service: 'kafka' })
  for (const socket of sockets) socket.destroy()
  await new Promise((resolve) => proxy.close(resolve))
  await connected.close()
})

/** The bytes with every `127.0.0.1:from` of the protocol (length, text, 4-byte port) as `127.0.0.1:to`. */
function renamed(data: Buffer, from: number, to: number): Buffer {
  const address = (port: number): Buffer => {
    const bytes = Buffer.alloc(15)
    bytes.writeInt16BE(9, 0)
    bytes.write('127.0.0.1', 2)
    bytes.writeInt32BE(port, 11)
    return bytes
  }
  const [old, fresh] = [address(from), address(to)]
  const copy = Buffer.from(data)
  for (let at = copy.indexOf(old); at >= 0; at = copy.indexOf(old, at + 1)) fresh.copy(copy, at)
  return copy
}

test('requests and answers through two topics take a few milliseconds', async () => {
  const connected = await broker()
  const [asked, answered] = [await topicOn(connected), await topicOn(connected)]
  const waiting = new Map<string, () => void>()
  const responder = await connected.subscribe({
    group: 'responder',
    topics: [asked],
    from: 'latest',
    async onBatch({ records }, context) {
      await connected.publish(
        answered,
        records.map(({ key, value }) => ({ key, value })),
      )
      await context.commit(records.at(-1)!.offset + 1n)
    },
  })
  const asker = await connected.subscribe({
    group: 'asker',
    topics: [answered],
    from: 'latest',
    async onBatch({ records }, context) {
      for (const record of records) waiting.get(Buffer.from(record.value!).toString())?.()
      await context.commit(records.at(-1)!.offset + 1n)
    },
  })
  await Promise.all([responder.ready, asker.ready])
  const times: number[] = []
  for (let i = 0; i < 150; i += 1) {
    const started = performance.now()
    const answer = new Promise<void>((resolve) => waiting.set(String(i), resolve))
    await connected.publish(asked, [value(String(i))])
    await answer
    times.push(performance.now() - started)
    await new Promise((resolve) => setTimeout(resolve, 15))
  }
  times.sort((a, b) => a - b)
  // The aim is 15 ms. What other work on this machine takes does not count: a wait that is built in shows in the fastest, too.
  expect(times[15]!).toBeLessThan(60)
  if (process.env.TIDELINE_SHOW_TIMES !== undefined) process.stderr.write(`${times[75]} ${times[148]}\n`)
})
