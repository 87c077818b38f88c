/** Particles that came over HTTP: checked whole, typed by the stream's definition, or by what JSON says. */
import { setImmediate } from 'node:timers/promises'
import type { ColumnType } from '../schemas/columns/column.ts'
import { streamDefinition } from '../schemas/definitions/index.ts'
import { parameterPattern } from '../schemas/streams.ts'
import { GatewayProblem } from './problems.ts'
import { acceptedTime, parseTime } from './times.ts'
import { shown } from './validation.ts'
import { accepted, inferType, type ParticleValue, typedValue } from './values.ts'

/** A particle as text told it, with its place in the body. */
export interface PostedItem {
  readonly place: { readonly index: number } | { readonly line: number }
  readonly value: unknown
}

export interface PostedParticle {
  /** UTC microseconds since 1970. */
  readonly time: number
  readonly values: Readonly<Record<string, ParticleValue>>
}

export interface PostedParticles {
  readonly particles: readonly PostedParticle[]
  /** Of every parameter that has a value somewhere. */
  readonly types: Readonly<Record<string, ColumnType>>
  /** Where the particle of the same index stands in the body. */
  readonly places: readonly PostedItem['place'][]
}

/** Particles worked on before others get their turn. */
export const pieceLength = 4_096

const parameterName = new RegExp(parameterPattern)

/** The items of a JSON array. */
export function itemsOfJson(body: string): PostedItem[] {
  const value = parseJson(body, {}, 'the body')
  if (!Array.isArray(value)) {
    throw new GatewayProblem(
      'invalid-request',
      'the body must be a JSON array of particles, or NDJSON with its media type',
    )
  }
  return value.map((item: unknown, index) => ({ place: { index }, value: item }))
}

/** The items of NDJSON: one a line, blank lines ignored. */
export function itemsOfNdjson(body: string): PostedItem[] {
  const items: PostedItem[] = []
  for (const [index, text] of body.split('\n').entries()) {
    const place = { line: index + 1 }
    if (text.trim() !== '') items.push({ place, value: parseJson(text, place, `line ${place.line}`) })
  }
  return items
}

/**
 * All or nothing: the first particle that is not accepted refuses the body, with its place and field. Large bodies are
 * checked piece by piece, so that other requests are served meanwhile.
 */
export async function checkParticles(
  items: readonly PostedItem[],
  stream: string,
  deployment: number,
): Promise<PostedParticles> {
  if (items.length === 0) throw new GatewayProblem('no-particles', 'send at least one particle')
  const parameters = streamDefinition(stream)?.parameters ?? {}
  const types = new Map<string, ColumnType>()
  const particles: PostedParticle[] = []
  for (const item of items) {
    if (particles.length % pieceLength === pieceLength - 1) await setImmediate()
    const { time, ...rest } = objectOf(item)
    const micros = typeof time === 'string' ? parseTime(time) : null
    if (micros === null) throw refusal(item, 'time', time, acceptedTime)
    const values: [string, ParticleValue][] = []
    for (const [name, value] of Object.entries(rest)) {
      if (name === 'deployment') {
        if (value !== deployment) throw refusal(item, name, value, `absent or ${deployment}, as the address says`)
        continue
      }
      if (!parameterName.test(name)) throw refusal(item, name, value, `named like ${parameterPattern}`)
      if (value === null) continue
      const type = types.get(name) ?? declaredType(parameters, name) ?? inferType(value)
      if (type === null) throw refusal(item, name, value, 'a number, string, boolean, or an array of one of them')
      const typed = typedValue(type, value)
      if (typed === null) throw refusal(item, name, value, accepted(type))
      // An empty array fits any list: a later one with elements decides.
      if (!(Array.isArray(value) && value.length === 0) || declaredType(parameters, name) !== null)
        types.set(name, type)
      values.push([name, typed])
    }
    particles.push({ time: micros, values: Object.fromEntries(values) })
  }
  return { particles, types: withEmptyLists(types, particles, items), places: items.map(({ place }) => place) }
}

export function placeName(place: PostedItem['place']): string {
  return 'index' in place ? `particle ${place.index}` : `line ${place.line}`
}

/** Parameters with empty arrays alone are lists of numbers; beside plain values an empty array fits nothing. */
function withEmptyLists(
  types: Map<string, ColumnType>,
  particles: readonly PostedParticle[],
  items: readonly PostedItem[],
) {
  for (const [index, { values }] of particles.entries()) {
    for (const [name, value] of Object.entries(values)) {
      if (!Array.isArray(value) || value.length > 0) continue
      const type = types.get(name)
      if (type === undefined) types.set(name, { scalar: 'float64', list: 'varying' })
      else if (type.list === undefined) throw refusal(items[index] as PostedItem, name, value, accepted(type))
    }
  }
  return Object.fromEntries(types)
}

const declaredType = (parameters: Readonly<Record<string, { type: ColumnType }>>, name: string): ColumnType | null =>
  Object.hasOwn(parameters, name) ? (parameters[name]?.type ?? null) : null

function objectOf(item: PostedItem): Record<string, unknown> {
  if (typeof item.value === 'object' && item.value !== null && !Array.isArray(item.value)) return { ...item.value }
  const detail = `${placeName(item.place)} must be an object like {"time": "2013-11-23T00:00:00Z", "temp": 13.8}`
  throw new GatewayProblem('invalid-particle', detail, item.place)
}

function refusal(item: PostedItem, field: string, value: unknown, wanted: string): GatewayProblem {
  const got = value === undefined ? 'nothing' : shown(value).slice(0, 100)
  const detail = `${placeName(item.place)}: ${field} must be ${wanted}; got ${got}`
  return new GatewayProblem('invalid-particle', detail, { ...item.place, field })
}

function parseJson(text: string, place: object, what: string): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    throw new GatewayProblem('invalid-json', `${what} is not JSON: ${reason}`, place)
  }
}
