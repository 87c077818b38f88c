/** What is wrong with the derivations of a stream, found without any data. */
import {
  type Binding,
  identifierOf,
  type ResolvedParameter,
  type ResolvedStream,
} from '../../schemas/definitions/records.ts'
import { compareUnits } from '../../schemas/units.ts'
import type { AnyAlgorithm, ArgumentSpec } from './algorithm.ts'
import { bindingTexts } from './binding-text.ts'
import { functionOf } from './engine/functions.ts'
import type { KnownStreams } from './known-streams.ts'

export const problemKinds = [
  /** A definition that it names does not exist. */
  'undefined',
  /** No algorithm has this name, or the expression is not understood. */
  'unknown-function',
  'missing-argument',
  /** The function takes no argument of this name. */
  'unknown-argument',
  /** Nothing that an argument could come from exists in any stream. */
  'not-provided',
  'cycle',
  'unit-mismatch',
  'shape-mismatch',
] as const

export interface DefinitionProblem {
  readonly stream: string
  /** Id of the parameter; null: it is the stream's. */
  readonly parameter: string | null
  readonly kind: (typeof problemKinds)[number]
  readonly detail: string
}

export function checkStream(stream: ResolvedStream, known: KnownStreams): DefinitionProblem[] {
  const ofStream = (detail: string) => ({ stream: stream.name, parameter: null, kind: 'undefined', detail }) as const
  const absent = stream.computedFrom.filter((name) => !known.byName.has(name))
  return [
    ...stream.problems.map(ofStream),
    ...absent.map((name) => ofStream(`it is computed from ${name}, which is not defined`)),
    ...stream.parameters.flatMap((parameter) => new Check(stream, known, parameter).run()),
  ]
}

class Check {
  private readonly problems: DefinitionProblem[] = []
  /** The stream's own parameters; a virtual stream's hosts count as its own. */
  private readonly own: readonly ResolvedParameter[]

  constructor(
    private readonly stream: ResolvedStream,
    private readonly known: KnownStreams,
    private readonly parameter: ResolvedParameter,
  ) {
    const hosts = stream.computedFrom.flatMap((name) => known.byName.get(name)?.parameters ?? [])
    this.own = [...stream.parameters, ...hosts]
  }

  run(): DefinitionProblem[] {
    const { derivation, id, units } = this.parameter
    if (derivation === null) return []
    const cycle = this.cycleFrom(id, [])
    if (cycle !== null) this.add('cycle', cycle.join(' → '))
    const algorithm = functionOf(derivation.kind, derivation.text)
    if (algorithm === null) {
      this.add('unknown-function', `${derivation.functionId}: no ${derivation.kind} "${derivation.text}"`)
      return this.problems
    }
    const specs = algorithm.arguments as Record<string, ArgumentSpec>
    for (const argument of Object.keys(derivation.bindings)) {
      if (specs[argument] !== undefined) continue
      this.add('unknown-argument', `${algorithm.name} takes no ${argument}; it takes ${Object.keys(specs).join(', ')}`)
    }
    for (const [argument, spec] of Object.entries(specs)) {
      this.checkArgument(algorithm, argument, spec, derivation.bindings[argument] ?? [])
    }
    if (derivation.kind === 'algorithm') this.checkResult(algorithm, units)
    return this.problems
  }

  private add(kind: DefinitionProblem['kind'], detail: string): void {
    this.problems.push({ stream: this.stream.name, parameter: this.parameter.id, kind, detail })
  }

