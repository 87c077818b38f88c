import { hasBit } from './bitmap.ts'
import type { Column, ColumnBatch, Values } from './column.ts'
import { asDoubles, wordsOf } from './doubles.ts'
import { mixText, mixWords, murmur128, type Words } from './mixing.ts'
import { valueCount } from './types.ts'

/** When a driver saw a sample is no part of the sample: the same sample may come by several ways. */
const ignored = 'driver_timestamp'
const two21 = 0x200000

/**
 * 64 bits for each row's named values, whatever the order of columns and the types they came in: a sum over columns of a
 * mix of name and value. Missing values and missing columns add nothing, nor does `driver_timestamp`. Numbers count by
 * value (int32 5, int64 5, float64 5 and, for true, 1 agree; −0 is 0; all NaN are one; 64-bit integers outside
 * −2^53 … 2^53 − 1 by their bits), timestamps as their microseconds, strings by UTF-16 units, lists by length and
 * elements. The time has no part in it.
 */
export function rowHashes(batch: ColumnBatch): BigUint64Array {
  const hashes = new BigUint64Array(batch.length)
  for (const [name, column] of batch.columns) if (name !== ignored) addColumn(hashes, name, column)
  return hashes
}

/**
 * 32 hex characters for a sequence of rows: MurmurHash3_x86_128 over time and hash of each row, then `driver_timestamp`
 * where the batch has it. Two batches agree when they hold the same rows in the same order.
 */
export function contentId(batch: ColumnBatch, hashes: BigUint64Array): string {
  const { length, time } = batch
  const seen = batch.columns.get(ignored)
  const words = new Uint32Array(4 * (length + (seen === undefined ? 0 : Math.ceil(length / 2))))
  const times = wordsOf(time)
  const rows = wordsOf(hashes)
  for (let row = 0; row < length; row++) {
    words[4 * row] = times[2 * row]!
    words[4 * row + 1] = times[2 * row + 1]!
    words[4 * row + 2] = rows[2 * row]!
    words[4 * row + 3] = rows[2 * row + 1]!
  }
  if (seen !== undefined) {
    const drivers = new BigUint64Array(length)
    addColumn(drivers, ignored, seen)
    words.set(wordsOf(drivers), 4 * length)
  }
  return murmur128(words)
}

function addColumn(hashes: BigUint64Array, name: string, column: Column): void {
  const { type, length, validity } = column
  const seed: Words = { low: 0, high: 0 }
  mixText(name, seed)
  const sums = wordsOf(hashes)
  const words = valueWords(column.values, column, valueCount(type, length, column.offsets))
  if (type.list === undefined) addValues(sums, words, validity, length, seed)
  else addLists(sums, words, column, seed)
}

function addValues(sums: Uint32Array, words: Uint32Array, validity: Uint8Array | null, length: number, seed: Words) {
  const mixed: Words = { low: 0, high: 0 }
  for (let row = 0; row < length; row++) {
    if (validity !== null && !hasBit(validity, row)) continue
    mixed.low = words[2 * row]! ^ seed.low
    mixed.high = words[2 * row + 1]! ^ seed.high
    mixWords(mixed)
    add(sums, row, mixed)
  }
}

function addLists(sums: Uint32Array, words: Uint32Array, column: Column, seed: Words): void {
  const { validity, length, offsets, type } = column
  const stride = type.list === 'varying' ? 0 : type.list!
  const mixed: Words = { low: 0, high: 0 }
  for (let row = 0; row < length; row++) {
    if (validity !== null && !hasBit(validity, row)) continue
    const start = offsets === null ? row * stride : offsets[row]!
    const end = offsets === null ? start + stride : offsets[row + 1]!
    mixed.low = ~seed.low
    mixed.high = seed.high ^ (end - start)
    mixWords(mixed)
    for (let at = start; at < end; at++) {
      mixed.low ^= words[2 * at]!
      mixed.high ^= words[2 * at + 1]!
      mixWords(mixed)
    }
    add(sums, row, mixed)
  }
}

function add(sums: Uint32Array, row: number, { low, high }: Words): void {
  const sum = sums[2 * row]! + (low >>> 0)
  sums[2 * row] = sum
  sums[2 * row + 1] = sums[2 * row + 1]! + (high >>> 0) + (sum >= 4294967296 ? 1 : 0)
}

/** Two words a value that are equal where the values are. */
function valueWords(values: Values, { type }: Column, count: number): Uint32Array {
  const doubles = asDoubles(values, type.scalar)
  if (doubles === null) return textWords(values as readonly string[], count)
  if (values instanceof BigInt64Array || values instanceof BigUint64Array) return integerWords(values, doubles)
  const words = wordsOf(doubles)
  return values instanceof Float64Array || values instanceof Float32Array ? canonicalWords(doubles, words) : words
}

/** −0 as 0 and every NaN as one; a copy only where there are such values. */
function canonicalWords(doubles: Float64Array, words: Uint32Array): Uint32Array {
  let own = words
  for (let at = 0; at < doubles.length; at++) {
    const high = words[2 * at + 1]!
    const isNegativeZero = high === 0x80000000 && words[2 * at] === 0
    if (!isNegativeZero && (high & 0x7ff00000) !== 0x7ff00000) continue
    const value = doubles[at]!
    if (!isNegativeZero && !Number.isNaN(value)) continue
    if (own === words) own = words.slice()
    own[2 * at] = 0
    own[2 * at + 1] = isNegativeZero ? 0 : 0x7ff80000
  }
  return own
}

/** As doubles where those are exact; else the integer's own bits, set apart from doubles and by sign. */
function integerWords(values: BigInt64Array | BigUint64Array, doubles: Float64Array): Uint32Array {
  const words = wordsOf(doubles)
  const bits = wordsOf(values)
  const isSigned = values instanceof BigInt64Array
  for (let at = 0; at < values.length; at++) {
    const high = bits[2 * at + 1]!
    if (isSigned ? (high + two21) >>> 0 < 2 * two21 : high < two21) continue
    const isNegative = isSigned && high >= 0x80000000
    words[2 * at] = bits[2 * at]! ^ (isNegative ? 0x5bd1e995 : 0x1b56c4e9)
    words[2 * at + 1] = high
  }
  return words
}

function textWords(texts: readonly string[], count: number): Uint32Array {
  const words = new Uint32Array(2 * count)
  const mixed: Words = { low: 0, high: 0 }
  let previous: string | null = null
  for (let at = 0; at < count; at++) {
    const text = texts[at]!
    if (text !== previous) mixText(text, mixed)
    previous = text
    words[2 * at] = mixed.low
    words[2 * at + 1] = mixed.high
  }
  return words
}
