import fc from 'fast-check'
import {
  factsAfter,
  type JobFacts,
  type JobRow,
  lacksFilesBeside,
  type OutcomeRow,
  outcomeAfter,
  type PartRow,
  stateOf,
} from '../../../../processors/products/exports/job-state.ts'
import type { ExportAdvanced } from '../../../../schemas/generated/events.ts'

const job: JobRow = {
  job: 'a',
  request: '{}',
  file: '{}',
  requested_at: 1000,
  deadline_at: 9e9,
  expires_at: 9e9,
  parts: 2,
  rows: 200,
  bytes: 2000,
  seconds: 3,
  problem: null,
}
const parts: PartRow[] = [0, 1].map((part) => ({
  job: 'a',
  part,
  deployment: 1,
  start: 0,
  stop: 1,
  rows: 100,
  bytes: 999,
}))

const nothing = { job: 'a', part: null, rows: 0, bytes: 0, rowsLeftOut: 0, seconds: 0, files: [], problem: null }
const planned: ExportAdvanced = { ...nothing, step: 'planned', at: 1001 }
const making = (part: number, rows: number, at: number): ExportAdvanced => ({
  ...nothing,
  step: 'making',
  part,
  rows,
  at,
})
const made = (part: number, at: number, rows = 100): ExportAdvanced => ({
  ...nothing,
  step: 'made',
  part,
  rows,
  bytes: 10 * rows,
  at,
  rowsLeftOut: 7,
})
const failed = (part: number, at: number): ExportAdvanced => ({
  ...nothing,
  step: 'failed',
  part,
  at,
  problem: { code: 'answer-failed', detail: 'it broke', field: null },
})
const whole = (step: ExportAdvanced['step'], at: number): ExportAdvanced => ({ ...nothing, step, at })

function after(steps: readonly ExportAdvanced[], of: JobRow = job) {
  let facts: JobFacts | null = null
  const outcomes = new Map<number, OutcomeRow>()
  for (const step of steps) {
    facts = factsAfter(facts, step)
    const outcome = step.part === null ? undefined : outcomeAfter(outcomes.get(step.part), step)
    if (outcome !== undefined) outcomes.set(outcome.part, outcome)
  }
  return stateOf(of, parts.slice(0, of.parts), [...outcomes.values()], facts as unknown as JobFacts)
}

test.each([
  ['queued', [planned], { state: 'queued', progress: 0, finished_at: null }],
  ['half a part', [planned, making(0, 50, 1100)], { state: 'running', progress: 0.25, rows: 50 }],
  ['one part of two', [planned, made(0, 1200)], { state: 'running', progress: 0.5, parts_made: 1, bytes: 1000 }],
  [
    'all parts',
    [planned, made(0, 1200), made(1, 1300)],
    { state: 'finished', progress: 1, finished_at: 1300, rows: 200 },
  ],
  ['cancelled half-way', [planned, made(0, 1200), whole('cancelled', 1250)], { state: 'cancelled', finished_at: 1250 }],
  ['expired', [made(0, 1200), made(1, 1300), whole('expired', 5000)], { state: 'expired', finished_at: 1300 }],
  ['discarded when done', [made(0, 1200), made(1, 1300), whole('cancelled', 5000)], { state: 'cancelled' }],
  ['made by another after all', [failed(0, 1200), made(0, 1250), made(1, 1300)], { state: 'finished' }],
])('%s', (_name, steps, expected) => {
  expect(after(steps)).toMatchObject(expected)
})

test.each([
  ['a part failed', [made(0, 1200), failed(1, 1300)], job, 'answer-failed'],
  ['the deadline passed', [made(0, 1200), whole('late', 1250)], job, 'deadline-passed'],
  ['no row in any part', [made(0, 1200, 0), made(1, 1300, 0)], job, 'no-data'],
  [
    'nothing could be planned',
    [planned],
    { ...job, parts: 0, problem: '{"code":"unknown-stream","detail":"?","field":null}' },
    'unknown-stream',
  ],
])('failed: %s', (_name, steps, of, code) => {
  const state = after(steps, of)
  expect(state.state).toBe('failed')
  expect(JSON.parse(state.problem ?? '')).toMatchObject({ code })
})

test('a job that tells of itself is finished when the files beside its data are made', () => {
  const telling = { ...job, request: '{"includesAnnotations":true}' }
  const data = [made(0, 1200), made(1, 1300)]
  const outcomesOf = (steps: ExportAdvanced[]) => steps.map((step) => outcomeAfter(undefined, step) as OutcomeRow)
  const going = after(data, telling)
  expect(going).toMatchObject({ state: 'running', parts_made: 2, finished_at: null })
  expect(going.progress).toBeLessThan(1)
  expect(lacksFilesBeside(telling, outcomesOf(data), going)).toBe(true)
  expect(lacksFilesBeside(telling, outcomesOf(data.slice(1)), going)).toBe(false)
  expect(lacksFilesBeside(job, outcomesOf(data), after(data))).toBe(false)
  const all = [...data, made(2, 1400, 0)]
  const done = after(all, telling)
  expect(done).toMatchObject({ state: 'finished', progress: 1, parts_made: 2, rows: 200, finished_at: 1400 })
  expect(lacksFilesBeside(telling, outcomesOf(all), done)).toBe(false)
  expect(after([failed(2, 1400), ...data], telling).state).toBe('failed')
  expect(after([made(0, 1200, 0), made(1, 1300, 0)], telling).state).toBe('failed')
})

test('no data says how many rows were left out', () => {
  expect(after([made(0, 1200, 0), made(1, 1300, 0)]).problem).toContain('all 14 rows')
})

test('steps told twice and in any order of the parts come to the same', () => {
  const steps = [planned, making(0, 10, 1050), making(0, 60, 1150), made(0, 1200), making(1, 5, 1210), made(1, 1300)]
  const once = after(steps)
  const again = fc.array(fc.constantFrom(...steps), { maxLength: 10 })
  fc.assert(
    fc.property(fc.shuffledSubarray(steps, { minLength: steps.length }), again, (shuffled, more) => {
      const all = [...shuffled, ...more]
      expect(after(all)).toEqual(once)
    }),
  )
})
