/**
 * Tables with separators: CSV (RFC 4180) and TSV. A line of names, then a line a row; optional before: lines
 * `# key: value`, and after the names a line of units. Absent values, NaN and infinities are empty, lists are JSON.
 */
import { alignedColumns } from '../align.ts'
import { describedAttributes } from '../attributes.ts'
import type { DatasetDescription } from '../described.ts'
import { type FileFormat, noHead, type RowWriter, type WriterOptions } from '../row-writer.ts'
import { type Cell, cellOf, type Dialect, isPlain, jsonDialect, jsonList, type PutCell } from './cells.ts'
import { TextOut } from './text-out.ts'
import { timeBytes, timeWriter } from './time-text.ts'

interface Table {
  readonly separator: number
  readonly lineEnd: string
}

const pieceBytes = 1 << 16

export const csv: FileFormat = {
  name: 'csv',
  mediaType: 'text/csv',
  extension: 'csv',
  headBytes: 0,
  open: (options) => delimitedWriter({ separator: 44, lineEnd: '\r\n' }, options),
}

export const tsv: FileFormat = {
  name: 'tsv',
  mediaType: 'text/tab-separated-values',
  extension: 'tsv',
  headBytes: 0,
  open: (options) => delimitedWriter({ separator: 9, lineEnd: '\n' }, options),
}

function delimitedWriter(table: Table, options: WriterOptions): RowWriter {
  const { separator, lineEnd } = table
  const dialect = dialectOf(table)
  const out = new TextOut(pieceBytes * 2)
  const time = timeWriter()
  let variables: DatasetDescription['variables'] = []

  const line = (cells: readonly string[]) => {
    for (const [index, cell] of cells.entries()) {
      out.reserve(4)
      if (index > 0) out.byte(separator)
      if (cell !== '') dialect.text(out, cell)
    }
    out.reserve(2)
    out.ascii(lineEnd)
  }

  return {
    async *begin(description) {
      variables = description.variables
      if (options.header === true) out.text(headerLines(description, lineEnd))
      line(['time', ...variables.map(({ name }) => name)])
      if (options.unitsRow === true) line(['UTC', ...variables.map(({ units }) => units ?? '')])
      yield out.take()
    },
    async *write(batch) {
      const cells = alignedColumns(variables, batch).map((column): Cell => cellOf(column, dialect, jsonDialect))
      const puts = cells.map(({ put }): PutCell => put)
      out.slack = cells.reduce((sum, { bytes }) => sum + bytes + 1, timeBytes + 2)
      for (let row = 0; row < batch.length; row++) {
        out.reserve(0)
        time(out, batch.time[row]!)
        for (let column = 0; column < puts.length; column++) {
          out.byte(separator)
          puts[column]!(out, row)
        }
        out.ascii(lineEnd)
        if (out.at > pieceBytes) yield out.take()
      }
      if (out.at > 0) yield out.take()
    },
    async *end() {},
    head: noHead,
  }
}

const headerLines = (description: DatasetDescription, lineEnd: string): string =>
  describedAttributes(description)
    .map(([key, value]) => `# ${key}: ${value.replace(/[\r\n]+/g, ' | ')}${lineEnd}`)
    .join('')

function dialectOf({ separator }: Table): Dialect {
  const mustQuote = separator === 44 ? /[",\r\n]/ : /["\t\r\n]/
  /** An empty text is quoted: it differs from no value. */
  const text = (out: TextOut, value: string) => {
    if (value !== '' && isPlain(value, separator)) {
      out.reserve(value.length)
      out.ascii(value)
    } else if (value === '' || mustQuote.test(value)) out.text(`"${value.replaceAll('"', '""')}"`)
    else out.text(value)
  }
  const list: Dialect['list'] = (out, count, elements, from) => {
    const start = out.at
    out.reserve(2)
    jsonList(out, count, elements, from)
    const written = new TextDecoder().decode(out.bytes.subarray(start, out.at))
    if (!mustQuote.test(written)) return
    out.at = start
    text(out, written)
  }
  return { nothing: '', quotesTimes: false, text, list }
}
