/**
 * OOI's tables of quality tests (qc-lookup): `qartod/<instrument>/…_values.csv` with parameters and qcConfig, or with the
 * name of a climatology table beside it; and the older `data_qc_…_values.csv`, a column for each threshold.
 */
import { type CsvRow, readCsv } from '../csv.ts'
import type { QualityTestChanged } from '../generated/events.ts'
import { listOf } from './qc-parameters.ts'
import { type Accept, Gathering, objectOf } from './quality-records.ts'
import type { AssetFile } from './reading.ts'

/** `beside`: the text of a file by its path from this one's folder; null: there is none. */
export function readQualityLookup(
  text: string,
  source: string,
  beside: (path: string) => string | null,
  accept: Accept,
): AssetFile<QualityTestChanged> {
  const [head = ''] = text.replace(/^\uFEFF/, '').split(/\r?\n/, 1)
  const has = (column: string) => head.split(',').includes(column)
  const gathering = new Gathering(source, accept)
  const older = olderTests.find(({ columns }) => Object.keys(columns).every(has))
  if (has('parameters') && (has('qcConfig') || has('climatologyTable'))) {
    for (const row of readCsv(text)) readQartodRow(row, beside, gathering)
  } else if (has('ReferenceDesignator') && older !== undefined) {
    for (const row of readCsv(text)) readOlderRow(row, older, gathering)
  } else if (!isClimatology(head)) {
    gathering.problem(
      1,
      'its columns must be those of a table of OOI qc-lookup: subsite, node, sensor, stream, parameters, qcConfig',
    )
  }
  return gathering.file()
}

/** A climatology table is read by the one that names it. */
const isClimatology = (head: string): boolean => /^,"?\[/.test(head)

function readQartodRow(row: CsvRow, beside: (path: string) => string | null, gathering: Gathering): void {
  const [subsite, node, sensor] = [row.field('subsite'), row.field('node'), row.field('sensor')]
  if (subsite.startsWith('#')) {
    gathering.ignore()
    return
  }
  const table = row.field('climatologyTable')
  const parameters = row.field('parameters')
  const config =
    row.field('qcConfig') === '' && table !== '' ? climatology(table, parameters, beside) : row.field('qcConfig')
  if (config === null) {
    gathering.problem(row.line, `climatologyTable ${table} is missing, or no table of ranges`)
    return
  }
  const known = [subsite, node, sensor].filter((part) => part !== '')
  const refdes = known.length === 0 ? null : known.join('-')
  gathering.record(row.line, 'row', { refdes, stream: row.field('stream') || null, parameters, qcConfig: config })
}

/** Ranges of the months (columns) at depths (rows); without a depth to go by, of the months. */
function climatology(path: string, parameters: string, beside: (path: string) => string | null) {
  const text = beside(path)
  if (text === null) return null
  const hasDepth = !['null', 'None', undefined].includes(objectOf(parameters)?.zinp as string | undefined)
  const [head, ...rows] = cellsOf(text)
  const months = head?.slice(1).map(listOf) ?? []
  const config = rows.flatMap(([depths = '', ...ranges]) =>
    ranges.map((range, column) => ({
      tspan: months[column],
      vspan: listOf(range),
      period: 'month',
      ...(hasDepth ? { zspan: listOf(depths) } : {}),
    })),
  )
  return config.length === 0 ? null : { qartod: { climatology_test: { config } } }
}

/** Cells hold commas, so that all of them are quoted but the first, which is empty. */
const cellsOf = (text: string): string[][] =>
  text
    .split(/\r?\n/)
    .filter((line) => line.trim() !== '')
    .map((line) => [...line.matchAll(/"([^"]*)"|^(?=,)/g)].map(([, cell = '']) => cell))

interface OlderTest {
  readonly test: string
  /** Setting of each column. */
  readonly columns: Readonly<Record<string, string>>
}

const olderTests: readonly OlderTest[] = [
  { test: 'dataqc_globalrangetest_minmax', columns: { GlobalRangeMin: 'dat_min', GlobalRangeMax: 'dat_max' } },
  { test: 'dataqc_spiketest_wrapper', columns: { SpikeTest_ACC: 'acc', SpikeTest_N: 'N', SpikeTest_L: 'L' } },
  {
    test: 'dataqc_stuckvaluetest_wrapper',
    columns: { StuckValueTest_ResolutionR: 'reso', StuckValueTest_NumRepeatValues: 'num' },
  },
  {
    test: 'dataqc_polytrendtest_wrapper',
    columns: { TrendTest_PolynomialOrder: 'ord_n', TrendTest_nstd: 'nstd' },
  },
  {
    test: 'dataqc_gradienttest_wrapper',
    columns: {
      GradientTest_ddatdx: 'ddatdx',
      GradientTest_mindx: 'mindx',
      GradientTest_startdat: 'startdat',
      GradientTest_toldat: 'toldat',
    },
  },
  {
    test: 'dataqc_localrangetest_wrapper',
    columns: { LocalRange_Datlim: 'datlim', LocalRange_DatlimZ: 'datlimz' },
  },
]

function readOlderRow(row: CsvRow, { test, columns }: OlderTest, gathering: Gathering): void {
  const refdes = row.field('ReferenceDesignator')
  const said = Object.entries(columns)
    .map(([column, setting]) => [setting, row.field(column).replace('<empty>', '')] as const)
    .filter(([, text]) => text !== '')
  // Most rows name a parameter and leave its thresholds empty.
  if (said.length === 0 || refdes.startsWith('#')) {
    gathering.ignore()
    return
  }
  const place = row.field('LocalRange_Z')
  const settings = {
    ...Object.fromEntries(said.map(([setting, text]) => [setting, settingOf(text)])),
    ...(test === 'dataqc_localrangetest_wrapper' ? { dims: place.replaceAll(/[[\]]/g, '').split(/[\s,;]+/) } : {}),
  }
  const x = row.field('GradientTest_dataproductx')
  const inputs: Record<string, string> = x === '' ? {} : { x }
  // One name in telemetered data, one in recovered data.
  const names = new Set([row.field('ParameterID_R'), row.field('ParameterID_T')].filter((name) => name !== ''))
  if (names.size === 0) gathering.problem(row.line, 'ParameterID_R and ParameterID_T are empty')
  for (const parameter of names) gathering.add(row.line, { refdes, stream: null, parameter, test, settings, inputs })
}

/** `5`, `[0 0.5]`, or rows of a matrix: `[15, 40; 15, 40]`, `[20; 30]`. */
function settingOf(text: string): unknown {
  if (!text.startsWith('[')) return Number.isNaN(Number(text)) ? text : Number(text)
  const rows = text.split(';').map((row) => listOf(row) as unknown[])
  if (rows.length === 1) return rows[0]
  return rows.map((row) => (row.length === 1 ? row[0] : row))
}
