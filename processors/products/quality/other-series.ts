/** The other series that a test looks at: parameters of the stream, or of streams that support it. */
import {
  type Binding,
  identifierOf,
  type ResolvedParameter,
  type ResolvedStream,
} from '../../../schemas/definitions/records.ts'
import { parameterNamed } from '../answer/effective-stream.ts'

/** What OOI's quality tests call the pressure that another instrument of the platform measured. */
const aliases: Readonly<Record<string, string>> = { int_ctd_pressure: 'PRESWAT_L1' }

/** By name, id or data product; else one to be had of another stream: `PRESWAT_L1`, or `stream.parameter id`. Null: no such words. */
export function otherSeries(word: string, stream: ResolvedStream): ResolvedParameter | null {
  const own = parameterNamed(stream, word)
  if (own !== undefined) return own
  const wanted = aliases[word] ?? word
  const offered = stream.parameters.find((one) => identifierOf(one) === wanted)
  if (offered !== undefined) return offered
  const bindings = bindingsOf(wanted)
  return bindings === null ? null : borrowed(word, bindings)
}

function bindingsOf(word: string): readonly Binding[] | null {
  if (/^[A-Z0-9-]+_L[012]$/.test(word)) return [{ from: 'identifier', identifier: word }]
  const [, stream, parameter] = /^([a-z][a-z0-9_]*)\.([A-Za-z0-9_]+)$/.exec(word) ?? []
  if (stream === undefined || parameter === undefined) return null
  // Our own parameters are called after their stream, those of OOI by a number.
  return [word, parameter].map((id) => ({ from: 'stream', stream, id }))
}

/** How it was said where the test is. */
export const wordOf = ({ name }: ResolvedParameter): string => name.replace(/^_/, '')

/** Computed as the value of the other series at the rows' times. A leading underscore is ours: no parameter has this name. */
function borrowed(word: string, bindings: readonly Binding[]): ResolvedParameter {
  return {
    ...{ id: `_${word}`, name: `_${word}`, fileName: null, type: { scalar: 'float64' }, dimensions: [], units: '1' },
    ...{ longName: word, description: null, standardName: null, fill: null, precision: null },
    ...{ dataProductIdentifier: null, level: null, isVisible: false, codes: null },
    derivation: { functionId: '_', kind: 'expression', text: 'x', bindings: { x: bindings } },
  }
}

/** Parameters of the stream whose tests a parameter is judged by: those named, else those that it is computed from. A text: there are none. */
export function sourcesOf(
  parameter: ResolvedParameter,
  named: readonly string[],
  stream: ResolvedStream,
): ResolvedParameter[] | string {
  const found = named.map((word) => parameterNamed(stream, word) ?? word)
  const lacking = found.find((one) => typeof one === 'string')
  if (lacking !== undefined) return `needs the tests of ${lacking}, and ${stream.name} has no such parameter`
  const all = named.length > 0 ? (found as ResolvedParameter[]) : computedFrom(parameter, stream)
  const sources = [...new Set(all)].filter(({ id }) => id !== parameter.id)
  return sources.length > 0 ? sources : `needs sources: ${parameter.name} is computed from nothing in ${stream.name}`
}

/** In its own stream. */
function computedFrom({ id, derivation }: ResolvedParameter, stream: ResolvedStream): ResolvedParameter[] {
  return Object.values(derivation?.bindings ?? {}).flatMap((alternatives) => {
    const [own] = alternatives.flatMap((binding) => {
      if (binding.from === 'parameter') return stream.parameters.filter((one) => one.id === binding.id)
      return binding.from === 'identifier'
        ? stream.parameters.filter((one) => one.id !== id && identifierOf(one) === binding.identifier)
        : []
    })
    return own === undefined ? [] : [own]
  })
}
