/** Exports on the real services: files as asked for, whole and in ranges; a killed executor, a cancelled job, expiry. */
import { createHash } from 'node:crypto'
import { connectObjects } from '../../connectors/minio/objects.ts'
import { createCodec } from '../../schemas/avro/codec.ts'
import type { ExportAdvanced } from '../../schemas/generated/events.ts'
import { silentLog } from '../../schemas/log.ts'
import { exports as bucket, type ObjectInfo } from '../../schemas/objects.ts'
import { exportsAdvanced } from '../../topics/exports.ts'
import { endpoint } from '../support/endpoints.ts'
import { exportedRows, type ReadRow } from '../support/exported-rows.ts'
import { expected, openFeed } from '../support/feed.ts'
import { Pipeline } from '../support/pipeline.ts'

interface ShownFile {
  readonly kind: string
  readonly href: string
  readonly size: number
  readonly sha256: string
  readonly rows: number
}
interface Job {
  readonly id: string
  readonly state: string
  readonly rows: number
  readonly parts: { readonly total: number; readonly made: number }
  readonly files: readonly ShownFile[]
}

const small = { deployment: 1, rows: 6_000 }
const large = { deployment: 2, rows: 120_000 }
const series = { refdes: 'CE01TEST-RID16-03-CTDBPC000', method: 'streamed', stream: 'test_samples' }

let pipeline: Pipeline
let feed: Awaited<ReturnType<typeof openFeed>>
let objects: ReturnType<typeof connectObjects>

beforeAll(async () => {
  pipeline = await Pipeline.start({
    roles: ['processors', 'gateway', 'executors'],
    env: { TIDELINE_EXPORT_PART_BYTES: '100000', TIDELINE_ANSWER_MAX_ROWS: '100000' },
  })
  feed = await openFeed(pipeline.namespace)
  objects = connectObjects({
    endpoint: endpoint('TIDELINE_S3_ENDPOINT'),
    accessKey: process.env.TIDELINE_S3_ACCESS_KEY ?? 'tideline',
    secretKey: endpoint('TIDELINE_S3_SECRET_KEY'),
    bucketPrefix: `tideline-${pipeline.namespace}`,
    log: silentLog,
  })
  for (const { deployment, rows } of [small, large]) {
    for (let from = 0; from < rows; from += 6_000) await feed.batch(deployment, from, from + 6_000)
  }
  await pipeline.until('all particles are counted', 240_000, async () => {
    const { streams } = await pipeline.json<{ streams: { deployment: number; count: number }[] }>('/data')
    return [small, large].every(({ deployment, rows }) =>
      streams.some((row) => row.deployment === deployment && row.count === rows),
    )
  })
}, 600_000)

afterAll(async () => {
  await feed?.close()
  await pipeline?.stop()
})

async function send(path: string, method: string, body?: object, headers: Record<string, string> = {}) {
  const response = await fetch(`${pipeline.url}${path}`, {
    method,
    headers: { ...(body === undefined ? {} : { 'content-type': 'application/json' }), ...headers },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  })
  return { status: response.status, body: (await response.json()) as Job }
}
const ask = (deployment: number, format: string, more: object = {}, headers: Record<string, string> = {}) =>
  send('/exports', 'POST', { streams: [series], deployment, format, ...more }, headers)
const jobOf = (id: string) => pipeline.json<Job>(`/jobs/${id}`)

async function download({ href }: ShownFile, range?: string): Promise<{ status: number; bytes: Buffer }> {
  const response = await fetch(`${pipeline.url}${href}`, range === undefined ? {} : { headers: { range } })
  return { status: response.status, bytes: Buffer.from(await response.arrayBuffer()) }
}

async function stored(job: string): Promise<ObjectInfo[]> {
  const found: ObjectInfo[] = []
  for await (const one of objects.list(bucket, `${job}/`)) found.push(one)
  return found.sort((a, b) => (a.key < b.key ? -1 : 1))
}

/** Of parts that are made. */
const recordsOf = async (job: string) => (await stored(job)).filter(({ key }) => key.endsWith('/made.json'))

async function stepsOf(job: string): Promise<ExportAdvanced[]> {
  const codec = createCodec(feed.registry)
  const found: ExportAdvanced[] = []
  for await (const { value } of feed.broker.read({ topic: exportsAdvanced.name })) {
    const step = await codec.decode(exportsAdvanced.schema, value)
    if (step.job === job) found.push(step)
  }
  return found
}

const wanted = (deployment: number, rows: number): ReadRow[] =>
  expected(deployment, 0, rows).map((row) => ({ ...row, time: Date.parse(row.time) }))

test.each(['csv', 'tsv', 'json', 'ndjson', 'arrow', 'parquet', 'netcdf'])(
  'the files of %s, one after the other, have the rows of the answer',
  async (format) => {
    const { status, body } = await ask(small.deployment, format, {}, { prefer: 'wait=240' })
    expect([status, body.state, body.rows]).toEqual([200, 'finished', small.rows])
    const rows: ReadRow[] = []
    for (const file of body.files) rows.push(...(await exportedRows(format, (await download(file)).bytes)))
    expect(rows).toEqual(wanted(small.deployment, small.rows))
    if (format === 'csv') expect(body.files.length).toBeGreaterThan(1)
  },
  600_000,
)

