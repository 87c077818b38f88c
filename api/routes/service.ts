/** About the gateway itself: index, health, metrics, problems. */
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { Type } from '@sinclair/typebox'
import type { Gateway, ReadinessCheck } from '../gateway.ts'
import { GatewayProblem, isProblemCode, problemTable } from '../problems.ts'

export interface ServiceRouteOptions {
  readonly gateway: Gateway
  readonly isStopping: () => boolean
}

const links = {
  data: '/data',
  particles: '/data/{refdes}/{method}/{stream}?start&stop&parameters&deployment&limit&format',
  publish: '/particles/{refdes}/{method}/{stream}?deployment',
  deployments: '/deployments/{refdes}',
  calibrations: '/calibrations/{refdes}?at',
  annotations: '/annotations?refdes&subsite&node&sensor&method&stream&start&stop',
  qualityTests: '/quality-tests?refdes&stream',
  definitions: '/definitions/streams',
  estimate: '/estimate',
  exports: '/exports',
  jobs: '/jobs',
  available: '/available/{refdes}?method&stream&start_time&stop_time&profile',
  availability: '/availability/query?refdes&method&stream&start&stop&mergegaps&merge&orderby&limit&show&format&nodata',
  extent: '/availability/extent?refdes&method&stream&start&stop&mergegaps&merge&orderby&limit&format&nodata',
  status: '/status',
  timeline: '/timeline/{refdes}',
  documentation: '/ui',
  openapi: '/openapi.json',
  live: '/health/live',
  ready: '/health/ready',
  metrics: '/metrics',
  problems: '/problems',
}

export const serviceRoutes: FastifyPluginAsyncTypebox<ServiceRouteOptions> = async (app, { gateway, isStopping }) => {
  const exempt = { config: { always: true } }
  const about = (summary: string) => ({ ...exempt, schema: { tags: ['service'], summary } })

  app.get('/', about('Where things are'), async () => ({ name: 'Tideline', links }))

  app.get('/health/live', about('200 while the process turns'), async () => ({ live: true }))

  app.get(
    '/health/ready',
    about('200 when requests can be answered, else 503 with reasons'),
    async (_request, reply) => {
      const own: ReadinessCheck = { name: 'gateway', ready: !isStopping(), reason: isStopping() ? 'stopping' : null }
      const checks = [own, ...(await gateway.readiness())]
      const ready = checks.every((check) => check.ready)
      return reply
        .code(ready ? 200 : 503)
        .header('cache-control', 'no-store')
        .send({ ready, checks })
    },
  )

  app.get('/metrics', about('Measurements in Prometheus form'), async (_request, reply) =>
    reply.type(gateway.metrics.registry.contentType).send(await gateway.metrics.registry.metrics()),
  )

  app.get('/problems', about('Every code of a problem, with status and title'), async () => problemTable)

  app.get(
    '/problems/:code',
    {
      ...exempt,
      schema: { tags: ['service'], summary: 'What a problem code means', params: Type.Object({ code: Type.String() }) },
    },
    async ({ params: { code } }) => {
      if (isProblemCode(code)) return { code, ...problemTable[code] }
      throw new GatewayProblem('unknown-problem', `${code} is not in /problems`, { field: 'code' })
    },
  )
}
