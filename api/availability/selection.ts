/** Which streams and which time a question is about: words of the query, or lines of a body. */
import type { Interval } from '../../schemas/status/availability/window.ts'
import { isLike } from '../../schemas/wildcards.ts'
import { timeOf } from '../data-question.ts'
import { GatewayProblem } from '../problems.ts'
import { acceptedUtcTime, parseUtcTime } from '../times.ts'

/** A name, or a pattern with `*` and `?`. */
export interface NamePattern {
  /** The name itself where there is no wildcard in it. */
  readonly exact: string | null
  matches(name: string): boolean
}

export interface Selection {
  readonly refdes: readonly NamePattern[]
  readonly method: readonly NamePattern[]
  readonly stream: readonly NamePattern[]
  /** Open ends are infinite. */
  readonly window: Interval
}

export const anyName = '^[A-Za-z0-9_*?-]{1,100}(,[A-Za-z0-9_*?-]{1,100})*$'
const mostLines = 1000

export interface SelectionWords {
  readonly refdes?: string
  readonly method?: string
  readonly stream?: string
  readonly start?: string
  readonly starttime?: string
  readonly stop?: string
  readonly end?: string
  readonly endtime?: string
}

export function selectionOf(words: SelectionWords): Selection {
  return {
    refdes: patternsOf(words.refdes ?? '*'),
    method: patternsOf(words.method ?? '*'),
    stream: patternsOf(words.stream ?? '*'),
    window: windowOf(oneOf(words, ['start', 'starttime']), oneOf(words, ['stop', 'end', 'endtime'])),
  }
}

export interface PostedWords {
  /** Of the lines `word=value`. */
  readonly words: Readonly<Record<string, string>>
  readonly selections: readonly Selection[]
}

/** Lines of words, then lines of `refdes method stream start stop`; `*` stands for anything, and for an open time. */
export function parsePosted(body: string): PostedWords {
  const words: Record<string, string> = {}
  const selections: Selection[] = []
  for (const [index, raw] of body.split(/\r?\n/).entries()) {
    const text = raw.trim()
    if (text === '' || text.startsWith('#')) continue
    const [, word, value = ''] = /^([a-z_]+)\s*=\s*(.*)$/.exec(text) ?? []
    if (word === undefined) selections.push(inLine(index + 1, () => selectionOfLine(text)))
    else if (Object.hasOwn(words, word)) {
      throw new GatewayProblem('invalid-value', `${word} is given twice`, { field: word, line: index + 1 })
    } else words[word] = value
    if (selections.length > mostLines) {
      throw new GatewayProblem('too-large', `at most ${mostLines} lines of streams; send them in pieces`)
    }
  }
  if (selections.length > 0) return { words, selections }
  throw new GatewayProblem('missing-value', 'the body must have a line of refdes, method, stream, start and stop')
}

function selectionOfLine(text: string): Selection {
  const columns = text.split(/\s+/)
  const [refdes, method, stream, start, stop] = columns
  if (columns.length !== 5 || refdes === undefined || method === undefined || stream === undefined) {
    throw new GatewayProblem(
      'invalid-value',
      `a line must be: refdes method stream start stop; got ${text.slice(0, 200)}`,
    )
  }
  for (const [field, value] of Object.entries({ refdes, method, stream })) {
    if (new RegExp(anyName).test(value)) continue
    throw new GatewayProblem('invalid-value', `${field} must be ${acceptedNames}; got ${value.slice(0, 200)}`, {
      field,
    })
  }
  const [from, to] = [start === '*' ? undefined : start, stop === '*' ? undefined : stop]
  const times = { ...(from === undefined ? {} : { start: from }), ...(to === undefined ? {} : { stop: to }) }
  return selectionOf({ refdes, method, stream, ...times })
}

export const acceptedNames = 'names with commas between, in which * and ? stand for any characters'

function inLine<T>(line: number, work: () => T): T {
  try {
    return work()
  } catch (error) {
    if (!(error instanceof GatewayProblem)) throw error
    throw new GatewayProblem(error.code, `line ${line}: ${error.detail}`, { ...error.context, line })
  }
}

function patternsOf(list: string): NamePattern[] {
  return list.split(',').map((text) => {
    if (!/[*?]/.test(text)) return { exact: text, matches: (name) => name === text }
    return { exact: null, matches: (name) => isLike(name, text) }
  })
}

/** The one word that is given of several that mean the same. */
function oneOf<W extends keyof SelectionWords>(words: SelectionWords, names: readonly W[]): [W, string] | null {
  const [name, other] = names.filter((one) => words[one] !== undefined)
  if (name === undefined) return null
  if (other === undefined) return [name, words[name]!]
  throw new GatewayProblem('invalid-value', `${name} and ${other} mean the same: give one`, { field: other })
}

function windowOf(from: [string, string] | null, to: [string, string] | null): Interval {
  const time = (given: [string, string] | null) =>
    given === null ? null : timeOf(given[0], given[1], acceptedUtcTime, parseUtcTime)
  const [start, stop] = [time(from), time(to)]
  if (start === null || stop === null || start < stop) {
    return { start: start ?? Number.NEGATIVE_INFINITY, stop: stop ?? Number.POSITIVE_INFINITY }
  }
  const detail = `${from?.[0]} must be before ${to?.[0]}; got ${from?.[1]} and ${to?.[1]}`
  throw new GatewayProblem('invalid-range', detail, { field: from?.[0] ?? 'start' })
}