test('one file of provenance and one of annotations tell of all files of the job', async () => {
  const asked = { include_provenance: true, include_annotations: true }
  const { body } = await ask(small.deployment, 'csv', asked, { prefer: 'wait=240' })
  const data = body.files.filter(({ kind }) => kind === 'data')
  expect(data.length).toBeGreaterThan(1)
  const beside = body.files.filter(({ kind }) => kind !== 'data')
  expect(beside.map(({ kind }) => kind)).toEqual(['provenance', 'annotations'])
  for (const file of beside) {
    const said = JSON.parse((await download(file)).bytes.toString())
    expect(said.job).toBe(body.id)
    expect(said.files.map(({ sha256 }: ShownFile) => sha256)).toEqual(data.map(({ sha256 }) => sha256))
  }
}, 600_000)

test('a file in ranges is the whole file', async () => {
  const { body } = await ask(small.deployment, 'csv', {}, { prefer: 'wait=240' })
  const file = body.files[0] as ShownFile
  const whole = await download(file)
  expect(whole.bytes.length).toBe(file.size)
  expect(createHash('sha256').update(whole.bytes).digest('hex')).toBe(file.sha256)
  const cut = Math.floor(file.size / 3)
  const pieces = [
    await download(file, `bytes=0-${cut - 1}`),
    await download(file, `bytes=${cut}-${2 * cut - 1}`),
    await download(file, `bytes=-${file.size - 2 * cut}`),
  ]
  expect(pieces.map(({ status }) => status)).toEqual([206, 206, 206])
  expect(Buffer.concat(pieces.map(({ bytes }) => bytes)).equals(whole.bytes)).toBe(true)
}, 600_000)

test('what is too large to be sent at once is refused with its estimate, and can be exported', async () => {
  const body = { streams: [series], deployment: large.deployment, format: 'csv' }
  const refused = await send('/data', 'POST', body)
  expect(refused.status).toBe(413)
  expect(refused.body).toMatchObject({ code: 'answer-too-large', estimate: { rows: large.rows } })
  const href = `/data/${series.refdes}/${series.method}/${series.stream}?deployment=${large.deployment}`
  expect((await send(href, 'GET')).status).toBe(413)
  expect((await send(`${href}&limit=10`, 'GET')).status).toBe(200)
  expect((await send('/estimate', 'POST', body)).body).toMatchObject({ rows: large.rows, exceeds: [] })
}, 600_000)

test('an executor killed in the middle is taken over from; what it had made is not made again', async () => {
  const { body } = await ask(large.deployment, 'csv')
  await pipeline.until('some parts are made', 240_000, async () => (await recordsOf(body.id)).length > 2)
  await pipeline.kill('executors')
  const before = await recordsOf(body.id)
  const { parts } = await jobOf(body.id)
  expect(before.length).toBeGreaterThan(2)
  expect(before.length).toBeLessThan(parts.total)
  await pipeline.spawnRole('executors')
  await pipeline.until('the job is finished', 240_000, async () => (await jobOf(body.id)).state === 'finished')
  const { files, rows } = await jobOf(body.id)
  expect(rows).toBe(large.rows)
  const after = await stored(body.id)
  for (const { key, modified } of before) expect(after.find((one) => one.key === key)?.modified).toEqual(modified)
  const read: ReadRow[] = []
  for (const file of files) read.push(...(await exportedRows('csv', (await download(file)).bytes)))
  expect(read).toEqual(wanted(large.deployment, large.rows))
}, 600_000)

test('a job cancelled in the middle stops, and leaves no file', async () => {
  const { body } = await ask(large.deployment, 'ndjson')
  await pipeline.until('a part is made', 240_000, async () => (await recordsOf(body.id)).length > 0)
  const off = await send(`/jobs/${body.id}/cancel`, 'POST')
  expect([off.status, off.body.state]).toEqual([200, 'cancelled'])
  await pipeline.until('its files are gone', 240_000, async () => (await stored(body.id)).length === 0)
  // Longer than an executor takes to look whether its part is still wanted.
  await new Promise((resolve) => setTimeout(resolve, 4_000))
  await pipeline.until('no file is left', 240_000, async () => (await stored(body.id)).length === 0)
  const steps = await stepsOf(body.id)
  const made = new Set(steps.filter(({ step }) => step === 'made').map(({ part }) => part))
  expect(made.size).toBeLessThan(off.body.parts.total)
  expect((await jobOf(body.id)).state).toBe('cancelled')
}, 600_000)

test('after seven days the files are gone', async () => {
  const { body } = await ask(small.deployment, 'csv', { limit: 100 }, { prefer: 'wait=240' })
  const [file] = body.files
  expect((await download(file as ShownFile)).status).toBe(200)
  const minute = Math.floor(Date.now() / 60_000) * 60_000_000 + 7 * 86_400_000_000 + 60_000_000
  await pipeline.tideline(['produce', 'clock.minute-ticked'], JSON.stringify({ minute }))
  await pipeline.until('the job has expired', 240_000, async () => (await jobOf(body.id)).state === 'expired')
  expect((await download(file as ShownFile)).status).toBe(410)
  await pipeline.until('its files are gone', 240_000, async () => (await stored(body.id)).length === 0)
}, 600_000)
