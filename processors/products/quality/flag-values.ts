/** Runs the tests of a plan over values, and puts their flags into columns. */
import { clearBit, fullBitmap, unlessFull } from '../../../schemas/columns/bitmap.ts'
import { type Column, type ColumnBatch, type ColumnType, isValid } from '../../../schemas/columns/column.ts'
import type { Notes } from '../engine/notes.ts'
import { numbersOf } from '../engine/operands.ts'
import { aggregate, flag, type LegacyTest, legacyMasks, outcome } from '../qc/flags.ts'
import { runQualityTest, type Series } from '../qc/quality-test.ts'
import type { ChosenTest } from './choose-tests.ts'
import { type CheckedParameter, executedColumn, resultsColumn, summaryColumn, testColumn } from './quality-plan.ts'
import type { SeriesNumbers } from './series-numbers.ts'

/** What each test says of each value. */
export type Verdicts = ReadonlyMap<ChosenTest, Uint8Array>

/** `series`: of the tested values, `numbers`: of all that tests look at, on the same rows. `told`: rows that count. */
export function verdictOf(
  chosen: ChosenTest,
  series: Series,
  numbers: SeriesNumbers,
  notes: Notes,
  told = series.time,
): Uint8Array {
  const { test, settings, inputs, parameter, lacking } = chosen
  if (lacking !== null) return undecided(chosen, series.values.length)
  const others = Object.fromEntries([...inputs].map(([name, { name: column }]) => [name, numbers.values.get(column)]))
  try {
    return runQualityTest(test, series, settings as never, others)
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    notes.add(parameter.name, 'check-failed', reason, told)
    return undecided(chosen, series.values.length)
  }
}

/** A test that is not done decides nothing, and hides no other one. */
export function undecided({ test }: ChosenTest, count: number): Uint8Array {
  return new Uint8Array(count).fill(test.standard === 'qartod' ? flag.notEvaluated : outcome.notEvaluated)
}

/** The flags of one value a row each, by column name. */
export function flagArrays(checked: CheckedParameter, verdicts: Verdicts, count: number): Map<string, Uint8Array> {
  const { parameter, qartod, legacy } = checked
  const of = (chosen: ChosenTest) => verdicts.get(chosen) ?? undecided(chosen, count)
  const arrays = new Map<string, Uint8Array>()
  if (qartod.length > 0) arrays.set(summaryColumn(parameter.name), aggregate(count, qartod.map(of)))
  for (const chosen of qartod) arrays.set(testColumn(parameter.name, chosen.test.name), of(chosen))
  if (legacy.length > 0) {
    const outcomes = new Map(legacy.map((chosen) => [chosen.test.name as LegacyTest, of(chosen)]))
    const { executed, results } = legacyMasks(count, outcomes)
    arrays.set(executedColumn(parameter.name), executed)
    arrays.set(resultsColumn(parameter.name), results)
  }
  return arrays
}

export function flagColumn(values: Uint8Array): Column {
  return { type: { scalar: 'uint8' }, length: values.length, values, validity: null, offsets: null }
}

/** Flags of a parameter of several values a row: a list for each row, as long as the row's own. */
export function flagLists(
  checked: CheckedParameter,
  batch: ColumnBatch,
  numbers: SeriesNumbers,
  notes: Notes,
): Map<string, Column> {
  const { parameter, type, qartod, legacy } = checked
  const column = batch.columns.get(parameter.name)
  if (type.list === undefined || column?.type.list === undefined) return new Map()
  const { values, width } = numbersOf(column, parameter.derivation === null ? parameter.fill : null)
  const series = { values, width, time: batch.time }
  const verdicts = new Map([...qartod, ...legacy].map((one) => [one, verdictOf(one, series, numbers, notes)] as const))
  const arrays = flagArrays(checked, verdicts, values.length)
  return new Map([...arrays].map(([name, flags]) => [name, listColumn(flags, width, column, type)]))
}

function listColumn(flags: Uint8Array, width: number, judged: Column, { list = 'varying' }: ColumnType): Column {
  const { length, offsets } = judged
  if (offsets === null) {
    const type: ColumnType = { scalar: 'uint8', list: typeof list === 'number' ? list : width }
    return { type, length, values: flags, validity: judged.validity, offsets: null }
  }
  const values = new Uint8Array(offsets[length] as number)
  const validity = fullBitmap(length)
  for (let row = 0; row < length; row++) {
    const [from, to] = [offsets[row] as number, offsets[row + 1] as number]
    values.set(flags.subarray(row * width, row * width + to - from), from)
    if (!isValid(judged, row)) clearBit(validity, row)
  }
  const type: ColumnType = { scalar: 'uint8', list: 'varying' }
  return { type, length, values, validity: unlessFull(validity, length), offsets }
}
