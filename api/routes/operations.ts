/** Operations: what is wished, and how it stands. Looking is free; changing takes a user. */
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { Type } from '@sinclair/typebox'
import type { FastifyReply } from 'fastify'
import type { Gateway } from '../gateway.ts'
import { responses } from '../schemas.ts'
import { OperationBody, OperationChangesBody, OperationPath } from '../stream-schemas.ts'
import { takeEmptyBodies } from '../streams/empty-bodies.ts'
import type { WrittenOperation } from '../streams/operations.ts'
import { shownOperation } from '../streams/shown-operation.ts'
import { createSignedIn } from '../streams/signed-in.ts'

export const operationRoutes: FastifyPluginAsyncTypebox<Gateway> = async (app, { managed }) => {
  const { operations, authenticate } = managed
  const signedIn = createSignedIn(authenticate)
  takeEmptyBodies(app)
  const tags = ['operations']
  const security = [{ basic: [] }, { key: [] }]
  const any = { 'application/json': Type.Any() }
  const written = {
    ...responses(200, any, 'It is wished so now; executors follow'),
    ...responses(202, any, 'It is published, and will be stored'),
  }
  const about = (summary: string) => ({ tags, security, summary, params: OperationPath, response: written })

  const send = (reply: FastifyReply, body: unknown) => reply.type('application/json').send(JSON.stringify(body))

  async function sendWritten(reply: FastifyReply, { isStored, wish }: WrittenOperation, code = 200) {
    reply.code(isStored ? code : 202)
    if (!isStored) return send(reply, { name: wish.name, generation: wish.generation })
    return send(reply, wish.isRemoved ? { name: wish.name } : shownOperation(await operations.show(wish.name)))
  }

  app.get(
    '/operations',
    { schema: { tags, summary: 'The operations', response: responses(200, any, 'By name') } },
    async (_, reply) => send(reply, { operations: (await operations.list()).map(shownOperation) }),
  )

  app.post(
    '/operations',
    {
      schema: {
        tags,
        security,
        summary: 'Attaches a process definition of yours to a stream',
        description: 'Streams that are missing are created, and one for the dead letters.',
        body: OperationBody,
        response: { ...written, ...responses(201, any, 'It is wished; `Location` says where') },
      },
    },
    async (request, reply) => {
      const user = await signedIn(request, reply)
      const done = await operations.create(request.body, user)
      reply.header('location', `/operations/${encodeURIComponent(done.wish.name)}`)
      return sendWritten(reply, done, 201)
    },
  )

  app.get(
    '/operations/:name',
    {
      schema: {
        tags,
        summary: 'An operation: state, counts, lag, dead letters, last error',
        params: OperationPath,
        response: responses(200, any, 'As it stands'),
      },
    },
    async ({ params: { name } }, reply) => send(reply, shownOperation(await operations.show(name))),
  )

  app.patch(
    '/operations/:name',
    { schema: { ...about('Changes what is wished; what is left out stays'), body: OperationChangesBody } },
    async (request, reply) => {
      const user = await signedIn(request, reply)
      return sendWritten(reply, await operations.change(request.params.name, request.body, user))
    },
  )

  app.delete('/operations/:name', { schema: about('Ends an operation; its streams stay') }, async (request, reply) => {
    const user = await signedIn(request, reply)
    return sendWritten(reply, await operations.remove(request.params.name, user))
  })

  for (const [verb, summary] of [
    ['pause', 'Lets it rest; messages wait'],
    ['resume', 'Lets it run; one that failed begins anew'],
  ] as const) {
    app.post(`/operations/:name/${verb}`, { schema: about(summary) }, async (request, reply) => {
      const user = await signedIn(request, reply)
      return sendWritten(reply, await operations[verb](request.params.name, user))
    })
  }

  app.post(
    '/operations/:name/redrive',
    {
      schema: { ...about('Tries the dead letters again, each once'), response: responses(202, any, 'It is asked for') },
    },
    async (request, reply) => {
      const user = await signedIn(request, reply)
      const { id, messages } = await operations.redrive(request.params.name, user)
      return send(reply.code(202), { id, messages: Number(messages) })
    },
  )
}
