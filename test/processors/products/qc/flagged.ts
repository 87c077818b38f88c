/** Runs a quality test on plain lists; null is a missing value. */
import { qualityTestNamed } from '../../../../processors/products/qc/index.ts'
import { runQualityTest, settingsOf } from '../../../../processors/products/qc/quality-test.ts'

type Column = readonly (number | null)[]

export function column(values: Column): Float64Array {
  return Float64Array.from(values, (value) => value ?? Number.NaN)
}

export interface Given {
  /** Seconds since 1970; every 15 minutes if left out. */
  readonly seconds?: readonly number[]
  readonly width?: number
  readonly inputs?: Readonly<Record<string, Column>>
}

export function flagged(
  name: string,
  settings: unknown,
  values: Column,
  { seconds, width = 1, inputs = {} }: Given = {},
) {
  const test = qualityTestNamed(name)
  if (test === null) throw new Error(`there is no quality test ${name}`)
  const rows = values.length / width
  const time = Float64Array.from({ length: rows }, (_, row) => (seconds?.[row] ?? 1_420_070_400 + 900 * row) * 1e6)
  const series = { values: column(values), width, time }
  const others = Object.fromEntries(Object.entries(inputs).map(([key, list]) => [key, column(list)]))
  return [...runQualityTest(test, series, settingsOf(test, settings), others)]
}
