/** The steps of a virtual stream that lead to its windows, run over its host's rows. */
import type { Column, ColumnBatch, ColumnType } from '../../../schemas/columns/column.ts'
import type { Numbers, Texts, WindowAlgorithm, Windows } from '../algorithm.ts'
import { type At, argumentsOf, type Coefficients, type Supported } from './arguments.ts'
import { type Rows, stepResult } from './evaluate.ts'
import type { Notes } from './notes.ts'
import { columnOfResult, joinResults, numbersOf, operandOfResult, textsOf, typeOfResult } from './operands.ts'
import type { Plan, Step } from './plan.ts'
import { firstAt, type WindowedRows } from './windows.ts'
import type { Witness } from './witness.ts'

/** biome-ignore lint/suspicious/noExplicitAny: arguments are bound by name */
type WindowStep = WindowAlgorithm<any>
type Window = WindowAlgorithm['window']

/** Steps of a virtual stream on rows of its host and on windows of them; then steps on the rows that these make. */
export function stagesOf({ steps }: Plan): {
  readonly toWindows: readonly Step[]
  readonly onWindows: readonly Step[]
} {
  const made = new Set<string>()
  const onWindows: Step[] = []
  for (const step of steps) {
    const isAfter = step.algorithm.kind === 'row' && ownSources(step).some((id) => made.has(id))
    if (isAfter) onWindows.push(step)
    if (isAfter || step.algorithm.kind === 'window') made.add(step.parameter.id)
  }
  return { toWindows: steps.filter((step) => !onWindows.includes(step)), onWindows }
}

/** The rows of a virtual stream: one for each window, with the columns that its window algorithms give. */
export function evaluateWindows(
  { stream }: Plan,
  steps: readonly Step[],
  window: Window,
  { deployment, batch, windows }: WindowedRows,
  coefficients: Coefficients,
  supported: Supported,
  notes: Notes,
  witness?: Witness,
): Rows {
  const time = windows.start.map((start) => start + window.stampMicros)
  const perRow = new Map<string, Numbers | Texts>()
  const columns = new Map<string, Column>()
  const parameters = new Map(stream.parameters.map((parameter) => [parameter.id, parameter]))
  const own = (id: string, isText: boolean) => {
    const key = isText ? `${id} text` : id
    const parameter = parameters.get(id)
    const column = parameter === undefined ? undefined : batch.columns.get(parameter.name)
    if (!perRow.has(key) && parameter !== undefined && column !== undefined) {
      perRow.set(key, isText ? textsOf(column) : numbersOf(column, parameter.fill))
    }
    return perRow.get(key) ?? null
  }
  const at: At = { own, coefficients, supported, notes, deployment, witness }
  for (const step of steps) {
    const { algorithm, parameter } = step
    if (algorithm.kind === 'row') {
      const runs = coefficientRuns(batch.time, windows, coefficients).map(({ rows }) => rows)
      perRow.set(parameter.id, operandOfResult(step, stepResult(step, algorithm, { deployment, batch }, runs, at)))
    } else {
      const result = windowResult(step, algorithm, batch, windows, at)
      columns.set(parameter.name, columnOfResult(result, doublesOf(step), time.length))
    }
  }
  return { deployment, batch: { length: time.length, time, columns } }
}

/** Scalars stay doubles for the steps that follow on them; they become what is defined once these are done. */
function doublesOf(step: Step): ColumnType {
  const type = typeOfResult(step)
  return type.list === undefined ? { scalar: 'float64' } : type
}

const ownSources = ({ arguments: bound }: Step): string[] =>
  [...bound.values()].flatMap((source) => (source.from === 'own' ? [source.id] : []))

interface CoefficientRun {
  readonly rows: { readonly from: number; readonly to: number }
  readonly firstWindow: number
  readonly endWindow: number
}

/** Windows whose coefficients are those at their start, together; each run has all rows up to its last window. */
function coefficientRuns(time: Float64Array, windows: Windows, coefficients: Coefficients): CoefficientRun[] {
  const first = windows.start[0] as number
  const last = windows.start[windows.count - 1] as number
  const bounds = [...coefficients.changesIn(first, last + 1), Number.POSITIVE_INFINITY]
  const runs: CoefficientRun[] = []
  let window = 0
  for (const bound of bounds) {
    let end = window
    while (end < windows.count && (windows.start[end] as number) < bound) end++
    if (end > window) {
      const rows = { from: runs.length === 0 ? 0 : (windows.from[window] as number), to: windows.to[end - 1] as number }
      runs.push({ rows, firstWindow: window, endWindow: end })
    }
    window = end
  }
  const tail = runs[runs.length - 1]
  if (tail !== undefined && tail.rows.to < time.length) {
    runs[runs.length - 1] = { ...tail, rows: { from: tail.rows.from, to: time.length } }
  }
  return runs
}

function windowResult(step: Step, algorithm: WindowStep, batch: ColumnBatch, windows: Windows, at: At) {
  const { name } = step.parameter
  const parts = coefficientRuns(batch.time, windows, at.coefficients).map(({ firstWindow, endWindow }) => {
    const count = endWindow - firstWindow
    // The look-back of a later run lies in the rows before it: every run sees all rows up to its end and look-ahead.
    const { lengthMicros, lookAheadMicros = 0 } = algorithm.window
    const end = (windows.start[endWindow - 1] as number) + lengthMicros
    const rows = firstAt(batch.time, end + lookAheadMicros)
    const chosen: Windows = {
      count,
      start: windows.start.subarray(firstWindow, endWindow),
      from: windows.from.subarray(firstWindow, endWindow),
      to: windows.to.subarray(firstWindow, endWindow),
    }
    const time = batch.time.subarray(0, rows)
    const begins = chosen.start
    const given = argumentsOf(step, { from: 0, to: rows }, time, {
      ...at,
      coefficients: { ...at.coefficients, at: (coefficient) => at.coefficients.at(coefficient, begins[0] as number) },
    })
    if (given === null) return { result: missing(count), rows: count }
    const flagged = new Map<string, number[]>()
    const flag = (window: number, reason: string) => {
      flagged.set(reason, [...(flagged.get(reason) ?? []), begins[window] as number])
    }
    try {
      const result = algorithm.compute(given, { rows, time, flag }, chosen)
      for (const [reason, times] of flagged) at.notes.add(name, 'row-failed', reason, times)
      at.witness?.computed({ step, deployment: at.deployment, time, given, result, windows: chosen })
      return { result, rows: count }
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error)
      at.notes.add(name, 'function-failed', `${algorithm.name}: ${reason}`, begins)
      return { result: missing(count), rows: count }
    }
  })
  return joinResults(parts)
}

const missing = (count: number) => ({ values: new Float64Array(count).fill(Number.NaN), width: 1 })
