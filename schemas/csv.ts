/** Comma-separated values with a head (RFC 4180): quoted fields may hold commas, quotes and line breaks. */

export interface CsvRow {
  /** Line on which the row begins, from 1. */
  readonly line: number
  /** Trimmed; a field that the row or the file lacks is empty. */
  field(name: string): string
}

export function readCsv(text: string): CsvRow[] {
  const [head, ...rows] = records(text.replace(/^\uFEFF/, ''))
  const places = new Map((head?.fields ?? []).map((name, at) => [name.trim(), at]))
  return rows
    .filter(({ fields }) => fields.some((field) => field.trim() !== ''))
    .map(({ line, fields }) => ({ line, field: (name) => (fields[places.get(name) ?? -1] ?? '').trim() }))
}

/** The names in the head, in order. */
export const csvColumns = (text: string): string[] =>
  (records(text.replace(/^\uFEFF/, ''))[0]?.fields ?? []).map((name) => name.trim())

interface Fields {
  readonly line: number
  readonly fields: readonly string[]
}

function records(text: string): Fields[] {
  const found: Fields[] = []
  // A quoted text, what else there is, and what ends it: a comma, a line's end or the text's.
  const field = /(?:"((?:[^"]|"")*)")?([^,\r\n]*)(,|\r?\n|\r|$)/g
  let line = 1
  let begins = 1
  let fields: string[] = []
  while (field.lastIndex < text.length || fields.length > 0) {
    const [whole, quoted, rest = '', end = ''] = field.exec(text) as RegExpExecArray
    const isQuoted = quoted !== undefined && rest.trim() === ''
    fields.push(isQuoted ? quoted.replaceAll('""', '"') : whole.slice(0, whole.length - end.length))
    line += whole.split('\n').length - 1
    if (end === ',') continue
    found.push({ line: begins, fields })
    fields = []
    begins = line
    if (end === '') break
  }
  return found
}
