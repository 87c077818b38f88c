/** How streams of instruments stand, and what is expected of single ones in place of the expected stream. */
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import type { Override } from '../../schemas/status/expectation.ts'
import { secondFormatter } from '../availability/report-body.ts'
import { GatewayProblem } from '../problems.ts'
import { responses } from '../schemas.ts'
import { accepts, demandState, pageOf } from '../status/listing.ts'
import { patchOf } from '../status/patch.ts'
import { disabling, enabling, overridden, overrideOf, sayOverrides } from '../status/say.ts'
import {
  DeployedPatch,
  DeployedStream,
  DeployedStreams,
  HistoryQuery,
  IdPath,
  NoQuery,
  StatusHistory,
  StreamsQuery,
} from '../status/schemas.ts'
import { allDeployed, deployedById } from '../status/views.ts'
import type { StatusRouteOptions } from './expected-streams.ts'

export const deployedStreamRoutes: FastifyPluginAsyncTypebox<StatusRouteOptions> = async (
  app,
  { gateway, settleMs },
) => {
  const tags = ['status']
  const one = { 'application/json': DeployedStream }
  const changed = {
    ...responses(200, one, 'As it is stored now; the next tick judges by it'),
    ...responses(202, one, 'It is published, and will be stored'),
  }
  const address = { tags, params: IdPath, querystring: NoQuery }

  async function known(id: number) {
    const shown = await deployedById(gateway.status, id)
    if (shown !== null) return shown
    throw new GatewayProblem('unknown-deployed-stream', `no deployed stream has the id ${id}; /stream lists them`, {
      field: 'id',
    })
  }

  async function change(id: number, overrideFor: (shown: Awaited<ReturnType<typeof known>>) => Override) {
    const shown = await known(id)
    const override = overrideFor(shown)
    const isStored = await sayOverrides(gateway, [overrideOf(shown, override)], settleMs)
    return { status: isStored ? 200 : 202, body: overridden(shown, override) }
  }

  app.get(
    '/stream',
    {
      schema: {
        tags,
        summary: 'How streams stand, by instrument, stream and method',
        description: '`x-total-count` says how many there are without `limit` and `offset`.',
        querystring: StreamsQuery,
        response: responses(200, { 'application/json': DeployedStreams }, 'None: an empty list'),
      },
    },
    async ({ query }, reply) => {
      demandState(query)
      const found = (await allDeployed(gateway.status)).filter((shown) => accepts(query, shown))
      return { status: pageOf(found, query, reply) }
    },
  )

  for (const path of ['/stream/:id', '/deployed/:id']) {
    const response = responses(200, one, 'Numbers that are null are those of the expected stream')
    app.get(
      path,
      { schema: { ...address, summary: 'How one stream of an instrument stands', response } },
      ({ params }) => known(params.id),
    )
  }

  app.get(
    '/stream/:id/history',
    {
      schema: {
        tags,
        summary: 'Every change of the state of a stream, with its reason',
        params: IdPath,
        querystring: HistoryQuery,
        response: responses(200, { 'application/json': StatusHistory }, 'None yet: an empty list'),
      },
    },
    async ({ params: { id }, query }) => {
      await known(id)
      const rows = await gateway.status.changes.slice({ partition: { id }, columns: ['at', 'state', 'reason'] })
      const format = secondFormatter()
      const history = rows.map(({ at, state, reason }) => ({ status: state, status_time: format(at), reason }))
      return { id, history: history.reverse().slice(0, query.limit) }
    },
  )

  app.patch(
    '/deployed/:id',
    {
      // For the document alone.
      config: { documentedBody: DeployedPatch },
      schema: {
        ...address,
        summary: 'Changes what is expected of a stream of one instrument',
        description: 'Numbers that are left out stay as they are; null is as expected; all three 0 disable it.',
        response: changed,
      },
    },
    async ({ params, body }, reply) => {
      const { status, body: after } = await change(params.id, (shown) => patchOf(body, shown, { isNullable: true }))
      return reply.code(status).send(after)
    },
  )

  for (const [verb, override, effect] of [
    ['disable', disabling, 'its three numbers are 0'],
    ['enable', enabling, 'its three numbers are those of the expected stream'],
  ] as const) {
    app.put(
      `/stream/:id/${verb}`,
      { schema: { ...address, summary: `${verb}s a stream of one instrument: ${effect}`, response: changed } },
      async ({ params }, reply) => {
        const { status, body } = await change(params.id, () => override)
        return reply.code(status).send(body)
      },
    )
  }
}
