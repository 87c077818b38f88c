import type { ColumnType, ScalarType, Values } from './column.ts'

export type NumericValues = Exclude<Values, readonly string[]>

export function sameType(a: ColumnType, b: ColumnType): boolean {
  return a.scalar === b.scalar && a.list === b.list
}

/** Bytes of one value; 0 for strings. */
export function widthBytes(scalar: ScalarType): 0 | 1 | 2 | 4 | 8 {
  switch (scalar) {
    case 'string':
      return 0
    case 'int8':
    case 'uint8':
    case 'boolean':
      return 1
    case 'int16':
    case 'uint16':
      return 2
    case 'int32':
    case 'uint32':
    case 'float32':
      return 4
    default:
      return 8
  }
}

const arrays = {
  int8: Int8Array,
  int16: Int16Array,
  int32: Int32Array,
  int64: BigInt64Array,
  uint8: Uint8Array,
  uint16: Uint16Array,
  uint32: Uint32Array,
  uint64: BigUint64Array,
  float32: Float32Array,
  float64: Float64Array,
  boolean: Uint8Array,
  timestamp: BigInt64Array,
} as const

/** `length` zeros. */
export function newValues(scalar: Exclude<ScalarType, 'string'>, length: number): NumericValues {
  return new arrays[scalar](length)
}

/** `length` values that lie in `bytes`: a view where the bytes are aligned to the values' width, else one copy. */
export function valuesOver(scalar: Exclude<ScalarType, 'string'>, bytes: Uint8Array, length: number): NumericValues {
  const sizeBytes = length * widthBytes(scalar)
  if (sizeBytes > bytes.length) throw new RangeError(`${length} ${scalar} values do not fit in ${bytes.length} bytes`)
  const aligned = bytes.byteOffset % widthBytes(scalar) === 0 ? bytes : bytes.slice(0, sizeBytes)
  return new arrays[scalar](aligned.buffer as ArrayBuffer, aligned.byteOffset, length)
}

/** The bytes under typed values, as a view. */
export function bytesOf(values: NumericValues): Uint8Array {
  return new Uint8Array(values.buffer, values.byteOffset, values.byteLength)
}

/** The flattened values' count of a column with these parts. */
export function valueCount(type: ColumnType, length: number, offsets: Int32Array | null): number {
  if (type.list === undefined) return length
  return type.list === 'varying' ? offsets![length]! : length * type.list
}

const integers: Partial<Record<ScalarType, { bits: number; signed: boolean }>> = {
  int8: { bits: 8, signed: true },
  int16: { bits: 16, signed: true },
  int32: { bits: 32, signed: true },
  int64: { bits: 64, signed: true },
  uint8: { bits: 8, signed: false },
  uint16: { bits: 16, signed: false },
  uint32: { bits: 32, signed: false },
  uint64: { bits: 64, signed: false },
}

function promoteScalars(a: ScalarType, b: ScalarType): ScalarType {
  if (a === b) return a
  if (a === 'string' || b === 'string') return 'string'
  if (a === 'timestamp' || b === 'timestamp') return a === 'int64' || b === 'int64' ? 'int64' : 'string'
  if (a === 'boolean') return b
  if (b === 'boolean') return a
  const [left, right] = [integers[a], integers[b]]
  if (left === undefined || right === undefined) {
    const integer = left ?? right
    return integer !== undefined && integer.bits <= 16 && (a === 'float32' || b === 'float32') ? 'float32' : 'float64'
  }
  if (left.signed === right.signed) return left.bits > right.bits ? a : b
  const [signed, unsigned] = left.signed ? [left, right] : [right, left]
  const bits = Math.max(signed.bits, unsigned.bits * 2)
  return bits > 64 ? 'float64' : (`int${bits}` as ScalarType)
}

/**
 * The narrowest type that holds the values of both. A boolean beside a number is 0 or 1 of the number's type; uint64
 * beside a signed integer, and int64 or uint64 beside a float, become float64 and lose exactness beyond 2^53. A
 * timestamp meets int64 as int64 and anything else as text. Lists keep a common fixed length, else they vary.
 */
export function promote(a: ColumnType, b: ColumnType): ColumnType {
  const scalar = promoteScalars(a.scalar, b.scalar)
  if (a.list === b.list) return a.list === undefined ? { scalar } : { scalar, list: a.list }
  return { scalar, list: 'varying' }
}

/** Whether `convert` takes values of `from` to `to`: every type converts to what `promote` makes of it with others. */
export function isConvertible(from: ColumnType, to: ColumnType): boolean {
  if (sameType(promote(from, to), to)) return true
  return from.scalar === 'timestamp' && sameType(promote({ ...from, scalar: 'int64' }, to), to)
}
