import { cell, cellText } from './cells.ts'
import type { Column, ColumnType, ScalarType, Values } from './column.ts'
import { isValid, typeName } from './column.ts'
import { asDoubles, integersOfDoubles } from './doubles.ts'
import { isConvertible, newValues, sameType, valueCount } from './types.ts'

/**
 * The column as a wider type, as `promote` makes them. Numbers become text as JSON writes them; one value becomes a list
 * of one. Throws RangeError for a type that would lose values.
 */
export function convert(column: Column, type: ColumnType): Column {
  if (sameType(column.type, type)) return column
  if (!isConvertible(column.type, type)) {
    throw new RangeError(`a column of ${typeName(column.type)} does not convert to ${typeName(type)}`)
  }
  const { length, validity } = column
  if (type.list === undefined && type.scalar === 'string') {
    return { type, length, validity, offsets: null, values: texts(column) }
  }
  const count = valueCount(column.type, length, column.offsets)
  const values = convertValues(column.values, column.type.scalar, type.scalar, count)
  const isVaried = type.list === 'varying' && column.type.list !== 'varying'
  if (isVaried && column.type.list === undefined) return listsOfOne(column, values, type)
  return { type, length, validity, values, offsets: isVaried ? evenOffsets(column) : column.offsets }
}

function texts(column: Column): string[] {
  const rows = new Array<string>(column.length)
  for (let row = 0; row < rows.length; row++) {
    const value = cell(column, row)
    rows[row] = value === null ? '' : cellText(value)
  }
  return rows
}

function convertValues(values: Values, from: ScalarType, to: ScalarType, count: number): Values {
  if (from === to) return values
  if (to === 'string') {
    const plain: Column = { type: { scalar: from }, length: count, values, validity: null, offsets: null }
    return texts(plain)
  }
  const doubles = asDoubles(values, from)!
  if (to === 'float64') return doubles
  if (to === 'int64' || to === 'uint64' || to === 'timestamp') {
    if (values instanceof BigInt64Array) return values
    const whole = integersOfDoubles(doubles)
    return to === 'uint64' ? new BigUint64Array(whole.buffer) : whole
  }
  const converted = newValues(to, doubles.length) as Float32Array
  converted.set(doubles)
  return converted
}

function evenOffsets({ type, length }: Column): Int32Array {
  const stride = type.list as number
  return Int32Array.from({ length: length + 1 }, (_, row) => row * stride)
}

/** A missing value is a missing list, without values. */
function listsOfOne(column: Column, values: Values, type: ColumnType): Column {
  const offsets = new Int32Array(column.length + 1)
  const kept: number[] = []
  for (let row = 0; row < column.length; row++) {
    if (isValid(column, row)) kept.push(row)
    offsets[row + 1] = kept.length
  }
  const packed =
    type.scalar === 'string'
      ? kept.map((row) => (values as readonly string[])[row]!)
      : fill(newValues(type.scalar, kept.length), values, kept)
  return { type, length: column.length, validity: column.validity, values: packed, offsets }
}

function fill<T extends Values>(target: T, source: Values, rows: readonly number[]): T {
  for (let at = 0; at < rows.length; at++) (target as unknown[])[at] = source[rows[at]!]
  return target
}
