import { Unavailable } from '../../schemas/failures.ts'
import type { Problem } from '../../schemas/generated/events.ts'
import { estimatesRequested } from '../../topics/exports.ts'
import { particlesAnswered } from '../../topics/instruments.ts'
import { AnswerEvents } from '../instruments/answer-events.ts'
import { failure } from '../instruments/answer-plan.ts'
import { defineProcessor, type Input } from '../processor.ts'
import { type DataViews, dataReads } from './answer/data-reads.ts'
import { estimateData } from './exports/estimate.ts'

type Asked = Input<typeof estimatesRequested>

export const estimateExports = defineProcessor({
  name: 'estimate-exports',
  about: 'Says how many rows, bytes and seconds an export would be, from what is counted and stored.',
  consumes: [estimatesRequested],
  produces: [particlesAnswered],
  reads: dataReads,
  concurrency: 4,
  async *process(events, views) {
    for (const event of events) yield await answer(event, views)
  },
})

async function answer(input: Asked, views: DataViews) {
  const events = new AnswerEvents(input)
  const { request, file } = input.value
  try {
    const found = await estimateData(request, file, views)
    if ('code' in found) return { emit: [events.problem(found)] }
    return { emit: [events.part(nothing, { description: JSON.stringify(found.estimate) })] }
  } catch (error) {
    if (error instanceof Unavailable) throw error
    const reason = error instanceof Error ? error.message : String(error)
    const problem: Problem = failure(reason)
    return { emit: [events.problem(problem)], reject: [{ input, code: 'processor-failed', reason }] }
  }
}

/** The answer has no rows: what it says is its description. */
const nothing = {
  part: 0,
  isLast: true,
  rowsBefore: 0,
  after: null,
  last: null,
  batch: { length: 0, time: new Float64Array(), columns: new Map() },
}
