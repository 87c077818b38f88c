/** When an instrument has data, and when it should. */
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { legacyProfile } from '../../schemas/status/availability/profile.ts'
import { availabilityReport } from '../../schemas/status/availability/report.ts'
import { RefdesPath } from '../asset-schemas.ts'
import { deploymentsOf, earliestDeployment, type StreamPart, streamParts } from '../availability/instrument.ts'
import { reportBody } from '../availability/report-body.ts'
import { Available, AvailableQuery } from '../availability/schemas.ts'
import { timeOf } from '../data-question.ts'
import type { Gateway } from '../gateway.ts'
import { GatewayProblem } from '../problems.ts'
import { responses } from '../schemas.ts'
import { acceptedUtcTime, parseUtcTime } from '../times.ts'

export const availabilityRoutes: FastifyPluginAsyncTypebox<Gateway> = async (app, gateway) => {
  app.get(
    '/available/:refdes',
    {
      schema: {
        tags: ['availability'],
        summary: 'When each stream of an instrument has data, sparse data or none, beside its deployments',
        description:
          'For timelines (visavail.js). The window is cut at the present time and narrowed to the deployments in it. ' +
          'With more than 1000 particles in the window, a gap above a thousandth of it is Missing, and bins whose ' +
          'particles are further apart than the average are sparse; with fewer, each bin is a span.',
        params: RefdesPath,
        querystring: AvailableQuery,
        response: responses(200, { 'application/json': Available }, 'An unknown instrument: an empty list'),
      },
    },
    async ({ params: { refdes }, query }, reply) => {
      const now = Date.now() * 1000
      const asked = askedTimes(query, now)
      const [parts, deployments] = await Promise.all([
        streamParts(gateway, refdes, query),
        deploymentsOf(gateway, refdes),
      ])
      // Unless asked for, methods like bad_telemetered are not told of.
      const streams = query.method === undefined ? parts.filter(({ method }) => !method.startsWith('bad')) : parts
      const started = deployments.map(({ start }) => start).filter((start) => start < asked.stop)
      const lower = asked.start ?? (started.length > 0 ? Math.min(...started) : await earliest(streams))
      const window = { start: Math.min(lower, asked.stop), stop: asked.stop }
      const profile = query.profile === 'legacy' ? legacyProfile : gateway.availabilityProfile
      const rows = availabilityReport(streams, deployments, window, profile)
      return reply.type('application/json').header('cache-control', 'no-store').send(reportBody(rows))
    },
  )

  /** Where nothing of this instrument was deployed: since when anything was, or since its first particle. */
  async function earliest(parts: readonly StreamPart[]): Promise<number> {
    if (parts.length === 0) return Number.POSITIVE_INFINITY
    return (await earliestDeployment(gateway)) ?? Math.min(...parts.map(({ bins }) => bins.first[0]!))
  }
}

/** Null: not asked for. Nothing is known of times to come. */
function askedTimes(query: { start_time?: string; stop_time?: string }, now: number) {
  const time = (word: 'start_time' | 'stop_time') => timeOf(word, query[word], acceptedUtcTime, parseUtcTime)
  const [start, stop] = [time('start_time'), Math.min(time('stop_time') ?? now, now)]
  if (start === null || start < stop) return { start, stop }
  const detail = `start_time must be before stop_time and before the present time; got ${query.start_time}`
  throw new GatewayProblem('invalid-range', detail, { field: 'start_time' })
}
