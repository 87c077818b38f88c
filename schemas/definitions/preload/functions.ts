import type { CsvRow } from '../../csv.ts'
import type { FunctionRecord } from '../records.ts'
import { definingRows, type Finder, type Findings } from './findings.ts'

const file = 'ParameterFunctions.csv'

/** `python`: the algorithms that stand for Python source, by that source without blanks around it. */
export function readFunctions(
  rows: readonly CsvRow[],
  python: Readonly<Record<string, string>>,
  findings: Findings,
): FunctionRecord[] {
  return [...definingRows(file, rows, /^PFID\d+$/, findings)].flatMap(({ row, id, find }) => {
    const named = readFunction(row, python, find)
    return named === null ? [] : [{ id, ...named, description: row.field('description') || null }]
  })
}

function readFunction(row: CsvRow, python: Readonly<Record<string, string>>, find: Finder) {
  const text = row.field('function')
  const type = row.field('functiontype')
  switch (type) {
    case 'NumexprFunction':
      return readExpression(row, text, find)
    case 'PythonFunction': {
      if (/^[A-Za-z]\w*$/.test(text)) return { kind: 'algorithm', text } as const
      const algorithm = Object.hasOwn(python, text) ? python[text] : undefined
      if (algorithm !== undefined) return { kind: 'algorithm', text: algorithm } as const
      return find.leftOut(`it is Python source, which is never run, and no algorithm stands for it: ${text}`)
    }
    case 'QCPythonFunction':
      return find.leftOut(`${text} is a quality test: those are no functions of parameters`)
    default:
      return find.leftOut(`its type is ${type || 'empty'}`)
  }
}

/** An expression that reads what is not among its arguments is damaged. */
function readExpression(row: CsvRow, text: string, find: Finder) {
  if (text === '') return find.leftOut('the expression is empty')
  const args = [...row.field('args').matchAll(/\w+/g)].map(([name]) => name)
  const names = [...text.matchAll(/(?<![\w.])[A-Za-z_]\w*\b(?!\s*\()/g)].map(([name]) => name)
  const strange = names.filter((name) => !args.includes(name))
  if (strange.length === 0) return { kind: 'expression', text } as const
  return find.leftOut(`the expression "${text}" reads ${strange.join(', ')}, its arguments are ${args.join(', ')}`)
}
