/**
 * Which functions compute what was asked for, in which order, from what: the dependency graph of one stream's wanted
 * parameters, with alternatives tried in their order of priority. Pure bookkeeping: no data are read.
 */
import type { Binding, ResolvedParameter, ResolvedStream } from '../../../schemas/definitions/records.ts'
import { identifierOf } from '../../../schemas/definitions/records.ts'
import type { AnyAlgorithm } from '../algorithm.ts'

export type Source =
  /** A parameter of this stream, stored or computed by an earlier step. */
  | { readonly from: 'own'; readonly id: string }
  | { readonly from: 'support'; readonly support: Support }
  | { readonly from: 'calibration'; readonly name: string }
  | { readonly from: 'constant'; readonly value: number }

/** A parameter of another stream, computed there and interpolated here. */
export interface Support {
  readonly refdes: string
  readonly method: string
  readonly stream: string
  readonly parameter: ResolvedParameter
  /** How it is had in its own stream. */
  readonly plan: Plan
  /** Typical time between its particles, microseconds; null when unknown. */
  readonly intervalMicros: number | null
}

export interface Step {
  readonly parameter: ResolvedParameter
  readonly algorithm: AnyAlgorithm
  readonly arguments: ReadonlyMap<string, Source>
  /** Its result has several values a row: as declared, or an expression over what has. */
  readonly isVector: boolean
}

export interface Plan {
  readonly stream: ResolvedStream
  /** Of a virtual stream: how the rows are had that its windows gather. Null: its particles are stored. */
  readonly host: Plan | null
  /** Names of the stored columns that the steps read, or that were wanted themselves. */
  readonly stored: ReadonlySet<string>
  /** Each after those that it depends on. */
  readonly steps: readonly Step[]
  /** Wanted parameters in their order, as far as they can be had. */
  readonly wanted: readonly ResolvedParameter[]
  /** Wanted parameters that can not be had, and why. */
  readonly missing: readonly { readonly parameter: ResolvedParameter; readonly reason: string }[]
}

/** What planning asks of the catalogue. */
export interface PlanViews {
  /** The algorithm of a function record; null: there is none. */
  algorithm(kind: 'algorithm' | 'expression', text: string): AnyAlgorithm | null
  /** The best supporting parameter of this identifier, by the rules of `supporting-streams.ts`. */
  byIdentifier(identifier: string): Promise<Support | null>
  byStream(stream: string, id: string): Promise<Support | null>
}

type Found = { readonly source: Source } | { readonly reason: string }

/** `stored`: names of the columns that the store has. `wanted`: parameter ids. */
export async function planProducts(
  stream: ResolvedStream,
  stored: ReadonlySet<string>,
  wanted: readonly string[],
  views: PlanViews,
  /** Of a virtual stream. */
  hostName: string | null = null,
): Promise<Plan> {
  const planning = new Planning(stream, stored, views, hostName)
  const had: ResolvedParameter[] = []
  const missing: { parameter: ResolvedParameter; reason: string }[] = []
  for (const id of wanted) {
    const parameter = planning.parameter(id)
    if (parameter === undefined) continue
    const reason = await planning.demand(parameter, [])
    if (reason === null) had.push(parameter)
    else missing.push({ parameter, reason })
  }
  return { stream, host: null, stored: planning.read, steps: planning.steps, wanted: had, missing }
}

class Planning {
  readonly steps: Step[] = []
  readonly read = new Set<string>()
  private readonly byId: ReadonlyMap<string, ResolvedParameter>
  private readonly settled = new Map<string, string | null>()

  constructor(
    private readonly stream: ResolvedStream,
    private readonly stored: ReadonlySet<string>,
    private readonly views: PlanViews,
    private readonly hostName: string | null,
  ) {
    this.byId = new Map(stream.parameters.map((parameter) => [parameter.id, parameter]))
  }

  parameter(id: string): ResolvedParameter | undefined {
    return this.byId.get(id)
  }