  private checkArgument(algorithm: AnyAlgorithm, name: string, spec: ArgumentSpec, bindings: readonly Binding[]): void {
    const isOptional = spec.optional === true
    const canBeLeftOut = bindings.some(({ from }) => from === 'nothing')
    if (bindings.length === 0 || (bindings.length === 1 && canBeLeftOut)) {
      if (!isOptional) this.add('missing-argument', `${algorithm.name} needs ${name}`)
      return
    }
    if (canBeLeftOut && !isOptional)
      this.add('missing-argument', `${name} may be nothing, and ${algorithm.name} needs it`)
    let isProvided = canBeLeftOut
    for (const binding of bindings) {
      if (binding.from === 'constant' || binding.from === 'calibration') isProvided = true
      const candidates = this.candidates(binding)
      if (candidates.length === 0) continue
      isProvided = true
      this.checkCandidates(name, spec, candidates)
    }
    if (!isProvided) this.add('not-provided', `${name}: nothing provides ${bindingTexts(bindings).join(' or ')}`)
  }

  /** Parameters that the binding may mean. */
  private candidates(binding: Binding): readonly ResolvedParameter[] {
    switch (binding.from) {
      case 'parameter':
        return this.own.filter(({ id }) => id === binding.id)
      case 'stream':
        return this.known.byName.get(binding.stream)?.parameters.filter(({ id }) => id === binding.id) ?? []
      case 'identifier': {
        const isIt = (one: ResolvedParameter) =>
          identifierOf(one) === binding.identifier && one.id !== this.parameter.id
        const own = this.own.filter(isIt)
        return own.length > 0 ? own : (this.known.byIdentifier.get(binding.identifier) ?? []).filter(isIt)
      }
      default:
        return []
    }
  }

  /** One that fits is enough: which of several streams will support this one is not known here. */
  private checkCandidates(argument: string, spec: ArgumentSpec, candidates: readonly ResolvedParameter[]): void {
    const { units, shape = 'scalar' } = spec
    const [first] = candidates as [ResolvedParameter]
    const differs = (one: ResolvedParameter) => !isKnownEqual(one, units) && areUnlike(one.units, units ?? one.units)
    if (candidates.every(differs)) {
      this.add('unit-mismatch', `${argument} is in ${units}, ${first.name} (${first.id}) in ${first.units}`)
    }
    const isList = ({ type }: ResolvedParameter) => type.list !== undefined
    const isText = ({ type }: ResolvedParameter) => type.scalar === 'string'
    if (units === undefined && shape === 'scalar') return
    const fits = (one: ResolvedParameter) =>
      isText(one) === (shape === 'text') && (isText(one) || isList(one) === (shape !== 'scalar'))
    if (candidates.some(fits)) return
    const found = isText(first) ? 'text' : isList(first) ? 'an array' : 'one value'
    this.add('shape-mismatch', `${argument} is a ${shape}, ${first.name} (${first.id}) is ${found} a row`)
  }

  private checkResult({ name, result }: AnyAlgorithm, units: string): void {
    if (isKnownEqual(this.parameter, result.units) || !areUnlike(units, result.units)) return
    this.add('unit-mismatch', `${name} gives ${result.units}, the parameter says ${units}`)
  }

  /** Null: none. Identifiers never come back to what is being computed. */
  private cycleFrom(id: string, path: readonly string[]): string[] | null {
    if (path.includes(id)) return path[0] === id ? [...path, id] : null
    const bindings = this.own.find((one) => one.id === id)?.derivation?.bindings ?? {}
    for (const binding of Object.values(bindings).flat()) {
      const cycle = binding.from === 'parameter' ? this.cycleFrom(binding.id, [...path, id]) : null
      if (cycle !== null) return cycle
    }
    return null
  }
}

const areUnlike = (a: string, b: string): boolean => /^(convertible|different)$/.test(compareUnits(a, b))

/** Practical salinity is a plain number, and is written as parts per thousand too. */
const knownEqual = [{ identifiers: /^(PRACSAL|SALSURF)$/, units: ['1', '1E-03', '1e-3', '0.001'] }]

function isKnownEqual({ dataProductIdentifier, units }: ResolvedParameter, other: string | undefined): boolean {
  return knownEqual.some(
    (one) =>
      one.identifiers.test(dataProductIdentifier ?? '') && one.units.includes(units) && one.units.includes(other ?? ''),
  )
}
