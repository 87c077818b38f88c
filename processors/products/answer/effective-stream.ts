/** A stream as it can be asked for: what is defined of it and what is stored of it. */
import type { ColumnType } from '../../../schemas/columns/column.ts'
import type { ResolvedParameter, ResolvedStream } from '../../../schemas/definitions/records.ts'

/** Stored columns that no definition names are parameters of their own; an undefined stream has only those. */
export function effectiveStream(
  name: string,
  defined: ResolvedStream | null,
  stored: ReadonlyMap<string, ColumnType>,
): ResolvedStream {
  const known = new Set(defined?.parameters.map((parameter) => parameter.name))
  const others = [...stored].filter(([column]) => !known.has(column)).sort(([a], [b]) => (a < b ? -1 : 1))
  const undefinedOnes = others.map(([column, type]) => undefinedParameter(name, column, type))
  const base = defined ?? {
    name,
    id: null,
    about: name,
    timeParameter: null,
    computedFrom: [],
    binMinutes: 1440,
    problems: [],
    version: '',
    parameters: [],
  }
  return { ...base, parameters: [...base.parameters, ...undefinedOnes] }
}

function undefinedParameter(stream: string, name: string, type: ColumnType): ResolvedParameter {
  return {
    id: `${stream}.${name}`,
    name,
    fileName: null,
    type,
    dimensions: [],
    units: '1',
    longName: name,
    description: 'no definition says what it is',
    standardName: null,
    fill: null,
    precision: null,
    dataProductIdentifier: null,
    level: null,
    isVisible: true,
    codes: null,
    derivation: null,
  }
}

/** By name, id, or name in files. */
export function parameterNamed(stream: ResolvedStream, word: string): ResolvedParameter | undefined {
  const { parameters } = stream
  return (
    parameters.find(({ name }) => name === word) ??
    parameters.find(({ id }) => id === word) ??
    parameters.find(({ fileName }) => fileName === word)
  )
}
