/** Planning of virtual streams: hourly and daily products, made of windows of another stream's rows. */
import { identifierOf, type ResolvedParameter, type ResolvedStream } from '../../../schemas/definitions/records.ts'
import { functionOf } from './functions.ts'
import { type Plan, type PlanViews, planProducts } from './plan.ts'

/**
 * A virtual stream is planned as if what its definitions name of the host were stored in it: the host's parameters that
 * can be had are computed there, row by row, and gathered into windows here.
 */
export async function planVirtual(
  stream: ResolvedStream,
  host: ResolvedStream,
  planHost: (wanted: readonly string[]) => Promise<Plan>,
  wanted: readonly string[],
  views: PlanViews,
): Promise<Plan> {
  const own = new Set(stream.parameters.map(({ id }) => id))
  const named = namedBy(stream)
  const asked = host.parameters.filter((parameter) => {
    const identifier = identifierOf(parameter)
    return (
      !own.has(parameter.id) &&
      (named.ids.has(parameter.id) || (identifier !== null && named.identifiers.has(identifier)))
    )
  })
  const hosted = await planHost(asked.map(({ id }) => id))
  const lent = hosted.wanted.map((parameter) => ({ ...parameter, derivation: null }))
  const joined = { ...stream, parameters: [...stream.parameters, ...lent] }
  const lentNames = new Set(lent.map(({ name }) => name))
  const plan = await planProducts(joined, lentNames, wanted, views, host.name)
  return { ...plan, host: hosted }
}

function namedBy(stream: ResolvedStream): {
  readonly ids: ReadonlySet<string>
  readonly identifiers: ReadonlySet<string>
} {
  const bindings = stream.parameters.flatMap(({ derivation }) => Object.values(derivation?.bindings ?? {}).flat())
  const ids = bindings.flatMap((binding) =>
    binding.from === 'parameter' || binding.from === 'stream' ? [binding.id] : [],
  )
  const identifiers = bindings.flatMap((binding) => (binding.from === 'identifier' ? [binding.identifier] : []))
  return { ids: new Set(ids), identifiers: new Set(identifiers) }
}

/** Windowed products of a stored stream, asked for by themselves, are a virtual stream of their own; null: others are asked for too. */
export function windowedAlone(stream: ResolvedStream, wanted: readonly string[]): ResolvedStream | null {
  const isWindowed = ({ derivation }: ResolvedParameter) =>
    derivation !== null && functionOf(derivation.kind, derivation.text)?.kind === 'window'
  const asked = stream.parameters.filter(({ id }) => wanted.includes(id))
  if (asked.length === 0 || !asked.every(isWindowed)) return null
  return { ...stream, parameters: stream.parameters.filter(isWindowed) }
}
