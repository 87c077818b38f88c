import { Reject } from '../failures.ts'
import type { BatchBody } from './arrow-body.ts'
import { type ArrowType, columnTypeOf, type PlainType, type TextLayout } from './arrow-schema.ts'
import { microsOf } from './arrow-times.ts'
import { bitmapBytes, clearBit, countSet, fullBitmap, hasBit, unlessFull } from './bitmap.ts'
import type { Column } from './column.ts'
import { nullColumn, sliceRows } from './rows.ts'
import { valuesOver } from './types.ts'
import { checkOffsets, decodeTexts } from './utf8.ts'

export type Dictionaries = Map<number, (string | null)[]>
type ListType = Extract<ArrowType, { kind: 'list' }>
type DictionaryType = Extract<PlainType, { kind: 'dictionary' }>

/** The next column of a record batch; numbers without conversion are views of the body. */
export function readColumn(body: BatchBody, type: ArrowType, name: string, dictionaries: Dictionaries): Column {
  const node = body.nextNode()
  if (node.rows !== body.rows) throw new RangeError(`column ${name} has ${node.rows} rows in a batch of ${body.rows}`)
  if (type.kind === 'list') return readList(body, type, node, name)
  return readPlain(body, type, node, name, dictionaries)
}

type Node = ReturnType<BatchBody['nextNode']>

function readPlain(body: BatchBody, type: PlainType, node: Node, name: string, dictionaries: Dictionaries): Column {
  const { rows } = node
  if (type.kind === 'null') {
    body.growth.charge(rows * 8)
    return nullColumn({ scalar: 'float64' }, rows)
  }
  const validity = body.nextValidity(node)
  const column = { type: columnTypeOf(type), length: rows, validity, offsets: null }
  switch (type.kind) {
    case 'integer':
      return { ...column, values: valuesOver(type.scalar, body.nextBuffer(), rows) }
    case 'float':
      return { ...column, values: readFloats(body, type.bits, rows) }
    case 'boolean':
      return { ...column, values: unpackBits(body.nextBuffer(), rows) }
    case 'time': {
      const stored = valuesOver(type.unit === 'day' ? 'int32' : 'int64', body.nextBuffer(), rows)
      return { ...column, values: microsOf(stored as BigInt64Array, type.unit, validity, name) }
    }
    case 'text':
      return { ...column, values: readTexts(body, type.layout, rows, validity) }
    case 'dictionary':
      return lookUp(body, type, column, name, dictionaries)
  }
}

function readFloats(body: BatchBody, bits: 16 | 32 | 64, rows: number) {
  if (bits === 64) return valuesOver('float64', body.nextBuffer(), rows)
  if (bits === 32) return valuesOver('float32', body.nextBuffer(), rows)
  return Float32Array.from(valuesOver('uint16', body.nextBuffer(), rows) as Uint16Array, ofHalf)
}

/** IEEE 754 binary16: sign, 5 bits of exponent, 10 of fraction. */
function ofHalf(half: number): number {
  const sign = half & 0x8000 ? -1 : 1
  const exponent = (half >> 10) & 0x1f
  const fraction = (half & 0x3ff) / 1024
  if (exponent === 0) return sign * fraction * 2 ** -14
  if (exponent === 31) return fraction === 0 ? sign * Number.POSITIVE_INFINITY : Number.NaN
  return sign * (1 + fraction) * 2 ** (exponent - 15)
}

function unpackBits(bits: Uint8Array, rows: number): Uint8Array {
  if (bits.length < bitmapBytes(rows)) throw new RangeError(`${rows} booleans do not fit in ${bits.length} bytes`)
  const values = new Uint8Array(rows)
  for (let row = 0; row < rows; row++) values[row] = (bits[row >> 3]! >> (row & 7)) & 1
  return values
}

/** `rows` strings of the next buffers. */
export function readTexts(body: BatchBody, layout: TextLayout, rows: number, validity: Uint8Array | null): string[] {
  if (layout === 'view') return readViews(body, rows, validity)
  const offsets = body.nextOffsets(rows, layout === 'utf8' ? 32 : 64)
  return decodeTexts({ offsets, bytes: body.nextBuffer() }, rows)
}

