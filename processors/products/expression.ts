/**
 * Expressions of definitions, in the language of Python's numexpr: `27.50133 - 17.2658 * V_ts + 15.83424 / V_ts`.
 * They are parsed, never executed as code. One thing differs from numexpr: NaN in, NaN out, in comparisons, `where` and
 * `x ** 0` too, so that a missing value never becomes a number.
 */
import type { Result } from './algorithm.ts'
import { evaluateTree, type Operands } from './expression/evaluation.ts'
import { parseExpression } from './expression/parser.ts'
import { isTruth, type Node } from './expression/syntax.ts'

export { ExpressionError } from './expression/syntax.ts'

export interface Expression {
  readonly text: string
  /** Names that it reads, in the order of their first use. */
  readonly variables: readonly string[]
  /** Its values are 1 and 0 (and NaN): a comparison. */
  readonly isTruth: boolean
  /**
   * A row of values for each of `rows` rows. Scalars go with vectors; a coefficient has the same values for every row.
   * Throws a RangeError when a variable is not given or widths differ.
   */
  evaluate(operands: Operands, rows: number): Result
}

/** Throws an `ExpressionError` that says where the text fails and what was expected there. */
export function compileExpression(text: string): Expression {
  const tree = parseExpression(text)
  return {
    text,
    variables: [...new Set(namesOf(tree))],
    isTruth: isTruth(tree),
    evaluate: (operands, rows) => evaluateTree(tree, operands, rows),
  }
}

export function variablesOf(text: string): readonly string[] {
  return compileExpression(text).variables
}

function namesOf(node: Node): string[] {
  switch (node.kind) {
    case 'number':
      return []
    case 'name':
      return [node.name]
    case 'unary':
      return namesOf(node.operand)
    case 'binary':
      return [...namesOf(node.left), ...namesOf(node.right)]
    case 'call':
      return node.operands.flatMap(namesOf)
  }
}
