/**
 * The version of the products of a bin: a hash of all that their values follow from besides the samples. Definitions,
 * formulas, coefficients that are valid in the bin, and which streams support them.
 */
import { contentVersion } from '../../../schemas/content-version.ts'
import type { Coefficients } from '../engine/arguments.ts'
import type { Plan, Source, Step } from '../engine/plan.ts'

/** 16 hexadecimal characters. `from` ≤ time < `to`, UTC microseconds: the bin. */
export function productVersion(plan: Plan, coefficients: Coefficients, from: number, to: number): string {
  const names = new Set(plan.steps.flatMap(({ arguments: bound }) => [...bound.values()].flatMap(coefficientOf)))
  const valid = [...names].sort().map((name) => [name, coefficients.signature(name, from, to)])
  return contentVersion({ computation: plan.steps.map(described), coefficients: valid }).slice(0, 16)
}

const coefficientOf = (source: Source): string[] => (source.from === 'calibration' ? [source.name] : [])

function described({ parameter, algorithm, arguments: bound }: Step): unknown {
  const { id, name, type, fill } = parameter
  const { name: by, formulaVersion } = algorithm
  return {
    id,
    name,
    type,
    fill,
    by,
    formulaVersion,
    bound: [...bound].map(([argument, source]) => [argument, sourceOf(source)]),
  }
}

function sourceOf(source: Source): unknown {
  if (source.from !== 'support') return source
  const { refdes, method, stream, parameter, plan } = source.support
  return { refdes, method, stream, parameter: parameter.id, steps: plan.steps.map(described) }
}

/** The column of a product beside those of the samples: `@` is in no parameter's name. */
export const productColumn = (name: string, version: string): string => `${name}@${version}`

/** In the statistics of each chunk whose products are there, whole. */
export const productMarker = (version: string): string => `_products@${version}`

/** Version of a product's column or marker; null: another column. */
export function versionOfColumn(column: string): string | null {
  const at = column.indexOf('@')
  return at === -1 ? null : column.slice(at + 1)
}
