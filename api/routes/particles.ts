/** Taking particles over HTTP. */
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { Type } from '@sinclair/typebox'
import { particleBatches, particles } from '../../topics/instruments.ts'
import type { Gateway } from '../gateway.ts'
import { batchFrom, particleBatchEvents, particleEvents } from '../particle-events.ts'
import { checkParticles, itemsOfJson, itemsOfNdjson } from '../particles.ts'
import { PostQuery, Published, responses, StreamPath } from '../schemas.ts'

const maxBodyBytes = 16 * 1024 * 1024
const ndjsonTypes = ['application/x-ndjson', 'application/ndjson', 'application/jsonl']

const Body = Type.Array(Type.Object({ time: Type.String({ format: 'date-time' }) }, { additionalProperties: true }), {
  minItems: 1,
  examples: [[{ time: '2013-11-23T00:00:21Z', temp: 13.7971, pressure: 0.178 }]],
})

export const particleRoutes: FastifyPluginAsyncTypebox<Gateway> = async (app, { publish, metrics }) => {
  const asText = { parseAs: 'string', bodyLimit: maxBodyBytes } as const
  // Fastify's own parser of text/plain would hand a route of ours a string: 500 instead of 415.
  app.removeAllContentTypeParsers()
  app.addContentTypeParser('application/json', asText, async (_request: unknown, body: string) => itemsOfJson(body))
  app.addContentTypeParser(ndjsonTypes, asText, async (_request: unknown, body: string) => itemsOfNdjson(body))

  app.post(
    '/particles/:refdes/:method/:stream',
    {
      // For the document alone: particles are checked below, each with its place.
      config: { documentedBody: Body },
      bodyLimit: maxBodyBytes,
      schema: {
        tags: ['particles'],
        summary: 'Publishes particles: all of them, or none when one is not accepted',
        description:
          'A JSON array, or NDJSON, of objects with `time` and values by parameter. Types come from the stream’s ' +
          'definition; parameters that it does not know are numbers (float64), strings, booleans, or arrays of them. ' +
          'Sending the same particles again changes nothing.',
        consumes: ['application/json', ...ndjsonTypes],
        params: StreamPath,
        querystring: PostQuery,
        response: responses(202, { 'application/json': Published }, 'Published; they can be queried soon'),
      },
    },
    async (request, reply) => {
      const { refdes, method, stream } = request.params
      const { deployment } = request.query
      const key = { refdes, method, stream, deployment }
      const posted = await checkParticles(
        (request.body ?? []) as unknown as ReturnType<typeof itemsOfJson>,
        stream,
        deployment,
      )
      const count = posted.particles.length
      if (count < batchFrom) await publish(particles, particleEvents(key, posted))
      else await publish(particleBatches, await particleBatchEvents(key, posted))
      metrics.publishedParticles.inc(count)
      const query = `/data/${refdes}/${method}/${stream}?deployment=${deployment}`
      return reply
        .code(202)
        .type('application/json')
        .send(JSON.stringify({ count, stream: { refdes, method, stream }, deployment, query }))
    },
  )
}
