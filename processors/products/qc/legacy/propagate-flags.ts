import { outcome } from '../flags.ts'

/** Of a derived value: bad if any source is bad, good if all are good (OOI DPS 1341-10012, propagate flags). */
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
