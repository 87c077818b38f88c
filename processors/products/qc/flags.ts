/** Flags of quality tests, their summary, and the bit masks of the older tests. */

/** QARTOD's primary flags. */
export const flag = { pass: 1, notEvaluated: 2, suspect: 3, fail: 4, missing: 9 } as const

/** From the weakest to the strongest: a value that one test fails has failed, whatever else is missing. */
const priority = [flag.missing, flag.notEvaluated, flag.pass, flag.suspect, flag.fail]

/** Position of a flag in `priority`, by flag; anything else counts as missing. */
const rank = new Uint8Array(256)
for (const [position, one] of priority.entries()) rank[one] = position

/** The summary of several tests of the same values. Without any, nothing was evaluated. */
export function aggregate(count: number, tests: readonly Uint8Array[]): Uint8Array {
  if (tests.length === 0) return new Uint8Array(count).fill(flag.notEvaluated)
  const strongest = new Uint8Array(count)
  for (const flags of tests) {
    if (flags.length !== count) throw new RangeError(`a test has ${flags.length} flags for ${count} values`)
    for (let i = 0; i < count; i++) {
      const own = rank[flags[i] as number] as number
      if (own > (strongest[i] as number)) strongest[i] = own
    }
  }
  for (let i = 0; i < count; i++) strongest[i] = priority[strongest[i] as number] as number
  return strongest
}

/** What an older (OOI data QC) test says of a value. */
export const outcome = { bad: 0, good: 1, notEvaluated: 2 } as const

/** The bit of each older test in the two masks. */
export const legacyBits = {
  dataqc_globalrangetest_minmax: 0,
  dataqc_localrangetest_wrapper: 1,
  dataqc_spiketest_wrapper: 2,
  dataqc_polytrendtest_wrapper: 3,
  dataqc_stuckvaluetest_wrapper: 4,
  dataqc_gradienttest_wrapper: 5,
  dataqc_propagateflags_wrapper: 7,
} as const
export type LegacyTest = keyof typeof legacyBits

/** What several older tests say of the same values together: bad by one is bad. */
export function joinedOutcome(count: number, tests: readonly Uint8Array[]): Uint8Array {
  const joined = new Uint8Array(count).fill(outcome.notEvaluated)
  for (const outcomes of tests) {
    for (let i = 0; i < count; i++) {
      if (outcomes[i] !== outcome.notEvaluated && joined[i] !== outcome.bad) joined[i] = outcomes[i] as number
    }
  }
  return joined
}

export interface LegacyMasks {
  /** A bit for each test that was done on the value. */
  readonly executed: Uint8Array
  /** A bit for each test that found it good. */
  readonly results: Uint8Array
}

export function legacyMasks(count: number, tests: ReadonlyMap<LegacyTest, Uint8Array>): LegacyMasks {
  const executed = new Uint8Array(count)
  const results = new Uint8Array(count)
  for (const [name, outcomes] of tests) {
    const bit = 1 << legacyBits[name]
    for (let i = 0; i < count; i++) {
      if (outcomes[i] === outcome.notEvaluated) continue
      executed[i] = (executed[i] as number) | bit
      if (outcomes[i] === outcome.good) results[i] = (results[i] as number) | bit
    }
  }
  return { executed, results }
}
