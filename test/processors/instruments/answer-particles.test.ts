import { answerParticles } from '../../../processors/instruments/answer-particles.ts'
import { Unavailable } from '../../../schemas/failures.ts'
import type { ParticlesRequested } from '../../../schemas/generated/events.ts'
import { particleBatches, particlesRequested } from '../../../topics/instruments.ts'
import { dayMicros, particleBatch, pipeline, stream } from './particle-pipeline.ts'

const { refdes, method } = stream
const all = { deployment: null, start: null, stop: null, parameters: null, limit: null }
const input = {
  topic: particlesRequested.name,
  value: { refdes, method, stream: stream.stream, ...all } satisfies ParticlesRequested,
  key: null,
  partition: 0,
  offset: 7n,
  time: 0,
  headers: { 'request-id': 'asked' },
}

type Views = Parameters<typeof answerParticles.process>[1]

/** The views of a pipeline that holds 5000 particles in ten bins; reading values fails from one of them on. */
async function failingViews(bin: number, failure: Error): Promise<Views> {
  const { send, tables } = pipeline()
  for (let stored = 0; stored < 10; stored += 1) {
    const rows = Array.from({ length: 500 }, (_, i) => ({ time: stored * dayMicros + i, values: { x: i } }))
    await send(particleBatches, [particleBatch({ x: 'float64' }, rows)])
  }
  const views = Object.fromEntries(
    Object.entries(answerParticles.reads).map(([name, table]) => [name, tables.view(table as never)]),
  ) as unknown as Views
  const { slice } = views.data
  const failing: typeof slice = (query) => {
    if (query.partition.bin >= bin * dayMicros) throw failure
    return slice(query)
  }
  return { ...views, data: { ...views.data, slice: failing } }
}

async function outcomesOf(views: Views) {
  const outcomes = []
  for await (const outcome of answerParticles.process([input], views) as AsyncIterable<{
    readonly emit?: readonly { readonly value: { readonly part: number } }[]
    readonly reject?: readonly unknown[]
  }>) {
    outcomes.push(outcome)
  }
  return outcomes
}

test('a computation that fails tells its asker, as the last part, and the event is refused', async () => {
  const outcomes = await outcomesOf(await failingViews(0, new TypeError('a chunk is torn')))
  expect(outcomes).toMatchObject([
    {
      emit: [
        {
          value: { part: 0, isLast: true, count: 0, problem: { code: 'answer-failed', detail: 'a chunk is torn' } },
          headers: { 'request-id': 'asked' },
        },
      ],
      reject: [{ input, code: 'processor-failed', reason: 'a chunk is torn' }],
    },
  ])
})

test('what was already said stays said: the failure is the part after it', async () => {
  const outcomes = await outcomesOf(await failingViews(6, new TypeError('a chunk is torn')))
  expect(outcomes.length).toBeGreaterThan(1)
  const parts = outcomes.map(({ emit }) => emit?.[0]?.value.part)
  expect(parts).toEqual(outcomes.map((_, index) => index))
  expect(outcomes.at(-1)).toMatchObject({ emit: [{ value: { problem: { code: 'answer-failed' } } }] })
})

test('an absent service is no failure: it is waited for', async () => {
  const views = await failingViews(0, new Unavailable('cassandra', 'no node answers'))
  await expect(outcomesOf(views)).rejects.toThrow(Unavailable)
})
