/** Rows of an answer as lines of JSON objects. */
import type { ColumnBatch } from '../../schemas/columns/column.ts'
import { timeFormatter } from '../times.ts'
import { rowsPerPiece } from './format.ts'
import { valueText } from './values.ts'

/** Pieces of text of a few thousand rows each: `{"time":…,"deployment":…,…}` with `separator` between rows. */
export function* jsonRows(batch: ColumnBatch, separator: string): Generator<string, void, undefined> {
  const time = timeFormatter()
  const columns = [...batch.columns].map(([name, column]) => ({
    prefix: `,${JSON.stringify(name)}:`,
    text: valueText(column),
  }))
  for (let from = 0; from < batch.length; from += rowsPerPiece) {
    const to = Math.min(from + rowsPerPiece, batch.length)
    let piece = ''
    for (let row = from; row < to; row += 1) {
      piece += `${row === from ? '' : separator}{"time":"${time(batch.time[row] as number)}"`
      for (const { prefix, text } of columns) piece += prefix + text(row)
      piece += '}'
    }
    yield piece
  }
}
