/** Which parameters of a stream a request asks for. */
import type { ColumnType } from '../../../schemas/columns/column.ts'
import type { ResolvedParameter, ResolvedStream } from '../../../schemas/definitions/records.ts'
import type { DataRequested, Problem } from '../../../schemas/generated/events.ts'
import { parameterNamed } from './effective-stream.ts'

type Choice = Pick<DataRequested, 'parameters' | 'products' | 'computesProducts' | 'isRaw'>

/** Named ones, or all that is stored; and products: those named, or all visible ones where nothing is named. */
export function chooseParameters(
  stream: ResolvedStream,
  types: ReadonlyMap<string, ColumnType>,
  { parameters, products, computesProducts, isRaw }: Choice,
): readonly ResolvedParameter[] | Problem {
  const chosen = new Set<ResolvedParameter>()
  const withAll = parameters === null && products === null && computesProducts && !isRaw
  for (const parameter of parameters === null ? stream.parameters : []) {
    const isStored = parameter.derivation === null && types.has(parameter.name)
    if (isStored || (withAll && parameter.derivation !== null && parameter.isVisible)) chosen.add(parameter)
  }
  for (const [field, words] of Object.entries({ parameters: parameters ?? [], products: products ?? [] })) {
    for (const word of words) {
      if (word === 'time' || word === 'deployment') continue
      const parameter = parameterNamed(stream, word)
      if (parameter === undefined) return unknownParameter(stream, word, field)
      chosen.add(parameter)
    }
  }
  return [...chosen]
}

function unknownParameter(stream: ResolvedStream, word: string, field: string): Problem {
  const known = stream.parameters.map(({ name }) => name).sort()
  const detail = `${stream.name} has no parameter ${word}; it has ${known.join(', ')}`
  return { code: 'unknown-parameter', detail, field }
}
