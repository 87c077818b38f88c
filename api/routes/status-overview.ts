/** What the page of status shows: how everything stands, measured rates, and changes as they come. */
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { Type } from '@sinclair/typebox'
import type { Gateway } from '../gateway.ts'
import { GatewayProblem } from '../problems.ts'
import { responses } from '../schemas.ts'
import { beginEvents, whenGone } from '../server-sent.ts'
import { isoTime, shownChange } from '../status/event-shapes.ts'
import { overview, ratesOf } from '../status/overview.ts'
import { Overview, Rates, RatesQuery } from '../status/overview-schemas.ts'
import { NoQuery } from '../status/schemas.ts'

const beatMs = 15_000
const mostWatchers = 1_000
/** A client that does not read is cut off; it comes again, and asks anew. */
const mostUnreadBytes = 1_048_576

export const statusOverviewRoutes: FastifyPluginAsyncTypebox<Gateway> = async (app, gateway) => {
  const tags = ['status']
  const watchers = new Set<() => void>()
  app.addHook('preClose', async () => {
    for (const leave of watchers) leave()
  })

  app.get(
    '/status/overview',
    {
      schema: {
        tags,
        summary: 'How all instruments and their streams stand, with the age of the newest particle',
        querystring: NoQuery,
        response: responses(200, { 'application/json': Overview }, 'None was judged yet: an empty list'),
      },
    },
    async (_request, reply) => {
      reply.header('cache-control', 'no-store')
      return overview(gateway.status, Date.now() * 1000)
    },
  )

  app.get(
    '/status/rates',
    {
      schema: {
        tags,
        summary: 'Measured rates of streams, over five minutes and over a day',
        querystring: RatesQuery,
        response: responses(200, { 'application/json': Rates }, 'Of every stream that ever had particles'),
      },
    },
    async ({ query: { refdes = '' } }, reply) => {
      const now = Date.now() * 1000
      reply.header('cache-control', 'no-store')
      return { now: isoTime(now), rates: await ratesOf(gateway.status, (name) => name.includes(refdes), now) }
    },
  )

  app.get(
    '/status/events',
    {
      schema: {
        tags,
        summary: 'Changes of status as they come, as server-sent events',
        description:
          'First `ready`: what is asked for after it and the changes that follow are together complete, so ask for ' +
          '`/status/overview` at each `ready`, also of a connection that broke and came again. Then a `change` for each ' +
          'change of a stream, and a `beat` with the present time every 15 seconds.',
        querystring: NoQuery,
        response: responses(200, { 'text/event-stream': Type.String() }, 'Until the client goes'),
      },
    },
    async (_request, reply) => {
      if (watchers.size >= mostWatchers) {
        throw new GatewayProblem('overloaded', `${mostWatchers} clients watch already`, { retryAfterSeconds: 30 })
      }
      await gateway.statusFeed.ready()
      const raw = beginEvents(reply)
      const send = (event: string, data: unknown) => {
        raw.write(`event: ${event}\ndata: ${JSON.stringify(data)}\n\n`)
        if (raw.writableLength > mostUnreadBytes) raw.destroy()
      }
      const now = () => ({ now: isoTime(Date.now() * 1000) })
      const stop = gateway.statusFeed.listen((change) => send('change', shownChange(change)))
      send('ready', now())
      const beat = setInterval(() => send('beat', now()), beatMs)
      const leave = () => {
        stop()
        clearInterval(beat)
        watchers.delete(leave)
        raw.end()
      }
      watchers.add(leave)
      whenGone(raw, leave)
    },
  )
}
