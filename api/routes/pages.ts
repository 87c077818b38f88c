/** Pages for a browser. They show what the routes of the gateway say, and know nothing besides. */
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { Type } from '@sinclair/typebox'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { RefdesPath } from '../asset-schemas.ts'
import { pageFiles } from '../page-files.ts'
import { GatewayProblem } from '../problems.ts'
import { responses } from '../schemas.ts'

export const pageRoutes: FastifyPluginAsyncTypebox = async (app) => {
  const files = await pageFiles()
  // Also under pressure: a page that is there can tell of it.
  const config = { always: true }
  const page = (summary: string) => ({
    tags: ['pages'],
    summary,
    response: responses(200, { 'text/html': Type.String() }, 'HTML'),
  })

  function send(name: string, request: FastifyRequest, reply: FastifyReply) {
    const file = files.get(name)
    if (file === undefined) {
      throw new GatewayProblem('not-found', `the pages have no file ${name}`, { field: 'name' })
    }
    // Small, and asked about each time: a new version of the gateway is never shown with old scripts.
    reply.header('cache-control', 'no-cache').header('etag', file.etag)
    if (request.headers['if-none-match'] === file.etag) return reply.code(304).send()
    return reply.type(file.mediaType).send(file.bytes)
  }

  app.get('/status', { config, schema: page('How instruments stand, live') }, (request, reply) =>
    send('status.html', request, reply),
  )

  app.get(
    '/timeline/:refdes',
    { config, schema: { ...page('When an instrument has data'), params: RefdesPath } },
    (request, reply) => send('timeline.html', request, reply),
  )

  app.get<{ Params: { '*': string } }>('/pages/*', { config, schema: { hide: true } }, (request, reply) =>
    send(request.params['*'], request, reply),
  )
}
