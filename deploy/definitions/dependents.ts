/** Which definitions would lack something if one were removed. */
import { recordProblem } from '../../schemas/definitions/record-checks.ts'
import type { Binding, DefinitionKind, DefinitionRecords, ParameterRecord } from '../../schemas/definitions/records.ts'
import type { DefinitionChanged } from '../../schemas/generated/events.ts'
import type { Told } from './changes.ts'

export interface Dependent {
  readonly kind: DefinitionKind
  readonly id: string
  /** What it needs of the removed one, in words. */
  readonly why: string
}

export interface Definition {
  readonly kind: DefinitionKind
  readonly id: string
}

/** Those that stand now, by id. What was rejected is none. */
export function standing<K extends DefinitionKind>(told: Told, kind: K): ReadonlyMap<string, DefinitionRecords[K]> {
  const found = new Map<string, DefinitionRecords[K]>()
  for (const event of told.values()) {
    if (event.kind !== kind || event.isRemoved) continue
    const record = recordOf(event)
    if (record !== null) found.set(event.id, record as DefinitionRecords[K])
  }
  return found
}

function recordOf({ kind, body }: DefinitionChanged): unknown {
  try {
    const value: unknown = JSON.parse(body)
    return recordProblem(kind, value) === null ? value : null
  } catch {
    return null
  }
}

/** Direct ones and those that depend on them in turn, each once, nearest first. */
export function dependentsOf(told: Told, removed: Definition): Dependent[] {
  const parameters = standing(told, 'parameter')
  const streams = standing(told, 'stream')
  const found = new Map<string, Dependent>()
  const open: Definition[] = [removed]
  const add = (kind: DefinitionKind, id: string, why: string): void => {
    const key = `${kind}/${id}`
    if (found.has(key) || (kind === removed.kind && id === removed.id)) return
    found.set(key, { kind, id, why })
    open.push({ kind, id })
  }
  for (let next = open.shift(); next !== undefined; next = open.shift()) {
    const { kind, id } = next
    for (const parameter of parameters.values()) {
      const why = needs(parameter, kind, id)
      if (why !== null) add('parameter', parameter.id, why)
    }
    for (const stream of streams.values()) {
      if (kind === 'parameter' && stream.parameters.includes(id)) add('stream', stream.name, `has the parameter ${id}`)
      if (kind === 'stream' && stream.computedFrom.includes(id)) add('stream', stream.name, `is computed from ${id}`)
    }
  }
  return [...found.values()]
}

function needs({ derivation }: ParameterRecord, kind: DefinitionKind, id: string): string | null {
  if (derivation === null) return null
  if (kind === 'function') return derivation.functionId === id ? `is computed by ${id}` : null
  const isIt = (binding: Binding) =>
    kind === 'parameter'
      ? (binding.from === 'parameter' || binding.from === 'stream') && binding.id === id
      : binding.from === 'stream' && binding.stream === id
  const argument = Object.entries(derivation.bindings).find(([, list]) => list.some(isIt))?.[0]
  return argument === undefined ? null : `takes its argument ${argument} from ${id}`
}
