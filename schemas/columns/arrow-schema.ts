import { Reject } from '../failures.ts'
import type { FlatTable } from './arrow-metadata.ts'
import type { ColumnType, ScalarType } from './column.ts'

export type TextLayout = 'utf8' | 'large-utf8' | 'view'
export type TimeUnit = 'second' | 'millisecond' | 'microsecond' | 'nanosecond' | 'day'
export interface IntegerType {
  readonly kind: 'integer'
  readonly scalar: Exclude<ScalarType, 'string'>
}
export type PlainType =
  | { readonly kind: 'null' }
  | IntegerType
  | { readonly kind: 'float'; readonly bits: 16 | 32 | 64 }
  | { readonly kind: 'boolean' }
  | { readonly kind: 'text'; readonly layout: TextLayout }
  /** `bits` of the stored integer: 32 for days. */
  | { readonly kind: 'time'; readonly unit: TimeUnit }
  | { readonly kind: 'dictionary'; readonly id: number; readonly index: IntegerType; readonly layout: TextLayout }
export type ArrowType =
  | PlainType
  /** `size`: a number for fixed lists, else the width of the offsets. */
  | { readonly kind: 'list'; readonly size: number | 'offsets32' | 'offsets64'; readonly item: PlainType }
export interface ArrowField {
  readonly name: string
  readonly type: ArrowType
}

const typeNames = [
  ...['none', 'null', 'int', 'floating point', 'binary', 'utf8', 'bool', 'decimal', 'date', 'time of day', 'timestamp'],
  ...['interval', 'list', 'struct', 'union', 'fixed-size binary', 'fixed-size list', 'map', 'duration', 'large binary'],
  ...['large utf8', 'large list', 'run-end encoded', 'binary view', 'utf8 view', 'list view', 'large list view'],
]
const [null_, int, float, utf8, bool, date, timestamp, list, fixedList, largeUtf8, largeList, utf8View] = [
  1, 2, 3, 5, 6, 8, 10, 12, 16, 20, 21, 24,
]
const units = ['second', 'millisecond', 'microsecond', 'nanosecond'] as const
const textLayouts = new Map<number, TextLayout>([
  [utf8!, 'utf8'],
  [largeUtf8!, 'large-utf8'],
  [utf8View!, 'view'],
])

/** The fields of a Schema message. Throws Reject for a type that no column can have. */
export function fieldsOf(schema: FlatTable): ArrowField[] {
  if (schema.int16(0) !== 0) throw new Reject('arrow-invalid', 'big-endian Arrow data; write it little-endian')
  return schema.tables(1).map((field) => ({ name: field.text(0), type: typeOf(field) }))
}

function typeOf(field: FlatTable): ArrowType {
  const code = field.int8(2)
  if (code !== list && code !== fixedList && code !== largeList) return plainType(field)
  const [child] = field.tables(5)
  if (child === undefined) throw new RangeError('a list without a child')
  const item = plainType(child, field.text(0))
  if (item.kind === 'null' || item.kind === 'dictionary') refuse(field.text(0), `list of ${item.kind}`)
  if (code !== fixedList) return { kind: 'list', size: code === list ? 'offsets32' : 'offsets64', item }
  const size = field.table(3).int32(0)
  if (size < 1) refuse(field.text(0), `fixed-size list of ${size}`)
  return { kind: 'list', size, item }
}

function plainType(field: FlatTable, column = field.text(0)): PlainType {
  const code = field.int8(2)
  const layout = textLayouts.get(code)
  if (field.has(4)) {
    const encoding = field.table(4)
    if (layout === undefined) refuse(column, `dictionary of ${typeNames[code] ?? code}`)
    const index = encoding.has(1)
      ? integerType(encoding.table(1), column)
      : ({ kind: 'integer', scalar: 'int32' } as const)
    return { kind: 'dictionary', id: encoding.size(0), index, layout }
  }
  if (layout !== undefined) return { kind: 'text', layout }
  switch (code) {
    case null_:
      return { kind: 'null' }
    case bool:
      return { kind: 'boolean' }
    case int:
      return integerType(field.table(3), column)
    case float:
      return {
        kind: 'float',
        bits: ([16, 32, 64] as const)[field.table(3).int16(0)] ?? refuse(column, 'floating point'),
      }
    case date:
      return { kind: 'time', unit: field.table(3).int16(0, 1) === 0 ? 'day' : 'millisecond' }
    case timestamp:
      return { kind: 'time', unit: units[field.table(3).int16(0)] ?? refuse(column, 'timestamp of an unknown unit') }
    default:
      return refuse(column, typeNames[code] ?? `number ${code}`)
  }
}

function integerType(table: FlatTable, column: string): IntegerType {
  const bits = table.int32(0)
  if (bits !== 8 && bits !== 16 && bits !== 32 && bits !== 64) refuse(column, `integer of ${bits} bits`)
  return { kind: 'integer', scalar: `${table.int8(1) === 0 ? 'u' : ''}int${bits}` as IntegerType['scalar'] }
}

function refuse(column: string, type: string): never {
  throw new Reject(
    'arrow-invalid',
    `column ${column.slice(0, 100)} has the Arrow type ${type}; send numbers, booleans, text, timestamps, dates, or flat lists of them`,
  )
}

/** What a column of this type becomes here: half floats widen, nulls alone are float64, dates are timestamps. */
export function columnTypeOf(type: ArrowType): ColumnType {
  switch (type.kind) {
    case 'null':
      return { scalar: 'float64' }
    case 'integer':
      return { scalar: type.scalar }
    case 'float':
      return { scalar: type.bits === 64 ? 'float64' : 'float32' }
    case 'boolean':
      return { scalar: 'boolean' }
    case 'time':
      return { scalar: 'timestamp' }
    case 'list':
      return { ...columnTypeOf(type.item), list: typeof type.size === 'number' ? type.size : 'varying' }
    default:
      return { scalar: 'string' }
  }
}
