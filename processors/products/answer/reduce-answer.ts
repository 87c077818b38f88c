/** An answer with fewer rows, as the request says. */
import { type Column, type ColumnType, isValid } from '../../../schemas/columns/column.ts'
import { asDoubles } from '../../../schemas/columns/doubles.ts'
import type { ReductionDescription } from '../../../schemas/formats/described.ts'
import type { DataRequested } from '../../../schemas/generated/events.ts'
import type { Range } from '../engine/catalogue.ts'
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
export function reductionOf(request: DataRequested, streams: readonly StreamPlan[], range: Range): Reduction | null {
  const method = reductionMethods.find((name) => name === request.reduction) ?? 'full'
  if (method === 'full' && request.interval === null) return null
  const columns = streams.flatMap(({ plan, columns: all }) => all.map((column) => ({ plan, ...column })))
  const angles = columns.filter(({ plan, parameter }) => isAngle(parameter, plan)).map(({ name }) => name)
  const { limit, interval: intervalMicros } = request
  return { method, limit, intervalMicros, angles: new Set(angles), range }
}

/** What stands for no value in stored columns, by name. */
export function fillsOf(streams: readonly StreamPlan[]): ReadonlyMap<string, number> {
  const columns = streams.flatMap(({ columns: all }) => all)
  return new Map(
    columns.flatMap(({ name, parameter: { fill, derivation } }) =>
      typeof fill !== 'number' || derivation !== null ? [] : [[name, fill] as const],
    ),
  )
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
  readonly fills: ReadonlyMap<string, number>
  /** Told how it was done once every row was taken, and how many values of each parameter had no part in it. */
  onEnd(result: ReductionResult, valuesLeftOut: Readonly<Record<string, number>>): void
}

export async function* reducedRows(
  rows: AsyncIterable<Rows>,
  reduction: Reduction,
  { types, flags, fills, onEnd }: Reducing,
): AsyncGenerator<Rows, void, void> {
  const leftOut: Record<string, number> = {}
  const carried = reduction.method === 'mean' ? null : flags
  const reduced = reduceRows(withMasks(rows, { types, flags, fills, carried, leftOut }), reduction)
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

export const doubles = (values: Float64Array): Column => ({
  type: { scalar: 'float64' },
  length: values.length,
  values,
  validity: null,
  offsets: null,
})

interface Masking {
  readonly types: Types
  readonly flags: Types
  readonly fills: ReadonlyMap<string, number>
  /** Flags that go with their rows. */
  readonly carried: Types | null
  /** Counts, by parameter, what has no part. */
  readonly leftOut: Record<string, number>
}

/** Rows with the columns of `types`, and which of their values have no part in a reduction: bad ones, and fill values. */
export async function* withMasks(
  rows: AsyncIterable<Rows>,
  { types, flags, fills, carried, leftOut }: Masking,
): AsyncGenerator<MaskedRows, void, void> {
  for await (const { deployment, batch } of rows) {
    const values = new Map(flags.size === 0 ? [] : badValues(batch).values)
    for (const [name, fill] of fills) maskFills(values, name, batch.columns.get(name), fill)
    for (const [name, bad] of values) {
      const count = bad.reduce((sum, one) => sum + one, 0)
      if (count > 0) leftOut[name] = (leftOut[name] ?? 0) + count
    }
    const columns = new Map<string, Column>()
    for (const [name, column] of batch.columns) {
      if (!types.has(name)) continue
      if (!flags.has(name)) columns.set(name, column)
      else if (carried !== null) columns.set(name, asLists(column))
    }
    yield { deployment, batch: { ...batch, columns }, mask: { values } }
  }
}

function maskFills(masks: Map<string, Uint8Array>, name: string, column: Column | undefined, fill: number): void {
  if (column === undefined || column.type.list !== undefined) return
  const numbers = asDoubles(column.values, column.type.scalar)
  if (numbers === null || numbers.indexOf(fill) < 0) return
  const mask = masks.get(name) ?? new Uint8Array(column.length)
  for (let row = 0; row < column.length; row++) if (numbers[row] === fill && isValid(column, row)) mask[row] = 1
  masks.set(name, mask)
}

/** Lists of one: lists are carried along, and are no extremes. */
const asLists = (column: Column): Column =>
  column.type.list === undefined ? { ...column, type: { ...column.type, list: 1 } } : column
