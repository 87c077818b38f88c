/** Columns that judge another column, told by their names: `temp_qartod_results` judges `temp`. */
import type { ColumnType } from '../columns/column.ts'
import type { FlagDescription, VariableDescription } from './described.ts'

type Columns = ReadonlyMap<string, ColumnType>

/** QARTOD's flags (IOOS, 2020): one meaning for every test. */
export const qartodFlags: FlagDescription = {
  kind: 'values',
  values: [1, 2, 3, 4, 9],
  meanings: ['pass', 'not_evaluated', 'suspect', 'fail', 'missing_data'],
}

/** Bits of the tests of the data product specifications 1341-1000x. */
const testBits = {
  kind: 'masks',
  masks: [1, 2, 4, 8, 16, 32, 128],
  meanings: [
    'global_range_test',
    'local_range_test',
    'spike_test',
    'polynomial_trend_test',
    'stuck_value_test',
    'gradient_test',
    'propagated_flags',
  ],
} as const satisfies FlagDescription

const quality = /^(.+?)_(qartod|qc)_([a-z0-9_]+)$/

function judged(name: string, columns: Columns): { of: string; kind: string; what: string } | null {
  const [, of = '', kind = '', what = ''] = quality.exec(name) ?? []
  return columns.has(of) ? { of, kind, what } : null
}

/** Names of the columns that judge this one. */
export function judgedBy(name: string, columns: Columns): string[] {
  return [...columns.keys()].filter((other) => judged(other, columns)?.of === name)
}

/** What a column that judges another is; nothing for other columns. */
export function qualityVariable(name: string, columns: Columns): Partial<VariableDescription> {
  const judging = judged(name, columns)
  if (judging === null) return {}
  const { of, kind, what } = judging
  const words = what.replaceAll('_', ' ')
  const longName = kind === 'qc' ? `QC ${words} of ${of}` : `QARTOD ${words} of ${of}`
  if (columns.get(name)?.scalar === 'string') return { longName, units: null }
  const isSummary = kind === 'qartod' && what === 'results'
  return {
    longName,
    units: null,
    standardName: isSummary ? 'aggregate_quality_flag' : (testNames[what] ?? 'quality_flag'),
    flag: kind === 'qartod' ? qartodFlags : testBits,
  }
}

/** CF standard names of QARTOD's tests. */
const testNames: Readonly<Record<string, string>> = {
  gross_range_test: 'gross_range_test_quality_flag',
  climatology_test: 'climatology_test_quality_flag',
  spike_test: 'spike_test_quality_flag',
  rate_of_change_test: 'rate_of_change_test_quality_flag',
  flat_line_test: 'flat_line_test_quality_flag',
  location_test: 'location_test_quality_flag',
  attenuated_signal_test: 'attenuated_signal_test_quality_flag',
}
