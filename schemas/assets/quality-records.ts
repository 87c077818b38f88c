/**
 * QARTOD records as OOI's quality service gives them out: `{refDes, stream, parameters: {inp, tinp, zinp}, qcConfig:
 * {qartod: {test: settings}}}`, null for all. Or the limits of the older tests (`qc-parameters.ts`).
 */
import type { QualityTestChanged } from '../generated/events.ts'
import { readQcParameters, refdesOf } from './qc-parameters.ts'
import { qualityTestProblem, qualityTestVersion } from './quality-test.ts'
import type { AssetFile, RowProblem } from './reading.ts'

type Json = Readonly<Record<string, unknown>>
const isObject = (value: unknown): value is Json => typeof value === 'object' && value !== null && !Array.isArray(value)

/** The event as its test can use it; a text: what the test refuses. */
export type Accept = (event: QualityTestChanged) => QualityTestChanged | string

export interface QualityRecord {
  readonly refdes: string | null
  readonly stream: string | null
  /** JSON, or what Python prints of it: OOI's tables hold both. */
  readonly parameters: unknown
  readonly qcConfig: unknown
}

export function readQualityRecords(text: string, source: string, accept: Accept): AssetFile<QualityTestChanged> {
  let answer: unknown
  try {
    answer = JSON.parse(text)
  } catch (error) {
    return { events: [], problems: [{ line: null, reason: `it is no JSON (${(error as Error).message})` }], ignored: 0 }
  }
  const list = Array.isArray(answer) ? (answer as unknown[]) : [answer]
  const gathering = new Gathering(source, accept)
  if (list.some((record) => isObject(record) && 'qcParameterPK' in record)) {
    const { tests, problems } = readQcParameters(list, 'record')
    for (const reason of problems) gathering.problem(null, reason)
    for (const { settings, ...test } of tests) gathering.add(null, { ...test, stream: null, settings })
    return gathering.file()
  }
  for (const [at, record] of list.entries()) {
    const where = `record ${at + 1}`
    if (!isObject(record))
      gathering.problem(null, `${where} must be an object with refDes, stream, parameters, qcConfig`)
    else {
      const { stream, parameters, qcConfig } = record
      const refdes = refdesOf(record.refDes)
      gathering.record(null, where, {
        refdes,
        stream: typeof stream === 'string' ? stream : null,
        parameters,
        qcConfig,
      })
    }
  }
  return gathering.file()
}

/** Events of a file, and what is wrong with the rest. */
export class Gathering {
  private readonly events = new Map<string, QualityTestChanged>()
  private readonly problems: RowProblem[] = []
  private ignored = 0

  constructor(
    private readonly source: string,
    private readonly accept: Accept,
  ) {}

  problem(line: number | null, reason: string): void {
    this.problems.push({ line, reason })
  }

  ignore(): void {
    this.ignored++
  }

  record(line: number | null, where: string, { refdes, stream, parameters, qcConfig }: QualityRecord): void {
    const names = parameters === null || parameters === undefined ? {} : objectOf(parameters)
    const config = objectOf(qcConfig)?.qartod
    if (names === null) {
      this.problem(line, `${where}: parameters must be an object like {"inp": "temp"}`)
      return
    }
    if (!isObject(config)) {
      this.problem(line, `${where}: qcConfig must be an object like {"qartod": {test: settings}}`)
      return
    }
    const { inp, tinp: _, ...others } = names
    const inputs = Object.fromEntries(Object.entries(others).filter(([, name]) => isName(name))) as Record<
      string,
      string
    >
    for (const [test, settings] of Object.entries(config)) {
      if (isObject(settings))
        this.add(line, { refdes, stream, parameter: isName(inp) ? inp : null, test, settings, inputs })
      else this.problem(line, `${where}: qcConfig.qartod.${test} must be an object`)
    }
  }

  add(
    line: number | null,
    {
      settings,
      ...said
    }: Pick<QualityTestChanged, 'refdes' | 'stream' | 'parameter' | 'test' | 'inputs'> & {
      readonly settings: Json
    },
  ): void {
    if (isOff(said.test, settings)) {
      this.ignore()
      return
    }
    const event = { ...said, settings: JSON.stringify(settings), source: this.source, version: '', isRemoved: false }
    const accepted = this.accept(event)
    const problem = typeof accepted === 'string' ? accepted : qualityTestProblem(accepted)
    if (problem !== null || typeof accepted === 'string') {
      this.problem(line, `${said.parameter ?? 'every parameter'} of ${said.refdes ?? 'every instrument'}: ${problem}`)
      return
    }
    const key = [said.refdes, said.stream, said.parameter, said.test].join('/')
    this.events.set(key, { ...accepted, version: qualityTestVersion(accepted) })
  }

  file(): AssetFile<QualityTestChanged> {
    return { events: [...this.events.values()], problems: this.problems, ignored: this.ignored }
  }
}

/** OOI's tables write a flat line test that is not to be done with thresholds of 0 s. */
const isOff = (test: string, { suspect_threshold, fail_threshold }: Json): boolean =>
  test === 'flat_line_test' && suspect_threshold === 0 && fail_threshold === 0

const isName = (value: unknown): value is string => typeof value === 'string' && !['', 'null', 'None'].includes(value)

/** Null: no object. Names and numbers hold no quotes, so that a Python text is JSON once these are changed. */
export function objectOf(value: unknown): Json | null {
  if (isObject(value)) return value
  if (typeof value !== 'string') return null
  try {
    const parsed: unknown = JSON.parse(value.replaceAll("'", '"').replace(/\bNone\b/g, 'null'))
    return isObject(parsed) ? parsed : null
  } catch {
    return null
  }
}
