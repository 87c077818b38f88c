/** Archives on the real services: read by another program, killed in the middle, made again, damaged. */
import { join } from 'node:path'
import { archives as bucket, type ObjectStore } from '../../schemas/objects.ts'
import { archivedObjects, bytesOf, downloaded, entriesOf, mixed, objectsOf, printed } from '../support/archived.ts'
import { openFeed, sample } from '../support/feed.ts'
import { Pipeline } from '../support/pipeline.ts'
import { pythonWith, run } from '../support/python.ts'

const reader = join(import.meta.dirname, 'archives')
const messages = 2_000
const many = { partitions: 2, each: 200_000 }

let pipeline: Pipeline
let feed: Awaited<ReturnType<typeof openFeed>>
let objects: ObjectStore
let python: string

beforeAll(async () => {
  python = await pythonWith(join(reader, 'requirements.txt'))
  // Long enough that no segment of many messages is cut short, also on a busy machine.
  pipeline = await Pipeline.start({ roles: ['processors', 'executors'], env: { TIDELINE_ARCHIVE_FLUSH_SECONDS: '20' } })
  feed = await openFeed(pipeline.namespace)
  objects = objectsOf(pipeline.namespace)
}, 600_000)

afterAll(async () => {
  await feed?.close()
  await pipeline?.stop()
})

interface Status {
  readonly behind: number
  readonly archived: readonly { readonly segments: number; readonly partitions: readonly object[] }[]
}
const statusOf = async (stream: string) =>
  JSON.parse(await pipeline.tideline(['archive', 'status', stream, '--json'])) as Status
const untilArchived = (...streams: readonly string[]) =>
  pipeline.until(`${streams} are archived`, 240_000, async () => {
    const all = await Promise.all(streams.map(statusOf))
    return all.every(({ behind, archived }) => behind === 0 && archived.length > 0)
  })
const verified = async (stream: string) => JSON.parse(await pipeline.tideline(['archive', 'verify', stream, '--json']))

/** What a Python program finds in the segments of a topic. */
async function readByPython(topic: string) {
  const script = [join(reader, 'read_segments.py'), await downloaded(objects, topic)]
  const { stdout } = await run(python, script, { maxBuffer: 1 << 28 })
  return stdout
    .split('\n')
    .slice(0, -1)
    .map((line) => JSON.parse(line))
}

test('another Avro library finds every message of a stream and of a topic of the pipeline as it was published', async () => {
  await pipeline.tideline(['stream', 'create', 'mixed', '--partitions', '2', '--retention', 'forever'])
  await feed.broker.publish(
    'stream.mixed',
    Array.from({ length: messages }, (_, index) => mixed(index)),
  )
  await feed.singles(1, 0, 300)
  await pipeline.tideline(['archive', 'start', 'mixed'])
  await pipeline.tideline(['archive', 'start', 'instruments.particles'])
  await untilArchived('mixed', 'instruments.particles')

  const found = await readByPython('stream.mixed')
  const wanted = Array.from({ length: messages }, (_, index) => printed(index))
  expect(found).toEqual(wanted.sort((a, b) => a.partition - b.partition || a.offset - b.offset))

  const particles = (await readByPython('instruments.particles')).map(({ event }) => event)
  expect(particles.sort((a, b) => a.integers.counts - b.integers.counts)).toMatchObject(
    Array.from({ length: 300 }, (_, index) => {
      const { temp, counts } = sample(index)
      return { stream: 'test_samples', deployment: 1, numbers: { temp }, integers: { counts } }
    }),
  )

  const list = await pipeline.tideline(['archive', 'list', '--json'])
  expect(
    list
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line).topic)
      .sort(),
  ).toEqual(['instruments.particles', 'stream.mixed'])
  expect(await verified('mixed')).toMatchObject({ messages, findings: [], withoutMessage: 0 })
  expect(await verified('instruments.particles')).toMatchObject({ messages: 300, findings: [] })
  await expect(pipeline.tideline(['archive', 'start', 'mixd'])).rejects.toThrow('there is no topic mixd')
}, 600_000)

