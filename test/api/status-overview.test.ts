import { createServer } from '../../api/server.ts'
import { statusViews } from '../../api/status/views.ts'
import { createMemoryTables } from '../../connectors/memory/tables.ts'
import { expectedStreamRow, streamOverrideRow } from '../../schemas/status/expectation.ts'
import { deployedStreamId } from '../../schemas/status/identity.ts'
import { expectedStreams, streamArrivals, streamOverrides, streamStatuses } from '../../schemas/status-tables.ts'
import { formatStreamKey } from '../../schemas/streams.ts'
import { put } from '../../schemas/table.ts'
import { streamBins } from '../../schemas/tables.ts'
import { fakeGateway } from './pipeline.ts'

const refdes = 'CE01TEST-RID16-03-CTDBPC000'
const method = 'streamed'
const since = Date.UTC(2026, 0, 2, 3, 4, 5) * 1000
const hour = 3_600_000_000

async function serve() {
  const tables = createMemoryTables()
  const app = createServer(fakeGateway({ status: statusViews(tables) }).gateway, { maxEventLoopDelayMs: 0 })
  return { tables, get: async (url: string) => (await app.inject(url)).json() }
}

const status = (stream: string, state: string) => {
  const name = { refdes, method, stream }
  const settled = { changed_at: since, reason: `why ${state}`, pending_state: null, pending_since: null }
  return put(streamStatuses, { id: deployedStreamId(name), ...name, state, ...settled })
}

test('nothing yet: empty, not an error', async () => {
  const { get } = await serve()
  expect(await get('/status/overview')).toEqual({ now: expect.any(String), expected: 0, instruments: [] })
  expect(await get('/status/rates')).toEqual({ now: expect.any(String), rates: [] })
})

test('an instrument is rolled up; of several deployments the newest particle counts; overrides come first', async () => {
  const { tables, get } = await serve()
  const said = { name: 'test_rated', method, expectedRate: 2, warnInterval: 60, failInterval: 600, source: '' }
  const override = { refdes, method, stream: 'test_rated', expectedRate: 0.5, warnInterval: null, failInterval: null }
  const arrival = (deployment: number, last: number) =>
    put(streamArrivals, { method, refdes, stream: 'test_rated', deployment, bin: 0, last })
  await tables.apply([
    put(expectedStreams, expectedStreamRow(said)),
    put(
      expectedStreams,
      expectedStreamRow({ ...said, name: 'nothing', expectedRate: 0, warnInterval: 0, failInterval: 0 }),
    ),
    put(streamOverrides, streamOverrideRow({ ...override, source: '' } as never)),
    ...[status('test_rated', 'degraded'), status('test_samples', 'operational')],
    ...[arrival(1, since - 1_000_000), arrival(2, since - 5_000_000)],
  ])
  const { expected, instruments } = await get('/status/overview')
  expect(expected).toBe(1)
  expect(instruments).toMatchObject([
    {
      ...{ refdes, state: 'degraded', reason: 'Stream statuses: operational: 1, degraded: 1' },
      streams: [
        {
          ...{ stream: 'test_rated', method, state: 'degraded', reason: 'why degraded' },
          ...{ since: '2026-01-02T03:04:05.000Z', lastParticle: '2026-01-02T03:04:04.000Z' },
          ...{ expectedRate: 0.5, warnInterval: 60, failInterval: 600 },
        },
        { stream: 'test_samples', lastParticle: null, expectedRate: 0 },
      ],
    },
  ])
})

test('rates are of the streams of instruments that are asked for', async () => {
  const { tables, get } = await serve()
  const now = Date.now() * 1000
  const key = { refdes, method, stream: 'test_samples', deployment: 1 }
  const bin = { stream_key: formatStreamKey(key), bin: now - 2 * hour, count: 8640, chunks: 1 }
  await tables.apply([
    put(streamArrivals, { ...key, bin: 0, last: now - hour }),
    put(streamArrivals, { ...key, refdes: refdes.replace('CE01', 'GP02'), bin: 0, last: now - 100 * hour }),
    put(streamBins, { ...bin, first: now - 2 * hour, last: now - hour }),
  ])
  const id = deployedStreamId(key)
  // 8640 particles in 86,400 seconds.
  expect((await get('/status/rates?refdes=CE01TEST-')).rates).toEqual([{ id, overMinutes: 0, overDay: 0.1 }])
  expect((await get('/status/rates')).rates.map(({ overDay }: { overDay: number }) => overDay)).toEqual([0.1, 0])
})
