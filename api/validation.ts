/** How the parts of a request are checked against their schemas, and what is said of a part that fails. */
import AjvCompiler from '@fastify/ajv-compiler'
import type { FastifySchemaValidationError } from 'fastify'
import { GatewayProblem } from './problems.ts'

const options = { removeAdditional: false, verbose: true } as const
/** Words of an address are texts: they become what the schema says. An infinite number must meet its bounds. */
const ofTexts = { ...options, coerceTypes: true, strictNumbers: false } as const
/** JSON has types of its own: a text is no number, null is no 0. */
const ofBodies = { ...options, coerceTypes: false } as const

type Build = ReturnType<typeof AjvCompiler.default>
/** One for all servers: it keeps what it compiled. */
const build: Build = AjvCompiler.default()

/** For Fastify's `schemaController`. */
export const buildValidator: Build = (schemas, given) => {
  const texts = build(schemas, { ...given, customOptions: ofTexts } as never)
  const bodies = build(schemas, { ...given, customOptions: ofBodies } as never)
  return ((route: { readonly httpPart?: string }) =>
    (route.httpPart === 'body' ? bodies : texts)(route as never)) as unknown as ReturnType<Build>
}

interface Described {
  readonly description?: string
  readonly properties?: Readonly<Record<string, unknown>>
}
interface Verbose extends FastifySchemaValidationError {
  readonly data?: unknown
  readonly parentSchema?: Described
}

/** The field by its path: `streams/0/method`. */
export function problemOfValidation(
  failures: readonly FastifySchemaValidationError[],
  context: string | undefined,
): GatewayProblem {
  // Of alternatives that all fail, what they stand for says more than the first of them.
  const failure = (failures.find(({ keyword }) => keyword === 'anyOf') ?? failures[0]) as Verbose
  const { keyword, params, parentSchema } = failure
  const path = failure.instancePath.split('/').slice(1).map(unescaped)
  const fieldOf = (word: string) => [...path, word].join('/')
  if (keyword === 'additionalProperties') {
    const word = String(params.additionalProperty)
    const field = fieldOf(word)
    const known = Object.keys(parentSchema?.properties ?? {}).join(', ')
    const detail = `${field} is not known here; ${known === '' ? 'this address takes none' : `known are ${known}`}`
    return new GatewayProblem('unknown-query-word', detail, { field })
  }
  if (keyword === 'required') {
    const word = String(params.missingProperty)
    const field = fieldOf(word)
    const schema = parentSchema?.properties?.[word] as Described | undefined
    return new GatewayProblem('missing-value', `${field} is required: ${schema?.description ?? context}`, { field })
  }
  const wanted = parentSchema?.description ?? failure.message?.replace(/^must /, '') ?? 'of the documented form'
  if (path.length === 0) {
    const detail = `the ${context ?? 'request'} must ${parentSchema?.description ?? 'be a JSON object'}; got ${shown(failure.data)}`
    return new GatewayProblem('invalid-value', detail, { field: context ?? 'body' })
  }
  const field = path.join('/')
  return new GatewayProblem(
    'invalid-value',
    `${field} must be ${wanted.replace(/^be /, '')}; got ${shown(failure.data)}`,
    { field },
  )
}

const unescaped = (part: string): string => part.replaceAll('~1', '/').replaceAll('~0', '~')

/** JSON may have numbers like 1e400, which become infinite: JSON would tell null of them. */
const tooLarge = 'a number that is too large'

/** The beginning of a value, for people. */
export function shown(value: unknown): string {
  if (typeof value === 'number') return Number.isFinite(value) ? String(value) : tooLarge
  const told = (_: string, one: unknown) => (typeof one === 'number' && !Number.isFinite(one) ? tooLarge : one)
  try {
    return JSON.stringify(value, told)?.slice(0, 200) ?? String(value)
  } catch {
    return 'what is nested too deep'
  }
}
