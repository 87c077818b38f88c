import { createServer } from '../../api/server.ts'
import { statusViews } from '../../api/status/views.ts'
import { createMemoryTables } from '../../connectors/memory/tables.ts'
import type { ExpectedStreamChanged, StreamOverrideChanged } from '../../schemas/generated/events.ts'
import { expectedStreamRow, streamOverrideRow } from '../../schemas/status/expectation.ts'
import { deployedStreamId, expectedStreamId, instrumentId } from '../../schemas/status/identity.ts'
import { expectedStreams, statusChanges, streamOverrides, streamStatuses } from '../../schemas/status-tables.ts'
import { put } from '../../schemas/table.ts'
import { fakeGateway } from './pipeline.ts'

const botpt = 'RS03CCAL-MJ03F-05-BOTPTA301'
const hpies = 'RS01SLBS-LJ01A-05-HPIESA101'
/** Instrument, stream, state; all streamed. */
const standing = [
  [hpies, 'echo_sounding', 'failed'],
  [botpt, 'botpt_nano_sample', 'operational'],
  [botpt, 'botpt_iris_sample', 'degraded'],
] as const
const method = 'streamed'
const [echoing, nano] = [standing[0], standing[1]].map(([refdes, stream]) =>
  deployedStreamId({ refdes, method, stream }),
)
const echo = expectedStreamId({ name: 'echo_sounding', method })

const servers: { close(): Promise<void> }[] = []
afterEach(() => Promise.all(servers.splice(0).map((app) => app.close())))

/** What it publishes is stored at once, unless told otherwise. */
async function serve({ isStoring = true } = {}) {
  const tables = createMemoryTables()
  const published: object[] = []
  const { gateway } = fakeGateway({
    status: statusViews(tables),
    publish: async (topic, events) => {
      published.push(...(events as readonly object[]))
      if (!isStoring) return
      await tables.apply(
        events.map((event) =>
          topic.name === 'status.expected-streams-changed'
            ? put(expectedStreams, expectedStreamRow(event as ExpectedStreamChanged))
            : put(streamOverrides, streamOverrideRow(event as StreamOverrideChanged)),
        ),
      )
    },
  })
  // 2017-02-02 00:21:00 UTC, as in the original's documentation.
  const changed_at = 1_485_994_860_999_999
  const said = { name: 'echo_sounding', method, expectedRate: 0, warnInterval: 900, failInterval: 1800, source: '' }
  await tables.apply([
    put(expectedStreams, expectedStreamRow(said)),
    put(expectedStreams, expectedStreamRow({ ...said, name: 'never_seen', method: 'telemetered' })),
    ...standing.map(([refdes, stream, state]) => {
      const id = deployedStreamId({ refdes, method, stream })
      const settled = { changed_at, reason: 'so', pending_state: null, pending_since: null }
      return put(streamStatuses, { id, refdes, method, stream, state, ...settled })
    }),
    put(statusChanges, { id: echoing!, at: changed_at - 1e9, state: 'degraded', reason: 'late', event: '{}' }),
    put(statusChanges, { id: echoing!, at: changed_at, state: 'failed', reason: 'later', event: '{}' }),
  ])
  const app = createServer(gateway, { settleMs: 30, maxEventLoopDelayMs: 0 })
  servers.push(app)
  const send = async (method: 'GET' | 'PATCH' | 'PUT', url: string, payload?: object | string) => {
    const answer = await app.inject({
      method,
      url,
      ...(payload === undefined ? {} : { payload, headers: { 'content-type': 'application/json' } }),
    })
    return { status: answer.statusCode, body: answer.json(), total: answer.headers['x-total-count'] as string }
  }
  return { send, published }
}

const expectedEcho = {
  ...{ id: echo, name: 'echo_sounding', method },
  ...{ expected_rate: 0, warn_interval: 900, fail_interval: 1800 },
}
/** The form of the original's documentation. */
const deployedEcho = {
  ...{ id: echoing, reference_designator: hpies, reference_designator_id: instrumentId(hpies) },
  expected_stream: expectedEcho,
  ...{ expected_rate: null, warn_interval: null, fail_interval: null },
  ...{ status: 'failed', status_time: '2017-02-02 00:21:00' },
}

