/** Replays on the real services: what they publish, killed in the middle, a range, a rate, old timestamps, over HTTP. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { IncomingRecord } from '../../topics/broker.ts'
import { mixed, oldest } from '../support/archived.ts'
import { openFeed } from '../support/feed.ts'
import { Pipeline } from '../support/pipeline.ts'

const messages = 2_000
const many = 120_000
/** A multiple of the partitions. */
const atOnce = 10_000 * 3

let pipeline: Pipeline
let feed: Awaited<ReturnType<typeof openFeed>>

const tideline = (...args: string[]) => pipeline.tideline(args)
const text = (bytes: Uint8Array | null | undefined) => (bytes == null ? null : Buffer.from(bytes).toString('latin1'))

async function recordsOf(stream: string): Promise<IncomingRecord[]> {
  const found: IncomingRecord[] = []
  for await (const record of feed.broker.read({ topic: `stream.${stream}` })) found.push(record)
  return found
}
const untilArchived = (...streams: readonly string[]) =>
  pipeline.until(`${streams} are archived`, 240_000, async () => {
    const all = await Promise.all(streams.map((one) => tideline('archive', 'status', one, '--json')))
    return all.map((one) => JSON.parse(one)).every(({ behind, archived }) => behind === 0 && archived.length > 0)
  })

beforeAll(async () => {
  const env = { TIDELINE_ARCHIVE_FLUSH_SECONDS: '3' }
  pipeline = await Pipeline.start({ roles: ['processors', 'executors', 'gateway'], env })
  feed = await openFeed(pipeline.namespace)
  await tideline('stream', 'create', 'mixed', '--partitions', '2', '--retention', 'forever')
  await feed.broker.publish(
    'stream.mixed',
    Array.from({ length: messages }, (_, index) => mixed(index)),
  )
  await tideline('archive', 'start', 'mixed')
  await untilArchived('mixed')
}, 600_000)

afterAll(async () => {
  await feed?.close()
  await pipeline?.stop()
})

/** What a replayed message must be, but for the time at which it came. */
function wanted(index: number) {
  const { key, value, headers = {}, partition, timestamp } = mixed(index)
  const own = Object.entries(headers).map(([name, bytes]) => [name, text(bytes as Uint8Array)])
  const marks = { origin: `stream.mixed/${partition}/${Math.floor(index / 2)}`, time: String(timestamp) }
  return { key: text(key), value: text(value), partition, headers: Object.fromEntries(own), ...marks }
}
function shown({ key, value, partition, headers }: IncomingRecord) {
  const { 'tideline-replay': _, 'tideline-origin': origin, 'tideline-event-time': time, ...own } = headers
  const rest = Object.entries(own).map(([name, bytes]) => [name, text(bytes)])
  const marks = { origin: text(origin), time: text(time) }
  return { key: text(key), value: text(value), partition, headers: Object.fromEntries(rest), ...marks }
}
const inOrder = <T extends { partition: number; time: string | null }>(all: readonly T[]) =>
  [...all].sort((a, b) => a.partition - b.partition || Number(a.time) - Number(b.time))
const all = Array.from({ length: messages }, (_, index) => wanted(index))

test('messages come again with key, value, headers and time, marked, and are not archived again', async () => {
  await tideline('stream', 'create', 'copy', '--partitions', '2')
  const planned = JSON.parse(await tideline('replay', 'mixed', '--onto', 'copy', '--dry-run', '--json'))
  expect(planned).toMatchObject({ messages, keepsTimestamps: false, gaps: [], earliest: '2015-01-01T00:00:00.000000Z' })
  expect(await recordsOf('copy')).toEqual([])

  await tideline('archive', 'start', 'copy')
  const { replay } = JSON.parse(await tideline('replay', 'mixed', '--onto', 'copy', '--json'))
  const found = await recordsOf('copy')
  expect(inOrder(found.map(shown))).toEqual(inOrder(all))
  expect(new Set(found.map(({ headers }) => text(headers['tideline-replay'])))).toEqual(new Set([replay]))
  await untilArchived('copy')
  const verified = async () => JSON.parse(await tideline('archive', 'verify', 'copy', '--json'))
  expect(await verified()).toMatchObject({ messages: 0, withoutMessage: messages, findings: [] })

  const begun = () =>
    readFileSync(join(pipeline.folder, 'logs', 'executors.log'), 'utf8')
      .split('\n')
      .filter((line) => line.includes('"archiving"') && line.includes('"stream.copy"')).length
  const before = begun()
  await tideline('archive', 'start', 'copy', '--include-replayed')
  await pipeline.until('executors heed it', 240_000, async () => begun() > before)
  await tideline('replay', 'mixed', '--onto', 'copy', '--to', new Date(oldest + 50_000).toISOString())
  await untilArchived('copy')
  expect(await verified()).toMatchObject({ messages: 50, findings: [] })
}, 600_000)

