/** Which tests are to be done on which parameters of a request: those sent with it, then those kept, the most specific first. */
import { readQcParameters } from '../../../schemas/assets/qc-parameters.ts'
import { everything, keptTests, scopesOf } from '../../../schemas/assets/quality-test.ts'
import type { qualityTests } from '../../../schemas/catalogue-tables.ts'
import type { ResolvedParameter, ResolvedStream } from '../../../schemas/definitions/records.ts'
import type { DataRequested } from '../../../schemas/generated/events.ts'
import type { TableView } from '../../../schemas/table.ts'
import { parameterNamed } from '../answer/effective-stream.ts'
import { qualityTestNamed } from '../qc/index.ts'
import { BadQualitySetting } from '../qc/parameters.ts'
import { inputsOf, type QualityTest, type Reach, settingsOf } from '../qc/quality-test.ts'
import { otherSeries, sourcesOf } from './other-series.ts'

export interface ChosenTest {
  readonly parameter: ResolvedParameter
  readonly test: QualityTest
  /** As `settingsOf` read them. */
  readonly settings: unknown
  readonly reach: Reach
  /** Other parameters, of the stream or borrowed (`other-series.ts`), by the test's name of each. */
  readonly inputs: ReadonlyMap<string, ResolvedParameter>
  readonly needed: readonly string[]
  /** What was said of it and does not hold, though it is done. */
  readonly remarks: readonly string[]
  /** Why it is not done, so that it says `not evaluated` of every value; null: it is. */
  readonly lacking: string | null
  /** Where it was said: `request`, or refdes and stream of what is kept. */
  readonly scope: string
  /** The settings as they were said. */
  readonly said: Readonly<Record<string, unknown>>
}

/** A test that was asked for and is not done. */
export interface RefusedTest {
  readonly parameter: string
  readonly reason: string
}

export interface ChosenTests {
  readonly tests: readonly ChosenTest[]
  /** Parameters that are not asked for, and are tested for those that follow from them. */
  readonly besides: readonly ResolvedParameter[]
  readonly refused: readonly RefusedTest[]
}

interface Candidate {
  /** `*`: every parameter. */
  readonly parameter: string
  readonly test: string
  readonly settings: Readonly<Record<string, unknown>>
  readonly inputs: Readonly<Record<string, string>>
  readonly scope: string
}

type Asked = Pick<DataRequested, 'refdes' | 'stream' | 'checks' | 'checkLimits' | 'isRaw'>

/** `parameters`: those that the answer has columns for. */
export async function chooseTests(
  view: TableView<typeof qualityTests>,
  request: Asked,
  stream: ResolvedStream,
  parameters: readonly ResolvedParameter[],
): Promise<ChosenTests> {
  const standards = [
    ...(request.checks.includes('qartod') ? (['qartod'] as const) : []),
    ...(request.checks.includes('qc') ? (['legacy'] as const) : []),
  ]
  if (request.isRaw || standards.length === 0) return { tests: [], besides: [], refused: [] }
  const sent = sentWith(request)
  const kept = await keptTests(view, { refdes: request.refdes, stream: request.stream })
  const candidates = [
    ...sent.candidates,
    ...kept.map(({ parameter, test, settings, inputs, ...where }) => ({
      ...{ parameter, test, scope: `${where.refdes}/${where.stream}` },
      settings: JSON.parse(settings) as Candidate['settings'],
      inputs: JSON.parse(inputs) as Candidate['inputs'],
    })),
  ]
  const chosen = new Map<string, ChosenTest>()
  const refused = new Map<string, RefusedTest>(sent.refused.map((one) => [one.reason, one]))
  const all = [...parameters]
  // A list may grow while it is walked.
  for (const parameter of all) {
    for (const candidate of candidates) {
      const test = qualityTestNamed(candidate.test)
      if (test !== null && !standards.includes(test.standard)) continue
      if (candidate.parameter !== everything && parameterNamed(stream, candidate.parameter)?.id !== parameter.id)
        continue
      const key = `${parameter.id}/${candidate.test}`
      if (chosen.has(key) || refused.has(key)) continue
      const fitted =
        test === null ? `there is no quality test ${candidate.test}` : fittedTo(test, parameter, candidate, stream)
      if (typeof fitted === 'string') refused.set(key, { parameter: parameter.name, reason: fitted })
      else {
        chosen.set(key, fitted)
        const judged = fitted.test.judgesOutcomesOf !== undefined ? [...fitted.inputs.values()] : []
        all.push(...judged.filter(({ id }) => all.every((one) => one.id !== id)))
      }
    }
  }
  return { tests: [...chosen.values()], besides: all.slice(parameters.length), refused: [...refused.values()] }
}

function sentWith({ checkLimits, refdes }: Asked): {
  candidates: readonly Candidate[]
  refused: readonly RefusedTest[]
} {
  if (checkLimits === null) return { candidates: [], refused: [] }
  let list: unknown = null
  try {
    list = JSON.parse(checkLimits)
  } catch {
    // What is no JSON is no list either.
  }
  const { tests, problems } = readQcParameters(list, 'qcParameters')
  const own = scopesOf(refdes)
  return {
    candidates: tests
      .filter((one) => one.refdes === null || own.includes(one.refdes))
      .map(({ refdes: _, ...one }) => ({ ...one, scope: 'request' })),
    refused: problems.map((reason) => ({ parameter: '', reason })),
  }
}

/** The test with its settings read and its inputs found; a text: why it can not be done. */
function fittedTo(
  test: QualityTest,
  parameter: ResolvedParameter,
  { settings: said, inputs: words, scope }: Candidate,
  stream: ResolvedStream,
): ChosenTest | string {
  let settings: ReturnType<typeof settingsOf>
  try {
    settings = settingsOf(test, said)
  } catch (error) {
    if (error instanceof BadQualitySetting) return error.message
    throw error
  }
  const reach: Reach = test.reach?.(settings) ?? {}
  const common = { parameter, test, settings, reach, scope, said, lacking: null }
  if (test.judgesOutcomesOf !== undefined) {
    const named = test.judgesOutcomesOf(settings)
    const sources = sourcesOf(parameter, named.length > 0 ? named : Object.values(words), stream)
    if (typeof sources === 'string') return notDone(common, sources)
    return { ...common, inputs: new Map(sources.map((one) => [one.name, one])), needed: [], remarks: [] }
  }
  const { needed, useful } = inputsOf(test, settings)
  const inputs = new Map<string, ResolvedParameter>()
  const remarks: string[] = []
  for (const name of [...needed, ...useful]) {
    const isNeeded = needed.includes(name)
    const word = words[name] ?? (isNeeded ? name : undefined)
    if (word === undefined) continue
    const found = otherSeries(word, stream)
    if (found !== null) inputs.set(name, found)
    else if (isNeeded) return notDone(common, `needs ${name}, and ${stream.name} has no parameter ${word}`)
    else remarks.push(`${test.name} is done without ${name}: ${stream.name} has no parameter ${word}`)
  }
  return { ...common, inputs, needed, remarks }
}

/** It says of every value that it was not evaluated. */
export const notDone = (one: Omit<ChosenTest, 'inputs' | 'needed' | 'remarks'>, reason: string): ChosenTest => ({
  ...one,
  reach: {},
  inputs: new Map(),
  needed: [],
  remarks: [],
  lacking: `${one.test.name} ${reason}`,
})
