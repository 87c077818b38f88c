/** A stream with its parameters and their functions, whole, from the definitions as they stand. */
import { contentVersion } from '../../schemas/content-version.ts'
import type {
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

/** What is not defined is left out and said in `problems`: it does no harm to the rest. */
export function resolveStream(stream: StreamRecord, definitions: Definitions): ResolvedStream {
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
    parameters.push(resolveParameter(parameter, definitions, problems))
  }
  const { name, id, about, timeParameter, computedFrom, binMinutes } = stream
  const resolved = { name, id, about, timeParameter, computedFrom, binMinutes, parameters, problems }
  return { ...resolved, version: contentVersion(resolved) }
}

function resolveParameter(
  { derivation, ...parameter }: ParameterRecord,
  definitions: Definitions,
  problems: string[],
): ResolvedParameter {
  if (derivation === null) return { ...parameter, derivation }
  const found = definitions.function.get(derivation.functionId)
  if (found === undefined) {
    problems.push(
      `${parameter.id} is computed by ${derivation.functionId}, which is not defined: it cannot be computed`,
    )
    return { ...parameter, derivation: { ...derivation, kind: 'algorithm', text: derivation.functionId } }
  }
  return { ...parameter, derivation: { ...derivation, kind: found.kind, text: found.text } }
}
