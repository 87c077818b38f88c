import { toArrow } from '../../schemas/columns/arrow.ts'
import type { ParticlesAnswered } from '../../schemas/generated/events.ts'
import { chunkData, chunkStats, streamBins, streamColumns, streams } from '../../schemas/tables.ts'
import { particlesAnswered, particlesRequested } from '../../topics/instruments.ts'
import type { Emission } from '../../topics/topic.ts'
import { defineProcessor, type Input, type Views } from '../processor.ts'
import { answerParts } from './answer-parts.ts'
import { type AnswerPlan, isProblem, planAnswer } from './answer-plan.ts'
import { mergeDeployments, type Source } from './merge-deployments.ts'
import { readStream } from './read-stream.ts'

const reads = { data: chunkData, stats: chunkStats, bins: streamBins, streams, columns: streamColumns }
type Answer = { emit: [Emission<ParticlesAnswered, 'instruments.particles-answered'>] }

export const answerParticles = defineProcessor({
  name: 'answer-particles',
  about:
    'Answers a time range of one stream, part by part: by time, then deployment, then row hash, each particle once.',
  consumes: [particlesRequested],
  produces: [particlesAnswered],
  reads,
  concurrency: 8,
  async *process(events, views) {
    for (const event of events) yield* answer(event, views)
  },
})

async function* answer(input: Input<typeof particlesRequested>, views: Views<typeof reads>): AsyncGenerator<Answer> {
  const requestId = input.headers['request-id'] ?? `${input.topic}-${input.partition}-${input.offset}`
  const say = (value: Omit<ParticlesAnswered, 'claim'>): Answer => ({
    emit: [
      {
        topic: particlesAnswered,
        value: { ...value, claim: null },
        key: requestId,
        headers: { 'request-id': requestId, part: String(value.part) },
      },
    ],
  })
  const plan = await planAnswer(views, input.value)
  if (isProblem(plan)) {
    yield say({ part: 0, isLast: true, count: 0, arrow: new Uint8Array(0), problem: plan })
    return
  }
  const rows = mergeDeployments(sourcesOf(plan, views))
  for await (const { part, isLast, batch } of answerParts(rows, plan.types, plan.limit)) {
    const arrow = batch.length > 0 || part === 0 ? toArrow(batch) : new Uint8Array(0)
    yield say({ part, isLast, count: batch.length, arrow, problem: null })
  }
}

function sourcesOf(plan: AnswerPlan, views: Views<typeof reads>): Source[] {
  return plan.sources.map(({ streamKey, deployment, bins }) => ({
    deployment,
    notBefore: Math.max(bins[0] ?? Number.NEGATIVE_INFINITY, plan.from),
    batches: readStream(views, { ...plan, streamKey, bins }),
  }))
}
