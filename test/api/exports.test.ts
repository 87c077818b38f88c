/** Exports over HTTP, with the processors of the pipeline driven in memory and parts made by the test. */
import type { FastifyInstance } from 'fastify'
import { defaultExportLimits } from '../../api/export-limits.ts'
import type { Gateway } from '../../api/gateway.ts'
import { createJobReader } from '../../api/jobs.ts'
import { GatewayProblem } from '../../api/problems.ts'
import { createServer } from '../../api/server.ts'
import type { Made } from '../../connectors/exports/part-record.ts'
import type { ExportPartRequested } from '../../schemas/generated/events.ts'
import { day, exportBed, series } from '../processors/products/exports/export-bed.ts'
import { fakeGateway } from './pipeline.ts'

const body = { streams: [series], format: 'csv', include_provenance: true }
let open: FastifyInstance[] = []
afterEach(async () => {
  for (const app of open) await app.close()
  open = []
})

async function serve(powers: Partial<Gateway> = {}) {
  const bed = exportBed()
  await bed.feed(1, day, 3_000)
  const { gateway } = fakeGateway({
    jobs: createJobReader(bed.tables),
    objects: bed.objects,
    async estimate({ request, file }) {
      const found = await bed.estimate(request, file)
      if ('code' in found) throw new GatewayProblem(found.code, found.detail, { field: found.field })
      return found
    },
    publish: (topic, events) => bed.send(topic, events as never),
    ...powers,
  })
  const app = createServer(gateway, { settleMs: 1000, planMs: 200, maxEventLoopDelayMs: 0 })
  open.push(app)
  const post = (url: string, payload: object = body, headers: Record<string, string> = {}) =>
    app.inject({ method: 'POST', url, payload, headers })
  const get = (url: string, headers: Record<string, string> = {}) => app.inject({ url, headers })
  /** What an executor does. */
  async function makeAll(job: string) {
    // The last of data brings a further one: what is to lie beside them.
    for (let at = 0; at < bed.partsOf(job).length; at += 1) {
      const part = bed.partsOf(job)[at] as ExportPartRequested
      const made = (await bed.make(part)) as Made
      const told = { job, part: part.part, at: Date.now() * 1000, seconds: 0.1, problem: null, ...made }
      await bed.tell({ ...told, step: 'made' })
    }
  }
  return { app, bed, post, get, makeAll }
}

test('an export is a job; made, its files are there, whole and in ranges', async () => {
  const { post, get, makeAll, app } = await serve()
  const asked = await post('/exports')
  expect(asked.statusCode).toBe(202)
  const { id, state, estimate } = asked.json()
  expect({ id, state }).toEqual({ id: expect.stringMatching(/^[0-9a-f]{32}$/), state: 'queued' })
  expect(asked.headers.location).toBe(`/jobs/${id}`)
  expect(estimate.rows).toBe(3000)
  const waiting = await get(`/jobs/${id}`)
  expect(waiting.headers['retry-after']).toBe('5')
  await makeAll(id)
  const job = (await get(`/jobs/${id}`)).json()
  expect(job).toMatchObject({ state: 'finished', progress: 1, rows: 3000, parts: { total: 1, made: 1 }, request: body })
  const [data, provenance] = job.files
  expect(data.name).toMatch(/^deployment0001_CE02SHSM-RID27-03-CTDBPC000-telemetered-export_test_20240301T.*\.csv$/)
  expect(provenance.kind).toBe('provenance')

  const whole = await get(data.href)
  expect(whole.statusCode).toBe(200)
  expect(whole.headers).toMatchObject({
    'content-type': 'text/csv',
    'content-length': String(data.size),
    'accept-ranges': 'bytes',
    etag: `"${data.sha256}"`,
    'content-disposition': `attachment; filename="${data.name}"`,
  })
  expect(whole.body.split('\r\n').length).toBe(3002)
  const part = await get(data.href, { range: 'bytes=5-14' })
  expect(part.statusCode).toBe(206)
  expect(part.headers).toMatchObject({ 'content-range': `bytes 5-14/${data.size}`, 'content-length': '10' })
  expect(part.body).toBe(whole.body.slice(5, 15))
  expect((await get(data.href, { range: 'bytes=5-14', 'if-range': '"another"' })).statusCode).toBe(200)
  expect((await get(data.href, { 'if-none-match': `W/"x", "${data.sha256}"` })).statusCode).toBe(304)
  const beyond = await get(data.href, { range: `bytes=${data.size}-` })
  expect([beyond.statusCode, beyond.headers['content-range']]).toEqual([416, `bytes */${data.size}`])
  expect(beyond.json().code).toBe('range-not-satisfiable')
  const head = await app.inject({ method: 'HEAD', url: data.href })
  expect([head.statusCode, head.headers['content-length'], head.body]).toEqual([200, String(data.size), ''])
  expect((await get(`/jobs/${id}/files/other.csv`)).json()).toMatchObject({ status: 404, code: 'unknown-file' })
})

test('the same body under the same key is the same job; without a key each is its own', async () => {
  const { bed, post } = await serve()
  const key = { 'idempotency-key': 'mine' }
  const first = await post('/exports', body, key)
  const again = await post('/exports', body, key)
  expect(again.json().id).toBe(first.json().id)
  expect(bed.partsOf(first.json().id).length).toBe(1)
  expect((await post('/exports', { ...body, limit: 5 }, key)).json().id).not.toBe(first.json().id)
  expect((await post('/exports')).json().id).not.toBe((await post('/exports')).json().id)
})

