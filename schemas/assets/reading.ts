/** What reading a file of assets gives, and the forms that its files share. */

export interface RowProblem {
  /** From 1; null: of the file as a whole. */
  readonly line: number | null
  readonly reason: string
}

/** With a problem, nothing of the file is to be used. */
export interface AssetFile<Event> {
  readonly events: readonly Event[]
  readonly problems: readonly RowProblem[]
  /** Rows that say nothing: commented out, or left empty. */
  readonly ignored: number
}

const timeForm = /^(\d{4})-(\d\d)-(\d\d)(?:[T ](\d\d):(\d\d)(?::(\d\d)(?:\.(\d{1,6}))?)?)?Z?$/

/** UTC microseconds of `2015-04-02T20:15:00`, which OOI means as UTC; null: no such time. */
export function utcMicros(text: string): number | null {
  const [, year, month, day, hour = '0', minute = '0', second = '0', fraction = ''] = timeForm.exec(text) ?? []
  if (year === undefined || month === undefined || day === undefined) return null
  if (Number(hour) > 23 || Number(minute) > 59 || Number(second) > 59) return null
  const date = new Date(Date.UTC(Number(year), Number(month) - 1, Number(day)))
  if (date.getUTCMonth() !== Number(month) - 1) return null
  const seconds = Number(hour) * 3600 + Number(minute) * 60 + Number(second)
  return date.getTime() * 1000 + seconds * 1e6 + Number(fraction.padEnd(6, '0'))
}

/** Words for a value that is not known. */
const unknown = /^(n\/?a|none|null|nan|unknown|-)?$/i

/** Null where nothing is said; NaN where what is said is no number. */
export function numberOrNull(text: string): number | null {
  if (unknown.test(text)) return null
  return /^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/.test(text) ? Number(text) : Number.NaN
}
