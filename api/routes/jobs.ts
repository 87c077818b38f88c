/** Long work: how it stands, and calling it off. */
import { Readable } from 'node:stream'
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { Type } from '@sinclair/typebox'
import type { FastifyReply } from 'fastify'
import { exportsAdvanced } from '../../topics/exports.ts'
import type { Gateway } from '../gateway.ts'
import { JobPath, JobsQuery, PreferHeaders, ShownJob, ShownJobs } from '../job-schemas.ts'
import { demandNotFailed, isGoing, type Job, shownJob, stateOf } from '../jobs.ts'
import { preferredWait } from '../prefer.ts'
import { GatewayProblem } from '../problems.ts'
import { responses } from '../schemas.ts'
import { waitForJob } from '../wait-for-job.ts'

export interface JobRouteOptions {
  readonly gateway: Gateway
  /** How long one who calls a job off waits until that shows. */
  readonly settleMs: number
  /** Between two looks at a job whose events are followed. Default 500 ms. */
  readonly followMs?: number
}

const retrySeconds = 5

export const jobRoutes: FastifyPluginAsyncTypebox<JobRouteOptions> = async (
  app,
  { gateway: { jobs, publish }, settleMs, followMs = 500 },
) => {
  const tags = ['jobs']
  const one = { 'application/json': ShownJob }

  const found = async (id: string): Promise<Job> => demandJob(await jobs.get(id), id)

  async function send(reply: FastifyReply, job: Job) {
    const files = await jobs.files(job.row.job)
    demandNotFailed(job, files)
    if (isGoing(job)) reply.header('retry-after', retrySeconds)
    reply.header('cache-control', 'no-store').type('application/json')
    return reply.send(JSON.stringify(shownJob(job, files)))
  }

  app.get(
    '/jobs',
    {
      schema: {
        tags,
        summary: 'Jobs, newest first',
        querystring: JobsQuery,
        response: responses(200, { 'application/json': ShownJobs }, 'Those of the last 37 days'),
      },
    },
    async ({ query: { state, limit = 100 } }, reply) => {
      const all = await jobs.list()
      const chosen = all.filter((job) => state === undefined || stateOf(job) === state).slice(0, limit)
      return reply.type('application/json').send(JSON.stringify({ jobs: chosen.map((job) => shownJob(job)) }))
    },
  )

  app.get(
    '/jobs/:job',
    {
      schema: {
        tags,
        summary: 'How a job stands: state, progress, files',
        description:
          'A job that failed is answered as its problem, with its status: 404 `no-data`, 408 `deadline-passed`, … and ' +
          'the job as the member `job`. With `Prefer: wait=N` the answer comes when the job has ended.',
        params: JobPath,
        headers: PreferHeaders,
        response: responses(200, one, 'Also of one that is cancelled or expired'),
      },
    },
    async ({ params, headers }, reply) => {
      const waitMs = preferredWait(headers.prefer) * 1000
      const hangUp = new AbortController()
      reply.raw.once('close', () => hangUp.abort())
      if (waitMs > 0) reply.header('preference-applied', `wait=${waitMs / 1000}`)
      const job = await waitForJob(jobs, params.job, { settleMs: 0, waitMs, signal: hangUp.signal })
      return send(reply, demandJob(job, params.job))
    },
  )

  app.post(
    '/jobs/:job/cancel',
    {
      schema: {
        tags,
        summary: 'Calls a job off: parts in the making are given up, files are removed',
        params: JobPath,
        response: responses(200, one, 'The job, cancelled'),
      },
    },
    async ({ params }, reply) => {
      const job = await found(params.job)
      if (!isGoing(job)) throw new GatewayProblem('job-ended', `the job is ${stateOf(job)}`)
      return send(reply, await callOff(job))
    },
  )

  app.delete(
    '/jobs/:job',
    {
      schema: {
        tags,
        summary: 'Calls a job off, or removes the files of one that is finished',
        params: JobPath,
        response: responses(200, one, 'The job, cancelled'),
      },
    },
    async ({ params }, reply) => {
      const job = await found(params.job)
      const hasFiles = isGoing(job) || stateOf(job) === 'finished'
      return send(reply, hasFiles ? await callOff(job) : job)
    },
  )

  /** The job once it shows, or as it was after a while: the event is told either way. */
  async function callOff(job: Job): Promise<Job> {
    const id = job.row.job
    const nothing = { part: null, rows: 0, bytes: 0, rowsLeftOut: 0, seconds: 0, files: [], problem: null }
    await publish(exportsAdvanced, [{ job: id, step: 'cancelled', at: Date.now() * 1000, ...nothing }])
    const end = Date.now() + settleMs
    for (;;) {
      const now = (await jobs.get(id)) ?? job
      if (now.state?.cancelled_at != null || Date.now() >= end) return now
      await new Promise((resolve) => setTimeout(resolve, 50))
    }
  }

  app.get(
    '/jobs/:job/events',
    {
      schema: {
        tags,
        summary: 'The job each time that it changes, as server-sent events, until it has ended',
        params: JobPath,
        response: responses(200, { 'text/event-stream': Type.String() }, '`event: job`, with the job as `data`'),
      },
    },
    async ({ params }, reply) => {
      await found(params.job)
      const hangUp = new AbortController()
      reply.raw.once('close', () => hangUp.abort())
      reply.header('cache-control', 'no-store').type('text/event-stream')
      return reply.send(Readable.from(changes(params.job, hangUp.signal)))
    },
  )

  async function* changes(id: string, signal: AbortSignal) {
    let told = ''
    while (!signal.aborted) {
      const job = await jobs.get(id)
      if (job === null) return
      const text = JSON.stringify(shownJob(job, isGoing(job) ? [] : await jobs.files(id)))
      // A comment keeps the connection from being taken for dead.
      yield text === told ? ':\n\n' : `event: job\ndata: ${text}\n\n`
      told = text
      if (!isGoing(job)) return
      await new Promise((resolve) => setTimeout(resolve, followMs))
    }
  }
}

function demandJob(job: Job | null, id: string): Job {
  if (job !== null) return job
  throw new GatewayProblem('unknown-job', `no job ${id}; one just asked for may take seconds to show`, { field: 'job' })
}