  /** Null when the parameter can be had; else why not. `path`: what is being planned around it. */
  async demand(parameter: ResolvedParameter, path: readonly string[]): Promise<string | null> {
    const known = this.settled.get(parameter.id)
    if (known !== undefined) return known
    if (path.includes(parameter.id)) return `${[...path, parameter.id].join(' → ')} is a cycle`
    const reason = await this.settle(parameter, [...path, parameter.id])
    this.settled.set(parameter.id, reason)
    return reason
  }

  private async settle(parameter: ResolvedParameter, path: readonly string[]): Promise<string | null> {
    const { derivation, name } = parameter
    if (derivation === null) {
      if (!this.stored.has(name)) return `no ${name} is stored`
      this.read.add(name)
      return null
    }
    const algorithm = this.views.algorithm(derivation.kind, derivation.text)
    if (algorithm === null) return `there is no function ${derivation.text}`
    if (algorithm.kind === 'window' && this.hostName === null) {
      return `${name} is a value for each window of samples: ask for it without parameters of single samples`
    }
    const bound = new Map<string, Source>()
    for (const [argument, spec] of Object.entries(algorithm.arguments)) {
      const found = await this.bind(derivation.bindings[argument], path)
      if (found !== null && 'source' in found) bound.set(argument, found.source)
      else if ((spec as { optional?: true }).optional !== true) {
        return `${algorithm.name} needs ${argument}: ${found?.reason ?? 'the definition binds nothing to it'}`
      }
    }
    const isOfVectors = derivation.kind === 'expression' && [...bound.values()].some((source) => this.isVector(source))
    const isVector = algorithm.result.shape === 'vector' || isOfVectors
    this.steps.push({ parameter, algorithm, arguments: bound, isVector })
    return null
  }

  private isVector(source: Source): boolean {
    if (source.from !== 'own') return false
    const step = this.steps.find(({ parameter }) => parameter.id === source.id)
    return step === undefined ? this.byId.get(source.id)?.type.list !== undefined : step.isVector
  }

  /** The first alternative that can be had. Null: nothing is bound, or the list ends with nothing. */
  private async bind(alternatives: readonly Binding[] | undefined, path: readonly string[]): Promise<Found | null> {
    const reasons: string[] = []
    for (const binding of alternatives ?? []) {
      if (binding.from === 'nothing') return null
      const found = await this.source(binding, path)
      if ('source' in found) return found
      reasons.push(found.reason)
    }
    return reasons.length === 0 ? null : { reason: reasons.join('; ') }
  }

  private async source(binding: Exclude<Binding, { from: 'nothing' }>, path: readonly string[]): Promise<Found> {
    switch (binding.from) {
      case 'constant':
      case 'calibration':
        return { source: binding }
      case 'parameter':
        return this.own(binding.id, path)
      case 'identifier':
        return this.identified(binding.identifier, path)
      case 'stream': {
        if (binding.stream === this.stream.name || binding.stream === this.hostName) return this.own(binding.id, path)
        const support = await this.views.byStream(binding.stream, binding.id)
        return support === null
          ? { reason: `no ${binding.stream} is at hand` }
          : { source: { from: 'support', support } }
      }
    }
  }

  private async own(id: string, path: readonly string[]): Promise<Found> {
    const parameter = this.byId.get(id)
    if (parameter === undefined) return { reason: `${this.stream.name} has no parameter ${id}` }
    const reason = await this.demand(parameter, path)
    return reason === null ? { source: { from: 'own', id } } : { reason }
  }

  private async identified(identifier: string, path: readonly string[]): Promise<Found> {
    const own = this.stream.parameters.filter((parameter) => identifierOf(parameter) === identifier)
    for (const { id } of own) {
      if (path.includes(id)) continue
      const found = await this.own(id, path)
      if ('source' in found) return found
    }
    const support = await this.views.byIdentifier(identifier)
    if (support !== null) return { source: { from: 'support', support } }
    return { reason: `no ${identifier} in this stream or one that supports it` }
  }
}
