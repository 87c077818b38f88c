/** The shipped stream definitions as records, as they are told and kept. */
import type { DerivedDefinition, ParameterDefinition, Reference, StreamDefinition } from './definition.ts'
import { streamDefinitions } from './index.ts'
import type { Binding, DataLevel, DefinitionSet, FunctionRecord, ParameterRecord, StreamRecord } from './records.ts'

/** Who changed them, as the catalogue says. */
export const shippedBy = 'tideline'

export function shippedDefinitions(): DefinitionSet {
  const sets = streamDefinitions.map(recordsOf)
  const functions = new Map(sets.flatMap((set) => set.function).map((one) => [one.id, one]))
  return {
    parameter: sets.flatMap(({ parameter }) => parameter),
    function: [...functions.values()],
    stream: sets.flatMap(({ stream }) => stream),
  }
}

/** Its parameters are called `stream.name`; its functions by their algorithm, or by the text of their expression. */
export function recordsOf(definition: StreamDefinition): DefinitionSet {
  const { name, about, binMinutes, parameters, derived = {}, computedFrom = [] } = definition
  const names = new Set([...Object.keys(parameters), ...Object.keys(derived)])
  const parameter = [
    ...Object.entries(parameters).map(([own, one]) => parameterRecord(name, own, one)),
    ...Object.entries(derived).map(([own, one]) => derivedRecord(name, own, one, names)),
  ]
  const stream: StreamRecord = {
    name,
    id: null,
    about,
    parameters: parameter.map(({ id }) => id),
    timeParameter: null,
    computedFrom,
    binMinutes,
  }
  return { parameter, function: Object.values(derived).map(functionRecord), stream: [stream] }
}

function parameterRecord(stream: string, name: string, definition: ParameterDefinition): ParameterRecord {
  const { type, units, longName, standardName, identifier, description, fill, precision, dimensions, codes } =
    definition
  const [, product = null, level = null] = /^(.+)_(L[012])$/.exec(identifier ?? '') ?? []
  return {
    id: `${stream}.${name}`,
    name,
    fileName: null,
    type,
    dimensions: dimensions ?? [],
    units,
    longName,
    description: description ?? null,
    standardName: standardName ?? null,
    fill: fill ?? null,
    precision: precision ?? null,
    dataProductIdentifier: product,
    level: level as DataLevel | null,
    isVisible: true,
    codes: codes ?? null,
    derivation: null,
  }
}

function derivedRecord(
  stream: string,
  name: string,
  { type = { scalar: 'float64' }, ...definition }: DerivedDefinition,
  own: ReadonlySet<string>,
): ParameterRecord {
  const bindings = Object.entries(definition.arguments).map(([argument, given]) => {
    const alternatives = (Array.isArray(given) ? given : [given]) as readonly Reference[]
    return [argument, alternatives.map((reference) => bindingOf(stream, reference, own))] as const
  })
  const derivation = { functionId: functionRecord(definition).id, bindings: Object.fromEntries(bindings) }
  return { ...parameterRecord(stream, name, { ...definition, type }), derivation }
}

function bindingOf(stream: string, reference: Reference, own: ReadonlySet<string>): Binding {
  if (reference === null) return { from: 'nothing' }
  if (typeof reference === 'number') return { from: 'constant', value: reference }
  if (own.has(reference)) return { from: 'parameter', id: `${stream}.${reference}` }
  if (reference.startsWith('CC_')) return { from: 'calibration', name: reference }
  if (/_L[012]$/.test(reference)) return { from: 'identifier', identifier: reference }
  const [other = ''] = reference.split('.', 1)
  if (other !== reference) return { from: 'stream', stream: other, id: reference }
  throw new TypeError(`${stream} has no parameter ${reference}, and it is no coefficient, identifier or other stream's`)
}

function functionRecord({ algorithm, expression, arguments: given }: Omit<DerivedDefinition, 'type'>): FunctionRecord {
  if (algorithm !== undefined) return { id: algorithm, kind: 'algorithm', text: algorithm, description: null }
  if (expression !== undefined) return { id: expression, kind: 'expression', text: expression, description: null }
  throw new TypeError(`A derived parameter of ${Object.keys(given).join(', ')} has no algorithm and no expression`)
}
