/** An answer with fewer rows, as the request says. */
import type { Column, ColumnType } from '../../../schemas/columns/column.ts'
import type { ReductionDescription } from '../../../schemas/formats/described.ts'
import type { DataRequested } from '../../../schemas/generated/events.ts'
import type { Rows } from '../engine/evaluate.ts'
import { isAngle } from '../engine/support-reader.ts'
import { badValues } from '../quality/bad-values.ts'
import {
  type MaskedRows,
  type Reduction,
  type ReductionResult,
  reduceRows,
  reductionMethods,
} from '../reduction/reduction.ts'
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
export function reducedTypes({ method }: Reduction, types: Types, flags: Types): Types {
  const reduced = new Map<string, ColumnType>()
  for (const [name, type] of types) {
    if (method !== 'mean') reduced.set(name, type)
    // Flags have no mean: those of failed values have done their work.
    else if (flags.has(name)) continue
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

export interface Reducing {
  /** The columns of the rows that are reduced; others are left out. */
  readonly types: Types
  /** Those of them that are flags: they go with their rows, and decide nothing. */
  readonly flags: Types
  /** Told how it was done once every row was taken, and how many values of each parameter had no part in it. */
  onEnd(result: ReductionResult, valuesLeftOut: Readonly<Record<string, number>>): void
}

export async function* reducedRows(
  rows: AsyncIterable<Rows>,
  reduction: Reduction,
  { types, flags, onEnd }: Reducing,
): AsyncGenerator<Rows, void, void> {
  const leftOut: Record<string, number> = {}
  const carried = reduction.method === 'mean' ? null : flags
  const reduced = reduceRows(withMasks(rows, types, flags, carried, leftOut), reduction)
  for (;;) {
    const next = await reduced.next()
    if (next.done === true) return onEnd(next.value, leftOut)
    const { deployment, batch, coverage } = next.value
    const columns = new Map(batch.columns)
    for (const [name, type] of carried ?? []) {
      const column = columns.get(name)
      if (column !== undefined) columns.set(name, { ...column, type })
    }
    if (coverage !== null) columns.set(coverageColumn, doubles(coverage))
    yield { deployment, batch: { ...batch, columns } }
  }
}

const doubles = (values: Float64Array): Column => ({
  type: { scalar: 'float64' },
  length: values.length,
  values,
  validity: null,
  offsets: null,
})

async function* withMasks(
  rows: AsyncIterable<Rows>,
  types: Types,
  flags: Types,
  carried: Types | null,
  leftOut: Record<string, number>,
): AsyncGenerator<MaskedRows, void, void> {
  for await (const { deployment, batch } of rows) {
    const mask = flags.size === 0 ? {} : badValues(batch)
    for (const [name, bad] of mask.values ?? []) {
      const count = bad.reduce((sum, one) => sum + one, 0)
      if (count > 0) leftOut[name] = (leftOut[name] ?? 0) + count
    }
    const columns = new Map<string, Column>()
    for (const [name, column] of batch.columns) {
      if (!types.has(name)) continue
      if (!flags.has(name)) columns.set(name, column)
      else if (carried !== null) columns.set(name, asLists(column))
    }
    yield { deployment, batch: { ...batch, columns }, mask }
  }
}

/** Lists of one: lists are carried along, and are no extremes. */
const asLists = (column: Column): Column =>
  column.type.list === undefined ? { ...column, type: { ...column.type, list: 1 } } : column
