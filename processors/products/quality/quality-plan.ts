/** The tests that are done on the columns of an answer, and the columns of flags that they give. */
import type { ColumnType } from '../../../schemas/columns/column.ts'
import type { ResolvedParameter } from '../../../schemas/definitions/records.ts'
import type { AnswerColumn } from '../answer/plan-data.ts'
import type { Plan } from '../engine/plan.ts'
import type { Reach } from '../qc/quality-test.ts'
import type { ChosenTest, ChosenTests, RefusedTest } from './choose-tests.ts'

export interface CheckedParameter {
  readonly parameter: ResolvedParameter
  readonly type: ColumnType
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

/** Parameters that tests look at besides those that they test. */
export function inputsOfTests({ tests }: ChosenTests): ResolvedParameter[] {
  return [...new Set(tests.flatMap(({ inputs }) => [...inputs.values()]))]
}

export function planQuality(chosen: ChosenTests, columns: readonly AnswerColumn[], plan: Plan): QualityPlan {
  const refused = [...chosen.refused]
  const checked: CheckedParameter[] = []
  const types = new Map<string, ColumnType>()
  for (const column of columns) {
    const { parameter, type, missing } = column
    const tests = chosen.tests.flatMap((one) => {
      if (one.parameter.id !== parameter.id || missing !== null) return []
      const usable = usableOn(one, type, plan)
      if (typeof usable !== 'string') return [usable]
      refused.push({ parameter: parameter.name, reason: usable })
      return []
    })
    const qartod = tests.filter(({ test }) => test.standard === 'qartod')
    const legacy = tests.filter(({ test }) => test.standard === 'legacy')
    if (tests.length > 0) checked.push({ parameter, type, qartod, legacy })
    const flags: ColumnType = type.list === undefined ? { scalar: 'uint8' } : { scalar: 'uint8', list: type.list }
    if (qartod.length > 0) types.set(summaryColumn(parameter.name), flags)
    for (const { test } of qartod) types.set(testColumn(parameter.name, test.name), flags)
    if (legacy.length > 0) {
      types.set(executedColumn(parameter.name), flags)
      types.set(resultsColumn(parameter.name), flags)
    }
  }
  return { checked, types, refused, reach: farthest(checked) }
}

/** The test with the inputs that are at hand; a text: why it can not be done on this column. */
function usableOn(chosen: ChosenTest, type: ColumnType, { wanted }: Plan): ChosenTest | string {
  const { test, needed } = chosen
  if (type.scalar === 'string') return `${test.name} tests numbers`
  if (type.list !== undefined && test.isPerColumn !== true) return `${test.name} tests one value a row`
  const inputs = new Map([...chosen.inputs].filter(([, { id }]) => wanted.some((one) => one.id === id)))
  const lacking = needed.find((name) => !inputs.has(name))
  if (lacking === undefined) return { ...chosen, inputs }
  return `${test.name} needs ${lacking}, and there is no ${chosen.inputs.get(lacking)?.name}`
}

function farthest(checked: readonly CheckedParameter[]): QualityPlan['reach'] {
  const all = checked.flatMap(({ qartod, legacy }) => [...qartod, ...legacy].map(({ reach }) => reach))
  const most = (field: 'rowsBefore' | 'rowsAfter' | 'secondsBefore') =>
    all.reduce((far, reach) => Math.max(far, reach[field] ?? 0), 0)
  return { rowsBefore: most('rowsBefore'), rowsAfter: most('rowsAfter'), secondsBefore: most('secondsBefore') }
}
