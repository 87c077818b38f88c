import * as arrow from 'apache-arrow'
import { bitmapBytes, countSet, setBit } from './bitmap.ts'
import type { Column, ColumnBatch, ColumnType, ScalarType } from './column.ts'
import { integersOfDoubles } from './doubles.ts'
import { valueCount } from './types.ts'
import { encodeTexts } from './utf8.ts'

const utcMicros = new arrow.Timestamp(arrow.TimeUnit.MICROSECOND, 'UTC')

const scalarArrowTypes: Record<ScalarType, arrow.DataType> = {
  int8: new arrow.Int8(),
  int16: new arrow.Int16(),
  int32: new arrow.Int32(),
  int64: new arrow.Int64(),
  uint8: new arrow.Uint8(),
  uint16: new arrow.Uint16(),
  uint32: new arrow.Uint32(),
  uint64: new arrow.Uint64(),
  float32: new arrow.Float32(),
  float64: new arrow.Float64(),
  boolean: new arrow.Bool(),
  string: new arrow.Utf8(),
  timestamp: utcMicros,
}

function arrowType({ scalar, list }: ColumnType): arrow.DataType {
  const item = scalarArrowTypes[scalar]
  if (list === undefined) return item
  const child = new arrow.Field('item', item, true)
  return list === 'varying' ? new arrow.List(child) : new arrow.FixedSizeList(list, child)
}

/**
 * An Arrow IPC stream of one record batch: `time` as timestamp[us, UTC] first, then the columns in map order. A batch
 * without rows keeps its columns' types.
 */
export function toArrow(batch: ColumnBatch): Uint8Array {
  const { length } = batch
  const children = [plain(utcMicros, length, null, integersOfDoubles(batch.time))]
  const fields: arrow.Field[] = [new arrow.Field('time', utcMicros, false)]
  for (const [name, column] of batch.columns) {
    fields.push(new arrow.Field(name, arrowType(column.type), true))
    children.push(dataOf(column))
  }
  const schema = new arrow.Schema(fields)
  const type = new arrow.Struct(fields)
  const rows = new arrow.RecordBatch(schema, arrow.makeData({ type, length, nullCount: 0, children }))
  const writer = new arrow.RecordBatchStreamWriter()
  writer.reset(undefined, schema)
  writer.write(rows)
  return writer.finish().toUint8Array(true)
}

function dataOf(column: Column): arrow.Data {
  const { type, length, offsets } = column
  if (type.list === undefined) return scalars(column, length, column.validity)
  const child = scalars(column, valueCount(type, length, offsets), null)
  const parent = { length, ...nullsOf(column.validity, length), child }
  return type.list === 'varying'
    ? arrow.makeData({ type: arrowType(type) as arrow.List, valueOffsets: offsets!.subarray(0, length + 1), ...parent })
    : arrow.makeData({ type: arrowType(type) as arrow.FixedSizeList, ...parent })
}

function scalars({ type, values }: Column, count: number, validity: Uint8Array | null): arrow.Data {
  const { scalar } = type
  if (scalar === 'string') {
    const { offsets, bytes } = encodeTexts((values as readonly string[]).slice(0, count))
    const text = { type: new arrow.Utf8(), length: count, valueOffsets: offsets, data: bytes }
    return arrow.makeData({ ...text, ...nullsOf(validity, count) })
  }
  const data = scalar === 'boolean' ? packBits(values as Uint8Array, count) : (values as Float64Array)
  return plain(scalarArrowTypes[scalar], count, validity, data)
}

function plain(type: arrow.DataType, length: number, validity: Uint8Array | null, data: ArrayBufferView): arrow.Data {
  return arrow.makeData({
    type: type as arrow.Float64,
    length,
    ...nullsOf(validity, length),
    data: data as Float64Array,
  })
}

function nullsOf(validity: Uint8Array | null, length: number): { nullCount: number; nullBitmap: Uint8Array | null } {
  return { nullCount: validity === null ? 0 : length - countSet(validity, length), nullBitmap: validity }
}

function packBits(values: Uint8Array, count: number): Uint8Array {
  const bits = new Uint8Array(bitmapBytes(count))
  for (let at = 0; at < count; at++) if (values[at] !== 0) setBit(bits, at)
  return bits
}
