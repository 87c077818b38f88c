/** Messages of managed streams: publishing, and consuming by long poll or server-sent events. */
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { Type } from '@sinclair/typebox'
import type { FastifyRequest } from 'fastify'
import { Reject } from '../../schemas/failures.ts'
import { streamTopic } from '../../schemas/streams/managed-stream.ts'
import type { StreamMessage } from '../../topics/stream-publisher.ts'
import type { Gateway } from '../gateway.ts'
import { GatewayProblem } from '../problems.ts'
import { responses } from '../schemas.ts'
import { MessagesQuery, PositionBody, PublishQuery, StreamNamePath } from '../stream-schemas.ts'
import { consume, startOf } from '../streams/consume.ts'
import { demandFreeGroup } from '../streams/consumer-groups.ts'
import { messageOfJson } from '../streams/message-json.ts'
import { parsePosition } from '../streams/position.ts'

const bodyLimit = 16 * 1_048_576
const headerPrefix = 'x-message-'

export const streamMessageRoutes: FastifyPluginAsyncTypebox<Gateway> = async (app, { managed }) => {
  const { streams, messages, sessions, events, broker, reader } = managed
  const tags = ['streams']
  const any = { 'application/json': Type.Any() }
  app.addHook('preClose', async () => events.close())

  app.register(async (raw) => {
    raw.removeAllContentTypeParsers()
    raw.addContentTypeParser('*', { parseAs: 'buffer', bodyLimit }, (_request, body, done) => done(null, body))
    raw.post<{ Params: { name: string }; Querystring: { key?: string; raw?: boolean } }>(
      '/streams/:name/messages',
      {
        bodyLimit,
        config: { documentedBody: Type.String({ description: 'bytes of any media type' }) },
        schema: {
          tags,
          summary: 'Publishes a message, or a list of them',
          description:
            'The body is one message, byte for byte, with its media type as the header `content-type`; `x-message-<name>` ' +
            'gives further headers. A JSON list is many: texts, or objects with `value`, `key` and `headers`, where ' +
            '`{"base64": …}` stands for bytes. A bad one publishes nothing.',
          params: StreamNamePath,
          querystring: PublishQuery,
          response: responses(200, any, 'All are acknowledged by the brokers'),
        },
      },
      async (request, reply) => {
        const { name } = request.params
        const given = messagesOf(request, request.query)
        await streams.demand(name)
        try {
          await messages.publish(name, given)
        } catch (error) {
          if (!(error instanceof Reject)) throw error
          throw new GatewayProblem('too-large', error.message, {}, { cause: error })
        }
        return reply.type('application/json').send(JSON.stringify({ published: given.length }))
      },
    )
  })

  app.get(
    '/streams/:name/messages',
    {
      schema: {
        tags,
        summary: 'Consumes messages',
        description:
          'With `Accept: text/event-stream` as they come, until the client goes; `Last-Event-ID` resumes. Else a list, as ' +
          'soon as there are messages or `wait` is over (20 s). With `group` the position is kept by the brokers: asking ' +
          'again commits the last answer, or `position` does with `commit=explicit`. Without, `position` of an answer is ' +
          '`from` of the next question.',
        params: StreamNamePath,
        querystring: MessagesQuery,
        response: responses(
          200,
          { ...any, 'text/event-stream': Type.String() },
          'Messages, and the position after them',
        ),
      },
    },
    async (request, reply) => {
      const { params, query, headers } = request
      const topic = streamTopic(params.name)
      await streams.demand(params.name)
      if (!wantsEvents(headers.accept)) {
        const gone = new AbortController()
        reply.raw.once('close', () => gone.abort())
        const answer = await consume(managed, topic, query, gone.signal)
        reply.header('cache-control', 'no-store').type('application/json')
        return reply.send(JSON.stringify(answer))
      }
      const id = headers['last-event-id']
      const lastSeen = typeof id === 'string' && id !== '' ? parsePosition(id, 'last-event-id') : null
      const from = await startOf(broker, topic, query)
      if (query.group !== undefined) await demandFreeGroup(broker, query.group)
      await events.follow(reply, { broker, reader, topic, group: query.group ?? null, from, lastSeen })
    },
  )

  app.post(
    '/streams/:name/positions',
    {
      schema: {
        tags,
        summary: 'Commits a position of a group that polls at this gateway',
        params: StreamNamePath,
        body: PositionBody,
        response: responses(200, any, 'Whether all of it was held here; what was not comes again'),
      },
    },
    async ({ params: { name }, body }, reply) => {
      await streams.demand(name)
      const position = parsePosition(body.position, 'position')
      const session = await sessions.open(streamTopic(name), body.group, 'earliest')
      const committed = await session.commit(position)
      return reply.type('application/json').send(JSON.stringify({ committed }))
    },
  )
}

const wantsEvents = (accept = ''): boolean => /(^|,)\s*text\/event-stream\s*(;|,|$)/i.test(accept)

function messagesOf(request: FastifyRequest, query: { key?: string; raw?: boolean }): StreamMessage[] {
  const body = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0)
  const mediaType = request.headers['content-type']
  const isJson = /^application\/json\b/i.test(mediaType ?? '')
  if (isJson && query.raw !== true && /^\s*\[/.test(body.subarray(0, 100).toString('latin1'))) return listOf(body)
  const named = Object.entries(request.headers).flatMap(([name, value]) =>
    name.startsWith(headerPrefix) && typeof value === 'string'
      ? [[name.slice(headerPrefix.length), value] as const]
      : [],
  )
  const headers = Object.fromEntries([
    ...(mediaType === undefined ? [] : [['content-type', mediaType] as const]),
    ...named,
  ])
  return [{ key: query.key === undefined ? null : Buffer.from(query.key), value: body, headers }]
}

function listOf(body: Buffer): StreamMessage[] {
  let list: unknown
  try {
    list = JSON.parse(body.toString('utf8'))
  } catch (error) {
    throw new GatewayProblem('invalid-json', `the body is no JSON list: ${(error as Error).message}`)
  }
  return (list as unknown[]).map(messageOfJson)
}
