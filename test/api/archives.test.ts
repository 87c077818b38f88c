/** Archives and replays over HTTP, what is asked for followed by the processors. */
import { createArchives } from '../../api/archives.ts'
import type { Publish } from '../../api/publish.ts'
import { createServer } from '../../api/server.ts'
import { followReplays } from '../../processors/streams/follow-replays.ts'
import { storeArchives } from '../../processors/streams/store-archives.ts'
import type { AnyTopic } from '../../topics/topic.ts'
import { createArchiving, utf8 } from '../connectors/archives/archiving.ts'
import { drive } from '../support/drive.ts'
import { until } from '../support/until.ts'
import { fakeGateway } from './pipeline.ts'

const old = Date.UTC(2024, 2, 1)

async function serve() {
  const one = createArchiving('stream.trial')
  await one.create()
  const pipeline = drive(storeArchives, followReplays)
  const published: { topic: string; event: unknown }[] = []
  const publish: Publish = async (topic, events) => {
    for (const event of events) published.push({ topic: topic.name, event })
    await pipeline.send(topic as AnyTopic, [...events])
  }
  const archives = createArchives({ ...one, tables: pipeline.tables, publish })
  const app = createServer(fakeGateway({ archives }).gateway, { settleMs: 200, maxEventLoopDelayMs: 0 })
  return {
    one,
    published,
    async http(method: 'GET' | 'PUT' | 'POST' | 'DELETE', url: string, payload?: object) {
      const response = await app.inject({ method, url, ...(payload === undefined ? {} : { payload }) })
      return { status: response.statusCode, location: response.headers.location, body: response.json() }
    },
  }
}

async function archivedTrial() {
  const world = await serve()
  const { one } = world
  await one.publish([0, 1, 2].map((n) => ({ key: null, value: utf8(`v${n}`), timestamp: old + n })))
  const archiver = await one.archive({ flushMs: 20 })
  await until('stored', async () => (await one.committed())[0] === 3n)
  await archiver.stop()
  return world
}

test('a managed stream is archived by its own name, listed, and stopped', async () => {
  const { http } = await serve()
  const put = await http('PUT', '/archives/trial', {})
  expect(put).toMatchObject({ status: 202, body: { topic: 'stream.trial', isArchived: true, includesReplayed: false } })
  expect((await http('GET', '/archives')).body.archives).toMatchObject([{ topic: 'stream.trial', isArchived: true }])
  expect((await http('DELETE', '/archives/stream.trial')).body).toMatchObject({ isArchived: false })
  expect((await http('GET', '/archives')).body.archives).toMatchObject([{ topic: 'stream.trial', isArchived: false }])
})

test('what is archived is shown by partition', async () => {
  const { http, one } = await archivedTrial()
  await one.publish([{ key: null, value: utf8('more') }])
  const { body } = await http('GET', '/archives/trial')
  expect(body).toMatchObject({ topic: 'stream.trial', isArchived: false, behind: 1 })
  const partitions = [{ partition: 0, from: 0, next: 3, segments: 1, gaps: [] }]
  expect(body.archived).toMatchObject([{ isPresent: true, segments: 1, partitions }])
})

test('a replay is planned, asked for, shown and called off', async () => {
  const { http, published } = await archivedTrial()
  const plan = await http('POST', '/replays', { topic: 'trial', dryRun: true })
  expect(plan).toMatchObject({ status: 200, body: { messages: 3, onto: 'stream.trial', timestamps: 'renewed' } })
  expect(plan.body).toMatchObject({ earliest: '2024-03-01T00:00:00.000000Z', latest: '2024-03-01T00:00:00.002000Z' })
  expect(published).toEqual([])
  const asked = await http('POST', '/replays', { topic: 'trial', rate: 10, from: '2024-03-01T00:00:00.001Z' })
  expect(asked.status).toBe(202)
  expect(asked.body).toMatchObject({ state: 'requested', from: '2024-03-01T00:00:00.001000Z', rate: 10 })
  const { id } = asked.body
  expect(asked.location).toBe(`/replays/${id}`)
  expect((await http('GET', '/replays')).body.replays).toMatchObject([{ id }])
  expect(await http('POST', `/replays/${id}/cancel`)).toMatchObject({ status: 200, body: { state: 'cancelled' } })
  expect(await http('POST', `/replays/${id}/cancel`)).toMatchObject({ status: 409, body: { code: 'replay-ended' } })
})

test.each([
  ['PUT', '/archives/nothing', {}, 404, 'unknown-topic', 'topic'],
  ['GET', '/archives/nothing', undefined, 404, 'unknown-archive', 'topic'],
  ['POST', '/replays', { topic: 'nothing' }, 404, 'unknown-archive', 'topic'],
  ['POST', '/replays', { topic: 'trial', onto: 'nowhere' }, 404, 'unknown-topic', 'onto'],
  ['POST', '/replays', { topic: 'trial', from: 'yesterday' }, 400, 'invalid-value', 'from'],
  ['POST', '/replays', { topic: 'trial', rate: 0 }, 400, 'invalid-value', 'rate'],
  ['POST', '/replays', { topic: 'trial', timestamps: 'kept' }, 400, 'invalid-value', 'timestamps'],
  ['GET', '/replays/0123456789abcdef', undefined, 404, 'unknown-replay', 'replay'],
] as const)('%s %s %j is refused', async (method, url, payload, status, code, field) => {
  const { http } = await archivedTrial()
  expect(await http(method, url, payload)).toMatchObject({ status, body: { code, field } })
})

test.each([
  [{ from: '2024-03-02T00:00:00Z', to: '2024-03-01T00:00:00Z' }, 'to must be after from'],
  [
    { onto: 'trail' },
    "there is no topic trail: 'tideline topics' lists those of the pipeline, 'tideline stream list' the streams",
  ],
  [{ onto: 'other.trial' }, 'there is no topic other.trial: choose one of stream.trial'],
])('what is wrong with %j is told once, with what to do', async (wish, detail) => {
  const { http } = await archivedTrial()
  expect((await http('POST', '/replays', { topic: 'trial', ...wish })).body.detail).toBe(detail)
})

test('nothing that anyone may write is replayed onto a topic of the pipeline, nor are wishes of users on their own', async () => {
  const { http, one } = await archivedTrial()
  const names = ['streams.operations-changed', 'instruments.particles']
  await one.broker.admin.ensureTopics(names.map((name) => ({ name, partitions: 1, config: {} })))
  const refused = { status: 400, body: { code: 'invalid-value', field: 'onto' } }
  for (const onto of names) expect(await http('POST', '/replays', { topic: 'trial', onto })).toMatchObject(refused)
  const [wishes, particles] = names.map((topic) => ({ topic }))
  expect(await http('POST', '/replays', wishes)).toMatchObject(refused)
  expect(await http('POST', '/replays', particles)).toMatchObject({ status: 404, body: { code: 'unknown-archive' } })
})
