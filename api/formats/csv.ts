/** CSV (RFC 4180): a header, lines ended by CRLF; no value, NaN and infinities are empty; lists are JSON in quotes. */
import { fromArrow } from '../../schemas/columns/arrow.ts'
import type { Column, ColumnBatch } from '../../schemas/columns/column.ts'
import { timeFormatter } from '../times.ts'
import { type Format, rowsPerPiece } from './format.ts'
import { type ValueText, valueText } from './values.ts'

export const csv: Format = {
  name: 'csv',
  mediaTypes: ['text/csv'],
  extension: 'csv',
  async *encode(_described, parts) {
    let header: string | null = null
    for await (const { arrow } of parts) {
      const batch = arrow.length === 0 ? null : fromArrow(arrow)
      if (header === null) {
        header = `${['time', ...(batch?.columns.keys() ?? ['deployment'])].map(quoted).join(',')}\r\n`
        yield Buffer.from(header)
      }
      if (batch === null) continue
      for (const piece of csvRows(batch)) yield Buffer.from(piece)
    }
  },
}

function* csvRows(batch: ColumnBatch): Generator<string, void, undefined> {
  const time = timeFormatter()
  const cells = [...batch.columns.values()].map(cellText)
  for (let from = 0; from < batch.length; from += rowsPerPiece) {
    const to = Math.min(from + rowsPerPiece, batch.length)
    let piece = ''
    for (let row = from; row < to; row += 1) {
      piece += time(batch.time[row] as number)
      for (const cell of cells) piece += `,${cell(row)}`
      piece += '\r\n'
    }
    yield piece
  }
}

function cellText(column: Column): ValueText {
  const text = valueText(column)
  const { scalar, list } = column.type
  if (list !== undefined) return (row) => emptyForNull(text(row), quoted)
  if (scalar === 'string') return (row) => emptyForNull(text(row), () => quoted(String(column.values[row])))
  if (scalar === 'timestamp') return (row) => emptyForNull(text(row), (json) => json.slice(1, -1))
  return (row) => emptyForNull(text(row), (json) => json)
}

const emptyForNull = (json: string, form: (json: string) => string): string => (json === 'null' ? '' : form(json))

/** An empty string is quoted: it differs from no value. */
function quoted(text: string): string {
  return text === '' || /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}
