/** The process registry: addresses, answers and status as its clients know them. */
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import type { Gateway } from '../gateway.ts'
import { GatewayProblem } from '../problems.ts'
import { responses } from '../schemas.ts'
import {
  DefinitionPath,
  DefinitionsQuery,
  DocumentedDefinition,
  RevisionQuery,
  ShownProcess,
  ShownProcesses,
} from '../stream-schemas.ts'
import type { ShownDefinition } from '../streams/definitions.ts'
import { takeEmptyBodies } from '../streams/empty-bodies.ts'
import { createSignedIn } from '../streams/signed-in.ts'

const path = '/api/process_definition/'
const maxLimit = 1_000

export const processDefinitionRoutes: FastifyPluginAsyncTypebox<Gateway> = async (app, { managed }) => {
  const { definitions, authenticate } = managed
  const signedIn = createSignedIn(authenticate)
  takeEmptyBodies(app)
  const tags = ['processes']
  const one = { 'application/json': ShownProcess }
  const security = [{ basic: [] }, { key: [] }]

  app.get(
    path,
    {
      schema: {
        tags,
        security,
        summary: 'Your process definitions, a page',
        querystring: DefinitionsQuery,
        response: responses(200, { 'application/json': ShownProcesses }, 'The newest revision of each'),
      },
    },
    async (request, reply) => {
      const user = await signedIn(request, reply)
      const { offset = 0 } = request.query
      const limit = request.query.limit === 0 ? maxLimit : (request.query.limit ?? 20)
      const { total, definitions: page } = await definitions.list(user, { limit, offset })
      const at = (from: number) => `${path}?limit=${limit}&offset=${from}`
      const next = offset + limit < total ? at(offset + limit) : null
      const previous = offset > 0 ? at(Math.max(0, offset - limit)) : null
      const meta = { limit, next, offset, previous, total_count: total }
      return reply.type('application/json').send(JSON.stringify({ meta, objects: page.map(shownProcess) }))
    },
  )

  app.post(
    path,
    {
      config: { documentedBody: DocumentedDefinition },
      schema: {
        tags,
        security,
        summary: 'Registers a process definition',
        response: {
          ...responses(201, one, 'Registered; `Location` says where'),
          ...responses(202, one, 'It is published, and will be stored'),
        },
      },
    },
    async (request, reply) => {
      const user = await signedIn(request, reply)
      const written = await definitions.create(definitionIn(request.body), user)
      const shown = shownProcess(written)
      reply.code(written.isStored ? 201 : 202).header('location', shown.resource_uri)
      return reply.type('application/json').send(JSON.stringify(shown))
    },
  )

  app.get(
    `${path}:id/`,
    {
      schema: {
        tags,
        security,
        summary: 'One of your process definitions, the newest revision or another',
        params: DefinitionPath,
        querystring: RevisionQuery,
        response: responses(200, one, 'As it was registered'),
      },
    },
    async (request, reply) => {
      const user = await signedIn(request, reply)
      const found = await definitions.show(request.params.id, user, request.query.revision)
      return reply.type('application/json').send(JSON.stringify(shownProcess(found)))
    },
  )

  app.put(
    `${path}:id/`,
    {
      config: { documentedBody: DocumentedDefinition },
      schema: {
        tags,
        security,
        summary: 'Registers a new revision; those before stay as they are',
        params: DefinitionPath,
        response: {
          ...responses(200, one, 'The new revision'),
          ...responses(202, one, 'It is published, and will be stored'),
        },
      },
    },
    async (request, reply) => {
      const user = await signedIn(request, reply)
      const written = await definitions.revise(request.params.id, definitionIn(request.body), user)
      reply.code(written.isStored ? 200 : 202)
      return reply.type('application/json').send(JSON.stringify(shownProcess(written)))
    },
  )

  app.delete(
    `${path}:id/`,
    {
      schema: {
        tags,
        security,
        summary: 'Withdraws a process definition that no operation uses',
        params: DefinitionPath,
        response: { ...responses(204, {}, 'It is gone'), ...responses(202, {}, 'It is published, and will be gone') },
      },
    },
    async (request, reply) => {
      const user = await signedIn(request, reply)
      const { isStored } = await definitions.withdraw(request.params.id, user)
      return reply.code(isStored ? 204 : 202).send()
    },
  )
}

const shownProcess = ({ definition, id, revision }: ShownDefinition) => ({
  definition,
  id,
  resource_uri: `${path}${id}/`,
  revision,
})

/** Other keys of the body are passed over: clients send back what they were given. */
function definitionIn(body: unknown): unknown {
  const definition = (body as { definition?: unknown } | null | undefined)?.definition
  if (typeof body === 'object' && definition !== undefined) return definition
  throw new GatewayProblem('missing-value', 'definition is required: {"definition": {"exec": …}}', {
    field: 'definition',
  })
}
