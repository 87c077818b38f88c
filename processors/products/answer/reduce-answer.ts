/** An answer with fewer rows, as the request says. */
import type { Column, ColumnType } from '../../../schemas/columns/column.ts'
import type { ReductionDescription } from '../../../schemas/formats/described.ts'
import type { DataRequested } from '../../../schemas/generated/events.ts'
import type { Rows } from '../engine/evaluate.ts'
import { isAngle } from '../engine/support-reader.ts'
import { type Reduction, type ReductionResult, reduceRows, reductionMethods } from '../reduction/reduction.ts'
import type { StreamPlan } from './plan-data.ts'

type Types = ReadonlyMap<string, ColumnType>

export const coverageColumn = 'coverage'

/** Null: every row, or the first ones. */
export function reductionOf(request: DataRequested, streams: readonly StreamPlan[]): Reduction | null {
  const method = reductionMethods.find((name) => name === request.reduction) ?? 'full'
  if (method === 'full') return null
  const columns = streams.flatMap(({ plan, columns: all }) => all.map((column) => ({ plan, ...column })))
  const angles = columns.filter(({ plan, parameter }) => isAngle(parameter, plan)).map(({ name }) => name)
  return { method, limit: request.limit, intervalMicros: request.interval, angles: new Set(angles) }
}

/** The columns of the reduced rows: of means with their counts, least and greatest values. */
export function reducedTypes({ method }: Reduction, types: Types): Types {
  const reduced = new Map<string, ColumnType>()
  for (const [name, type] of types) {
    if (method !== 'mean') reduced.set(name, type)
    else if (type.scalar !== 'string' && type.scalar !== 'timestamp') {
      const list = type.list === undefined ? {} : { list: type.list }
      const number: ColumnType = { scalar: 'float64', ...list }
      reduced.set(name, number)
      reduced.set(`${name}_count`, { scalar: 'int32', ...list })
      reduced.set(`${name}_min`, number)
      reduced.set(`${name}_max`, number)
    }
  }
  if (method === 'mean' || method === 'minmax') reduced.set(coverageColumn, { scalar: 'float64' })
  return reduced
}

export function describedReduction({ method, intervalMicros }: Reduction): ReductionDescription {
  return { method, binMicros: intervalMicros, rows: null }
}

/** `onEnd` is told how it was done once every row was taken. */
export async function* reducedRows(
  rows: AsyncIterable<Rows>,
  reduction: Reduction,
  onEnd: (result: ReductionResult) => void,
): AsyncGenerator<Rows, void, void> {
  const reduced = reduceRows(rows, reduction)
  for (;;) {
    const next = await reduced.next()
    if (next.done === true) return onEnd(next.value)
    const { deployment, batch, coverage } = next.value
    if (coverage === null) yield { deployment, batch }
    else {
      const column: Column = {
        type: { scalar: 'float64' },
        length: batch.length,
        values: coverage,
        validity: null,
        offsets: null,
      }
      yield { deployment, batch: { ...batch, columns: new Map([...batch.columns, [coverageColumn, column]]) } }
    }
  }
}