/** Segments of the stream `many`, by key, with the hash of what lies there. */
async function segments() {
  const entries = await entriesOf(objects, 'stream.many')
  return entries.map(({ partition, from, next, count, sha256 }) => ({ partition, from, next, count, sha256 }))
}

test('an archiver killed in the middle leaves no gap; made again, the same objects have the same bytes', async () => {
  await pipeline.tideline(['stream', 'create', 'many', '--partitions', String(many.partitions)])
  for (let from = 0; from < many.each; from += 10_000) {
    const records = Array.from({ length: 10_000 }, (_, at) => Buffer.from(`reading ${from + at} of an instrument`))
    for (let partition = 0; partition < many.partitions; partition += 1)
      await feed.broker.publish(
        'stream.many',
        records.map((value) => ({ key: null, value, partition })),
      )
  }
  await pipeline.tideline(['archive', 'start', 'many'])
  await pipeline.until('some is archived', 240_000, async () => (await segments()).length > 0)
  await pipeline.kill('executors')
  const before = await segments()
  expect(before.length).toBeLessThan((many.partitions * many.each) / 100_000)
  await pipeline.spawnRole('executors')
  await untilArchived('many')
  const whole = await segments()
  expect(whole).toEqual(expect.arrayContaining(before))
  const expectedRanges = [0, 1].flatMap((partition) =>
    [0, 100_000].map((from) => ({ partition, from, next: from + 100_000, count: 100_000 })),
  )
  expect(whole).toMatchObject(expectedRanges)
  expect(await verified('many')).toMatchObject({ messages: many.partitions * many.each, findings: [] })

  // All of it once more, as if nothing had been committed.
  const first = await archivedObjects(objects, 'stream.many')
  const bytes = await Promise.all(first.map((one) => bytesOf(objects, one)))
  await pipeline.terminate('executors')
  await feed.broker.admin.deleteGroup('archive.stream.many')
  await pipeline.spawnRole('executors')
  await untilArchived('many')
  const again = await archivedObjects(objects, 'stream.many')
  expect(again.map(({ key }) => key)).toEqual(first.map(({ key }) => key))
  for (const [index, one] of again.entries()) {
    expect(one.modified.getTime()).toBeGreaterThan(first[index]!.modified.getTime())
    expect((await bytesOf(objects, one)).equals(bytes[index]!)).toBe(true)
  }
}, 600_000)

test('a damaged, a lost and an unfinished segment are found, and not replayed', async () => {
  await pipeline.tideline(['stream', 'create', 'onto', '--partitions', '2'])
  const ends = async () => (await feed.broker.admin.describeTopic('stream.onto'))?.partitions.map(({ high }) => high)
  const replay = () => pipeline.tideline(['replay', 'mixed', '--onto', 'onto'])
  const [segment] = (await archivedObjects(objects, 'stream.mixed')).filter(({ key }) => key.endsWith('.avro'))
  const good = await bytesOf(objects, segment!)
  const bad = Buffer.from(good)
  bad[bad.length >> 1]! ^= 1

  await objects.put(bucket, segment!.key, bad)
  await expect(pipeline.tideline(['archive', 'verify', 'mixed'])).rejects.toThrow(
    /exited with 1.*1 fault.*\n.*damaged +0 /s,
  )
  await expect(replay()).rejects.toThrow(/failed.*SHA-256/s)
  await objects.remove(bucket, [segment!.key])
  await expect(pipeline.tideline(['archive', 'verify', 'mixed'])).rejects.toThrow(/exited with 1.*lost +0 +0-999/s)
  await expect(replay()).rejects.toThrow(/has lost its segment of the offsets 0-999 of partition 0/)
  expect(await ends()).toEqual([0n, 0n])

  await objects.put(bucket, segment!.key, good)
  expect(await verified('mixed')).toMatchObject({ messages, findings: [] })
  await replay()
  expect(await ends()).toEqual([1_000n, 1_000n])
}, 600_000)
