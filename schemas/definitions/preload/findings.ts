/** What an import could not use, row by row: nothing is thrown away in silence. */
import type { CsvRow } from '../../csv.ts'

export interface Finding {
  readonly file: string
  readonly line: number
  /** Empty when the row has none. */
  readonly id: string
  /** `documentation`: a row that defines nothing. `left-out`: nothing of it is used. `in-part`: the rest of it is. */
  readonly outcome: 'documentation' | 'left-out' | 'in-part'
  readonly reason: string
}

export class Findings {
  private readonly all: Finding[] = []

  /** By file, then by line. */
  inOrder(files: readonly string[]): Finding[] {
    return this.all.toSorted((a, b) => files.indexOf(a.file) - files.indexOf(b.file) || a.line - b.line)
  }

  /** What is found in one row. */
  of(file: string, row: CsvRow): Finder {
    const id = row.field('id') || row.field('stream')
    const add = (outcome: Finding['outcome']) => (reason: string) => {
      this.all.push({ file, line: row.line, id, outcome, reason })
      return null
    }
    return { documentation: add('documentation'), leftOut: add('left-out'), inPart: add('in-part') }
  }
}

/** Each gives null, for a caller to return. */
export interface Finder {
  documentation(reason: string): null
  leftOut(reason: string): null
  inPart(reason: string): null
}

/** Rows that define something, each id once. */
export function* definingRows(file: string, rows: readonly CsvRow[], pattern: RegExp, findings: Findings) {
  const seen = new Map<string, number>()
  for (const row of rows) {
    const find = findings.of(file, row)
    const id = row.field('id')
    const before = seen.get(id)
    if (!pattern.test(id)) {
      const isDocumentation = row.field('scenario').startsWith('DOC')
      if (isDocumentation) find.documentation('a row that explains the columns')
      else find.leftOut(id === '' ? 'it has no id' : `the id is not like ${pattern.source}`)
    } else if (before !== undefined) find.leftOut(`the id is that of line ${before}`)
    else {
      seen.set(id, row.line)
      yield { row, id, find }
    }
  }
}
