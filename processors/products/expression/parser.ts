/** Reads an expression by recursive descent. Nothing is ever evaluated by the language's own means. */
import { functionNames, operandsOf } from './functions.ts'
import { type BinaryOperator, ExpressionError, isTruth, type Node } from './syntax.ts'

const longestText = 2_000
/** Nested parentheses and operators; also bounds the stack of whoever walks the tree. */
const deepest = 100

interface Token {
  readonly kind: 'number' | 'name' | 'symbol' | 'end'
  readonly text: string
  readonly position: number
}

/** Words and symbols of Python that numexpr does not know, and what to write. */
const instead = new Map([
  ['and', '& between comparisons in parentheses'],
  ['or', '| between comparisons in parentheses'],
  ['not', '~ before a comparison in parentheses'],
  ['if', 'where(comparison, then, else)'],
  ['else', 'where(comparison, then, else)'],
  ['=', '== to compare'],
  ['^', '** for a power'],
])

const blank = /\s*/y
const lexeme =
  /(?<number>(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)|(?<name>[A-Za-z_]\w*)|(?<symbol>\*\*|\/\/|[<>=!]=|[-+*/%()<>,&|~])/y

function tokensOf(text: string): Token[] {
  const tokens: Token[] = []
  let position = 0
  for (;;) {
    blank.lastIndex = position
    blank.exec(text)
    position = blank.lastIndex
    if (position >= text.length) return [...tokens, { kind: 'end', text: 'the end', position: text.length }]
    lexeme.lastIndex = position
    const groups = lexeme.exec(text)?.groups
    if (groups === undefined) {
      const found = text[position] as string
      throw new ExpressionError(text, position, instead.get(found) ?? 'a number, a name or an operator', `'${found}'`)
    }
    const kind = groups.number !== undefined ? 'number' : groups.name !== undefined ? 'name' : 'symbol'
    const end = lexeme.lastIndex
    if (kind === 'number' && /[\w.]/.test(text[end] ?? '')) {
      throw new ExpressionError(text, end, 'an operator after the number', `'${text[end]}'`)
    }
    tokens.push({ kind, text: text.slice(position, end), position })
    position = end
  }
}

class Parser {
  readonly #text: string
  readonly #tokens: readonly Token[]
  #next = 0
  #depth = 0

  constructor(text: string) {
    this.#text = text
    this.#tokens = tokensOf(text)
  }

  whole(): Node {
    const node = this.#comparison()
    if (this.#token.kind !== 'end') throw this.#unexpected('an operator or the end')
    return node
  }

  get #token(): Token {
    return this.#tokens[this.#next] as Token
  }

  #unexpected(expected: string, { text, kind, position } = this.#token): ExpressionError {
    return new ExpressionError(this.#text, position, instead.get(text) ?? expected, kind === 'end' ? text : `'${text}'`)
  }

  /** Takes the next token if it is one of these symbols. */
  #take(...symbols: string[]): Token | null {
    const token = this.#token
    if (token.kind !== 'symbol' || !symbols.includes(token.text)) return null
    this.#next++
    return token
  }

  #expect(symbol: string, expected: string): void {
    if (this.#take(symbol) === null) throw this.#unexpected(expected)
  }

  #comparison(): Node {
    const left = this.#or()
    const operator = this.#take('<', '<=', '>', '>=', '==', '!=')
    if (operator === null) return left
    const node = binary(operator, left, this.#or())
    if (/^[<>=!]/.test(this.#token.text)) throw this.#unexpected('one comparison; join two with & and parentheses')
    return node
  }

  #or = (): Node => this.#leftToRight(this.#and, ['|'])
  #and = (): Node => this.#leftToRight(this.#sum, ['&'])
  #sum = (): Node => this.#leftToRight(this.#term, ['+', '-'])
  #term = (): Node => this.#leftToRight(this.#factor, ['*', '/', '//', '%'])

  #leftToRight(operand: () => Node, operators: string[]): Node {
    let node = operand()
    for (let length = 0; ; length++) {
      const operator = this.#take(...operators)
      if (operator === null) return node
      if (length >= deepest) throw this.#unexpected(`at most ${deepest} operators in a row`, operator)
      const right = operand()
      if ('&|'.includes(operator.text) && !(isTruth(node) && isTruth(right))) {
        throw this.#unexpected(`comparisons in parentheses on both sides of ${operator.text}`, operator)
      }
      node = binary(operator, node, right)
    }
  }

  #factor = (): Node => {
    const sign = this.#take('+', '-', '~')
    if (sign === null) return this.#power()
    const operand = this.#deeper(this.#factor)
    if (sign.text === '+') return operand
    if (sign.text === '~' && !isTruth(operand)) throw this.#unexpected('a comparison in parentheses after ~', sign)
    return { kind: 'unary', operator: sign.text as '-' | '~', operand }
  }

  #power(): Node {
    const base = this.#atom()
    const operator = this.#take('**')
    // The exponent takes its sign, and a further power, first: 2 ** -x ** 2.
    return operator === null ? base : binary(operator, base, this.#deeper(this.#factor))
  }

  #atom(): Node {
    const token = this.#token
    if (this.#take('(') !== null) {
      const inner = this.#deeper(() => this.#comparison())
      this.#expect(')', 'an operator or )')
      return inner
    }
    if (token.kind === 'number') {
      this.#next++
      return { kind: 'number', value: Number(token.text) }
    }
    if (token.kind !== 'name' || instead.has(token.text)) {
      throw this.#unexpected('a number, a name, a function or (')
    }
    this.#next++
    return this.#take('(') === null ? { kind: 'name', name: token.text } : this.#call(token)
  }

  #call(called: Token): Node {
    const count = operandsOf(called.text)
    if (count === undefined) throw this.#unexpected(`one of the functions ${functionNames.join(', ')}`, called)
    const operands: Node[] = []
    while (operands.length < count) {
      if (operands.length > 0) this.#expect(',', `${count} operands of ${called.text}`)
      operands.push(this.#deeper(() => this.#comparison()))
    }
    this.#expect(')', `) after ${count === 1 ? 'the operand' : `${count} operands`} of ${called.text}`)
    if (called.text === 'where' && !isTruth(operands[0] as Node)) {
      throw this.#unexpected('a comparison as the first operand of where', called)
    }
    return { kind: 'call', name: called.text, operands }
  }

  #deeper(parse: () => Node): Node {
    if (++this.#depth > deepest) throw this.#unexpected(`at most ${deepest} levels of nesting`)
    const node = parse()
    this.#depth--
    return node
  }
}

function binary({ text }: Token, left: Node, right: Node): Node {
  return { kind: 'binary', operator: text as BinaryOperator, left, right }
}

export function parseExpression(text: string): Node {
  if (text.length > longestText) {
    throw new ExpressionError(text, longestText, `at most ${longestText} characters`, `${text.length}`)
  }
  return new Parser(text).whole()
}
