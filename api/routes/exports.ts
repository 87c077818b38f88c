/** Asking for data as files, and how much they would be. */
import { randomUUID } from 'node:crypto'
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { Type } from '@sinclair/typebox'
import { exportsRequested } from '../../topics/exports.ts'
import { IdempotencyHeaders } from '../asset-schemas.ts'
import { leaveOutNulls } from '../data-body.ts'
import { demandWithin, shownEstimate } from '../export-limits.ts'
import { ExportBody, exportOfBody } from '../export-question.ts'
import type { Gateway } from '../gateway.ts'
import { PreferHeaders, ShownEstimate, ShownJob } from '../job-schemas.ts'
import { demandNotFailed, isGoing, type Job, shownJob } from '../jobs.ts'
import { preferredWait } from '../prefer.ts'
import { GatewayProblem } from '../problems.ts'
import { responses } from '../schemas.ts'
import { waitForJob } from '../wait-for-job.ts'

export interface ExportRouteOptions {
  readonly gateway: Gateway
  /** How long an asker waits until the job is planned, so that it is there when it is looked at. */
  readonly settleMs: number
}

export const exportRoutes: FastifyPluginAsyncTypebox<ExportRouteOptions> = async (app, { gateway, settleMs }) => {
  const { estimate, jobs, publish, exportLimits } = gateway
  const tags = ['exports']

  app.post(
    '/estimate',
    {
      preValidation: async ({ body }) => leaveOutNulls(body),
      schema: {
        tags,
        summary: 'How many rows, bytes and seconds an export would be',
        description: 'From what is counted and stored of each parameter; with range, format, reduction and limit.',
        body: ExportBody,
        response: responses(200, { 'application/json': ShownEstimate }, 'Nothing is computed yet'),
      },
    },
    async ({ body }, reply) => {
      const asked = exportOfBody(body, '', Date.now() * 1000, exportLimits)
      const hangUp = new AbortController()
      reply.raw.once('close', () => hangUp.abort())
      const found = await estimate({ request: asked.request, file: asked.file }, hangUp.signal)
      return reply.type('application/json').send(JSON.stringify(shownEstimate(found, exportLimits)))
    },
  )

  app.post(
    '/exports',
    {
      preValidation: async ({ body }) => leaveOutNulls(body),
      schema: {
        tags,
        summary: 'Data as files, made in the background',
        description:
          'Takes the words of `POST /data`. The answer is a job: see `Location`. What cannot be had is refused at ' +
          'once. With `Idempotency-Key`, the same body sent again is the same job. With `Prefer: wait=N` the answer ' +
          'comes when the job has ended, with 200, or after N seconds, with 202.',
        headers: Type.Object({ ...IdempotencyHeaders.properties, ...PreferHeaders.properties }),
        body: ExportBody,
        response: responses(202, { 'application/json': ShownJob }, 'The job; `Location` is its address'),
      },
    },
    async ({ body, headers }, reply) => {
      const key = headers['idempotency-key'] ?? randomUUID()
      const asked = exportOfBody(body, key, Date.now() * 1000, exportLimits)
      const hangUp = new AbortController()
      reply.raw.once('close', () => hangUp.abort())
      reply.header('location', `/jobs/${asked.job}`)
      const waitMs = preferredWait(headers.prefer) * 1000
      if ((await jobs.get(asked.job)) === null) {
        await demandRoom()
        const found = await estimate({ request: asked.request, file: asked.file }, hangUp.signal)
        if (found.rows === 0) throw new GatewayProblem('no-data', 'there are no rows in the range')
        demandWithin(found, exportLimits)
        await publish(exportsRequested, [asked])
      }
      const job = await waitForJob(jobs, asked.job, { settleMs, waitMs, signal: hangUp.signal })
      if (waitMs > 0) reply.header('preference-applied', `wait=${waitMs / 1000}`)
      if (job === null)
        return reply.code(202).send({ id: asked.job, state: 'queued', links: { self: `/jobs/${asked.job}` } })
      const files = await jobs.files(asked.job)
      demandNotFailed(job, files)
      const status = waitMs > 0 && !isGoing(job) ? 200 : 202
      return reply
        .code(status)
        .type('application/json')
        .send(JSON.stringify(shownJob(job, files)))
    },
  )

  async function demandRoom(): Promise<void> {
    const going = (await jobs.list()).filter(isGoing)
    if (going.length < exportLimits.maxJobs) return
    throw new GatewayProblem('too-many-exports', `${going.length} exports are in work; come again later`, {
      retryAfterSeconds: soonest(going),
    })
  }
}

/** When the first of them may end: 5 seconds to 10 minutes. */
function soonest(going: readonly Job[]): number {
  const left = going.map((job) => shownJob(job).secondsLeft)
  return Math.min(600, Math.max(5, Math.min(...left)))
}
