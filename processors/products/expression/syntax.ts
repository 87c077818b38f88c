/** The syntax of numexpr expressions: what definitions may write, as a tree. Precedence is Python's. */

export type UnaryOperator = '-' | '~'
export type BinaryOperator =
  | '+'
  | '-'
  | '*'
  | '/'
  | '//'
  | '%'
  | '**'
  | '<'
  | '<='
  | '>'
  | '>='
  | '=='
  | '!='
  | '&'
  | '|'

export type Node =
  | { readonly kind: 'number'; readonly value: number }
  | { readonly kind: 'name'; readonly name: string }
  | { readonly kind: 'unary'; readonly operator: UnaryOperator; readonly operand: Node }
  | { readonly kind: 'binary'; readonly operator: BinaryOperator; readonly left: Node; readonly right: Node }
  | { readonly kind: 'call'; readonly name: string; readonly operands: readonly Node[] }

/** Whether its value is true or false: a comparison, or comparisons joined by `&`, `|`, `~`. */
export function isTruth(node: Node): boolean {
  if (node.kind === 'unary') return node.operator === '~'
  return node.kind === 'binary' && /^([<>&|]|[<>=!]=)$/.test(node.operator)
}

/** The text is no expression: where it fails, and what could have stood there. */
export class ExpressionError extends Error {
  readonly text: string
  /** Characters before the place. */
  readonly position: number
  readonly expected: string

  constructor(text: string, position: number, expected: string, found: string) {
    const around = `${position > 20 ? '…' : ''}${text.slice(Math.max(0, position - 20), position + 20)}`
    super(`at character ${position + 1} of the expression (${around.trim()}): expected ${expected}, found ${found}`)
    this.name = 'ExpressionError'
    this.text = text
    this.position = position
    this.expected = expected
  }
}
