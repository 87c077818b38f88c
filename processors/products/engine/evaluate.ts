/** Runs a plan's steps over rows of one deployment. Coefficients are constant within a run of rows between their changes. */
import type { Column, ColumnBatch } from '../../../schemas/columns/column.ts'
import type { ResolvedParameter } from '../../../schemas/definitions/records.ts'
import type { AnyAlgorithm, Numbers, Result, RowAlgorithm, Texts } from '../algorithm.ts'
import { type At, argumentsOf, type Coefficients, type Run, type Supported } from './arguments.ts'
import type { Notes } from './notes.ts'
import { columnOfResult, joinResults, numbersOf, operandOfResult, textsOf, typeOfResult } from './operands.ts'
import type { Plan, Step } from './plan.ts'
import type { Witness } from './witness.ts'

export interface Rows {
  readonly deployment: number
  readonly batch: ColumnBatch
}

export interface Evaluated {
  /** By parameter id: a column for each step that gave one. */
  readonly columns: ReadonlyMap<string, Column>
}

/** biome-ignore lint/suspicious/noExplicitAny: arguments are bound by name */
type RowStep = RowAlgorithm<any>

export function evaluate(
  plan: Plan,
  rows: Rows,
  coefficients: Coefficients,
  supported: Supported,
  notes: Notes,
  witness?: Witness,
): Evaluated {
  const values = new Map<string, Numbers | Texts>()
  const columns = new Map<string, Column>()
  const parameters = new Map(plan.stream.parameters.map((parameter) => [parameter.id, parameter]))
  const runs = runsOf(rows.batch.time, coefficients)
  const own = (id: string, isText: boolean): Numbers | Texts | null => {
    const key = isText ? `${id} text` : id
    const known = values.get(key)
    if (known !== undefined) return known
    const read = operandOf(parameters.get(id), rows.batch, isText)
    if (read !== null) values.set(key, read)
    return read
  }
  for (const step of plan.steps) {
    if (step.algorithm.kind !== 'row') continue
    const at = { own, coefficients, supported, notes, deployment: rows.deployment, witness }
    const result = stepResult(step, step.algorithm, rows, runs, at)
    values.set(step.parameter.id, operandOfResult(step, result))
    columns.set(step.parameter.id, columnOfResult(result, typeOfResult(step), rows.batch.length))
  }
  return { columns }
}

function operandOf(parameter: ResolvedParameter | undefined, batch: ColumnBatch, isText: boolean) {
  const column = parameter === undefined ? undefined : batch.columns.get(parameter.name)
  if (parameter === undefined || column === undefined) return null
  return isText ? textsOf(column) : numbersOf(column, parameter.fill)
}

/** Cut at every change of a coefficient. */
export function runsOf(time: Float64Array, coefficients: Coefficients): Run[] {
  const first = time[0]
  if (first === undefined) return []
  const last = time[time.length - 1] as number
  const runs: Run[] = []
  let from = 0
  for (const change of coefficients.changesIn(first, last + 1)) {
    let to = from
    while (to < time.length && (time[to] as number) < change) to++
    if (to > from) runs.push({ from, to })
    from = to
  }
  if (from < time.length) runs.push({ from, to: time.length })
  return runs
}

export function stepResult(step: Step, algorithm: RowStep, rows: Rows, runs: readonly Run[], at: At): Result {
  // A step without coefficients is not cut: its look-back reaches over their changes.
  const isCut = [...step.arguments.values()].some(({ from }) => from === 'calibration')
  const whole = { from: 0, to: rows.batch.length }
  const parts = (isCut || runs.length === 0 ? runs : [whole]).map((run) => {
    const time = rows.batch.time.subarray(run.from, run.to)
    const count = run.to - run.from
    const given = argumentsOf(step, run, time, at)
    const result = given === null ? nothing(count) : compute(step, algorithm, given, time, at.notes)
    const { deployment } = at
    if (given !== null) at.witness?.computed({ step, deployment, time, given, result, windows: null })
    return { result, rows: count }
  })
  return parts.length === 0 ? { values: new Float64Array(0), width: 1 } : joinResults(parts)
}

export const nothing = (rows: number): Result => ({ values: new Float64Array(rows).fill(Number.NaN), width: 1 })

/** An algorithm that throws costs its own values, never the answer. */
export function compute(
  step: Step,
  algorithm: RowStep,
  given: Record<string, Numbers | Texts>,
  time: Float64Array,
  notes: Notes,
): Result {
  const { name } = step.parameter
  const flagged = new Map<string, number[]>()
  const flag = (row: number, reason: string) => {
    const times = flagged.get(reason) ?? []
    flagged.set(reason, times)
    times.push(time[row] as number)
  }
  try {
    const result = algorithm.compute(given, { rows: time.length, time, flag })
    for (const [reason, times] of flagged) notes.add(name, 'row-failed', reason, times)
    if (!step.isVector && result.width !== 1) {
      throw new RangeError(`it gives ${result.width} values a row, and one is wanted`)
    }
    return withinValidity(algorithm, result, time, name, notes)
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    notes.add(name, 'function-failed', `${algorithm.name}: ${reason}`, time)
    return nothing(time.length)
  }
}

function withinValidity(
  algorithm: AnyAlgorithm,
  result: Result,
  time: Float64Array,
  name: string,
  notes: Notes,
): Result {
  const { validity } = algorithm
  if (validity === undefined) return result
  const outside: number[] = []
  for (let row = 0; row < time.length; row++) {
    const t = time[row] as number
    if (t >= validity.from && t < validity.to) continue
    outside.push(t)
    result.values.fill(Number.NaN, row * result.width, (row + 1) * result.width)
  }
  if (outside.length > 0) notes.add(name, 'outside-validity', `${algorithm.name} is not valid at these times`, outside)
  return result
}
