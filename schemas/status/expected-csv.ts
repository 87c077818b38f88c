/** Files of expected streams: ooi_status's `--expected` CSV, and the form of 2016 with one timeout. */
import { type CsvRow, csvColumns, readCsv } from '../csv.ts'
import type { ExpectedStreamChanged } from '../generated/events.ts'
import { expectedStreamProblem } from './expectation.ts'
import { expectedStreamKey } from './identity.ts'

export interface ExpectedFile {
  readonly events: readonly ExpectedStreamChanged[]
  /** In the order of lines, from 1. */
  readonly problems: readonly { readonly line: number; readonly reason: string }[]
}

const form = ['name', 'method', 'expected_rate', 'warn_interval', 'fail_interval']
const olderForm = ['stream', 'method', 'expected rate (Hz)', 'timeout']
type ColumnNames = Readonly<Record<string, string>>
const columnNames: ColumnNames = {
  expectedRate: 'expected_rate',
  warnInterval: 'warn_interval',
  failInterval: 'fail_interval',
}
const olderColumnNames: ColumnNames = {
  name: 'stream',
  expectedRate: 'expected rate (Hz)',
  warnInterval: 'twice the timeout',
  failInterval: 'ten times the timeout',
}

/** Other columns are passed over. `source` is put into the events. */
export function readExpectedCsv(text: string, source: string): ExpectedFile {
  const columns = csvColumns(text)
  const has = (wanted: readonly string[]) => wanted.every((name) => columns.includes(name))
  if (!has(form) && !has(olderForm)) {
    const reason = `the head must have ${form.join(',')} or ${olderForm.join(',')}; got ${columns.join(',').slice(0, 200)}`
    return { events: [], problems: [{ line: 1, reason }] }
  }
  const [read, columnOf] = has(form) ? [rowOf, columnNames] : [olderRowOf, olderColumnNames]
  const said = new Map<string, { readonly line: number; readonly event: ExpectedStreamChanged }>()
  const problems: { line: number; reason: string }[] = []
  for (const row of readCsv(text)) {
    const { line } = row
    const event = read(row, source)
    const reason = typeof event === 'string' ? event : (problemOf(event, columnOf) ?? repeated(event, said))
    if (typeof event === 'string' || reason !== null) problems.push({ line, reason: reason ?? '' })
    else said.set(expectedStreamKey(event), { line, event })
  }
  return { events: [...said.values()].map(({ event }) => event), problems }
}

/** What breaks a rule, under the name of the column. */
function problemOf(event: ExpectedStreamChanged, columnOf: ColumnNames): string | null {
  const reason = expectedStreamProblem(event)
  const [field = ''] = reason?.split(' ') ?? []
  return reason?.replace(field, columnOf[field] ?? field) ?? null
}

function repeated(
  event: ExpectedStreamChanged,
  said: ReadonlyMap<string, { readonly line: number; readonly event: ExpectedStreamChanged }>,
): string | null {
  const before = said.get(expectedStreamKey(event))
  if (before === undefined) return null
  const { expectedRate, warnInterval, failInterval } = before.event
  const isSame =
    expectedRate === event.expectedRate && warnInterval === event.warnInterval && failInterval === event.failInterval
  return isSame ? null : `${event.name}, ${event.method} is said otherwise on line ${before.line}`
}

/** A text says what is wrong. */
type Read = ExpectedStreamChanged | string

function rowOf(row: CsvRow, source: string): Read {
  const numbers = ['expected_rate', 'warn_interval', 'fail_interval'].map((name) => numberIn(row, name))
  const wrong = numbers.find((one) => typeof one === 'string')
  if (wrong !== undefined) return wrong as string
  const [expectedRate, warnInterval, failInterval] = numbers as [number, number, number]
  return { name: row.field('name'), method: row.field('method'), expectedRate, warnInterval, failInterval, source }
}

/** A timeout, doubled, warns, and tenfold fails; of parts of a second, the nearest whole one, at least 1. */
function olderRowOf(row: CsvRow, source: string): Read {
  const [expectedRate, timeout] = [numberIn(row, 'expected rate (Hz)'), numberIn(row, 'timeout')]
  if (typeof expectedRate === 'string') return expectedRate
  if (typeof timeout === 'string') return timeout
  if (timeout < 0) return `timeout must be seconds from 0; got ${timeout}`
  const whole = (seconds: number) => (timeout === 0 ? 0 : Math.max(1, Math.round(seconds)))
  const intervals = { warnInterval: whole(2 * timeout), failInterval: whole(10 * timeout) }
  return { name: row.field('stream'), method: row.field('method'), expectedRate, ...intervals, source }
}

function numberIn(row: CsvRow, name: string): number | string {
  const text = row.field(name)
  return /^[+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)([eE][+-]?[0-9]{1,3})?$/.test(text)
    ? Number(text)
    : `${name} must be a number; got ${JSON.stringify(text.slice(0, 80))}`
}
