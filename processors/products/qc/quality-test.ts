/** A quality test: a declared, pure function from a series of values to a flag for each of them. */
import { BadQualitySetting, type Parameters, readSettings, type Settings } from './parameters.ts'

export interface Series {
  /** Row after row; NaN where there is none. */
  readonly values: Float64Array
  /** Values a row. */
  readonly width: number
  /** UTC microseconds of each row, ascending. */
  readonly time: Float64Array
}

/** Another series that a test looks at, on the same rows. */
interface InputSpec {
  readonly about: string
  readonly units: string
  readonly isOptional?: true
}
type InputSpecs = Readonly<Record<string, InputSpec>>
export type Inputs<I extends InputSpecs> = {
  readonly [K in keyof I]: I[K] extends { isOptional: true } ? Float64Array | undefined : Float64Array
}

/** What besides a value decides its flag. */
export interface Reach {
  /** So many values before and after it. */
  readonly rowsBefore?: number
  readonly rowsAfter?: number
  /** Values of the time before it. */
  readonly secondsBefore?: number
  /** All values of the fixed period of so many seconds that holds it (`periods.ts`). */
  readonly periodSeconds?: number
}

interface Manifest<P extends Parameters, I extends InputSpecs> {
  /** As requests and configurations name it. */
  readonly name: string
  /** `qartod` tests give flags, `legacy` tests outcomes (`flags.ts`). */
  readonly standard: 'qartod' | 'legacy'
  readonly about: string
  readonly source: string
  readonly parameters: P
  readonly inputs: I
  /** It also tests rows of several values, each in its column. Default: one value a row. */
  readonly isPerColumn?: true
  /** Further inputs that its settings name. */
  namedInputs?(settings: Settings<P>): readonly string[]
  /** It judges by the outcomes of the older tests of other parameters: those that its settings name; none: where the inputs say, or the definition. */
  judgesOutcomesOf?(settings: Settings<P>): readonly string[]
  /** What is wrong with settings that are fine one by one: a sentence, or null. */
  problem?(settings: Settings<P>): string | null
  /** Left out: nothing but the value itself. */
  reach?(settings: Settings<P>): Reach
  run(series: Series, settings: Settings<P>, inputs: Inputs<I>): Uint8Array
}

// biome-ignore lint/suspicious/noExplicitAny: a list of tests forgets the types of their settings
export type QualityTest<P extends Parameters = any, I extends InputSpecs = any> = Manifest<P, I>

export function defineQualityTest<const P extends Parameters, const I extends InputSpecs>(
  test: Manifest<P, I>,
): QualityTest<P, I> {
  return Object.freeze(test)
}

/** The settings of a test, or throws `BadQualitySetting` with a sentence that names the field. */
export function settingsOf<P extends Parameters>(test: QualityTest<P>, given: unknown): Settings<P> {
  const settings = readSettings(test.parameters as P, given, test.name)
  const problem = test.problem?.(settings) ?? null
  if (problem !== null) throw new BadQualitySetting(`${test.name}.${problem}`)
  return settings
}

/** Names of the other series that a test needs, and of those that it uses if there are any. */
export function inputsOf<P extends Parameters>(test: QualityTest<P>, settings: Settings<P>) {
  const specs = Object.entries(test.inputs as InputSpecs)
  return {
    needed: [
      ...specs.filter(([, spec]) => spec.isOptional !== true).map(([name]) => name),
      ...(test.namedInputs?.(settings) ?? []),
    ],
    useful: specs.filter(([, spec]) => spec.isOptional === true).map(([name]) => name),
  }
}

/** A flag for each value of the series. */
export function runQualityTest<P extends Parameters>(
  test: QualityTest<P>,
  series: Series,
  settings: Settings<P>,
  inputs: Readonly<Record<string, Float64Array | undefined>> = {},
): Uint8Array {
  if (series.width !== 1 && test.isPerColumn !== true) {
    throw new BadQualitySetting(`${test.name} tests one value a row, not ${series.width}`)
  }
  const missing = inputsOf(test, settings).needed.find((name) => inputs[name] === undefined)
  if (missing !== undefined) throw new BadQualitySetting(`${test.name} needs ${missing} on the same rows`)
  return test.run(series, settings, inputs)
}
