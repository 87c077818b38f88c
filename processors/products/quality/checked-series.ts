/** The rows of a series with the flags of its quality tests, whatever range of it is asked for. */
import type { Json } from '../../../schemas/formats/described.ts'
import type { Rows } from '../engine/evaluate.ts'
import type { SeriesContext, SeriesRequest } from '../engine/series.ts'
import { periodEnd, periodStart } from '../qc/periods.ts'
import { checkedRows } from './check-rows.ts'
import type { ChosenTest } from './choose-tests.ts'
import { wordOf } from './other-series.ts'
import type { QualityPlan } from './quality-plan.ts'
import { surroundings } from './surroundings.ts'

type Asked = Omit<SeriesRequest, 'limit'>

interface Range {
  readonly from: number
  readonly to: number
}

/** `open`: the rows of a range, to be given out; `look`: the same, of which nothing is told. */
export async function* checkedSeries(
  plan: QualityPlan,
  request: Asked,
  context: SeriesContext,
  { open, look }: Readonly<Record<'open' | 'look', (range: Range) => AsyncIterable<Rows>>>,
): AsyncGenerator<Rows, void, void> {
  const { from, to } = request
  const around = await surroundings(request, plan, context)
  const lasts = await lastTimes(request, context)
  yield* checkedRows(open(around), {
    plan,
    range: { from, to },
    lastOf: (deployment) => lasts.get(deployment) ?? Number.POSITIVE_INFINITY,
    openPeriods: (seconds) => look({ from: periodStart(from, seconds), to: periodEnd(to, seconds) }),
    notes: context.notes,
  })
}

/** Of a virtual stream nothing is known: its rows are stamped at the will of its functions. */
async function lastTimes({ refdes, method, plan }: Asked, { views }: SeriesContext) {
  if (plan.host !== null) return new Map<number, number>()
  const rows = await views.streams.slice({ partition: { refdes }, prefix: { method, stream: plan.stream.name } })
  return new Map(rows.map(({ deployment, last }) => [deployment, last]))
}

/** Which tests were done on what, and where that was said; with their thresholds where it is to be done again. */
export function saidOfTests({ checked }: QualityPlan, isWhole: boolean): Json {
  return checked.flatMap(({ parameter, qartod, legacy }) =>
    [...qartod, ...legacy].map(({ test, said, inputs, scope, lacking }) => ({
      parameter: parameter.name,
      test: test.name,
      scope,
      ...(lacking === null ? {} : { isDone: false }),
      ...(isWhole ? { settings: said as Json, inputs: namesOf(inputs) } : {}),
    })),
  )
}

const namesOf = (inputs: ChosenTest['inputs']): Json =>
  Object.fromEntries([...inputs].map(([input, parameter]) => [input, wordOf(parameter)]))
