/** A lost database: the archive of one namespace, replayed in an empty one, answers every question as before. */
import { join } from 'node:path'
import { archives as bucket } from '../../schemas/objects.ts'
import { archivedObjects, bytesOf, objectsOf } from '../support/archived.ts'
import { openFeed } from '../support/feed.ts'
import { Pipeline } from '../support/pipeline.ts'

const ctd = 'CE02SHSM-RID27-03-CTDBPC000/telemetered/ctdbp_cdef_dcl_instrument'
const feedOf = 'CE01TEST-RID16-03-CTDBPC000/streamed/test_samples'
const [singles, batched] = [400, 20_000]
const topics = ['instruments.particles', 'instruments.particle-batches', 'products.deployments-changed']
const questions = [
  `/data/${ctd}`,
  `/data/${ctd}?products=all`,
  `/data/${ctd}?products=all&reduce=minmax&interval=1h`,
  `/data/${feedOf}?deployment=1`,
  `/data/${feedOf}?deployment=2&reduce=minmax&limit=50`,
  `/data/${feedOf}?deployment=2&reduce=mean&interval=10m`,
  `/available/${ctd.split('/')[0]}?stop_time=2024-04-01T00:00:00.000Z`,
  `/available/${feedOf.split('/')[0]}?start_time=2024-03-01T00:00:00.000Z&stop_time=2024-03-02T00:00:00.000Z`,
]

const pipelines: Pipeline[] = []
const closing: (() => Promise<void>)[] = []
afterAll(async () => {
  for (const close of closing) await close()
  await Promise.all(pipelines.map((one) => one.stop()))
})

async function start(): Promise<Pipeline> {
  const env = { TIDELINE_ARCHIVE_FLUSH_SECONDS: '2' }
  const made = await Pipeline.start({ roles: ['processors', 'executors', 'gateway'], env })
  pipelines.push(made)
  return made
}

async function untilCounted(pipeline: Pipeline, count: number): Promise<void> {
  await pipeline.until(`${count} particles are counted`, 240_000, async () => {
    const { streams } = await pipeline.json<{ streams: { count: number }[] }>('/data')
    return streams.reduce((sum, one) => sum + one.count, 0) === count
  })
}

/** Particles of a CTD a second apart, with its deployment, and those of the feed. */
async function fill(pipeline: Pipeline): Promise<number> {
  const feed = await openFeed(pipeline.namespace)
  closing.push(() => feed.close())
  await pipeline.tideline(['deployments', 'import', join(import.meta.dirname, '../../deploy/samples/deployments.csv')])
  const rows = Array.from({ length: 3 * 3_600 }, (_, index) => ({
    time: new Date(Date.UTC(2024, 2, 1) + index * 1_000).toISOString(),
    temp: 10 + (index % 200) / 64,
    conductivity: 3.5 + (index % 97) / 4096,
    pressure: 5 + (index % 31) / 8,
  }))
  for (let at = 0; at < rows.length; at += 1_000) {
    const posted = await fetch(`${pipeline.url}/particles/${ctd}?deployment=1`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(rows.slice(at, at + 1_000)),
    })
    expect(posted.status).toBe(202)
  }
  await feed.singles(1, 0, singles)
  for (let from = 0; from < batched; from += 5_000) await feed.batch(2, from, from + 5_000)
  // Some of it twice: an answer has each once, before and after.
  await feed.batch(2, 2_500, 7_500)
  return rows.length + singles + batched
}

async function answers(pipeline: Pipeline): Promise<unknown[]> {
  const found = []
  for (const question of questions) found.push(await pipeline.json<unknown>(question))
  return found
}

/** Means agree to the last digits: chunks, and so the order of sums, are others where batches are. */
const rounded = (answer: unknown): unknown =>
  JSON.parse(JSON.stringify(answer), (_, value) => (typeof value === 'number' ? Number(value.toPrecision(13)) : value))

test('particles and deployments replayed in an empty namespace give back identical answers', async () => {
  const before = await start()
  const count = await fill(before)
  await untilCounted(before, count)
  for (const topic of topics) await before.tideline(['archive', 'start', topic])
  await before.until('all is archived', 240_000, async () => {
    const all = await Promise.all(topics.map((topic) => before.tideline(['archive', 'status', topic, '--json'])))
    return all.map((one) => JSON.parse(one)).every(({ behind, archived }) => behind === 0 && archived.length > 0)
  })
  const wanted = await answers(before)

  const after = await start()
  expect((await after.json<{ streams: object[] }>('/data')).streams).toEqual([])
  // As a backup of the bucket is brought back.
  const [from, to] = [objectsOf(before.namespace), objectsOf(after.namespace)]
  for (const topic of topics) {
    for (const one of await archivedObjects(from, topic)) await to.put(bucket, one.key, await bytesOf(from, one))
  }
  for (const topic of topics) await after.tideline(['replay', topic])
  await untilCounted(after, count)
  await after.until('deployments are there', 240_000, async () => {
    const { data } = await after.json<{ data: Record<string, number | null>[] }>(`/data/${ctd}?products=all&limit=1`)
    return data[0]?.density != null
  })
  const found = await answers(after)
  for (const [index, question] of questions.entries()) {
    const same = question.includes('reduce=mean') ? rounded : (answer: unknown) => answer
    expect({ question, answer: same(found[index]) }).toEqual({ question, answer: same(wanted[index]) })
  }
  const [, derived] = wanted as { data: { density: number }[] }[]
  expect(derived?.data.length).toBe(3 * 3_600)
  expect(derived?.data[0]?.density).toBeGreaterThan(1_000)
}, 600_000)
