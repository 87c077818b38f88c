/**
 * Cells between the port and PostgreSQL. Its text refuses U+0000, so U+0000 and U+0001 are kept as U+0001 and a
 * digit: what order they had, they keep.
 */
import type { Table } from '../../schemas/table.ts'

type Values = Readonly<Record<string, unknown>>

export function toCell(table: Table, column: string, value: unknown): unknown {
  if (value === null) return null
  const type = table.columns[column]!.type
  if (type === 'text') return escaped(value as string)
  if (type === 'blob') {
    const bytes = value as Uint8Array
    return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  }
  // The client would write it as 0.
  if (type === 'double') return Object.is(value, -0) ? '-0' : String(value)
  return value
}

/** Throws when a stored bigint is outside the exact range of a double. */
export function fromCell(table: Table, column: string, value: unknown): unknown {
  if (value === null) return null
  const { type } = table.columns[column]!
  if (type === 'text') return unescaped(value as string)
  if (type === 'bigint') {
    const number = Number(value)
    if (Number.isSafeInteger(number)) return number
    throw new RangeError(`${table.name}.${column} holds ${String(value)}, beyond the exact range of a double`)
  }
  if (type === 'blob') {
    const bytes = value as Buffer
    return new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  }
  return value
}

export function fromRow(table: Table, columns: readonly string[], row: Values): Values {
  const values: Record<string, unknown> = {}
  for (const column of columns) values[column] = fromCell(table, column, row[column])
  return values
}

const escaped = (text: string): string => text.replaceAll('\x01', '\x01' + '1').replaceAll('\0', '\x01' + '0')
const unescaped = (text: string): string => text.replaceAll('\x01' + '0', '\0').replaceAll('\x01' + '1', '\x01')
