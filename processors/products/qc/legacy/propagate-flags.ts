import { outcome } from '../flags.ts'
import { BadQualitySetting, list, optional } from '../parameters.ts'
import { defineQualityTest } from '../quality-test.ts'

function readName(value: unknown, field: string): string {
  if (typeof value === 'string' && value !== '') return value
  throw new BadQualitySetting(`${field} must be the name of a parameter, not ${JSON.stringify(value)}`)
}

export const propagateFlagsTest = defineQualityTest({
  name: 'dataqc_propagateflags_wrapper',
  standard: 'legacy',
  about:
    'A value that is computed from others is bad if one of these is bad by its own older tests, and good if all are good.',
  source: 'OOI DPS 1341-10012 (propagate flags)',
  parameters: {
    sources: optional(
      list('The parameters; those that it is computed from if left out', 'a list of names of parameters', readName),
    ),
  },
  inputs: {},
  judgesOutcomesOf: ({ sources }) => sources ?? [],
  run: ({ values }, _, inputs: Readonly<Record<string, Float64Array | undefined>>) =>
    propagateFlags(
      values.length,
      Object.values(inputs).flatMap((one) => (one === undefined ? [] : [Uint8Array.from(one)])),
    ),
})

/** Of a derived value: bad if any source is bad, good if all are good. */
export function propagateFlags(count: number, sources: readonly Uint8Array[]): Uint8Array {
  const outcomes = new Uint8Array(count).fill(sources.length === 0 ? outcome.notEvaluated : outcome.good)
  for (const source of sources) {
    if (source.length !== count) throw new RangeError(`a source has ${source.length} flags for ${count} values`)
    for (let i = 0; i < count; i++) {
      if (outcomes[i] === outcome.bad) continue
      if (source[i] !== outcome.good) outcomes[i] = source[i] as number
    }
  }
  return outcomes
}
