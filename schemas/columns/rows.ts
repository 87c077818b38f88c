import { bitmapBytes, copyBits, fullBitmap, hasBit, setBit, unlessFull } from './bitmap.ts'
import type { Column, ColumnType, Values } from './column.ts'
import { convert } from './convert.ts'
import { wordsOf } from './doubles.ts'
import { newValues, valueCount } from './types.ts'

/** A column without a single value. */
export function nullColumn(type: ColumnType, length: number): Column {
  const offsets = type.list === 'varying' ? new Int32Array(length + 1) : null
  const count = valueCount(type, length, offsets)
  const values = type.scalar === 'string' ? new Array<string>(count).fill('') : newValues(type.scalar, count)
  return { type, length, values, validity: length === 0 ? null : new Uint8Array(bitmapBytes(length)), offsets }
}

/** Rows `from` to `to` (exclusive): a view of the values where they are typed arrays. */
export function sliceRows(column: Column, from: number, to: number): Column {
  if (from < 0 || to > column.length || from > to) {
    throw new RangeError(`rows ${from} to ${to} of a column of ${column.length} rows`)
  }
  const { type } = column
  const length = to - from
  const isVarying = type.list === 'varying'
  const start = isVarying ? column.offsets![from]! : from * ((type.list as number | undefined) ?? 1)
  const end = isVarying ? column.offsets![to]! : to * ((type.list as number | undefined) ?? 1)
  const values = part(column.values, start, end)
  const offsets = isVarying ? column.offsets!.slice(from, to + 1).map((offset) => offset - start) : null
  return { type, length, values, validity: sliceBits(column.validity, from, length), offsets }
}

function part(values: Values, start: number, end: number): Values {
  return Array.isArray(values) ? values.slice(start, end) : (values as Float64Array).subarray(start, end)
}

function sliceBits(validity: Uint8Array | null, from: number, length: number): Uint8Array | null {
  if (validity === null) return null
  const bits = new Uint8Array(bitmapBytes(length))
  const shift = from & 7
  const first = from >> 3
  for (let at = 0; at < bits.length; at++) {
    bits[at] = (validity[first + at]! >> shift) | ((validity[first + at + 1] ?? 0) << (8 - shift))
  }
  return unlessFull(bits, length)
}

/** The rows of these numbers, in their order; a number may come again. */
export function takeRows(column: Column, rows: Uint32Array): Column {
  const { type, length } = column
  for (let at = 0; at < rows.length; at++) {
    if (rows[at]! >= length) throw new RangeError(`row ${rows[at]} of a column of ${length} rows`)
  }
  const validity = column.validity === null ? null : takeBits(column.validity, rows)
  if (type.list === 'varying') return { type, length: rows.length, validity, ...takeLists(column, rows) }
  return { type, length: rows.length, validity, values: takeValues(column.values, rows, type.list ?? 1), offsets: null }
}

function takeBits(validity: Uint8Array, rows: Uint32Array): Uint8Array | null {
  const bits = new Uint8Array(bitmapBytes(rows.length))
  for (let at = 0; at < rows.length; at++) if (hasBit(validity, rows[at]!)) setBit(bits, at)
  return unlessFull(bits, rows.length)
}

function takeValues(values: Values, rows: Uint32Array, stride: number): Values {
  if (Array.isArray(values)) {
    const texts = new Array<string>(rows.length * stride)
    for (let at = 0; at < texts.length; at++)
      texts[at] = values[rows[Math.floor(at / stride)]! * stride + (at % stride)]
    return texts
  }
  const taken = emptyLike(values as Float64Array, rows.length * stride)
  const [from, units] = movable(values)
  gather(from, rows, stride * units, movable(taken)[0])
  return taken
}

type Movable = Uint8Array | Uint16Array | Uint32Array | Float64Array

/**
 * The values by width alone, and how many such units make one value: four array types keep the copying loop fast, where
 * eleven would not. 64-bit integers move as words, because their bits may be those of a NaN that a double would change.
 */
