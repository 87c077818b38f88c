/** Cells of a column as text: of JSON, or of tables with separators. */
import { type Column, isValid } from '../../columns/column.ts'
import { wordsOf } from '../../columns/doubles.ts'
import { putInteger } from './digits.ts'
import { putFloat, putNumber } from './numbers.ts'
import type { TextOut } from './text-out.ts'
import { timeBytes, timeWriter } from './time-text.ts'

/** Writes the value of a row, or of an element. */
export type PutCell = (out: TextOut, at: number) => void

export interface Cell {
  readonly put: PutCell
  /** Bytes that must be free; what may need more reserves it itself. */
  readonly bytes: number
}

export interface Dialect {
  /** NaN, infinities and absent values. */
  readonly nothing: string
  readonly quotesTimes: boolean
  readonly text: (out: TextOut, text: string) => void
  /** A list as JSON, in what it needs. */
  readonly list: (out: TextOut, count: number, elements: PutCell, from: number) => void
}

const cellBytes = timeBytes + 2

export function cellOf(column: Column, dialect: Dialect, elementDialect: Dialect): Cell {
  const { list } = column.type
  const put = list === undefined ? scalarPut(column, dialect) : listPut(column, dialect, elementDialect)
  if (column.validity === null) return { put, bytes: cellBytes }
  const { nothing } = dialect
  return {
    put: (out, row) => {
      if (isValid(column, row)) put(out, row)
      else out.ascii(nothing)
    },
    bytes: cellBytes,
  }
}

function listPut(column: Column, dialect: Dialect, elementDialect: Dialect): PutCell {
  const element = scalarPut(column, elementDialect)
  const { type, offsets } = column
  if (type.list === 'varying') {
    const starts = offsets!
    return (out, row) => dialect.list(out, starts[row + 1]! - starts[row]!, element, starts[row]!)
  }
  const width = type.list as number
  return (out, row) => dialect.list(out, width, element, row * width)
}

export function jsonList(out: TextOut, count: number, element: PutCell, from: number): void {
  out.reserve(2 + count * (cellBytes + 1))
  out.byte(91)
  for (let index = 0; index < count; index++) {
    if (index > 0) out.byte(44)
    element(out, from + index)
  }
  out.byte(93)
}

function scalarPut({ type, values }: Column, dialect: Dialect): PutCell {
  const { nothing } = dialect
  switch (type.scalar) {
    case 'float64': {
      const numbers = values as Float64Array
      return (out, at) => {
        const value = numbers[at]!
        if (value - value === 0) out.at = putNumber(out.bytes, out.at, value)
        else out.ascii(nothing)
      }
    }
    case 'float32': {
      const numbers = values as Float32Array
      return (out, at) => {
        const value = numbers[at]!
        if (value - value === 0) out.at = putFloat(out.bytes, out.at, value)
        else out.ascii(nothing)
      }
    }
    case 'boolean':
      return (out, at) => out.ascii(values[at] === 1 ? 'true' : 'false')
    case 'string': {
      const texts = values as readonly string[]
      return (out, at) => dialect.text(out, texts[at]!)
    }
    case 'int64':
    case 'uint64':
      return putWide(values as BigInt64Array | BigUint64Array)
    case 'timestamp': {
      const words = wordsOf(values as BigInt64Array)
      const time = timeWriter()
      const quote = dialect.quotesTimes
      return (out, at) => {
        if (quote) out.byte(34)
        time(out, (words[2 * at + 1]! | 0) * 4294967296 + words[2 * at]!)
        if (quote) out.byte(34)
      }
    }
    default: {
      const numbers = values as Int32Array
      return (out, at) => {
        out.at = putInteger(out.bytes, out.at, numbers[at]!)
      }
    }
  }
}

/** 64-bit integers, by their words where a double is exact. */
function putWide(values: BigInt64Array | BigUint64Array): PutCell {
  const words = wordsOf(values)
  const isSigned = values instanceof BigInt64Array
  return (out, at) => {
    const high = isSigned ? words[2 * at + 1]! | 0 : words[2 * at + 1]!
    const value = high * 4294967296 + words[2 * at]!
    if (Number.isSafeInteger(value)) out.at = putInteger(out.bytes, out.at, value)
    else out.ascii(String(values[at]))
  }
}

/** Whether a text is printable ASCII without quotes, backslashes and `separator`: it may stand as it is. */
export function isPlain(text: string, separator: number): boolean {
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index)
    if (code < 32 || code > 126 || code === 34 || code === 92 || code === separator) return false
  }
  return true
}

export function jsonText(out: TextOut, text: string): void {
  if (!isPlain(text, 34)) {
    out.text(JSON.stringify(text))
    return
  }
  // A comma or a bracket may follow in a list.
  out.reserve(text.length + 4)
  out.byte(34)
  out.ascii(text)
  out.byte(34)
}

export const jsonDialect: Dialect = { nothing: 'null', quotesTimes: true, text: jsonText, list: jsonList }