test('expected streams: those said and those seen, by name; parts of names select; pages follow each other', async () => {
  const { send } = await serve()
  const names = async (query: string) => {
    const { body, total } = await send('GET', `/expected${query}`)
    return [Number(total), ...body.expected_streams.map(({ name }: { name: string }) => name)]
  }
  expect(await names('')).toEqual([4, 'botpt_iris_sample', 'botpt_nano_sample', 'echo_sounding', 'never_seen'])
  expect(await names('?limit=2')).toEqual([4, 'botpt_iris_sample', 'botpt_nano_sample'])
  expect(await names('?limit=2&offset=2')).toEqual([4, 'echo_sounding', 'never_seen'])
  expect(await names('?stream=nano')).toEqual([1, 'botpt_nano_sample'])
  expect(await names('?method=tele')).toEqual([1, 'never_seen'])
  expect((await send('GET', `/expected/${echo}`)).body).toEqual(expectedEcho)
  const seen = expectedStreamId({ name: 'botpt_nano_sample', method })
  expect((await send('GET', `/expected/${seen}`)).body).toMatchObject({ warn_interval: 0, fail_interval: 0 })
})

test('an expected stream is changed number by number', async () => {
  const { send, published } = await serve()
  const changed = { ...expectedEcho, warn_interval: 60 }
  expect(await send('PATCH', `/expected/${echo}`, { id: echo, warn_interval: 60 })).toMatchObject({
    status: 200,
    body: changed,
  })
  expect((await send('GET', `/expected/${echo}`)).body).toEqual(changed)
  // What was read may be sent back whole.
  expect((await send('PATCH', `/expected/${echo}`, { ...changed, expected_rate: 0.5 })).status).toBe(200)
  expect(published).toHaveLength(2)
})

test.each([
  [{ warn_interval: '60' }, 'warn_interval'],
  [{ warn_interval: null }, 'warn_interval'],
  [{ fail_interval: 1.5 }, 'fail_interval'],
  [{ fail_interval: 2_147_483_648 }, 'fail_interval'],
  [{ expected_rate: -1 }, 'expected_rate'],
  [{ expected_rate: true }, 'expected_rate'],
  [{ id: 5 }, 'id'],
  [{ name: 'other' }, 'name'],
  [{ warn_intervall: 60 }, 'warn_intervall'],
  [[], undefined],
])('the change %j is refused by its field', async (change, field) => {
  const { send, published } = await serve()
  const { status, body } = await send('PATCH', `/expected/${echo}`, change)
  expect([status, body.code, body.field]).toEqual([400, 'invalid-value', field])
  expect(published).toEqual([])
})

test('a deployed stream has the form of the original; null gives a number back to what is expected', async () => {
  const { send } = await serve()
  for (const path of ['deployed', 'stream']) {
    expect((await send('GET', `/${path}/${echoing}`)).body).toEqual(deployedEcho)
  }
  const patched = await send('PATCH', `/deployed/${echoing}`, { warn_interval: 5, fail_interval: 10 })
  expect(patched).toMatchObject({ status: 200, body: { ...deployedEcho, warn_interval: 5, fail_interval: 10 } })
  const back = await send('PATCH', `/deployed/${echoing}`, { warn_interval: null })
  expect(back.body).toEqual({ ...deployedEcho, fail_interval: 10 })
  expect((await send('GET', `/stream/${echoing}`)).body).toEqual(back.body)
})

test('disabling sets three zeros, enabling three nulls', async () => {
  const { send } = await serve()
  const off = { expected_rate: 0, warn_interval: 0, fail_interval: 0 }
  expect((await send('PUT', `/stream/${echoing}/disable`)).body).toEqual({ ...deployedEcho, ...off })
  expect((await send('PUT', `/stream/${echoing}/enable`)).body).toEqual(deployedEcho)
  for (const instrument of [botpt, instrumentId(botpt)]) {
    const { status, body } = await send('PUT', `/instrument/${instrument}/disable`)
    expect([status, body.overall, body.status.length]).toEqual([200, 'degraded', 2])
    expect((await send('GET', `/stream/${nano}`)).body).toMatchObject(off)
    expect((await send('PUT', `/instrument/${instrument}/enable`)).body.status[0]).toMatchObject({
      warn_interval: null,
    })
  }
})

