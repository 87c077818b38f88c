/** The body of a PATCH: checked here, since the server's validator would make numbers of texts and of null. */
import { canonicalJson } from '../../schemas/content-version.ts'
import { expectationProblem, type Override } from '../../schemas/status/expectation.ts'
import { GatewayProblem } from '../problems.ts'

const names = { expected_rate: 'expectedRate', warn_interval: 'warnInterval', fail_interval: 'failInterval' } as const
type Word = keyof typeof names

/**
 * What the body changes. The id, if given, must be that of what is shown, and so must other members of it: who sends back
 * what was read says nothing new by them. Throws `invalid-value`, naming the field.
 */
export function patchOf(
  body: unknown,
  shown: Readonly<{ [K in Word]: number | null }> & object,
  { isNullable }: { readonly isNullable: boolean },
): Override {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) {
    throw new GatewayProblem('invalid-value', `the body must be an object with ${Object.keys(names).join(', ')}`)
  }
  const patched: Record<string, number | null> = {}
  for (const [word, field] of Object.entries(names)) patched[field] = shown[word as Word]
  for (const [word, value] of Object.entries(body)) {
    if (Object.hasOwn(names, word)) patched[names[word as Word]] = numberIn(word, value, isNullable)
    else demandSame(word, value, shown)
  }
  const problem = expectationProblem(patched as unknown as Override)
  if (problem === null) return patched as unknown as Override
  const [field = ''] = problem.split(' ')
  const word = Object.keys(names).find((name) => names[name as Word] === field) ?? field
  throw new GatewayProblem('invalid-value', problem.replace(field, word), { field: word })
}

function numberIn(field: string, value: unknown, isNullable: boolean): number | null {
  if (typeof value === 'number' || (value === null && isNullable)) return value
  const wanted = isNullable ? 'a number, or null for what is expected' : 'a number'
  throw new GatewayProblem('invalid-value', `${field} must be ${wanted}; got ${short(value)}`, { field })
}

function demandSame(field: string, value: unknown, shown: object): void {
  const own = Object.hasOwn(shown, field) ? (shown as Record<string, unknown>)[field] : undefined
  if (own === undefined) {
    const known = ['id', ...Object.keys(names)].join(', ')
    throw new GatewayProblem('invalid-value', `${field} is not known here; known are ${known}`, { field })
  }
  if (canonicalJson(own) === canonicalJson(value)) return
  throw new GatewayProblem('invalid-value', `${field} cannot be changed: it is ${short(own)}; got ${short(value)}`, {
    field,
  })
}

const short = (value: unknown): string => JSON.stringify(value)?.slice(0, 200) ?? 'nothing'
