import { Unavailable } from '../../schemas/failures.ts'
import { particlesAnswered } from '../../topics/instruments.ts'
import { dataRequested } from '../../topics/products.ts'
import { type AnswerEmission, AnswerEvents } from '../instruments/answer-events.ts'
import { answerParts } from '../instruments/answer-parts.ts'
import { failure } from '../instruments/answer-plan.ts'
import { defineProcessor, type Input, type Rejection } from '../processor.ts'
import { type DataViews, dataReads } from './answer/data-reads.ts'
import { openAnswer } from './answer/open-answer.ts'
import { planData } from './answer/plan-data.ts'

type Asked = Input<typeof dataRequested>
interface Answer {
  readonly emit: readonly [AnswerEmission]
  readonly reject?: readonly [Rejection<typeof dataRequested>]
}

export const answerData = defineProcessor({
  name: 'answer-data',
  about: 'Answers a time range of a stream with derived products: masked, computed, checked, reduced, part by part.',
  consumes: [dataRequested],
  produces: [particlesAnswered],
  reads: dataReads,
  concurrency: 4,
  async *process(events, views) {
    for (const event of events) yield* answer(event, views)
  },
})

async function* answer(input: Asked, views: DataViews): AsyncGenerator<Answer> {
  const events = new AnswerEvents(input)
  try {
    const plan = await planData(views, input.value)
    if ('code' in plan) {
      yield { emit: [events.problem(plan)] }
      return
    }
    const opened = await openAnswer(plan, input.value, views)
    for await (const part of answerParts(opened.rows, opened.types, opened.limit)) {
      const description = part.part === 0 ? { description: JSON.stringify(opened.description) } : {}
      const closing = part.isLast ? { closing: JSON.stringify(await opened.closing()) } : {}
      yield { emit: [events.part(part, { ...description, ...closing })] }
    }
  } catch (error) {
    if (error instanceof Unavailable) throw error
    const reason = error instanceof Error ? error.message : String(error)
    yield { emit: [events.problem(failure(reason))], reject: [{ input, code: 'processor-failed', reason }] }
  }
}
