import type { AddressInfo } from 'node:net'
import { createServer, stopServer } from '../../api/server.ts'
import { type ChangeListener, createStatusFeed } from '../../api/status/feed.ts'
import { createMemoryBroker } from '../../connectors/memory/broker.ts'
import { createMemoryRegistry } from '../../connectors/memory/registry.ts'
import { createCodec } from '../../schemas/avro/codec.ts'
import { Unavailable } from '../../schemas/failures.ts'
import type { StreamStatusChanged } from '../../schemas/generated/events.ts'
import { silentLog } from '../../schemas/log.ts'
import type { Broker } from '../../topics/broker.ts'
import { streamStatusChanged as topic } from '../../topics/status.ts'
import { until } from '../support/until.ts'
import { fakeGateway } from './pipeline.ts'

const at = Date.UTC(2026, 0, 2, 3, 4) * 1000
const change: StreamStatusChanged = {
  ...{ id: 7, refdes: 'CE01TEST-RID16-03-CTDBPC000', method: 'streamed', stream: 'test_samples' },
  ...{
    before: 'operational',
    after: 'failed',
    at,
    reason: 'late\n\nevent: ready',
    lastParticle: at - 60_500_000,
    elapsed: 60,
  },
  ...{ warnInterval: 10, failInterval: 20, expectedRate: 0, measuredRate: null, asset: '', deployment: 1 },
  ...{ instrumentId: 1, instrumentBefore: 'operational', instrumentAfter: 'failed' },
  ...{ instrumentReasonBefore: '', instrumentReason: '' },
}

const ends: (() => Promise<unknown>)[] = []
afterEach(async () => {
  for (const end of ends.splice(0)) await end()
})

async function serve(lend: (broker: Broker) => Broker = (broker) => broker) {
  const broker = createMemoryBroker()
  const registry = createMemoryRegistry()
  await registry.register('status', topic.schema.json)
  await broker.admin.ensureTopics([{ name: topic.name, partitions: 2, config: {} }])
  const codec = createCodec(registry)
  const encode = await codec.encoder('status', topic.schema)
  const publish = (change: StreamStatusChanged | null, partition = 0) =>
    broker.publish(topic.name, [{ key: null, value: change === null ? Buffer.from([1]) : encode(change), partition }])
  const feed = createStatusFeed({ broker: lend(broker), codec, log: silentLog, retryMs: 1 })
  const listeners = new Set<ChangeListener>()
  const listen = (listener: ChangeListener) => {
    const stop = feed.listen(listener)
    listeners.add(listener)
    return () => {
      listeners.delete(listener)
      stop()
    }
  }
  const app = createServer(fakeGateway({ statusFeed: { ...feed, listen } }).gateway, { maxEventLoopDelayMs: 0 })
  ends.push(
    // A client that opens connections ahead would hold it up.
    () => stopServer(app, 100),
    () => feed.close(),
  )
  await app.listen({ host: '127.0.0.1', port: 0 })
  const { port } = app.server.address() as AddressInfo
  return { app, feed, listeners, publish, watch: () => watch(`http://127.0.0.1:${port}/status/events`) }
}

async function watch(url: string) {
  const cut = new AbortController()
  ends.unshift(async () => cut.abort())
  const response = await fetch(url, { signal: cut.signal })
  const found = events(response)
  const next = async () => (await found.next()).value ?? null
  return { response, next, cut: () => cut.abort() }
}

async function* events(response: Response) {
  let text = ''
  for await (const piece of response.body!) {
    text += Buffer.from(piece).toString()
    const blocks = text.split('\n\n')
    text = blocks.pop() ?? ''
    for (const block of blocks) {
      const [, event, data] = /^event: (.*)\ndata: (.*)$/.exec(block) ?? []
      if (data !== undefined) yield { event, data: JSON.parse(data) }
    }
  }
}

test('after `ready` every change comes to all who watch, as one event whatever its reason holds', async () => {
  const { publish, watch } = await serve()
  await publish({ ...change, reason: 'before anybody watched' })
  const watchers = [await watch(), await watch()]
  for (const { response, next } of watchers) {
    expect(response.headers.get('content-type')).toBe('text/event-stream; charset=utf-8')
    expect(response.headers.get('content-security-policy')).toContain("script-src 'self'")
    expect(await next()).toEqual({ event: 'ready', data: { now: expect.stringMatching(/^\d{4}-.*Z$/) } })
  }
  await publish(null, 1)
  await publish(change, 1)
  for (const { next } of watchers) {
    expect(await next()).toEqual({
      event: 'change',
      data: {
        ...{ id: 7, refdes: change.refdes, method: 'streamed', stream: 'test_samples', reason: change.reason },
        ...{ before: 'operational', state: 'failed', since: '2026-01-02T03:04:00.000Z' },
        lastParticle: '2026-01-02T03:02:59.500Z',
      },
    })
  }
})

test('a reading that breaks goes on where it was', async () => {
  let breaks = 0
  const { publish, watch } = await serve((broker) => ({
    ...broker,
    async *read(options) {
      for await (const record of broker.read(options)) {
        if (record.offset === 1n && breaks++ === 0) throw new Error('the brokers are away')
        yield record
      }
    },
  }))
  const { next } = await watch()
  await next()
  for (const reason of ['one', 'two', 'three']) await publish({ ...change, reason })
  const reasons = [await next(), await next(), await next()].map((event) => event?.data.reason)
  expect([reasons, breaks]).toEqual([['one', 'two', 'three'], 2])
})

test('brokers that are away refuse the first who asks, and serve the next', async () => {
  let isAway = true
  const { watch } = await serve((broker) => ({
    ...broker,
    admin: {
      ...broker.admin,
      describeTopic: async (name) => {
        if (isAway) throw new Unavailable('kafka', 'away')
        return broker.admin.describeTopic(name)
      },
    },
  }))
  expect((await watch()).response.status).toBe(503)
  isAway = false
  expect(await (await watch()).next()).toMatchObject({ event: 'ready' })
})

test('a client that goes, also before it was answered, is told nothing more', async () => {
  let answer = () => {}
  const answered = new Promise<void>((resolve) => {
    answer = resolve
  })
  let asked = 0
  const { app, feed, listeners, watch } = await serve((broker) => ({
    ...broker,
    admin: {
      ...broker.admin,
      async describeTopic(name) {
        asked += 1
        await answered
        return broker.admin.describeTopic(name)
      },
    },
  }))
  const closed = new Promise((resolve) => {
    app.server.once('connection', (socket) => socket.once('close', resolve))
  })
  const early = watch()
  await until('the brokers are asked', () => asked > 0)
  // The newest: it cuts the connection.
  await ends.shift()?.()
  await expect(early).rejects.toThrow()
  await closed
  answer()
  await feed.ready()
  const late = await watch()
  await late.next()
  expect(listeners.size).toBe(1)
  late.cut()
  await until('nobody listens', () => listeners.size === 0)
})

test('a gateway that stops ends the events at once', async () => {
  const { app, watch } = await serve()
  const { next } = await watch()
  await next()
  await app.close()
  expect(await next()).toBeNull()
})
