import { toArrow } from '../../schemas/columns/arrow.ts'
import { Unavailable } from '../../schemas/failures.ts'
import type { ParticlesAnswered, Problem } from '../../schemas/generated/events.ts'
import { chunkData, chunkStats, streamBins, streamColumns, streams } from '../../schemas/tables.ts'
import { particlesAnswered, particlesRequested } from '../../topics/instruments.ts'
import type { Emission } from '../../topics/topic.ts'
import { defineProcessor, type Input, type Rejection, type Views } from '../processor.ts'
import { answerParts } from './answer-parts.ts'
import { type AnswerPlan, failure, isProblem, planAnswer } from './answer-plan.ts'
import { mergeDeployments, type Source } from './merge-deployments.ts'
import { readStream } from './read-stream.ts'

const reads = { data: chunkData, stats: chunkStats, bins: streamBins, streams, columns: streamColumns }
type Asked = Input<typeof particlesRequested>
interface Answer {
  readonly emit: readonly [Emission<ParticlesAnswered, 'instruments.particles-answered'>]
  readonly reject?: readonly [Rejection<typeof particlesRequested>]
}

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

async function* answer(input: Asked, views: Views<typeof reads>): AsyncGenerator<Answer> {
  const requestId = input.headers['request-id'] ?? `${input.topic}-${input.partition}-${input.offset}`
  let next = 0
  const say = (value: Omit<ParticlesAnswered, 'claim' | 'part'>): Answer['emit'] => {
    const part = next
    next += 1
    return [
      {
        topic: particlesAnswered,
        value: { ...value, part, claim: null },
        key: requestId,
        headers: { 'request-id': requestId, part: String(part) },
      },
    ]
  }
  const refuse = (problem: Problem) =>
    say({ isLast: true, count: 0, rowsBefore: 0, after: null, last: null, arrow: new Uint8Array(0), problem })
  try {
    const plan = await planAnswer(views, input.value)
    if (isProblem(plan)) {
      yield { emit: refuse(plan) }
      return
    }
    const rows = mergeDeployments(sourcesOf(plan, views))
    for await (const { part, batch, ...place } of answerParts(rows, plan.types, plan.limit)) {
      const arrow = batch.length > 0 || part === 0 ? toArrow(batch) : new Uint8Array(0)
      yield { emit: say({ ...place, count: batch.length, arrow, problem: null }) }
    }
  } catch (error) {
    if (error instanceof Unavailable) throw error
    // Told at once: an asker who hears nothing waits until the deadline.
    const reason = error instanceof Error ? error.message : String(error)
    const emit = refuse(failure(reason))
    yield { emit, reject: [{ input, code: 'processor-failed', reason }] }
  }
}

function sourcesOf(plan: AnswerPlan, views: Views<typeof reads>): Source[] {
  return plan.sources.map(({ streamKey, deployment, bins }) => ({
    deployment,
    notBefore: Math.max(bins[0] ?? Number.NEGATIVE_INFINITY, plan.from),
    batches: readStream(views, { ...plan, streamKey, bins }),
  }))
}
