/**
 * Columns: how particles travel and rest. A batch is a set of equally long columns; the layout follows Apache Arrow
 * (validity bitmap, offsets, flattened children) so that conversion is a view, not a copy.
 */

export const scalarTypes = [
  'int8',
  'int16',
  'int32',
  'int64',
  'uint8',
  'uint16',
  'uint32',
  'uint64',
  'float32',
  'float64',
  'boolean',
  'string',
  'timestamp',
] as const

/** `timestamp` is UTC microseconds since 1970 in a signed 64-bit integer. */
export type ScalarType = (typeof scalarTypes)[number]

export interface ColumnType {
  readonly scalar: ScalarType
  /** Absent: one value a row. A number: that many values a row. `varying`: as many as `offsets` says. */
  readonly list?: number | 'varying'
}

/** Booleans are a byte (0 or 1) each; int64, uint64 and timestamp are BigInt arrays; strings are JavaScript strings. */
export type Values =
  | Int8Array
  | Int16Array
  | Int32Array
  | BigInt64Array
  | Uint8Array
  | Uint16Array
  | Uint32Array
  | BigUint64Array
  | Float32Array
  | Float64Array
  | readonly string[]

export interface Column {
  readonly type: ColumnType
  /** Rows. */
  readonly length: number
  /** Flattened values: `length` of them, `length × list`, or `offsets[length]`. A null row of a plain column holds any value. */
  readonly values: Values
  /** Bit per row, least significant first, 1 = has a value (Arrow's layout). Null: every row has one. */
  readonly validity: Uint8Array | null
  /** For varying lists only: `length + 1` starts into `values`. */
  readonly offsets: Int32Array | null
}

/** Particles of one stream key: a time for each row, and named columns of the same length. */
export interface ColumnBatch {
  readonly length: number
  /** UTC microseconds since 1970, exact in a double until 2255. */
  readonly time: Float64Array
  readonly columns: ReadonlyMap<string, Column>
}

/** Facts about one column of one chunk, kept apart from the values. Numbers only where the values are numbers. */
export interface ColumnStatistics {
  /** Rows. */
  readonly count: number
  readonly nulls: number
  /** Rows with a number, neither null nor NaN; 0 for text and lists. The weight of the mean. */
  readonly numbers: number
  readonly min: number | null
  readonly max: number | null
  readonly mean: number | null
  /** First and last value that is neither null nor NaN, in row order. */
  readonly first: number | null
  readonly last: number | null
}

export function isValid(column: Column, row: number): boolean {
  return column.validity === null || ((column.validity[row >> 3] as number) & (1 << (row & 7))) !== 0
}

export function typeName(type: ColumnType): string {
  if (type.list === undefined) return type.scalar
  return type.list === 'varying' ? `${type.scalar}[]` : `${type.scalar}[${type.list}]`
}

/** The inverse of `typeName`. Null when the text names no column type. */
export function parseTypeName(text: string): ColumnType | null {
  const match = /^([a-z]+\d*)(?:\[(\d*)\])?$/.exec(text)
  const scalar = scalarTypes.find((name) => name === match?.[1])
  if (match === null || scalar === undefined) return null
  if (match[2] === undefined) return { scalar }
  return { scalar, list: match[2] === '' ? 'varying' : Number(match[2]) }
}
