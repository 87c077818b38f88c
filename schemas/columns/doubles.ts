import type { ScalarType, Values } from './column.ts'

const two32 = 4294967296

/** 32-bit words of 64-bit values, low word first: hosts are little-endian, as Arrow and every supported machine is. */
export function wordsOf(values: BigInt64Array | BigUint64Array | Float64Array): Uint32Array {
  return new Uint32Array(values.buffer, values.byteOffset, values.length * 2)
}

/** The nearest doubles of 64-bit integers, without BigInt arithmetic. */
export function doublesOfIntegers(values: BigInt64Array | BigUint64Array): Float64Array {
  const words = wordsOf(values)
  const doubles = new Float64Array(values.length)
  if (values instanceof BigInt64Array) {
    for (let at = 0; at < doubles.length; at++) doubles[at] = (words[2 * at + 1]! | 0) * two32 + words[2 * at]!
  } else {
    for (let at = 0; at < doubles.length; at++) doubles[at] = words[2 * at + 1]! * two32 + words[2 * at]!
  }
  return doubles
}

/** Whole doubles inside the signed 64-bit range, as integers; a fraction is cut towards minus infinity. */
export function integersOfDoubles(doubles: ArrayLike<number>): BigInt64Array {
  const values = new BigInt64Array(doubles.length)
  const words = wordsOf(values)
  for (let at = 0; at < doubles.length; at++) {
    const value = doubles[at]!
    const high = Math.floor(value / two32)
    words[2 * at] = value - high * two32
    words[2 * at + 1] = high
  }
  return values
}

/** The value of each number as a double (the same array for float64, booleans as 0 or 1); null for strings. */
export function asDoubles(values: Values, scalar: ScalarType): Float64Array | null {
  if (scalar === 'string') return null
  if (values instanceof Float64Array) return values
  if (values instanceof BigInt64Array || values instanceof BigUint64Array) return doublesOfIntegers(values)
  return new Float64Array(values as Float32Array)
}
