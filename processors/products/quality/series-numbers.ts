/** The numbers that tests look at, taken out of rows: one value a row each. */
import type { Column, ColumnBatch } from '../../../schemas/columns/column.ts'
import type { ResolvedParameter } from '../../../schemas/definitions/records.ts'
import { numbersOf } from '../engine/operands.ts'
import type { CheckedParameter } from './quality-plan.ts'

/** Rows of one deployment, by parameter name. */
export interface SeriesNumbers {
  readonly time: Float64Array
  readonly values: ReadonlyMap<string, Float64Array>
}

/** Parameters of one value a row that are tested, and all that tests look at besides. */
export function seriesOf(checked: readonly CheckedParameter[]): ResolvedParameter[] {
  const tested = checked.filter(({ type }) => type.list === undefined).map(({ parameter }) => parameter)
  const others = checked.flatMap(({ qartod, legacy }) =>
    [...qartod, ...legacy].flatMap(({ inputs }) => [...inputs.values()]),
  )
  return [...new Map([...tested, ...others].map((parameter) => [parameter.name, parameter])).values()]
}

export function seriesNumbers(batch: ColumnBatch, parameters: readonly ResolvedParameter[]): SeriesNumbers {
  const values = new Map(
    parameters.map((parameter) => [
      parameter.name,
      numbersIn(batch.columns.get(parameter.name), parameter, batch.length),
    ]),
  )
  return { time: batch.time, values }
}

/** Fill values are those of what is stored. What is no number, or more than one a row, is NaN. */
function numbersIn(column: Column | undefined, { derivation, fill }: ResolvedParameter, rows: number): Float64Array {
  const numbers = column === undefined ? null : numbersOf(column, derivation === null ? fill : null)
  return numbers === null || numbers.width !== 1 ? new Float64Array(rows).fill(Number.NaN) : numbers.values
}

export function joinNumbers(parts: readonly SeriesNumbers[]): SeriesNumbers {
  const [only] = parts
  if (only !== undefined && parts.length === 1) return only
  const names = [...(only?.values.keys() ?? [])]
  return {
    time: joined(parts.map(({ time }) => time)),
    values: new Map(names.map((name) => [name, joined(parts.map(({ values }) => values.get(name) as Float64Array))])),
  }
}

export function sliceNumbers({ time, values }: SeriesNumbers, from: number, to: number): SeriesNumbers {
  return {
    time: time.slice(from, to),
    values: new Map([...values].map(([name, numbers]) => [name, numbers.slice(from, to)])),
  }
}

function joined(parts: readonly Float64Array[]): Float64Array {
  const all = new Float64Array(parts.reduce((sum, part) => sum + part.length, 0))
  let at = 0
  for (const part of parts) {
    all.set(part, at)
    at += part.length
  }
  return all
}
