/** Times at the door: ISO-8601 with a zone in and out, UTC microseconds since 1970 inside. */

export { formatTime } from '../schemas/formats/text/time-text.ts'

export const acceptedTime = 'an ISO-8601 time with zone from 1900 to 2199, e.g. 2013-11-23T00:00:00Z'

/** Where the zone may be left out. */
export const acceptedUtcTime =
  'a time from 1900 to 2199, e.g. 2015-06-02 04:40:00 or 2015-06-02T04:40:00Z; UTC where no zone is named'

const form = /^(\d{4})-(\d\d)-(\d\d)[Tt](\d\d):(\d\d)(?::(\d\d)(?:\.(\d{1,9}))?)?(?:[Zz]|([+\- ])(\d\d):?(\d\d))$/

/**
 * UTC microseconds since 1970, or null when the text is not a time that exists and can be kept exactly. An unescaped
 * `+` of a query string arrives as a space and means `+`. Digits after the microseconds must be zeros.
 */
export function parseTime(text: string): number | null {
  const match = form.exec(text)
  if (match === null) return null
  const part = (group: number): number => Number(match[group] ?? 0)
  const [year, month, day, hour, minute, second] = [part(1), part(2), part(3), part(4), part(5), part(6)]
  const fraction = (match[7] ?? '').padEnd(9, '0')
  if (year < 1900 || year > 2199 || month < 1 || month > 12 || hour > 23 || minute > 59 || second > 59) return null
  if (day < 1 || day > new Date(Date.UTC(year, month, 0)).getUTCDate()) return null
  if (fraction.slice(6) !== '000' || part(9) > 23 || part(10) > 59) return null
  const offsetMinutes = (match[8] === '-' ? -1 : 1) * (part(9) * 60 + part(10))
  const milliseconds = Date.UTC(year, month - 1, day, hour, minute, second) - offsetMinutes * 60_000
  return milliseconds * 1000 + Number(fraction.slice(0, 6))
}

const loose = /^(\d{4}-\d\d-\d\d)(?:[Tt ](\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?))?([Zz]|[+\- ]\d\d:?\d\d)?$/

/** As `parseTime`, but a space may stand for the T, and zone and time of day may be absent: UTC, midnight. */
export function parseUtcTime(text: string): number | null {
  const [, date, time = '00:00', zone = 'Z'] = loose.exec(text) ?? []
  return date === undefined ? null : parseTime(`${date}T${time}${zone}`)
}
