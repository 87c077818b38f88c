/**
 * The version of a product in a bin: a hash of all that their values follow from besides the samples. Definitions,
 * formulas, coefficients that are valid in the bin, and which streams support them.
 */
import { contentVersion } from '../../../schemas/content-version.ts'
import type { ResolvedParameter } from '../../../schemas/definitions/records.ts'
import type { Coefficients } from '../engine/arguments.ts'
import type { Plan, Source, Step, Support } from '../engine/plan.ts'
import type { SupportMasks } from '../engine/support-masks.ts'

/**
 * By parameter name, of each step of the plan: 16 hexadecimal characters. `from` ≤ time < `to`, UTC microseconds: the
 * bin. A step's version covers the steps that it follows from.
 */
export function productVersions(
  plan: Plan,
  coefficients: Coefficients,
  from: number,
  to: number,
  supportMasks: SupportMasks,
): ReadonlyMap<string, string> {
  const masked: Masked = (support) => supportMasks.get(support)?.signature(from, to) ?? ''
  const byId = hosted(plan, coefficients, from, to, supportMasks)
  const byName = new Map<string, string>()
  for (const step of plan.steps) {
    const names = [...step.arguments.values()].flatMap(coefficientOf)
    const valid = names.map((name) => coefficients.signature(name, from, to))
    const follows = [...step.arguments.values()].map((source) =>
      source.from === 'own' ? (byId.get(source.id) ?? '') : '',
    )
    const host = plan.host === null ? [] : [plan.host.stream.name]
    const version = contentVersion([described(step, plan, masked), valid, follows, ...host]).slice(0, 16)
    byId.set(step.parameter.id, version)
    byName.set(step.parameter.name, version)
  }
  return byName
}

/** Of what a virtual stream is made of, by parameter id. */
function hosted(
  { host }: Plan,
  coefficients: Coefficients,
  from: number,
  to: number,
  supportMasks: SupportMasks,
): Map<string, string> {
  if (host === null) return new Map()
  const byName = productVersions(host, coefficients, from, to, supportMasks)
  return new Map(host.steps.map(({ parameter }) => [parameter.id, byName.get(parameter.name) ?? '']))
}

const coefficientOf = (source: Source): string[] => (source.from === 'calibration' ? [source.name] : [])

/** What of a support is not used, as a text. */
type Masked = (support: Support) => string

function described({ parameter, algorithm, arguments: bound }: Step, plan: Plan, masked: Masked): unknown {
  const { id, name, type, fill } = parameter
  const { name: by, formulaVersion } = algorithm
  return {
    id,
    name,
    type,
    fill,
    by,
    formulaVersion,
    bound: [...bound].map(([argument, source]) => [argument, sourceOf(source, plan, masked)]),
  }
}

function sourceOf(source: Source, { stream }: Plan, masked: Masked): unknown {
  if (source.from === 'own')
    return { ...source, reading: readingOf(stream.parameters.find(({ id }) => id === source.id)) }
  if (source.from !== 'support') return source
  const { refdes, method, stream: of, parameter, plan } = source.support
  const steps = plan.steps.map((step) => described(step, plan, masked))
  return {
    refdes,
    method,
    stream: of,
    parameter: parameter.id,
    reading: readingOf(parameter),
    steps,
    masked: masked(source.support),
  }
}

/** What decides how a parameter's values are understood: which are none, and which are directions. */
function readingOf(parameter: ResolvedParameter | undefined): unknown {
  if (parameter === undefined) return null
  const { name, fill, units, standardName } = parameter
  return { name, fill, units, standardName }
}

/** The column of a product beside those of the samples: `@` is in no parameter's name. */
export const productColumn = (name: string, version: string): string => `${name}@${version}`
