/** Numbers and times as instruments print them. */

const decimal = /^[+-]?\d+(?:\.\d+)?$/
const months = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec']

/** A plain decimal number, exactly the nearest double. Null: the text is not one. */
export function parseDecimal(text: string): number | null {
  if (!decimal.test(text)) return null
  const value = Number(text)
  return Number.isFinite(value) ? value : null
}

/** UTC microseconds since 1970. Null: there is no such day or time of day. `month` counts from 1. */
export function utcMicros(
  year: number,
  month: number,
  day: number,
  hour: number,
  minute: number,
  second: number,
  millisecond = 0,
): number | null {
  const milliseconds = Date.UTC(year, month - 1, day, hour, minute, second, millisecond)
  const date = new Date(milliseconds)
  const exists =
    date.getUTCFullYear() === year &&
    date.getUTCMonth() === month - 1 &&
    date.getUTCDate() === day &&
    date.getUTCHours() === hour &&
    date.getUTCMinutes() === minute &&
    date.getUTCSeconds() === second
  return exists ? milliseconds * 1000 : null
}

/** `23 Nov 2013 00:00:21` as UTC microseconds since 1970. Null: not such a time. */
export function parseDayMonthYear(text: string): number | null {
  const match = /^(\d{2}) ([A-Za-z]{3}) (\d{4}) (\d{2}):(\d{2}):(\d{2})$/.exec(text)
  if (match === null) return null
  const month = months.indexOf((match[2] as string).toLowerCase()) + 1
  return utcMicros(Number(match[3]), month, Number(match[1]), Number(match[4]), Number(match[5]), Number(match[6]))
}
