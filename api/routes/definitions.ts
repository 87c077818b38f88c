/** What the parameters of streams are, and how the derived ones are computed. */
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { type Static, Type } from '@sinclair/typebox'
import type { FastifyReply } from 'fastify'
import type { ResolvedStream } from '../../schemas/definitions/records.ts'
import type { Gateway } from '../gateway.ts'
import { GatewayProblem } from '../problems.ts'
import { responses } from '../schemas.ts'

const Streams = Type.Object({
  streams: Type.Array(
    Type.Object({
      name: Type.String(),
      about: Type.String(),
      version: Type.String(),
      isVirtual: Type.Boolean(),
      parameters: Type.Integer(),
      derived: Type.Integer(),
      problems: Type.Integer(),
    }),
  ),
})
const Name = Type.Object({ name: Type.String({ maxLength: 200, description: 'the name of a stream' }) })
const Id = Type.Object({ id: Type.String({ maxLength: 200, description: 'the id of a definition' }) })
const Record = Type.Object({}, { additionalProperties: true })

export const definitionRoutes: FastifyPluginAsyncTypebox<Gateway> = async (app, { definitions, resolvedStreams }) => {
  const schemaOf = (summary: string, content: ReturnType<typeof Type.Object>, about: string) => ({
    tags: ['definitions'],
    summary,
    response: responses(200, { 'application/json': content }, about),
  })

  app.get(
    '/definitions/streams',
    { schema: schemaOf('Every stream that is defined', Streams, 'Sorted by name') },
    async (_request, reply) => {
      const streams: Static<typeof Streams>['streams'] = []
      for await (const { stream, version, body } of resolvedStreams.scan()) {
        const { about, computedFrom, parameters, problems } = JSON.parse(body) as ResolvedStream
        const derived = parameters.filter(({ derivation }) => derivation !== null).length
        const counts = { parameters: parameters.length, derived, problems: problems.length }
        streams.push({ name: stream, about, version, isVirtual: computedFrom.length > 0, ...counts })
      }
      streams.sort((a, b) => (a.name < b.name ? -1 : 1))
      return reply.type('application/json').send(JSON.stringify({ streams }))
    },
  )

  app.get(
    '/definitions/streams/:name',
    {
      schema: {
        ...schemaOf('A stream, whole: parameters, functions, problems', Record, 'The resolved stream'),
        params: Name,
      },
    },
    async ({ params: { name } }, reply) => {
      const row = await resolvedStreams.get({ stream: name })
      if (row === null) throw unknown('stream', name, 'name')
      return send(reply, row)
    },
  )

  for (const kind of ['parameter', 'function'] as const) {
    app.get(
      `/definitions/${kind}s/:id`,
      { schema: { ...schemaOf(`A ${kind}`, Record, `The record of the ${kind}`), params: Id } },
      async ({ params: { id } }, reply) => {
        const row = await definitions.get({ kind, id })
        if (row === null || row.is_removed) throw unknown(kind, id, 'id')
        return send(reply, row)
      },
    )
  }
}

/** As it is stored; its version lets a client ask whether it changed. */
function send(reply: FastifyReply, { version, body }: { readonly version: string; readonly body: string }) {
  return reply.type('application/json').header('etag', `"${version}"`).send(body)
}

const unknown = (kind: string, id: string, field: string): GatewayProblem =>
  new GatewayProblem('unknown-definition', `no ${kind} ${id} is defined`, { field })
