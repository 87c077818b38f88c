/** Which tests are to be done on which parameters of a request: those sent with it, then those kept, the most specific first. */
import { readQcParameters } from '../../../schemas/assets/qc-parameters.ts'
import { everything, keptTests, scopesOf } from '../../../schemas/assets/quality-test.ts'
import type { qualityTests } from '../../../schemas/catalogue-tables.ts'
import { identifierOf, type ResolvedParameter, type ResolvedStream } from '../../../schemas/definitions/records.ts'
import type { DataRequested } from '../../../schemas/generated/events.ts'
import type { TableView } from '../../../schemas/table.ts'
import { parameterNamed } from '../answer/effective-stream.ts'
import { qualityTestNamed } from '../qc/index.ts'
import { BadQualitySetting } from '../qc/parameters.ts'
import { inputsOf, type QualityTest, type Reach, settingsOf } from '../qc/quality-test.ts'

export interface ChosenTest {
  readonly parameter: ResolvedParameter
  readonly test: QualityTest
  /** As `settingsOf` read them. */
  readonly settings: unknown
  readonly reach: Reach
  /** Other parameters of the stream, by the test's name of each. */
  readonly inputs: ReadonlyMap<string, ResolvedParameter>
  readonly needed: readonly string[]
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
  if (request.isRaw || standards.length === 0) return { tests: [], refused: [] }
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
  for (const candidate of candidates) {
    const test = qualityTestNamed(candidate.test)
    if (test !== null && !standards.includes(test.standard)) continue
    const own = candidate.parameter === everything ? null : parameterNamed(stream, candidate.parameter)
    for (const parameter of parameters.filter(({ id }) => own === null || own?.id === id)) {
      const key = `${parameter.id}/${candidate.test}`
      if (chosen.has(key) || refused.has(key)) continue
      const fitted =
        test === null ? `there is no quality test ${candidate.test}` : fittedTo(test, parameter, candidate, stream)
      if (typeof fitted === 'string') refused.set(key, { parameter: parameter.name, reason: fitted })
      else chosen.set(key, fitted)
    }
  }
  return { tests: [...chosen.values()], refused: [...refused.values()] }
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
  const { needed, useful } = inputsOf(test, settings)
  const inputs = new Map<string, ResolvedParameter>()
  for (const name of [...needed, ...useful]) {
    const isNeeded = needed.includes(name)
    const word = words[name] ?? (isNeeded ? name : undefined)
    if (word === undefined) continue
    const found = parameterNamed(stream, word) ?? stream.parameters.find((one) => identifierOf(one) === word)
    if (found !== undefined) inputs.set(name, found)
    else if (isNeeded) return `${test.name} needs ${name}, and ${stream.name} has no parameter ${word}`
  }
  const reach: Reach = test.reach?.(settings) ?? {}
  return { parameter, test, settings, reach, inputs, needed, scope, said }
}
