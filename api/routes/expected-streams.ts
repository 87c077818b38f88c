/** What is expected of streams: read from the monitor's tables, changed by events. */
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import type { Expectation } from '../../schemas/status/expectation.ts'
import type { Gateway } from '../gateway.ts'
import { GatewayProblem } from '../problems.ts'
import { responses } from '../schemas.ts'
import { pageOf } from '../status/listing.ts'
import { patchOf } from '../status/patch.ts'
import { sayExpected } from '../status/say.ts'
import { ExpectedPatch, ExpectedQuery, ExpectedStream, ExpectedStreams, IdPath, NoQuery } from '../status/schemas.ts'
import { allExpected, expectedById } from '../status/views.ts'

export interface StatusRouteOptions {
  readonly gateway: Gateway
  /** How long a writer waits until what it said is stored too. */
  readonly settleMs: number
}

export const expectedStreamRoutes: FastifyPluginAsyncTypebox<StatusRouteOptions> = async (
  app,
  { gateway, settleMs },
) => {
  const tags = ['status']
  const one = { 'application/json': ExpectedStream }

  async function known(id: number) {
    const shown = await expectedById(gateway.status, id)
    if (shown !== null) return shown
    throw new GatewayProblem('unknown-expected-stream', `no expected stream has the id ${id}; /expected lists them`, {
      field: 'id',
    })
  }

  app.get(
    '/expected',
    {
      schema: {
        tags,
        summary: 'What is expected of streams, by name and method',
        description:
          'A stream that was seen, and of which nobody said anything, is there with zeros. `x-total-count` says how many ' +
          'there are without `limit` and `offset`.',
        querystring: ExpectedQuery,
        response: responses(200, { 'application/json': ExpectedStreams }, 'None: an empty list'),
      },
    },
    async ({ query }, reply) => {
      const { method = '', stream = '' } = query
      const all = await allExpected(gateway.status)
      const found = all.filter((one) => one.method.includes(method) && one.name.includes(stream))
      return { expected_streams: pageOf(found, query, reply) }
    },
  )

  app.get(
    '/expected/:id',
    {
      schema: {
        tags,
        summary: 'What is expected of one stream',
        params: IdPath,
        querystring: NoQuery,
        response: responses(200, one, 'Wherever it is deployed'),
      },
    },
    async ({ params }) => known(params.id),
  )

  app.patch(
    '/expected/:id',
    {
      // For the document alone.
      config: { documentedBody: ExpectedPatch },
      schema: {
        tags,
        summary: 'Changes what is expected of a stream',
        description: 'Numbers that are left out stay as they are.',
        params: IdPath,
        querystring: NoQuery,
        response: {
          ...responses(200, one, 'As it is stored now; the next tick judges by it'),
          ...responses(202, one, 'It is published, and will be stored'),
        },
      },
    },
    async ({ params, body }, reply) => {
      const shown = await known(params.id)
      const expectation = patchOf(body, shown, { isNullable: false }) as Expectation
      const { name, method } = shown
      const isStored = await sayExpected(gateway, { name, method, ...expectation, source: 'http' }, settleMs)
      const { expectedRate, warnInterval, failInterval } = expectation
      const after = { expected_rate: expectedRate, warn_interval: warnInterval, fail_interval: failInterval }
      return reply.code(isStored ? 200 : 202).send({ ...shown, ...after })
    },
  )
}
