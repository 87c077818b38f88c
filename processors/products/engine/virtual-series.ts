/** The rows of a virtual stream: windows of its host's rows. */
import type { Column } from '../../../schemas/columns/column.ts'
import { readWindows } from '../standing/read-windows.ts'
import { evaluate, type Rows } from './evaluate.ts'
import { evaluateWindows, stagesOf } from './evaluate-windows.ts'
import { withLookBack } from './look-back.ts'
import { columnOfResult, typeOfResult } from './operands.ts'
import type { Step } from './plan.ts'
import { sliceRun } from './runs.ts'
import { lookBackOf, openSeries, openSupports, type SeriesContext, type SeriesRequest, windowOf } from './series.ts'
import { firstAt, inWindows } from './windows.ts'

/** Windows stamped in the range; those at its ends are whole. */
export function virtualSeries(request: SeriesRequest, context: SeriesContext): AsyncGenerator<Rows, void, void> {
  const { computesAnew, witness, onRead } = context
  // Who wants to be told of chunks and computations wants them read and done.
  const isAnew = computesAnew === true || witness !== undefined || onRead !== undefined
  return isAnew ? computedWindows(request, context) : readWindows(request, context, computedWindows)
}

/** Steps on windows see the windows before. */
async function* computedWindows(request: SeriesRequest, context: SeriesContext): AsyncGenerator<Rows, void, void> {
  const { plan, from, to } = request
  const { onWindows } = stagesOf(plan)
  const lookBack = lookBackOf(onWindows)
  let left = request.limit
  for await (const rows of withLookBack(windowRows({ ...request, from: from - lookBack }, context), lookBack, from)) {
    const { deployment, batch, before } = rows
    const coefficients = await context.coefficients(request.refdes, deployment)
    const { columns } = evaluate(
      { ...plan, steps: onWindows },
      rows,
      coefficients,
      new Map(),
      context.notes,
      context.witness,
    )
    const all = new Map<string, Column>()
    for (const step of plan.steps) {
      const column = columns.get(step.parameter.id) ?? asDefined(batch.columns.get(step.parameter.name), step)
      if (column !== undefined) all.set(step.parameter.name, column)
    }
    const end = Math.min(before + left, firstAt(batch.time, to))
    if (end > before) yield { deployment, batch: sliceRun({ ...batch, columns: all }, before, end) }
    left -= end - before
    if (left <= 0) return
  }
}

function asDefined(column: Column | undefined, step: Step): Column | undefined {
  if (column?.type.scalar !== 'float64' || column.type.list !== undefined) return column
  return columnOfResult({ values: column.values as Float64Array, width: 1 }, typeOfResult(step), column.length)
}

async function* windowRows(request: SeriesRequest, context: SeriesContext): AsyncGenerator<Rows, void, void> {
  const { plan, from, to } = request
  const window = windowOf(plan)
  if (plan.host === null || window === null) return
  const { lengthMicros, lookBackMicros, lookAheadMicros, stampMicros } = window
  const first = from - stampMicros
  const last = to - stampMicros
  const range = { from: first - lookBackMicros, to: last + lengthMicros + lookAheadMicros }
  const host = openSeries({ ...request, plan: plan.host, ...range, limit: Number.POSITIVE_INFINITY }, context)
  const supports = openSupports(plan, range, context)
  const { toWindows } = stagesOf(plan)
  try {
    for await (const windowed of inWindows(host, window, first)) {
      const coefficients = await context.coefficients(request.refdes, windowed.deployment)
      const supported = await supports.at(windowed.batch.time, lookBackMicros + lengthMicros + lookAheadMicros)
      yield evaluateWindows(plan, toWindows, window, windowed, coefficients, supported, context.notes, context.witness)
    }
  } finally {
    for (const use of supports.uses()) context.onSupport?.(use)
    await supports.close()
  }
}
