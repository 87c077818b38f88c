/** What a quality test is told: kinds of thresholds, each read from JSON and refused with a sentence that names it. */

/** A setting of a quality test that cannot be used. Its message names the field. */
export class BadQualitySetting extends Error {
  override readonly name = 'BadQualitySetting'
}

export interface Parameter<T = unknown> {
  readonly about: string
  /** How it is written, for people. */
  readonly form: string
  /** UDUNITS; left out where it has none, `data` for the units of the tested values. */
  readonly units?: string
  readonly isOptional: boolean
  /** Taken for what is left out. */
  readonly default?: T
  /** The value, or throws `BadQualitySetting`. `field` is how to name it. */
  read(value: unknown, field: string): T
}

export type Parameters = Readonly<Record<string, Parameter>>
export type Settings<P extends Parameters> = { readonly [K in keyof P]: P[K] extends Parameter<infer T> ? T : never }

/** The least and the largest value that are in it. */
export type Span = readonly [least: number, largest: number]

interface Bounds {
  readonly units?: string
  /** Refuses less than this. */
  readonly least?: number
  /** Refuses this and less. */
  readonly above?: number
}

function show(value: unknown): string {
  return JSON.stringify(value) ?? String(value)
}

function isNumber(value: unknown): value is number {
  return typeof value === 'number' && Number.isFinite(value)
}

function described<T>(
  about: string,
  form: string,
  units: string | undefined,
  read: Parameter<T>['read'],
): Parameter<T> {
  return { about, form, isOptional: false, read, ...(units === undefined ? {} : { units }) }
}

export function number(about: string, { units, least, above }: Bounds = {}): Parameter<number> {
  const bound = above !== undefined ? ` above ${above}` : least !== undefined ? ` of at least ${least}` : ''
  return described(about, `a number${bound}`, units, (value, field) => {
    const isFine =
      isNumber(value) && !(least !== undefined && value < least) && !(above !== undefined && value <= above)
    if (!isFine) throw new BadQualitySetting(`${field} must be a number${bound}, not ${show(value)}`)
    return value
  })
}

export function count(about: string, least: number): Parameter<number> {
  return described(about, `a whole number of at least ${least}`, undefined, (value, field) => {
    if (isNumber(value) && Number.isInteger(value) && value >= least) return value
    throw new BadQualitySetting(`${field} must be a whole number of at least ${least}, not ${show(value)}`)
  })
}

const spanForm = '[least, largest]'

function readSpan(value: unknown, field: string): Span {
  if (Array.isArray(value) && value.length === 2) {
    const [least, largest] = value as unknown[]
    if (isNumber(least) && isNumber(largest) && least <= largest) return [least, largest]
  }
  throw new BadQualitySetting(`${field} must be ${spanForm}, two numbers in this order, not ${show(value)}`)
}

export function span(about: string, units?: string): Parameter<Span> {
  return described(about, spanForm, units, readSpan)
}

/** One span for all columns, or a list with one for each column. */
export function spans(about: string, units?: string): Parameter<readonly Span[]> {
  return described(about, `${spanForm}, or a list of them, one for each column`, units, (value, field) =>
    Array.isArray(value) && Array.isArray(value[0])
      ? value.map((one, column) => readSpan(one, `${field}[${column}]`))
      : [readSpan(value, field)],
  )
}

export function choice<const O extends readonly string[]>(about: string, ...options: O): Parameter<O[number]> {
  return described(about, options.join(' or '), undefined, (value, field) => {
    const chosen = options.find((option) => option === value)
    if (chosen !== undefined) return chosen
    throw new BadQualitySetting(`${field} must be ${options.join(' or ')}, not ${show(value)}`)
  })
}

/** A list read item by item. */
export function list<T>(
  about: string,
  form: string,
  read: (value: unknown, field: string) => T,
): Parameter<readonly T[]> {
  return described(about, form, undefined, (value, field) => {
    if (Array.isArray(value) && value.length > 0) return value.map((item, i) => read(item, `${field}[${i}]`))
    throw new BadQualitySetting(`${field} must be ${form}, not ${show(value)}`)
  })
}

export function optional<T>(parameter: Parameter<T>): Parameter<T | undefined> {
  return { ...parameter, isOptional: true }
}

export function withDefault<T>(parameter: Parameter<T>, value: T): Parameter<T> {
  return { ...parameter, isOptional: true, default: value }
}

/** Reads an object of settings: what is missing, unknown or wrong is refused. `null` counts as left out. */
export function readSettings<P extends Parameters>(parameters: P, given: unknown, where: string): Settings<P> {
  if (typeof given !== 'object' || given === null || Array.isArray(given)) {
    throw new BadQualitySetting(`${where} must be an object with ${Object.keys(parameters).join(', ')}`)
  }
  for (const name of Object.keys(given)) {
    if (Object.hasOwn(parameters, name)) continue
    throw new BadQualitySetting(`${where}.${name} is unknown; there are ${Object.keys(parameters).join(', ')}`)
  }
  const settings: Record<string, unknown> = {}
  for (const [name, parameter] of Object.entries(parameters)) {
    const value = (given as Record<string, unknown>)[name] ?? undefined
    if (value === undefined && !parameter.isOptional) {
      throw new BadQualitySetting(`${where}.${name} is missing: ${parameter.about}, ${parameter.form}`)
    }
    settings[name] = value === undefined ? parameter.default : parameter.read(value, `${where}.${name}`)
  }
  return settings as Settings<P>
}
