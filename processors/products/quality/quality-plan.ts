/** The tests that are done on the columns of an answer, and the columns of flags that they give. */
import type { ColumnType } from '../../../schemas/columns/column.ts'
import type { ResolvedParameter } from '../../../schemas/definitions/records.ts'
import type { AnswerColumn } from '../answer/plan-data.ts'
import type { Plan } from '../engine/plan.ts'
import type { Reach } from '../qc/quality-test.ts'
import { type ChosenTest, type ChosenTests, notDone, type RefusedTest } from './choose-tests.ts'
import { withSources } from './judged-outcomes.ts'
import { wordOf } from './other-series.ts'

export interface CheckedParameter {
  readonly parameter: ResolvedParameter
  readonly type: ColumnType
  /** It was asked for. Else it is tested for what follows from it. */
  readonly isGiven: boolean
  readonly qartod: readonly ChosenTest[]
  readonly legacy: readonly ChosenTest[]
}

export interface QualityPlan {
  readonly checked: readonly CheckedParameter[]
  /** The columns of flags, in their order. */
  readonly types: ReadonlyMap<string, ColumnType>
  readonly refused: readonly RefusedTest[]
  /** As far as any test looks. */
  readonly reach: Required<Omit<Reach, 'periodSeconds'>>
}

export const summaryColumn = (name: string): string => `${name}_qartod_results`
export const testColumn = (name: string, test: string): string => `${name}_qartod_${test}`
export const executedColumn = (name: string): string => `${name}_qc_executed`
export const resultsColumn = (name: string): string => `${name}_qc_results`

/** `columns`: of all parameters that are tested; `given`: ids of those that were asked for. */
export function planQuality(
  chosen: ChosenTests,
  columns: readonly AnswerColumn[],
  plan: Plan,
  given: readonly string[] = columns.map(({ parameter }) => parameter.id),
): QualityPlan {
  const refused = [...chosen.refused]
  const isTold = new Set(given)
  const usable: ChosenTest[] = []
  for (const one of chosen.tests) {
    const { id, name } = one.parameter
    const column = columns.find(({ parameter, missing }) => parameter.id === id && missing === null)
    if (column === undefined) continue
    const { test, reasons } = usableOn(one, column.type, plan)
    refused.push(...reasons.map((reason) => ({ parameter: name, reason })))
    if (test !== null) usable.push(test)
  }
  const tests = withSources(usable, (id) =>
    columns.some((one) => one.parameter.id === id && one.type.list === undefined),
  )
  for (const { parameter, lacking } of tests) {
    if (lacking !== null) refused.push({ parameter: parameter.name, reason: lacking })
  }
  const checked = columns.flatMap(({ parameter, type }): CheckedParameter[] => {
    const own = tests.filter((one) => one.parameter.id === parameter.id)
    const of = (standard: string) => own.filter(({ test }) => test.standard === standard)
    const isGiven = isTold.has(parameter.id)
    return own.length === 0 ? [] : [{ parameter, type, isGiven, qartod: of('qartod'), legacy: of('legacy') }]
  })
  return { checked, types: flagTypes(checked), refused, reach: farthest(checked) }
}

function flagTypes(checked: readonly CheckedParameter[]): ReadonlyMap<string, ColumnType> {
  const types = new Map<string, ColumnType>()
  for (const { parameter, type, isGiven, qartod, legacy } of checked) {
    if (!isGiven) continue
    const flags: ColumnType = type.list === undefined ? { scalar: 'uint8' } : { scalar: 'uint8', list: type.list }
    if (qartod.length > 0) types.set(summaryColumn(parameter.name), flags)
    for (const { test } of qartod) types.set(testColumn(parameter.name, test.name), flags)
    if (legacy.length > 0) {
      types.set(executedColumn(parameter.name), flags)
      types.set(resultsColumn(parameter.name), flags)
    }
  }
  return types
}

/** The test with the inputs that are at hand, null if it can not be done on this column; and what is to be said of it. */
function usableOn(chosen: ChosenTest, type: ColumnType, { wanted, missing }: Plan) {
  const { test, needed, remarks } = chosen
  const refusal = (reason: string) => ({ test: null, reasons: [`${test.name} ${reason}`] })
  if (type.scalar === 'string') return refusal('tests numbers')
  if (type.list !== undefined && test.isPerColumn !== true) return refusal('tests one value a row')
  if (chosen.lacking !== null) return { test: chosen, reasons: [] }
  const inputs = new Map([...chosen.inputs].filter(([, { id }]) => wanted.some((one) => one.id === id)))
  const lacking = [...chosen.inputs].filter(([name]) => !inputs.has(name))
  const without = lacking.map(([name, parameter]) => {
    const why = missing.find((one) => one.parameter.id === parameter.id)?.reason.replace('x needs x: ', '')
    return { name, reason: `there is no ${wordOf(parameter)}${why === undefined ? '' : ` (${why})`}` }
  })
  const first = without.find(({ name }) => needed.includes(name))
  if (first !== undefined) return { test: notDone(chosen, `needs ${first.name}, and ${first.reason}`), reasons: [] }
  const said = without.map(({ name, reason }) => `${test.name} is done without ${name}: ${reason}`)
  return { test: { ...chosen, inputs }, reasons: [...remarks, ...said] }
}

function farthest(checked: readonly CheckedParameter[]): QualityPlan['reach'] {
  const all = checked.flatMap(({ qartod, legacy }) => [...qartod, ...legacy].map(({ reach }) => reach))
  const most = (field: 'rowsBefore' | 'rowsAfter' | 'secondsBefore') =>
    all.reduce((far, reach) => Math.max(far, reach[field] ?? 0), 0)
  return { rowsBefore: most('rowsBefore'), rowsAfter: most('rowsAfter'), secondsBefore: most('secondsBefore') }
}
