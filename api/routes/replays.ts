/** Replays: asking for one, how it stands, calling it off. */
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { ReplayBody, ReplayPath, ShownPlan, ShownReplay, ShownReplays } from '../archive-schemas.ts'
import { timeOf } from '../data-question.ts'
import type { Gateway } from '../gateway.ts'
import { GatewayProblem } from '../problems.ts'
import { responses } from '../schemas.ts'
import { isGoing } from '../shown-replay.ts'
import { formatTime } from '../times.ts'

/** How long one who asks or calls off waits until that shows. */
export interface ReplayRouteOptions {
  readonly gateway: Gateway
  readonly settleMs: number
}

const pauseMs = 50

export const replayRoutes: FastifyPluginAsyncTypebox<ReplayRouteOptions> = async (
  app,
  { gateway: { archives }, settleMs },
) => {
  const tags = ['archives']
  const one = { 'application/json': ShownReplay }
  const millis = (field: string, text: string | undefined) => {
    const micros = text === undefined ? null : timeOf(field, text)
    return micros === null ? null : micros / 1000
  }

  async function settled(id: string, shows: (replay: ShownReplayOf) => boolean): Promise<ShownReplayOf | null> {
    for (const end = Date.now() + settleMs; ; await new Promise((resolve) => setTimeout(resolve, pauseMs))) {
      const found = await archives.replay(id).catch((error: unknown) => {
        if (error instanceof GatewayProblem) return null
        throw error
      })
      if ((found !== null && shows(found)) || Date.now() >= end) return found
    }
  }

  app.post(
    '/replays',
    {
      schema: {
        tags,
        summary: 'Publishes archived messages again',
        description:
          'Onto the same topic, or another. Each message has its key, value and headers, and says in headers where it ' +
          'comes from, when it was, and which replay this is. With `dryRun` nothing is published.',
        body: ReplayBody,
        response: {
          ...responses(202, one, 'It is asked for; `Location` says where to look'),
          ...responses(200, { 'application/json': ShownPlan }, 'With `dryRun`: what would be published'),
        },
      },
    },
    async ({ body }, reply) => {
      const range = { from: millis('from', body.from), to: millis('to', body.to) }
      const plan = await archives.plan({
        topic: body.topic,
        topicId: body.topicId ?? null,
        onto: body.onto ?? null,
        ...range,
        keepsTimestamps: body.timestamps === undefined ? null : body.timestamps === 'kept',
      })
      const { segments, keepsTimestamps, earliest, latest, ...rest } = plan
      if (body.dryRun === true) {
        const time = (ms: number | null) => (ms === null ? null : formatTime(ms * 1000))
        const timestamps = keepsTimestamps ? 'kept' : 'renewed'
        return { ...rest, segments: segments.length, earliest: time(earliest), latest: time(latest), timestamps }
      }
      const id = await archives.ask(plan, range, body.rate ?? null)
      reply.code(202).header('location', `/replays/${id}`)
      return (await settled(id, () => true)) ?? { id, state: 'requested' }
    },
  )

  app.get(
    '/replays',
    {
      schema: {
        tags,
        summary: 'Replays, newest first',
        response: responses(200, { 'application/json': ShownReplays }, 'All that were asked for'),
      },
    },
    async () => ({ replays: await archives.replays() }),
  )

  app.get(
    '/replays/:replay',
    {
      schema: { tags, summary: 'How a replay stands', params: ReplayPath, response: responses(200, one, 'As of now') },
    },
    async ({ params }) => archives.replay(params.replay),
  )

  app.post(
    '/replays/:replay/cancel',
    {
      schema: {
        tags,
        summary: 'Calls a replay off; what is published stays',
        params: ReplayPath,
        response: responses(200, one, 'The replay, cancelled'),
      },
    },
    async ({ params }) => {
      const replay = await archives.replay(params.replay)
      if (!isGoing(replay)) throw new GatewayProblem('replay-ended', `the replay is ${replay.state}`)
      await archives.cancel(replay)
      return (await settled(replay.id, (now) => !isGoing(now))) ?? replay
    },
  )
}

type ShownReplayOf = Awaited<ReturnType<Gateway['archives']['replay']>>