/** Views of 16 bytes: a length, then up to 12 bytes in place, or 4 of them, the number of a buffer and a start in it. */
function readViews(body: BatchBody, rows: number, validity: Uint8Array | null): string[] {
  const views = body.nextBuffer()
  const buffers = body.nextVariadic()
  if (views.length < rows * 16) throw new RangeError(`${rows} text views do not fit in ${views.length} bytes`)
  const fields = new DataView(views.buffer, views.byteOffset, views.byteLength)
  const offsets = new Int32Array(rows + 1)
  const lengthOf = (row: number) => (validity === null || hasBit(validity, row) ? fields.getInt32(row * 16, true) : 0)
  let total = 0
  for (let row = 0; row < rows; row++) {
    const length = lengthOf(row)
    if (length < 0) throw new RangeError(`a text of ${length} bytes`)
    total += length
    if (length > 12) body.growth.charge(length)
    offsets[row + 1] = total
  }
  const bytes = new Uint8Array(total)
  for (let row = 0; row < rows; row++) {
    const length = lengthOf(row)
    const isInline = length <= 12
    const source = isInline ? views : buffers[fields.getInt32(row * 16 + 8, true)]
    const start = isInline ? row * 16 + 4 : fields.getInt32(row * 16 + 12, true)
    if (source === undefined || start < 0 || start + length > source.length)
      throw new RangeError('a text view leaves its buffer')
    bytes.set(source.subarray(start, start + length), offsets[row]!)
  }
  return decodeTexts({ offsets, bytes }, rows)
}

function lookUp(
  body: BatchBody,
  { id, index }: DictionaryType,
  column: Omit<Column, 'values'>,
  name: string,
  dictionaries: Dictionaries,
): Column {
  const { length: rows, validity } = column
  const indices = valuesOver(index.scalar, body.nextBuffer(), rows)
  const words = dictionaries.get(id) ?? []
  const values = new Array<string>(rows).fill('')
  const bits = validity?.slice() ?? fullBitmap(rows)
  for (let row = 0; row < rows; row++) {
    if (!hasBit(bits, row)) continue
    const word = words[Number(indices[row])]
    if (word === undefined) {
      throw new RangeError(`column ${name}, row ${row}: index ${indices[row]} into a dictionary of ${words.length}`)
    }
    if (word === null) clearBit(bits, row)
    else {
      body.growth.charge(word.length)
      values[row] = word
    }
  }
  return { ...column, values, validity: unlessFull(bits, rows) }
}

function readList(body: BatchBody, type: ListType, node: Node, name: string): Column {
  const { rows } = node
  const validity = body.nextValidity(node)
  const isFixed = typeof type.size === 'number'
  const starts = isFixed ? null : body.nextOffsets(rows, type.size === 'offsets32' ? 32 : 64)
  const child = body.nextNode()
  if (starts !== null) checkOffsets(starts, rows, child.rows)
  const start = starts?.[0] ?? 0
  const end = starts?.[rows] ?? rows * (type.size as number)
  if (end > child.rows) throw new RangeError(`column ${name}: ${end} list items of which ${child.rows} are there`)
  const all = readPlain(body, type.item, child, name, new Map())
  const items = start === 0 && end === all.length ? all : sliceRows(all, start, end)
  const offsets = start === 0 ? starts : starts!.map((offset) => offset - start)
  const column = { type: columnTypeOf(type), length: rows, validity, offsets }
  return { ...column, values: items.validity === null ? items.values : fillGaps(items, column, name) }
}

/** Missing items become NaN in floats; under a missing list they do not matter; elsewhere we have no place for them. */
function fillGaps(items: Column, list: Omit<Column, 'values'>, name: string): Column['values'] {
  const bits = items.validity!
  if (items.values instanceof Float64Array || items.values instanceof Float32Array) {
    return items.values.map((value, at) => (hasBit(bits, at) ? value : Number.NaN))
  }
  const missing = items.length - countSet(bits, items.length)
  let excused = 0
  for (let row = 0; row < list.length; row++) {
    if (list.validity === null || hasBit(list.validity, row)) continue
    const [from, to] = rangeOf(list, row)
    for (let at = from; at < to; at++) if (!hasBit(bits, at)) excused++
  }
  if (excused === missing) return items.values
  throw new Reject(
    'arrow-invalid',
    `column ${name} has lists with ${missing - excused} null items; only floats may miss items`,
  )
}

function rangeOf({ type, offsets }: Omit<Column, 'values'>, row: number): [number, number] {
  if (offsets !== null) return [offsets[row]!, offsets[row + 1]!]
  const stride = type.list as number
  return [row * stride, (row + 1) * stride]
}
