/** The plan of what was asked for, with what its quality tests look at had beside it. */
import type { ResolvedParameter, ResolvedStream } from '../../../schemas/definitions/records.ts'
import { functionOf } from '../engine/functions.ts'
import type { Plan } from '../engine/plan.ts'
import type { ChosenTests } from './choose-tests.ts'

/** Series of other streams are planned as parameters of this one; what was asked for is had as without tests. */
export async function planTested(
  { tests, besides }: ChosenTests,
  stream: ResolvedStream,
  asked: readonly string[],
  planOf: (stream: ResolvedStream, wanted: readonly string[]) => Promise<Plan>,
): Promise<Plan> {
  const bare = await planOf(stream, asked)
  const inputs = tests.flatMap((one) => [...one.inputs.values()])
  // A window has no single samples beside it.
  const more = [...besides, ...inputs].filter((one) => !asked.includes(one.id) && (bare.host === null || isWindow(one)))
  if (more.length === 0) return bare
  const own = new Set(stream.parameters.map(({ id }) => id))
  const borrowed = new Map(more.filter(({ id }) => !own.has(id)).map((one) => [one.id, one]))
  const joined = { ...stream, parameters: [...stream.parameters, ...borrowed.values()] }
  return planOf(joined, [...new Set([...asked, ...more.map(({ id }) => id)])])
}

const isWindow = ({ derivation }: ResolvedParameter): boolean =>
  derivation !== null && functionOf(derivation.kind, derivation.text)?.kind === 'window'
