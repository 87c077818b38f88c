import { Unavailable } from '../../schemas/failures.ts'
import { chunkData, chunkStats, streamBins, streamColumns, streams } from '../../schemas/tables.ts'
import { particlesAnswered, particlesRequested } from '../../topics/instruments.ts'
import { defineProcessor, type Input, type Rejection, type Views } from '../processor.ts'
import { type AnswerEmission, AnswerEvents } from './answer-events.ts'
import { answerParts } from './answer-parts.ts'
import { type AnswerPlan, failure, isProblem, planAnswer } from './answer-plan.ts'
import { mergeDeployments, type Source } from './merge-deployments.ts'
import { readStream } from './read-stream.ts'

const reads = { data: chunkData, stats: chunkStats, bins: streamBins, streams, columns: streamColumns }
type Asked = Input<typeof particlesRequested>
interface Answer {
  readonly emit: readonly [AnswerEmission]
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
  const events = new AnswerEvents(input)
  try {
    const plan = await planAnswer(views, input.value)
    if (isProblem(plan)) {
      yield { emit: [events.problem(plan)] }
      return
    }
    const rows = mergeDeployments(sourcesOf(plan, views))
    for await (const part of answerParts(rows, plan.types, plan.limit)) yield { emit: [events.part(part)] }
  } catch (error) {
    if (error instanceof Unavailable) throw error
    // Told at once: an asker who hears nothing waits until the deadline.
    const reason = error instanceof Error ? error.message : String(error)
    yield { emit: [events.problem(failure(reason))], reject: [{ input, code: 'processor-failed', reason }] }
  }
}

function sourcesOf(plan: AnswerPlan, views: Views<typeof reads>): Source[] {
  return plan.sources.map(({ streamKey, deployment, bins }) => ({
    deployment,
    notBefore: Math.max(bins[0] ?? Number.NEGATIVE_INFINITY, plan.from),
    batches: readStream(views, { ...plan, streamKey, bins }),
  }))
}