test('Prefer: wait answers when the job has ended', async () => {
  const { post, get, makeAll } = await serve()
  const { id } = (await post('/exports')).json()
  const waited = get(`/jobs/${id}`, { prefer: 'wait=120' })
  await makeAll(id)
  expect((await waited).json().state).toBe('finished')
  expect((await waited).headers['preference-applied']).toBe('wait=120')
  const short = await post('/exports', body, { prefer: 'wait=1' })
  expect([short.statusCode, short.json().state]).toEqual([202, 'queued'])
})

test('a job that failed is answered as its problem, with the job', async () => {
  const { bed, post, get } = await serve()
  const { id } = (await post('/exports')).json()
  const nothing = { job: id, rows: 0, bytes: 0, rowsLeftOut: 0, seconds: 1, files: [], at: Date.now() * 1000 }
  await bed.tell({ ...nothing, part: null, step: 'late', problem: null })
  const late = await get(`/jobs/${id}`)
  expect(late.statusCode).toBe(408)
  expect(late.headers['content-type']).toContain('application/problem+json')
  expect(late.json()).toMatchObject({ code: 'deadline-passed', job: { id, state: 'failed', parts: { made: 0 } } })
  const { id: other } = (await post('/exports')).json()
  await bed.tell({ ...nothing, job: other, part: 0, step: 'made', problem: null, rowsLeftOut: 3000 })
  expect((await get(`/jobs/${other}`)).json()).toMatchObject({ status: 404, code: 'no-data' })
  const { jobs } = (await get('/jobs?state=failed')).json()
  expect(jobs.map((job: { problem: { status: number } }) => job.problem.status).sort()).toEqual([404, 408])
  expect((await get('/jobs?state=finished')).json()).toEqual({ jobs: [] })
})

test('a job is called off once; the files of a finished one can be given up', async () => {
  const { app, post, get, makeAll } = await serve()
  const { id } = (await post('/exports')).json()
  const off = await app.inject({ method: 'POST', url: `/jobs/${id}/cancel` })
  expect([off.statusCode, off.json().state]).toEqual([200, 'cancelled'])
  expect((await app.inject({ method: 'POST', url: `/jobs/${id}/cancel` })).json()).toMatchObject({ status: 409 })
  const { id: done } = (await post('/exports')).json()
  await makeAll(done)
  const [{ href }] = (await get(`/jobs/${done}`)).json().files
  expect((await app.inject({ method: 'DELETE', url: `/jobs/${done}` })).json().state).toBe('cancelled')
  expect((await get(href)).json()).toMatchObject({ status: 410, code: 'job-cancelled' })
  expect((await get(`/jobs/${'0'.repeat(32)}`)).json()).toMatchObject({ status: 404, code: 'unknown-job' })
})

test('the events of a job follow it to its end', async () => {
  const { post, get, makeAll } = await serve()
  const { id } = (await post('/exports')).json()
  const followed = get(`/jobs/${id}/events`)
  await makeAll(id)
  const events = (await followed).body.split('\n').filter((line) => line.startsWith('data: '))
  expect((await followed).headers['content-type']).toBe('text/event-stream')
  const last = JSON.parse(events.at(-1)?.slice(6) ?? '')
  expect([last.state, last.files.length]).toEqual(['finished', 2])
})

test.each([
  ['rows', { maxRows: 2000 }, '3000 rows, where 2000 are allowed'],
  ['bytes', { maxBytes: 1000 }, 'bytes, where 1000 are allowed'],
  ['days', { maxDays: 0.01 }, 'days, where 0.01 are allowed'],
])('too many %s: 413 with the estimate', async (_name, limits, reason) => {
  const { post, get } = await serve({ exportLimits: { ...defaultExportLimits, ...limits } })
  const refused = await post('/exports')
  expect(refused.statusCode).toBe(413)
  expect(refused.json()).toMatchObject({ code: 'export-too-large', estimate: { rows: 3000 } })
  expect(refused.json().detail).toContain(reason)
  const estimate = await post('/estimate')
  expect(estimate.statusCode).toBe(200)
  expect(estimate.json()).toMatchObject({ rows: 3000, exceeds: [expect.stringContaining(reason)] })
  expect((await get('/jobs')).json()).toEqual({ jobs: [] })
})

test('too many jobs in work: 503 with the time to come again', async () => {
  const { post } = await serve({ exportLimits: { ...defaultExportLimits, maxJobs: 1 } })
  await post('/exports')
  const refused = await post('/exports')
  expect([refused.statusCode, refused.headers['retry-after']]).toEqual([503, '5'])
})

test.each([
  [{ ...body, streams: [{ ...series, stream: 'nobody_knows' }] }, 404, 'unknown-stream'],
  [{ ...body, start: '2030-01-01T00:00:00Z' }, 404, 'no-data'],
  [{ ...body, format: 'xls' }, 400, 'invalid-value'],
  [{ ...body, timeout: 0 }, 400, 'invalid-value'],
  [{ ...body, start: '2024-03-02T00:00:00Z', stop: '2024-03-01T00:00:00Z' }, 400, 'invalid-range'],
  [{ ...body, streams: [{ ...series, parameters: ['none'] }] }, 400, 'unknown-parameter'],
])('what cannot be had is refused at once: %#', async (asked, status, code) => {
  const { post, get } = await serve()
  expect((await post('/exports', asked)).json()).toMatchObject({ status, code })
  expect((await get('/jobs')).json()).toEqual({ jobs: [] })
})
