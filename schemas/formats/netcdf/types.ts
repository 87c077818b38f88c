/** Which NetCDF type keeps which column type, and what stands for no value in it. */
import type { ScalarType } from '../../columns/column.ts'
import { bytesOf, type NumericValues } from '../../columns/types.ts'
import type { NumericAttribute } from './hdf5/file.ts'
import type { H5Type } from './hdf5/types.ts'

/** Scalar types whose arrays are kept as they are. */
export type Kept = Exclude<ScalarType, 'string' | 'boolean' | 'timestamp'>

/** The classic model has signed integers of at most 32 bits and floats. */
const classicKept: Readonly<Record<Kept, Kept>> = {
  int8: 'int8',
  int16: 'int16',
  int32: 'int32',
  int64: 'float64',
  uint8: 'int16',
  uint16: 'int32',
  uint32: 'float64',
  uint64: 'float64',
  float32: 'float32',
  float64: 'float64',
}

/** Times are whole microseconds; in the classic model seconds, as doubles. */
export function keptAs(scalar: Exclude<ScalarType, 'string'>, isClassic: boolean): Kept {
  if (scalar === 'boolean') return 'int8'
  if (scalar === 'timestamp') return isClassic ? 'float64' : 'int64'
  return isClassic ? classicKept[scalar] : scalar
}

export const timeUnits = (isClassic: boolean): string =>
  `${isClassic ? 'seconds' : 'microseconds'} since 1970-01-01T00:00:00Z`

export function h5TypeOf(kept: Kept): NumericAttribute['type'] {
  const bytes = Number(/\d+$/.exec(kept)![0]) / 8
  if (kept.startsWith('float')) return { kind: 'float', bytes: bytes as 4 | 8 }
  return { kind: 'integer', bytes: bytes as 1 | 2 | 4 | 8, isSigned: !kept.startsWith('u') }
}

export const textType: H5Type = { kind: 'text', bytes: 1 }

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
} as const

/** Numbers as an attribute, or as values, of a type. */
export function numbersOf(kept: Kept, numbers: readonly (number | bigint)[]): NumericValues {
  if (kept === 'int64') return BigInt64Array.from(numbers, BigInt)
  if (kept === 'uint64') return BigUint64Array.from(numbers, BigInt)
  return arrays[kept].from(numbers.map(Number))
}

export function numericAttribute(kept: Kept, numbers: readonly (number | bigint)[]): NumericAttribute {
  return { type: h5TypeOf(kept), bytes: bytesOf(numbersOf(kept, numbers)) }
}

/** NetCDF's own fill values of integers. */
const defaultFills: Readonly<Record<Kept, number | bigint>> = {
  int8: -127,
  int16: -32767,
  int32: -2147483647,
  int64: -9223372036854775806n,
  uint8: 255,
  uint16: 65535,
  uint32: 4294967295,
  uint64: 18446744073709551614n,
  float32: Number.NaN,
  float64: Number.NaN,
}

/** What stands for no value: NaN of floats; of integers the wanted number where it fits. */
export function fillOf(kept: Kept, wanted: number | null): number | bigint {
  if (kept.startsWith('float') || wanted === null || !Number.isSafeInteger(wanted)) return defaultFills[kept]
  const isWide = kept === 'int64' || kept === 'uint64'
  const back = numbersOf(kept, [wanted])[0]!
  if (Number(back) !== wanted) return defaultFills[kept]
  return isWide ? BigInt(wanted) : wanted
}

/** A value of the type outside these bounds; null: there is none. */
export function outside(kept: Kept, [least, most]: readonly [number, number]): number | null {
  const { bytes, isSigned } = h5TypeOf(kept) as Extract<H5Type, { kind: 'integer' }>
  const span = 2 ** (8 * bytes)
  const [first, last] = isSigned ? [-span / 2, span / 2 - 1] : [0, span - 1]
  if (last > most) return last
  return first < least ? first : null
}
