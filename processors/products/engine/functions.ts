/** The function of a definition: a declared algorithm, or an expression compiled to one. */
import { type AnyAlgorithm, type ArgumentSpec, defineAlgorithm, type Numbers } from '../algorithm.ts'
import { algorithmNamed } from '../algorithms/index.ts'
import { compileExpression, ExpressionError } from '../expression.ts'

const compiled = new Map<string, AnyAlgorithm | null>()
const mostCompiled = 2_000

/** Null: there is no such algorithm, or the expression is not understood. */
export function functionOf(kind: 'algorithm' | 'expression', text: string): AnyAlgorithm | null {
  if (kind === 'algorithm') return algorithmNamed(text)
  const known = compiled.get(text)
  if (known !== undefined) return known
  if (compiled.size >= mostCompiled) compiled.clear()
  const made = expressionAlgorithm(text)
  compiled.set(text, made)
  return made
}

/** Its arguments are the variables of the expression, all required. */
function expressionAlgorithm(text: string): AnyAlgorithm | null {
  try {
    const expression = compileExpression(text)
    const about = `${text} (expression)`
    const variables: Record<string, ArgumentSpec> = {}
    for (const name of expression.variables) variables[name] = { about: 'Variable of the expression' }
    return defineAlgorithm({
      name: text,
      formulaVersion: 1,
      about,
      source: 'the definition',
      arguments: variables,
      result: { about, units: '1' },
      compute: (given, { rows }) => expression.evaluate(given as Record<string, Numbers>, rows),
    })
  } catch (error) {
    if (error instanceof ExpressionError) return null
    throw error
  }
}
