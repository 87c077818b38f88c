/**
 * An algorithm: a declared, versioned, pure function over typed arrays. The manifest says its arguments with units and
 * shapes, its result and its source; the catalogue page, the static checks of definitions and the provenance of every
 * value come from it. Fill values are NaN before an algorithm sees them: NaN in, NaN out.
 */

/** Numbers of one argument, row after row. A coefficient has `stride` 0: the same values for every row. */
export interface Numbers {
  readonly values: Float64Array
  /** Values a row: 1 for a scalar. */
  readonly width: number
  /** From a row to the next in `values`: `width`, or 0. Value `j` of row `i` is `values[i * stride + j]`. */
  readonly stride: number
  /** Shape of a row: `[]` scalar, `[n]` vector, `[rows, columns]` matrix (row-major). */
  readonly shape: readonly number[]
}

export interface Texts {
  readonly texts: readonly string[]
  readonly stride: 0 | 1
}

export type ArgumentShape = 'scalar' | 'vector' | 'matrix' | 'text'

export interface ArgumentSpec {
  readonly about: string
  /** UDUNITS; `1` for ratios, `counts` for raw readings. Texts have none. */
  readonly units?: string
  /** Default `scalar`. */
  readonly shape?: ArgumentShape
  /** It may be left out; `compute` then sees undefined, or the default. */
  readonly optional?: true
  /** Taken for an optional scalar that is left out. */
  readonly default?: number
}

type Arguments = Readonly<Record<string, ArgumentSpec>>
type Bound<S extends ArgumentSpec> = S extends { shape: 'text' } ? Texts : Numbers
export type Given<A extends Arguments> = {
  readonly [K in keyof A]: A[K] extends { optional: true; default: number }
    ? Bound<A[K]>
    : A[K] extends { optional: true }
      ? Bound<A[K]> | undefined
      : Bound<A[K]>
}

export interface ResultSpec {
  readonly about: string
  readonly units: string
  /** Default `scalar`. */
  readonly shape?: 'scalar' | 'vector'
  /** An angle in degrees: interpolated and averaged the short way round. */
  readonly isAngle?: true
}

export interface Result {
  /** `rows × width`, row-major. */
  readonly values: Float64Array
  readonly width: number
}

export interface ComputeContext {
  readonly rows: number
  /** Time of each row, UTC microseconds since 1970. */
  readonly time: Float64Array
  /** Says that a row, or a window of a window algorithm, could not be computed, and why; its value is NaN. */
  flag(row: number, reason: string): void
}

/** Rows in fixed windows: the hour, the day. The same whatever range was asked for. */
export interface Windows {
  readonly count: number
  /** Start of each window, UTC microseconds, ascending. */
  readonly start: Float64Array
  /** Rows of window `w` are `from[w] ≤ row < to[w]`. Rows before `from[0]` are look-back, after the last look-ahead. */
  readonly from: Int32Array
  readonly to: Int32Array
}

interface Manifest<A extends Arguments> {
  /** Its id: snake_case, as definitions name it. */
  readonly name: string
  /** Counts up when the numbers change. Part of every product's version. */
  readonly formulaVersion: number
  readonly about: string
  /** Paper, DPS or standard. */
  readonly source: string
  readonly arguments: A
  readonly result: ResultSpec
  /** Rows outside are NaN and flagged. UTC microseconds. */
  readonly validity?: { readonly from: number; readonly to: number }
}

/** A value for each row. */
export interface RowAlgorithm<A extends Arguments = Arguments> extends Manifest<A> {
  readonly kind: 'row'
  /** Rows before the first row asked for that it must see, microseconds. Default 0. */
  readonly lookBackMicros: number
  compute(given: Given<A>, context: ComputeContext): Result
}

/** A value for each fixed window of rows: hourly and daily products, bursts. */
export interface WindowAlgorithm<A extends Arguments = Arguments> extends Manifest<A> {
  readonly kind: 'window'
  readonly window: {
    /** Windows begin at whole multiples of this since 1970 (plus the offset), microseconds. */
    readonly lengthMicros: number
    readonly offsetMicros?: number
    /** Where in the window its value is stamped, microseconds from its start. */
    readonly stampMicros: number
    /** Time before the first window that it must see. */
    readonly lookBackMicros: number
    /** Time after the last window that it must see: centred means. Default 0. */
    readonly lookAheadMicros?: number
  }
  /** `windows.count × width` values. */
  compute(given: Given<A>, context: ComputeContext, windows: Windows): Result
}

/** biome-ignore lint/suspicious/noExplicitAny: a list of algorithms forgets their argument types */
export type AnyAlgorithm = RowAlgorithm<any> | WindowAlgorithm<any>

type RowDeclaration<A extends Arguments> = Omit<RowAlgorithm<A>, 'kind' | 'lookBackMicros'> & {
  readonly lookBackMicros?: number
}

export function defineAlgorithm<const A extends Arguments>(declaration: RowDeclaration<A>): RowAlgorithm<A> {
  return Object.freeze({ kind: 'row', lookBackMicros: 0, ...declaration })
}

export function defineWindowAlgorithm<const A extends Arguments>(
  declaration: Omit<WindowAlgorithm<A>, 'kind'>,
): WindowAlgorithm<A> {
  return Object.freeze({ kind: 'window', ...declaration })
}

/** A scalar of each row, from scalars. */
export function scalarResult(values: Float64Array): Result {
  return { values, width: 1 }
}

/** A scalar result, computed row by row. */
export function eachRow(rows: number, compute: (row: number) => number): Result {
  const values = new Float64Array(rows)
  for (let row = 0; row < rows; row++) values[row] = compute(row)
  return { values, width: 1 }
}

/** A scalar operand's value at a row. */
export function at({ values, stride }: Numbers, row: number): number {
  return values[row * stride] as number
}

/** No row can be computed: its arguments do not fit together. */
export function refuseAll({ rows, flag }: ComputeContext, reason: string, width = 1): Result {
  for (let row = 0; row < rows; row++) flag(row, reason)
  return { values: new Float64Array(rows * width).fill(Number.NaN), width }
}

/** The value, or where it is not finite NaN, with the reason unless an operand is missing. */
export function finiteOrFlag(
  { flag }: ComputeContext,
  row: number,
  value: number,
  operands: Readonly<Record<string, Numbers | Texts | undefined>>,
  reason: string,
): number {
  if (Number.isFinite(value)) return value
  if (!Object.values(operands).some((operand) => isMissing(operand, row))) flag(row, reason)
  return Number.NaN
}

/** A scalar result, in which what is not finite becomes NaN, with the reason unless an operand is missing. */
export function flagNotFinite(
  values: Float64Array,
  operands: Readonly<Record<string, Numbers | Texts | undefined>>,
  context: ComputeContext,
  reason: string,
): Result {
  for (let row = 0; row < values.length; row++) {
    values[row] = finiteOrFlag(context, row, values[row] as number, operands, reason)
  }
  return scalarResult(values)
}

function isMissing(operand: Numbers | Texts | undefined, row: number): boolean {
  if (operand === undefined || 'texts' in operand) return false
  const start = row * operand.stride
  return operand.values.subarray(start, start + operand.width).some(Number.isNaN)
}
