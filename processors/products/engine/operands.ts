/** Columns as the operands of algorithms, and results as columns. Fill values become NaN before an algorithm sees them. */

import { clearBit, fullBitmap, unlessFull } from '../../../schemas/columns/bitmap.ts'
import { type Column, type ColumnType, isValid, type ScalarType } from '../../../schemas/columns/column.ts'
import { asDoubles } from '../../../schemas/columns/doubles.ts'
import { newValues } from '../../../schemas/columns/types.ts'
import type { Numbers, Result, Texts } from '../algorithm.ts'
import type { Step } from './plan.ts'

/** The rows of a column as numbers: nulls and fills are NaN, lists of varying length are padded with NaN. */
export function numbersOf(column: Column, fill: number | string | null): Numbers {
  const { type, length } = column
  const doubles = asDoubles(column.values, type.scalar) ?? parsed(column.values as readonly string[])
  const fillValue = typeof fill === 'number' && !Number.isNaN(fill) ? fill : null
  if (type.list === 'varying') return paddedLists(column, doubles, fillValue)
  const width = type.list ?? 1
  const needsCopy = fillValue !== null || column.validity !== null
  const values = needsCopy ? doubles.slice(0, length * width) : doubles.subarray(0, length * width)
  if (fillValue !== null) mask(values, fillValue)
  if (column.validity !== null) maskMissing(values, column, width)
  return { values, width, stride: width, shape: type.list === undefined ? [] : [width] }
}

function mask(values: Float64Array, fill: number): void {
  for (let at = 0; at < values.length; at++) if (values[at] === fill) values[at] = Number.NaN
}

function maskMissing(values: Float64Array, column: Column, width: number): void {
  for (let row = 0; row < column.length; row++) {
    if (!isValid(column, row)) values.fill(Number.NaN, row * width, (row + 1) * width)
  }
}

function paddedLists(column: Column, doubles: Float64Array, fill: number | null): Numbers {
  const offsets = column.offsets as Int32Array
  let width = 0
  for (let row = 0; row < column.length; row++) {
    width = Math.max(width, (offsets[row + 1] as number) - (offsets[row] as number))
  }
  const values = new Float64Array(column.length * width).fill(Number.NaN)
  for (let row = 0; row < column.length; row++) {
    if (isValid(column, row)) values.set(doubles.subarray(offsets[row], offsets[row + 1]), row * width)
  }
  if (fill !== null) mask(values, fill)
  return { values, width, stride: width, shape: [width] }
}

/** Text that is a number counts as one. */
function parsed(texts: readonly string[]): Float64Array {
  return Float64Array.from(texts, (text) => (text.trim() === '' ? Number.NaN : Number(text)))
}

export function textsOf(column: Column): Texts {
  const values = column.values as readonly (string | number | bigint)[]
  const texts = Array.from({ length: column.length }, (_, row) => (isValid(column, row) ? String(values[row]) : ''))
  return { texts, stride: 1 }
}

/** Rows `from` to `to` (exclusive) of an operand; a coefficient is the same for every row. */
export function sliceNumbers(numbers: Numbers, from: number, to: number): Numbers {
  const { values, stride } = numbers
  return stride === 0 ? numbers : { ...numbers, values: values.subarray(from * stride, to * stride) }
}

export function sliceTexts(given: Texts, from: number, to: number): Texts {
  return given.stride === 0 ? given : { texts: given.texts.slice(from, to), stride: 1 }
}

const floats: readonly ScalarType[] = ['float64', 'float32']

/**
 * A result as a column of the defined scalar type. Floats keep NaN; NaN in an integer, and what does not fit it, is
 * missing.
 */
export function columnOfResult({ values, width }: Result, defined: ColumnType, rows: number): Column {
  const type: ColumnType =
    defined.list === undefined && width === 1 ? { scalar: defined.scalar } : { scalar: defined.scalar, list: width }
  if (defined.scalar === 'float64') return { type, length: rows, values, validity: null, offsets: null }
  const scalar = defined.scalar === 'string' ? 'float64' : defined.scalar
  if (floats.includes(scalar))
    return { type: { ...type, scalar }, length: rows, values: Float32Array.from(values), validity: null, offsets: null }
  return integers({ values, width }, { ...type, scalar }, rows)
}

function integers(
  { values, width }: Result,
  type: ColumnType & { scalar: Exclude<ScalarType, 'string'> },
  rows: number,
): Column {
  const target = newValues(type.scalar, values.length)
  const isBig = target instanceof BigInt64Array || target instanceof BigUint64Array
  const validity = fullBitmap(rows)
  for (let at = 0; at < values.length; at++) {
    const value = values[at] as number
    if (!Number.isFinite(value)) clearBit(validity, Math.floor(at / width))
    else if (isBig) (target as BigInt64Array)[at] = BigInt(Math.round(value))
    else (target as Int32Array)[at] = Math.round(value)
  }
  return { type, length: rows, values: target, validity: unlessFull(validity, rows), offsets: null }
}

/** Both one after the other; widths that differ are padded with NaN. */
export function joinResults(parts: readonly { readonly result: Result; readonly rows: number }[]): Result {
  const [only] = parts
  if (only !== undefined && parts.length === 1) return only.result
  const width = parts.reduce((most, { result }) => Math.max(most, result.width), 1)
  const rows = parts.reduce((sum, part) => sum + part.rows, 0)
  const values = new Float64Array(rows * width).fill(Number.NaN)
  let row = 0
  for (const { result, rows: count } of parts) {
    if (result.width === width) values.set(result.values.subarray(0, count * width), row * width)
    else {
      for (let at = 0; at < count; at++) {
        const from = at * result.width
        values.set(result.values.subarray(from, from + result.width), (row + at) * width)
      }
    }
    row += count
  }
  return { values, width }
}

/** A vector result is a list, whatever its width happens to be. */
export function typeOfResult(step: Step): ColumnType {
  const { scalar } = step.parameter.type
  return step.isVector ? { scalar, list: 'varying' } : { scalar }
}

export function operandOfResult(step: Step, { values, width }: Result): Numbers {
  return { values, width, stride: width, shape: step.isVector ? [width] : [] }
}
