/** How instruments stand: the states of their streams, rolled up. */
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { instrumentId } from '../../schemas/status/identity.ts'
import { rollUp, type State } from '../../schemas/status/states.ts'
import { GatewayProblem } from '../problems.ts'
import { responses } from '../schemas.ts'
import { accepts, demandState, pageOf } from '../status/listing.ts'
import { disabling, enabling, overridden, overrideOf, sayOverrides } from '../status/say.ts'
import { Instrument, InstrumentPath, Instruments, NoQuery, StreamsQuery } from '../status/schemas.ts'
import { allDeployed, type ShownDeployed } from '../status/views.ts'
import type { StatusRouteOptions } from './expected-streams.ts'

export const instrumentRoutes: FastifyPluginAsyncTypebox<StatusRouteOptions> = async (app, { gateway, settleMs }) => {
  const tags = ['status']
  const one = { 'application/json': Instrument }
  const address = { tags, params: InstrumentPath, querystring: NoQuery }

  async function known(instrument: string): Promise<ShownDeployed[]> {
    const accept = /^[0-9]+$/.test(instrument)
      ? ({ refdes }: { refdes: string }) => instrumentId(refdes) === Number(instrument)
      : ({ refdes }: { refdes: string }) => refdes === instrument
    const streams = await allDeployed(gateway.status, accept)
    if (streams.length > 0) return streams
    const detail = `no stream of the instrument ${instrument} was ever judged; /instrument lists those known`
    throw new GatewayProblem('unknown-instrument', detail, { field: 'instrument' })
  }

  app.get(
    '/instrument',
    {
      schema: {
        tags,
        summary: 'How instruments stand, by reference designator',
        description:
          'Those with a stream that is asked for; `overall` is of all their streams. `limit` and `offset` count instruments, ' +
          'and `x-total-count` says how many there are without.',
        querystring: StreamsQuery,
        response: responses(200, { 'application/json': Instruments }, 'None: an empty object'),
      },
    },
    async ({ query }, reply) => {
      demandState(query)
      const instruments = new Map<string, ShownDeployed[]>()
      for (const shown of await allDeployed(gateway.status)) {
        const { reference_designator: refdes } = shown
        instruments.set(refdes, [...(instruments.get(refdes) ?? []), shown])
      }
      const found = [...instruments].flatMap(([refdes, all]) => {
        const some = all.filter((shown) => accepts(query, shown))
        return some.length === 0 ? [] : [[refdes, { overall: overallOf(all), status: some }] as const]
      })
      return Object.fromEntries(pageOf(found, query, reply))
    },
  )

  app.get(
    '/instrument/:instrument',
    {
      schema: {
        ...address,
        summary: 'How one instrument stands',
        response: responses(200, one, 'Its streams by name and method'),
      },
    },
    async ({ params }) => {
      const status = await known(params.instrument)
      return { overall: overallOf(status), status }
    },
  )

  for (const [verb, override] of [
    ['disable', disabling],
    ['enable', enabling],
  ] as const) {
    app.put(
      `/instrument/:instrument/${verb}`,
      {
        schema: {
          ...address,
          summary: `${verb}s every stream of an instrument that was judged`,
          response: {
            ...responses(200, one, 'As it is stored now; the next tick judges by it'),
            ...responses(202, one, 'It is published, and will be stored'),
          },
        },
      },
      async ({ params }, reply) => {
        const streams = await known(params.instrument)
        const events = streams.map((shown) => overrideOf(shown, override))
        const isStored = await sayOverrides(gateway, events, settleMs)
        const status = streams.map((shown) => overridden(shown, override))
        return reply.code(isStored ? 200 : 202).send({ overall: overallOf(status), status })
      },
    )
  }
}

const overallOf = (streams: readonly ShownDeployed[]): State =>
  rollUp(streams.map(({ status }) => status as State)).state
