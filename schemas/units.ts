/** Units of measure as UDUNITS writes them, compared: `m s-1`, `W/m^2`, `V/(m s-1)`, `seconds since 1900-01-01`. */
import { baseUnits, namedUnits, prefixes } from './units/names.ts'

export interface Unit {
  readonly factor: number
  /** Added after the factor, to base units: 273.15 for Celsius. */
  readonly offset: number
  /** Exponents by base unit, without zeros. */
  readonly powers: ReadonlyMap<string, number>
  /** Of a time since a moment: that moment, milliseconds since 1970. */
  readonly since: number | null
}

export type Comparison =
  | 'same'
  /** The same quantity on another scale: mbar and Pa. */
  | 'convertible'
  | 'different'
  /** One of them is empty or not understood. */
  | 'unknown'

export function compareUnits(a: string, b: string): Comparison {
  if (a.trim() === b.trim() && a.trim() !== '') return 'same'
  const [one, other] = [unitOf(a), unitOf(b)]
  if (one === null || other === null) return 'unknown'
  if ((one.since === null) !== (other.since === null)) return 'different'
  if (!samePowers(one.powers, other.powers)) return 'different'
  const sameScale = Math.abs(one.factor / other.factor - 1) < 1e-9 && Math.abs(one.offset - other.offset) < 1e-9
  return sameScale && one.since === other.since ? 'same' : 'convertible'
}

const parsed = new Map<string, Unit | null>()

/** Null when it is not understood. */
export function unitOf(text: string): Unit | null {
  const key = text.trim()
  const known = parsed.get(key)
  if (known !== undefined) return known
  const unit = key === '' ? null : parse(key)
  if (parsed.size < 10_000) parsed.set(key, unit)
  return unit
}

const one: Unit = { factor: 1, offset: 0, powers: new Map(), since: null }

function parse(text: string): Unit | null {
  const [, length, moment] = /^(\w+) since (\d{4}-\d\d?-\d\d?.*)$/.exec(text) ?? []
  if (length !== undefined && moment !== undefined) {
    const [date = '', time = ''] = moment.replace(/Z$/, '').split(/[T ]/)
    const since = Date.parse(`${date.replaceAll(/-(\d)(?!\d)/g, '-0$1')}T${padded(time)}Z`)
    const unit = unitOf(length)
    return unit === null || Number.isNaN(since) ? null : { ...unit, since }
  }
  const words = text.match(/[A-Za-zµ°%_]+[-+]?\d*|[-+]?\d+(?:\.\d*)?(?:[eE][-+]?\d+)?|\*\*|[.·*/^()]|\S/g) ?? []
  const reader = { words, at: 0 }
  const unit = product(reader)
  return reader.at === words.length ? unit : null
}

/** `0:0:0` as `00:00:00`. */
const padded = (time: string): string =>
  [...time.split(':').filter((part) => part !== ''), '0', '0', '0']
    .slice(0, 3)
    .map((part) => part.padStart(2, '0'))
    .join(':')

interface Reader {
  readonly words: readonly string[]
  at: number
}

/** Factors side by side, or with a sign between; a slash divides by the next factor alone. */
function product(reader: Reader): Unit | null {
  let result = factor(reader)
  while (result !== null && reader.at < reader.words.length && reader.words[reader.at] !== ')') {
    const sign = reader.words[reader.at] as string
    const isDivision = sign === '/'
    if (/^[/.·*]$/.test(sign)) reader.at += 1
    const next = factor(reader)
    result = next === null ? null : times(result, isDivision ? power(next, -1) : next)
  }
  return result
}

function factor(reader: Reader): Unit | null {
  const word = reader.words[reader.at]
  reader.at += 1
  if (word === undefined) return null
  if (word === '(') {
    const inside = product(reader)
    if (reader.words[reader.at] !== ')') return null
    reader.at += 1
    return raised(reader, inside)
  }
  if (/^[-+]?\d/.test(word)) return raised(reader, { ...one, factor: Number(word) })
  const [, name = '', exponent = ''] = /^([A-Za-zµ°%_]+)([-+]?\d*)$/.exec(word) ?? []
  // A digit may belong to the name: g0.
  const whole = named(word)
  if (whole !== null) return raised(reader, whole)
  const unit = named(name)
  if (unit === null || /^[-+]$/.test(exponent)) return null
  return exponent === '' ? raised(reader, unit) : power(unit, Number(exponent))
}

function raised(reader: Reader, unit: Unit | null): Unit | null {
  const sign = reader.words[reader.at]
  if (unit === null || (sign !== '^' && sign !== '**')) return unit
  const exponent = reader.words[reader.at + 1] ?? ''
  if (!/^[-+]?\d+$/.test(exponent)) return null
  reader.at += 2
  return power(unit, Number(exponent))
}

function times(a: Unit, b: Unit): Unit {
  const powers = new Map(a.powers)
  for (const [base, exponent] of b.powers) {
    const sum = (powers.get(base) ?? 0) + exponent
    if (sum === 0) powers.delete(base)
    else powers.set(base, sum)
  }
  // A difference of temperatures: only alone, or with a plain number, does the offset count.
  const offset = a.powers.size === 0 && a.offset === 0 ? b.offset : b.powers.size === 0 ? a.offset : 0
  return { factor: a.factor * b.factor, offset, powers, since: null }
}

function power(unit: Unit, exponent: number): Unit {
  if (exponent === 1) return unit
  const powers = new Map([...unit.powers].map(([base, own]) => [base, own * exponent] as const))
  return { factor: unit.factor ** exponent, offset: 0, powers, since: null }
}

const byName = new Map(namedUnits.flatMap((unit) => unit.names.map((name) => [name, unit] as const)))
const base = new Map<string, Unit>(baseUnits.map((name) => [name, { ...one, powers: new Map([[name, 1]]) }]))

function named(name: string): Unit | null {
  const exact = byName.get(name)
  // A base unit is what its own definition says it is.
  const own = base.get(name)
  if (own !== undefined) return own
  if (exact !== undefined) return meaning(exact)
  for (const [prefix, factor] of Object.entries(prefixes)) {
    const unit = name.startsWith(prefix) ? byName.get(name.slice(prefix.length)) : undefined
    if (unit?.takesPrefix !== true) continue
    const value = meaning(unit)
    if (value !== null) return { ...value, factor: factor * value.factor }
  }
  return null
}

function meaning({ is, offset = 0 }: (typeof namedUnits)[number]): Unit | null {
  const value = unitOf(is)
  return value === null ? null : { ...value, offset }
}

function samePowers(a: ReadonlyMap<string, number>, b: ReadonlyMap<string, number>): boolean {
  return a.size === b.size && [...a].every(([name, exponent]) => b.get(name) === exponent)
}