test('old messages do not fall to the retention of where they go; where nothing is deleted they keep their times', async () => {
  await tideline('stream', 'create', 'week', '--partitions', '2')
  await tideline('stream', 'create', 'ever', '--partitions', '2', '--retention', 'forever')
  const began = Date.now()
  await tideline('replay', 'mixed', '--onto', 'week')
  await tideline('replay', 'mixed', '--onto', 'ever')
  // Kafka deletes by the timestamps of messages: none of these is old.
  for (const { timestamp } of await recordsOf('week')) expect(timestamp).toBeGreaterThanOrEqual(began)
  for (const { timestamp, headers } of await recordsOf('ever'))
    expect(String(timestamp)).toBe(text(headers['tideline-event-time']))
  await expect(tideline('replay', 'mixed', '--onto', 'week', '--timestamps', 'kept')).rejects.toThrow(
    '--timestamps: stream.week deletes what is older than 7 days',
  )
}, 600_000)

test('messages that fill their topic come again', async () => {
  // With key, lengths and frame still below the 1 MiB that other programs send.
  const value = Buffer.alloc(1_048_450, 'x')
  await tideline('stream', 'create', 'full')
  await feed.broker.publish('stream.full', [{ key: Buffer.from('k'), value }])
  await tideline('archive', 'start', 'full')
  await untilArchived('full')
  await tideline('replay', 'full')
  const found = await recordsOf('full')
  expect(found.map((one) => [text(one.headers['tideline-origin'] ?? null), one.value?.length])).toEqual([
    [null, value.length],
    [expect.stringMatching(/^stream.full\/\d\/0$/), value.length],
  ])
}, 120_000)

test('a range of time at a rate, asked for over HTTP', async () => {
  await tideline('stream', 'create', 'slow', '--partitions', '1', '--retention', 'forever')
  const [from, to] = [200, 700].map((index) => new Date(oldest + index * 1000).toISOString())
  const response = await fetch(`${pipeline.url}/replays`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ topic: 'mixed', onto: 'slow', from, to, rate: 100, timestamps: 'renewed' }),
  })
  expect(response.status).toBe(202)
  const href = response.headers.get('location') as string
  await pipeline.until('it is replayed', 240_000, async () => {
    return (await pipeline.json<{ state: string }>(href)).state === 'finished'
  })
  const found = await recordsOf('slow')
  expect(found.map(({ headers }) => Number(text(headers['tideline-event-time'])))).toEqual(
    Array.from({ length: 500 }, (_, index) => oldest + (200 + index) * 1000),
  )
  // Five seconds at 100 a second, less the first piece.
  expect(found.at(-1)!.timestamp - found[0]!.timestamp).toBeGreaterThan(4_000)
}, 600_000)

test('a replayer killed in the middle goes on: nothing is missing, nothing comes twice', async () => {
  await tideline('stream', 'create', 'many', '--partitions', '3')
  await tideline('stream', 'create', 'again', '--partitions', '3')
  for (let from = 0; from < many; from += atOnce) {
    const records = Array.from({ length: atOnce }, (_, at) => Buffer.from(`reading ${from + at} of an instrument`))
    await feed.broker.publish(
      'stream.many',
      records.map((value, at) => ({ key: null, value, partition: at % 3 })),
    )
  }
  await tideline('archive', 'start', 'many')
  await untilArchived('many')
  await tideline('replay', 'many', '--onto', 'again', '--rate', '10000', '--detach')
  const published = async () => {
    const info = await feed.broker.admin.describeTopic('stream.again')
    return Number(info?.partitions.reduce((sum, { high }) => sum + high, 0n))
  }
  await pipeline.until('a sixth is published', 240_000, async () => (await published()) > many / 6)
  await pipeline.kill('executors')
  expect(await published()).toBeLessThan(many)
  await pipeline.spawnRole('executors')
  await pipeline.until('it is over', 240_000, async () => {
    return JSON.parse((await tideline('replays', 'list', '--json')).split('\n')[0] as string).state === 'finished'
  })
  const next = [0, 1, 2]
  const origins = [0, 0, 0]
  for await (const { partition, value, headers } of feed.broker.read({ topic: 'stream.again' })) {
    // Each partition has its own again, in order: 0, 3, 6, …
    expect(text(value)).toBe(`reading ${next[partition]} of an instrument`)
    expect(text(headers['tideline-origin'])).toBe(`stream.many/${partition}/${origins[partition]}`)
    next[partition]! += 3
    origins[partition]! += 1
  }
  expect(origins.reduce((sum, count) => sum + count, 0)).toBe(many)
  const last = JSON.parse((await tideline('replays', 'list', '--json')).split('\n')[0] as string)
  expect(last).toMatchObject({ state: 'finished', messages: many, expected: many })
}, 600_000)