test('streams are listed by instrument and name; parts select', async () => {
  const { send } = await serve()
  const listed = async (query: string) =>
    (await send('GET', `/stream${query}`)).body.status.map(
      (one: typeof deployedEcho) => `${one.reference_designator} ${one.expected_stream.name}`,
    )
  const all = [`${hpies} echo_sounding`, `${botpt} botpt_iris_sample`, `${botpt} botpt_nano_sample`]
  expect(await listed('')).toEqual(all)
  expect(await listed('?refdes=BOTPT&status=oper')).toEqual(all.slice(2))
  expect(await listed('?limit=1&offset=1')).toEqual(all.slice(1, 2))
  expect(await listed('?method=telemetered')).toEqual([])
  for (const path of ['/stream', '/instrument']) {
    expect(await send('GET', `${path}?status=nope`)).toMatchObject({
      status: 400,
      body: { field: 'status', detail: expect.stringMatching(/one of operational, degraded, failed, .*got "nope"/) },
    })
  }
})

test('an instrument is rolled up over all its streams, whichever are asked for', async () => {
  const { send } = await serve()
  const { body, total } = await send('GET', '/instrument?stream=nano')
  expect([Number(total), Object.keys(body), body[botpt].overall, body[botpt].status.length]).toEqual([
    1,
    [botpt],
    'degraded',
    1,
  ])
  expect(Object.keys((await send('GET', '/instrument?limit=1&offset=1')).body)).toEqual([botpt])
  expect((await send('GET', `/instrument/${hpies}`)).body).toEqual({ overall: 'failed', status: [deployedEcho] })
  expect((await send('GET', `/instrument/${instrumentId(hpies)}`)).body.overall).toBe('failed')
})

test('the history of a stream is told, newest first', async () => {
  const { send } = await serve()
  const { body } = await send('GET', `/stream/${echoing}/history`)
  expect(body.history).toEqual([
    { status: 'failed', status_time: '2017-02-02 00:21:00', reason: 'later' },
    { status: 'degraded', status_time: '2017-02-02 00:04:20', reason: 'late' },
  ])
})

test.each([
  ['GET', '/expected/77', 404, 'unknown-expected-stream'],
  ['PATCH', '/expected/77', 404, 'unknown-expected-stream'],
  ['GET', '/stream/77', 404, 'unknown-deployed-stream'],
  ['GET', '/stream/77/history', 404, 'unknown-deployed-stream'],
  ['PUT', '/stream/77/enable', 404, 'unknown-deployed-stream'],
  ['GET', '/deployed/77', 404, 'unknown-deployed-stream'],
  ['GET', '/instrument/77', 404, 'unknown-instrument'],
  ['PUT', '/instrument/CE02SHSM-RID27-03-CTDBPC000/disable', 404, 'unknown-instrument'],
  ['GET', '/expected/x', 400, 'invalid-value'],
  ['GET', '/stream/1.5', 400, 'invalid-value'],
  ['GET', '/instrument/ctd', 400, 'invalid-value'],
  ['GET', '/stream?limit=0', 400, 'invalid-value'],
  ['GET', '/expected?offset=-1', 400, 'invalid-value'],
  ['GET', '/stream?state=failed', 400, 'unknown-query-word'],
] as const)('%s %s: %s %s', async (method, url, status, code) => {
  const { send } = await serve()
  const answer = await send(method, url, method === 'PATCH' ? {} : undefined)
  expect([answer.status, answer.body.code]).toEqual([status, code])
})

test('what is not stored in time is accepted all the same', async () => {
  const { send, published } = await serve({ isStoring: false })
  expect((await send('PATCH', `/expected/${echo}`, { warn_interval: 60 })).status).toBe(202)
  expect((await send('PUT', `/stream/${echoing}/disable`)).status).toBe(202)
  expect(published).toHaveLength(2)
})
