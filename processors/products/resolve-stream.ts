/** A stream with its parameters and their functions, whole, from the definitions as they stand. */
import { contentVersion } from '../../schemas/content-version.ts'
import type {
  Binding,
  FunctionRecord,
  ParameterRecord,
  ResolvedParameter,
  ResolvedStream,
  StreamRecord,
} from '../../schemas/definitions/records.ts'

export interface Definitions {
  readonly parameter: ReadonlyMap<string, ParameterRecord>
  readonly function: ReadonlyMap<string, FunctionRecord>
  readonly stream: ReadonlyMap<string, StreamRecord>
}

/** Names of the streams that have a parameter, by its id; those that were catalogued first come first. */
export type Providers = ReadonlyMap<string, readonly string[]>

export function providersOf({ stream }: Pick<Definitions, 'stream'>): Providers {
  const rank = ({ id }: StreamRecord): number => Number(/\d+$/.exec(id ?? '')?.[0] ?? Number.POSITIVE_INFINITY)
  const inOrder = [...stream.values()].sort((a, b) => rank(a) - rank(b) || (a.name < b.name ? -1 : 1))
  const providers = new Map<string, string[]>()
  for (const { name, parameters } of inOrder) {
    for (const id of parameters) {
      const known = providers.get(id)
      if (known === undefined) providers.set(id, [name])
      else known.push(name)
    }
  }
  return providers
}

/** Ids of parameters that the stream's derivations name as its own and that neither it nor its hosts have. */
export function foreignParameters(stream: StreamRecord, definitions: Definitions): string[] {
  const own = ownIds(stream, definitions)
  const bindings = stream.parameters.flatMap((id) =>
    Object.values(definitions.parameter.get(id)?.derivation?.bindings ?? {}).flat(),
  )
  return bindings.flatMap((binding) => (binding.from === 'parameter' && !own.has(binding.id) ? [binding.id] : []))
}

/** A virtual stream is computed from the rows of its hosts. */
function ownIds(stream: StreamRecord, definitions: Definitions): ReadonlySet<string> {
  const hosts = stream.computedFrom.flatMap((name) => definitions.stream.get(name)?.parameters ?? [])
  return new Set([...stream.parameters, ...hosts])
}

/** What is not defined is left out and said in `problems`: it does no harm to the rest. */
export function resolveStream(stream: StreamRecord, definitions: Definitions, providers: Providers): ResolvedStream {
  const own = ownIds(stream, definitions)
  const elsewhere = (binding: Binding): readonly Binding[] => {
    if (binding.from !== 'parameter' || own.has(binding.id)) return [binding]
    const streams = providers.get(binding.id) ?? []
    return streams.length === 0 ? [binding] : streams.map((name) => ({ from: 'stream', stream: name, id: binding.id }))
  }
  const problems: string[] = []
  const parameters: ResolvedParameter[] = []
  const names = new Map<string, string>()
  for (const id of new Set(stream.parameters)) {
    const parameter = definitions.parameter.get(id)
    if (parameter === undefined) {
      problems.push(`no parameter ${id} is defined: it is left out`)
      continue
    }
    const namesake = names.get(parameter.name)
    if (namesake !== undefined) {
      problems.push(`${namesake} and ${id} are both called ${parameter.name}: ${id} is left out`)
      continue
    }
    names.set(parameter.name, id)
    parameters.push(resolveParameter(parameter, definitions, elsewhere, problems))
  }
  const { name, id, about, timeParameter, computedFrom, binMinutes } = stream
  const resolved = { name, id, about, timeParameter, computedFrom, binMinutes, parameters, problems }
  return { ...resolved, version: contentVersion(resolved) }
}

function resolveParameter(
  { derivation, ...parameter }: ParameterRecord,
  definitions: Definitions,
  elsewhere: (binding: Binding) => readonly Binding[],
  problems: string[],
): ResolvedParameter {
  if (derivation === null) return { ...parameter, derivation }
  const { functionId } = derivation
  const bindings = Object.fromEntries(
    Object.entries(derivation.bindings).map(([argument, alternatives]) => [argument, alternatives.flatMap(elsewhere)]),
  )
  const found = definitions.function.get(functionId)
  if (found === undefined) {
    problems.push(`${parameter.id} is computed by ${functionId}, which is not defined: it cannot be computed`)
    return { ...parameter, derivation: { functionId, bindings, kind: 'algorithm', text: functionId } }
  }
  return { ...parameter, derivation: { functionId, bindings, kind: found.kind, text: found.text } }
}
