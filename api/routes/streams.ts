/** Managed streams: topics that anyone may make, and any client may use. */
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { Type } from '@sinclair/typebox'
import type { Gateway } from '../gateway.ts'
import { responses } from '../schemas.ts'
import { StreamBody, StreamNamePath } from '../stream-schemas.ts'
import { defaultSettings } from '../streams/stream-settings.ts'
import type { ShownStream, StreamDetail } from '../streams/streams.ts'
import { formatTime } from '../times.ts'

export const streamRoutes: FastifyPluginAsyncTypebox<Gateway> = async (app, { managed: { streams } }) => {
  const tags = ['streams']
  const any = { 'application/json': Type.Any() }

  app.get(
    '/streams',
    { schema: { tags, summary: 'The managed streams', response: responses(200, any, 'By name') } },
    async (_, reply) => {
      const shown = (await streams.list()).map(shownStream)
      return reply.type('application/json').send(JSON.stringify({ streams: shown }))
    },
  )

  app.post(
    '/streams',
    {
      schema: {
        tags,
        summary: 'Creates a stream: the topic `stream.<name>`',
        description: 'The same again changes nothing. Left out: 3 partitions, kept 7 days.',
        body: StreamBody,
        response: {
          ...responses(201, any, 'It is there; `Location` says where'),
          ...responses(200, any, 'It was there already, with these settings'),
        },
      },
    },
    async ({ body: { name, ...settings } }, reply) => {
      const { stream, isNew } = await streams.create(name, { ...defaultSettings, ...settings }, 'gateway')
      reply.code(isNew ? 201 : 200).header('location', `/streams/${encodeURIComponent(name)}`)
      return reply.type('application/json').send(JSON.stringify(shownStream(stream)))
    },
  )

  app.get(
    '/streams/:name',
    {
      schema: {
        tags,
        summary: 'A stream: its offsets, and what uses it',
        params: StreamNamePath,
        response: responses(200, any, 'As it is now'),
      },
    },
    async ({ params: { name } }, reply) =>
      reply.type('application/json').send(JSON.stringify(shownDetail(await streams.show(name)))),
  )

  app.delete(
    '/streams/:name',
    {
      schema: {
        tags,
        summary: 'Removes a stream with all its messages',
        description: 'Refused while an operation, an archive or a consumer uses it.',
        params: StreamNamePath,
        response: responses(204, {}, 'It is gone'),
      },
    },
    async ({ params: { name } }, reply) => {
      await streams.remove(name, 'gateway')
      return reply.code(204).send()
    },
  )
}

export const shownStream = ({ createdAt, ...stream }: ShownStream) => ({
  ...stream,
  createdAt: createdAt === null ? null : formatTime(createdAt),
})

export const shownDetail = ({ offsets, messages, uses, ...stream }: StreamDetail) => ({
  ...shownStream(stream),
  messages: Number(messages),
  offsets: offsets.map(({ partition, low, high }) => ({ partition, first: Number(low), next: Number(high) })),
  uses,
})
