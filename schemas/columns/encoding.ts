import { bitmapBytes } from './bitmap.ts'
import { type Column, type ColumnType, scalarTypes, typeName, type Values } from './column.ts'
import { bytesOf, type NumericValues, valueCount, valuesOver, widthBytes } from './types.ts'
import { checkOffsets, decodeTexts, encodeTexts, type TextRun } from './utf8.ts'

/*
 * A column at rest, little-endian. Head of 16 bytes:
 *   0 magic 0xC1 · 1 version · 2 scalar type · 3 flags (1 validity, 2 fixed list, 4 varying list)
 *   4 rows (uint32) · 8 fixed list length (uint32) · 12 bytes of text (uint32)
 * then, each present part padded to 8 bytes: validity bitmap, list offsets (int32, rows + 1), text offsets (int32,
 * values + 1), values. Decoding aligned bytes is a view.
 */
const magic = 0xc1
const version = 1
const headBytes = 16
const hasValidity = 1
const isFixedList = 2
const isVaryingList = 4
/** The order is the format: append only. */
const scalarCodes = scalarTypes

const padded = (bytes: number) => Math.ceil(bytes / 8) * 8

/** The bytes of one column: a fixed head and its arrays as they lie in memory, strings as UTF-8. */
export function encodeColumn(column: Column): Uint8Array {
  const { type, length, validity, offsets } = column
  const count = valueCount(type, length, offsets)
  const texts = type.scalar === 'string' ? encodeTexts(firstOf(column.values, count) as readonly string[]) : null
  const parts: Uint8Array[] = []
  if (validity !== null) parts.push(trimmed(validity, length))
  if (type.list === 'varying') parts.push(bytesOf(offsets!.subarray(0, length + 1)))
  if (texts !== null) parts.push(bytesOf(texts.offsets), texts.bytes)
  else parts.push(bytesOf(firstOf(column.values, count) as NumericValues))

  const bytes = new Uint8Array(parts.reduce((size, part) => size + padded(part.length), headBytes))
  const list = type.list === undefined ? 0 : type.list === 'varying' ? isVaryingList : isFixedList
  bytes.set([magic, version, scalarCodes.indexOf(type.scalar), (validity === null ? 0 : hasValidity) | list])
  const head = new DataView(bytes.buffer)
  head.setUint32(4, length, true)
  head.setUint32(8, typeof type.list === 'number' ? type.list : 0, true)
  head.setUint32(12, texts?.bytes.length ?? 0, true)
  let end = headBytes
  for (const part of parts) {
    bytes.set(part, end)
    end += padded(part.length)
  }
  return bytes
}

/** Without the bits past the last row: equal columns have equal bytes. */
function trimmed(validity: Uint8Array, length: number): Uint8Array {
  const bits = validity.slice(0, bitmapBytes(length))
  if ((length & 7) !== 0) bits[bits.length - 1]! &= (1 << (length & 7)) - 1
  return bits
}

function firstOf(values: Values, count: number): Values {
  if (values.length === count) return values
  return Array.isArray(values) ? values.slice(0, count) : (values as Float64Array).subarray(0, count)
}

/**
 * The column in these bytes: views of them when they start at a multiple of 8, else of one copy.
 * Throws RangeError on bytes that `encodeColumn` did not write.
 */
export function decodeColumn(bytes: Uint8Array): Column {
  if (bytes.length < headBytes) throw new RangeError(`a column of ${bytes.length} bytes is shorter than its head`)
  if (bytes[0] !== magic || bytes[1] !== version) {
    throw new RangeError(`a column begins with ${bytes[0]} ${bytes[1]}, not ${magic} ${version}`)
  }
  const aligned = bytes.byteOffset % 8 === 0 ? bytes : new Uint8Array(bytes)
  const head = new DataView(aligned.buffer, aligned.byteOffset, headBytes)
  const type = typeIn(head)
  const length = head.getUint32(4, true)
  const reader = new PartReader(aligned)
  const validity = (head.getUint8(3) & hasValidity) === 0 ? null : reader.next(bitmapBytes(length))
  const offsets = type.list === 'varying' ? reader.offsets(length) : null
  if (offsets !== null) checkListOffsets(offsets, length)
  const count = valueCount(type, length, offsets)
  const values = readValues(reader, type, count, head.getUint32(12, true))
  reader.finish()
  return { type, length, values, validity, offsets }
}

function typeIn(head: DataView): ColumnType {
  const [code, flags, fixed] = [head.getUint8(2), head.getUint8(3), head.getUint32(8, true)]
  const scalar = scalarCodes[code]
  if (scalar === undefined) throw new RangeError(`scalar type ${code} of a column is unknown`)
  const list = flags & (isFixedList | isVaryingList)
  if (flags > 7 || list === 6 || (list === isFixedList) !== fixed > 0) {
    throw new RangeError(`a column's flags ${flags} and list length ${fixed} contradict each other`)
  }
  return list === 0 ? { scalar } : { scalar, list: list === isVaryingList ? 'varying' : fixed }
}

function checkListOffsets(offsets: Int32Array, length: number): void {
  checkOffsets(offsets, length, 2 ** 31 - 1)
  if (offsets[0] !== 0) throw new RangeError(`a column's lists start at ${offsets[0]}, not 0`)
}

function readValues(reader: PartReader, type: ColumnType, count: number, textBytes: number): Values {
  if (type.scalar === 'string') {
    const run: TextRun = { offsets: reader.offsets(count), bytes: reader.next(textBytes) }
    if (run.offsets[0] !== 0 || run.offsets[count] !== textBytes) {
      throw new RangeError(`text offsets of a column do not span its ${textBytes} bytes`)
    }
    return decodeTexts(run, count)
  }
  if (textBytes !== 0) throw new RangeError(`a column of ${typeName(type)} claims ${textBytes} bytes of text`)
  const part = reader.next(count * widthBytes(type.scalar))
  if (type.scalar === 'boolean' && part.some((byte) => byte > 1)) throw new RangeError('a boolean is neither 0 nor 1')
  return valuesOver(type.scalar, part, count)
}

class PartReader {
  private end = headBytes
  private readonly bytes: Uint8Array
  constructor(bytes: Uint8Array) {
    this.bytes = bytes
  }

  next(size: number): Uint8Array {
    const start = this.end
    this.end += padded(size)
    if (this.end > this.bytes.length) {
      throw new RangeError(`a column of ${this.bytes.length} bytes ends before byte ${this.end}`)
    }
    return this.bytes.subarray(start, start + size)
  }

  offsets(count: number): Int32Array {
    const part = this.next((count + 1) * 4)
    return new Int32Array(part.buffer, part.byteOffset, count + 1)
  }

  finish(): void {
    if (this.end !== this.bytes.length) {
      throw new RangeError(`a column of ${this.bytes.length} bytes should end at byte ${this.end}`)
    }
  }
}