function movable(values: Values): [Movable, number] {
  if (values instanceof Float64Array) return [values, 1]
  if (values instanceof BigInt64Array || values instanceof BigUint64Array) return [wordsOf(values), 2]
  const { buffer, byteOffset, length, BYTES_PER_ELEMENT } = values as Int8Array
  if (BYTES_PER_ELEMENT === 4) return [new Uint32Array(buffer, byteOffset, length), 1]
  return [
    BYTES_PER_ELEMENT === 2 ? new Uint16Array(buffer, byteOffset, length) : new Uint8Array(buffer, byteOffset, length),
    1,
  ]
}

function gather(from: Movable, rows: Uint32Array, units: number, to: Movable): void {
  if (units === 1) {
    for (let at = 0; at < rows.length; at++) to[at] = from[rows[at]!]!
    return
  }
  let end = 0
  for (let at = 0; at < rows.length; at++) {
    const start = rows[at]! * units
    for (let unit = 0; unit < units; unit++) to[end++] = from[start + unit]!
  }
}

function emptyLike(values: Float64Array, length: number): Float64Array {
  return new (values.constructor as Float64ArrayConstructor)(length)
}

function takeLists(column: Column, rows: Uint32Array): { values: Values; offsets: Int32Array } {
  const starts = column.offsets!
  const offsets = new Int32Array(rows.length + 1)
  for (let at = 0; at < rows.length; at++) offsets[at + 1] = offsets[at]! + starts[rows[at]! + 1]! - starts[rows[at]!]!
  const elements = new Uint32Array(offsets[rows.length]!)
  for (let at = 0; at < rows.length; at++) {
    let element = starts[rows[at]!]!
    for (let to = offsets[at]!; to < offsets[at + 1]!; to++) elements[to] = element++
  }
  return { values: takeValues(column.values, elements, 1), offsets }
}

export interface Part {
  /** Null: rows without a value. */
  readonly column: Column | null
  readonly length: number
}

/** The parts one after another, converted to `type` (see `convert`). One part of that type is returned as it is. */
export function concatenate(parts: readonly Part[], type: ColumnType): Column {
  const columns = parts.map((each) => {
    if (each.column === null) return nullColumn(type, each.length)
    if (each.column.length !== each.length) {
      throw new RangeError(`a part of ${each.length} rows has a column of ${each.column.length}`)
    }
    return convert(each.column, type)
  })
  const [only] = columns
  if (only !== undefined && columns.length === 1) return only
  const length = columns.reduce((rows, column) => rows + column.length, 0)
  const offsets = type.list === 'varying' ? joinOffsets(columns, length) : null
  return {
    type,
    length,
    values: joinValues(columns, type, length, offsets),
    validity: joinBits(columns, length),
    offsets,
  }
}

function joinOffsets(columns: readonly Column[], length: number): Int32Array {
  const offsets = new Int32Array(length + 1)
  let row = 0
  for (const column of columns) {
    const base = offsets[row]!
    for (let at = 1; at <= column.length; at++) offsets[row + at] = base + column.offsets![at]!
    row += column.length
  }
  return offsets
}

function joinValues(columns: readonly Column[], type: ColumnType, length: number, offsets: Int32Array | null): Values {
  const count = valueCount(type, length, offsets)
  const typed = type.scalar === 'string' ? null : (newValues(type.scalar, count) as Float64Array)
  const texts = typed === null ? new Array<string>(count) : []
  let end = 0
  for (const column of columns) {
    const size = valueCount(type, column.length, column.offsets)
    if (typed !== null) typed.set(part(column.values, 0, size) as Float64Array, end)
    else for (let at = 0; at < size; at++) texts[end + at] = column.values[at] as string
    end += size
  }
  return typed ?? texts
}

function joinBits(columns: readonly Column[], length: number): Uint8Array | null {
  if (columns.every((column) => column.validity === null)) return null
  const bits = fullBitmap(length)
  let row = 0
  for (const { validity, length: rows } of columns) {
    if (validity !== null) copyBits(bits, row, validity, 0, rows)
    row += rows
  }
  return unlessFull(bits, length)
}
