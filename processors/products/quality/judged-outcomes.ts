/** Tests that judge a value by the outcomes of the older tests of what it is computed from. */
import { joinedOutcome } from '../qc/flags.ts'
import { runQualityTest } from '../qc/quality-test.ts'
import { type ChosenTest, notDone } from './choose-tests.ts'

/** Sources that nobody tests, or of several values a row, have no part in it; a test without any other is not done. */
export function withSources(tests: readonly ChosenTest[], isSingle: (id: string) => boolean): ChosenTest[] {
  const isTested = (id: string, path: readonly string[]): boolean =>
    !path.includes(id) &&
    isSingle(id) &&
    tests.some(
      (one) =>
        one.parameter.id === id &&
        one.test.standard === 'legacy' &&
        (one.test.judgesOutcomesOf === undefined ||
          [...one.inputs.values()].some((source) => isTested(source.id, [...path, id]))),
    )
  return tests.map((one) => {
    if (one.test.judgesOutcomesOf === undefined || one.lacking !== null) return one
    const inputs = new Map([...one.inputs].filter(([, { id }]) => isTested(id, [one.parameter.id])))
    if (inputs.size > 0) return { ...one, inputs }
    const names = [...one.inputs.values()].map(({ name }) => name).join(', ')
    return notDone(one, `needs older tests of ${names}, and there are none`)
  })
}

/** Adds what they say to what is known of all other tests, on the same rows. A test that is judged by itself says nothing. */
export function judgeOutcomes(
  tests: readonly ChosenTest[],
  known: Map<ChosenTest, Uint8Array>,
  time: Float64Array,
): void {
  const series = { values: new Float64Array(time.length), width: 1, time }
  const judge = (id: string, path: readonly string[]): Uint8Array => {
    const outcomes = tests.flatMap((one) => {
      if (one.parameter.id !== id || one.test.standard !== 'legacy') return []
      const isToBeTold = one.test.judgesOutcomesOf !== undefined && one.lacking === null && !path.includes(id)
      const told = known.get(one) ?? (isToBeTold ? tell(one, [...path, id]) : undefined)
      return told === undefined ? [] : [told]
    })
    return joinedOutcome(series.values.length, outcomes)
  }
  const tell = (one: ChosenTest, path: readonly string[]): Uint8Array => {
    const sources = [...one.inputs].map(([name, { id }]) => [name, Float64Array.from(judge(id, path))] as const)
    return runQualityTest(one.test, series, one.settings as never, Object.fromEntries(sources))
  }
  for (const one of tests) {
    if (one.test.judgesOutcomesOf !== undefined && one.lacking === null) known.set(one, tell(one, [one.parameter.id]))
  }
}
