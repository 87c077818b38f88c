/** Archives of topics, and their replays. */
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { ArchiveDetails, ArchiveWish, ShownArchive, ShownArchives, TopicPath } from '../archive-schemas.ts'
import { responses } from '../schemas.ts'
import { type ReplayRouteOptions, replayRoutes } from './replays.ts'

export const archiveRoutes: FastifyPluginAsyncTypebox<ReplayRouteOptions> = async (app, options) => {
  const { archives } = options.gateway
  app.register(replayRoutes, options)
  const tags = ['archives']
  const one = { 'application/json': ShownArchive }

  app.get(
    '/archives',
    {
      schema: {
        tags,
        summary: 'Topics that are archived, and those that were',
        response: responses(200, { 'application/json': ShownArchives }, 'By name'),
      },
    },
    async () => ({ archives: await archives.list() }),
  )

  app.get(
    '/archives/:topic',
    {
      schema: {
        tags,
        summary: 'What is archived of a topic, what is missing, how far the archive is behind',
        params: TopicPath,
        response: responses(200, { 'application/json': ArchiveDetails }, 'By the ids of the topics that had the name'),
      },
    },
    async ({ params }) => archives.status(params.topic),
  )

  app.put(
    '/archives/:topic',
    {
      schema: {
        tags,
        summary: 'Archives a topic from its first message on',
        params: TopicPath,
        body: ArchiveWish,
        response: responses(202, one, 'It is said; executors begin within seconds'),
      },
    },
    async ({ params, body }, reply) => {
      reply.code(202)
      return archives.change(params.topic, true, body.includesReplayed ?? false)
    },
  )

  app.delete(
    '/archives/:topic',
    {
      schema: {
        tags,
        summary: 'Archives a topic no longer; what is archived stays',
        params: TopicPath,
        response: responses(202, one, 'It is said; executors stop within seconds'),
      },
    },
    async ({ params }, reply) => {
      reply.code(202)
      return archives.change(params.topic, false, false)
    },
  )
}
