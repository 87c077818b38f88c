/** Arguments for algorithms under test, and a call that fills in what is left out. */
import type { AnyAlgorithm, Numbers, Result, Texts, Windows } from '../../../processors/products/algorithm.ts'

export type Plain =
  | number
  | readonly number[]
  | Float64Array
  | readonly (readonly number[])[]
  | string
  | readonly string[]

/** One value a row: a number is a coefficient, a list has a value for each row, a list of lists a vector for each. */
export function operand(value: Plain): Numbers | Texts {
  if (typeof value === 'string') return { texts: [value], stride: 0 }
  if (typeof value === 'number') return coefficient([value], [])
  const list = value as readonly unknown[]
  if (typeof list[0] === 'string') return { texts: list as readonly string[], stride: 1 }
  if (!Array.isArray(list[0])) return { values: Float64Array.from(value as number[]), width: 1, stride: 1, shape: [] }
  const rows = list as readonly (readonly number[])[]
  const width = rows[0]?.length ?? 0
  return { values: Float64Array.from(rows.flat()), width, stride: width, shape: [width] }
}

/** The same values for every row. */
export function coefficient(values: readonly number[], shape: readonly number[] = [values.length]): Numbers {
  return { values: Float64Array.from(values), width: values.length, stride: 0, shape }
}

export interface Called extends Result {
  readonly flags: readonly { row: number; reason: string }[]
}

export interface CallOptions {
  /** UTC microseconds of each row. */
  readonly time?: ArrayLike<number>
  readonly windows?: Windows
}

/** Calls an algorithm on `rows` rows. A `Numbers` or `Texts` is passed on as it is. */
export function call(
  algorithm: AnyAlgorithm,
  rows: number,
  given: Readonly<Record<string, Plain | Numbers | Texts>>,
  { time = new Float64Array(rows), windows }: CallOptions = {},
): Called {
  const flags: { row: number; reason: string }[] = []
  const isOperand = (value: unknown): value is Numbers | Texts =>
    typeof value === 'object' &&
    value !== null &&
    ('values' in value || 'texts' in value) &&
    !Array.isArray(value) &&
    !(value instanceof Float64Array)
  const bound: Record<string, Numbers | Texts> = {}
  for (const [name, spec] of Object.entries(algorithm.arguments as Record<string, { default?: number }>)) {
    const value = given[name] ?? spec.default
    if (value !== undefined) bound[name] = isOperand(value) ? value : operand(value)
  }
  const context = {
    rows,
    time: Float64Array.from(time),
    flag: (row: number, reason: string) => void flags.push({ row, reason }),
  }
  const result =
    algorithm.kind === 'row' ? algorithm.compute(bound, context) : algorithm.compute(bound, context, windows as Windows)
  return { ...result, flags }
}

/** How far the furthest value is from its expected one; both must be NaN in the same places. */
export function furthest(found: ArrayLike<number>, expected: readonly number[]): number {
  expect(Array.from(found, Number.isNaN)).toEqual(expected.map(Number.isNaN))
  return Math.max(0, ...expected.map((one, k) => (Number.isNaN(one) ? 0 : Math.abs((found[k] as number) - one))))
}
