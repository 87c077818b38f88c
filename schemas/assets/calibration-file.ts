/**
 * OOI's calibration files (asset-management, `calibration/…/<asset>__<YYYYMMDD>.csv`): all coefficients of one sensor
 * from one day on. A value is a number, JSON arrays, or `SheetRef:CC_x`: then it stands in `<asset>__<date>__CC_x.ext`.
 */
import { readCsv } from '../csv.ts'
import type { CalibrationChanged } from '../generated/events.ts'
import { type CoefficientValue, calibrationProblem, calibrationVersion, coefficientValue } from './calibration.ts'
import { missingColumns } from './deployment-sheet.ts'
import { type AssetFile, numberOrNull, type RowProblem, utcMicros } from './reading.ts'

/** The asset and the day of a file's name; null: it is named otherwise. */
export function calibrationFileName(name: string): { readonly asset: string; readonly start: number } | null {
  const [, asset, year, month, day] = /^(.+)__(\d{4})(\d\d)(\d\d)\.csv$/.exec(name) ?? []
  const start = asset === undefined ? null : utcMicros(`${year}-${month}-${day}`)
  return asset === undefined || start === null ? null : { asset, start }
}

/** `sheet`: the text of a file that lies beside it; null: there is none. */
export function readCalibrationFile(
  text: string,
  name: string,
  sheet: (name: string) => string | null,
): AssetFile<CalibrationChanged> {
  const named = calibrationFileName(name)
  if (named === null) return whole('its name must be <asset>__<YYYYMMDD>.csv')
  const missing = missingColumns(text, ['name', 'value'])
  if (missing !== null) return { events: [], problems: [{ line: 1, reason: missing }], ignored: 0 }
  const events = new Map<string, CalibrationChanged>()
  const problems: RowProblem[] = []
  for (const row of readCsv(text)) {
    const coefficient = row.field('name')
    const value = readValue(row.field('value'), (other) => sheet(name.replace(/\.csv$/, `__${other}.ext`)))
    if (typeof value === 'string') {
      problems.push({ line: row.line, reason: `${coefficient || 'value'}: ${value}` })
      continue
    }
    const { asset, start } = named
    const event = { asset, name: coefficient, start, stop: null, value: JSON.stringify(value), source: name }
    const said = { ...event, version: '', isRemoved: false }
    const problem = calibrationProblem(said)
    const before = events.get(coefficient)
    if (problem !== null) problems.push({ line: row.line, reason: problem })
    else if (before !== undefined && before.value !== event.value) {
      problems.push({ line: row.line, reason: `${coefficient} has two values` })
    } else events.set(coefficient, { ...said, version: calibrationVersion(said) })
  }
  if (events.size === 0 && problems.length === 0) return whole('it has no coefficients')
  return { events: [...events.values()], problems, ignored: 0 }
}

const whole = (reason: string): AssetFile<CalibrationChanged> => ({
  events: [],
  problems: [{ line: null, reason }],
  ignored: 0,
})

/** The value, or what is wrong with it. */
function readValue(text: string, sheet: (coefficient: string) => string | null): CoefficientValue | string {
  const reference = /^SheetRef:\s*([A-Za-z0-9_]+)$/.exec(text)?.[1]
  if (reference !== undefined) {
    const found = sheet(reference)
    return found === null ? `the file of its values (…__${reference}.ext) is missing` : matrixOf(found)
  }
  const number = numberOrNull(text)
  if (number !== null && !Number.isNaN(number)) return number
  return coefficientValue(text) ?? `${brief(text)} must be a number, arrays of numbers of one shape, or SheetRef:<name>`
}

/** Rows of numbers with commas between, without a head. */
function matrixOf(text: string): CoefficientValue | string {
  const rows: number[][] = []
  for (const [at, line] of text
    .replace(/^\uFEFF/, '')
    .split(/\r?\n|\r/)
    .entries()) {
    if (line.trim() === '') continue
    const row = line.split(',').map((cell) => numberOrNull(cell.trim()) ?? Number.NaN)
    if (row.some(Number.isNaN)) return `line ${at + 1} of its file has something that is no number`
    if (row.length !== (rows[0]?.length ?? row.length))
      return `line ${at + 1} of its file has ${row.length} numbers, the first ${rows[0]?.length}`
    rows.push(row)
  }
  return rows.length === 0 ? 'its file is empty' : rows
}

const brief = (text: string): string => JSON.stringify(text.length > 60 ? `${text.slice(0, 60)}…` : text)
