/** The answer to `/available`. Written byte by byte: a report may have tens of thousands of spans. */
import type { ReportRow } from '../../schemas/status/availability/report.ts'

const two = Array.from({ length: 60 }, (_, n) => String(n).padStart(2, '0'))
const secondsOfDay = 86_400

/** UTC microseconds as `2015-06-02 04:40:00`, the fraction cut. Days are kept: a report names them again and again. */
export function secondFormatter(): (micros: number) => string {
  const days = new Map<number, string>()
  return (micros) => {
    const seconds = Math.floor(micros / 1_000_000)
    const day = Math.floor(seconds / secondsOfDay)
    let date = days.get(day)
    if (date === undefined) {
      date = new Date(day * secondsOfDay * 1000).toISOString().slice(0, 10)
      days.set(day, date)
    }
    const rest = seconds - day * secondsOfDay
    return `${date} ${two[Math.floor(rest / 3600)]}:${two[Math.floor(rest / 60) % 60]}:${two[rest % 60]}`
  }
}

/** JSON in UTF-8. */
export function reportBody(rows: Iterable<ReportRow>): Buffer {
  const parts: Uint8Array[] = [bytes('{"availability":[')]
  const writeTime = timeWriter()
  for (const { measure, data, categories } of rows) {
    parts.push(bytes(`${parts.length === 1 ? '' : ','}{"measure":${JSON.stringify(measure)},"data":[`))
    parts.push(spanBytes(data, writeTime), bytes(`],"categories":${JSON.stringify(categories)}}`))
  }
  return Buffer.concat([...parts, bytes(']}')])
}

const bytes = (text: string): Buffer => Buffer.from(text)
const timeLength = '2015-06-02 04:40:00'.length

/** `["2015-06-02 04:40:00","Present","2015-06-07 08:52:29"]` for each, with commas between. */
function spanBytes(data: ReportRow['data'], writeTime: ReturnType<typeof timeWriter>): Uint8Array {
  const quoted = new Map<string, Uint8Array>()
  let length = 0
  for (const { label } of data) {
    if (!quoted.has(label)) quoted.set(label, bytes(`",${JSON.stringify(label)},"`))
    length += quoted.get(label)!.length + 2 * timeLength + 5
  }
  const written = new Uint8Array(length)
  let at = 0
  let until = Number.NaN
  for (const { start, label, stop } of data) {
    const before = at - timeLength - 2
    if (at > 0) written[at++] = comma
    written[at++] = open
    written[at++] = quote
    // Most spans start where the one before stops.
    if (start === until) for (let n = 0; n < timeLength; n += 1) written[at++] = written[before + n]!
    else at = writeTime(written, at, start)
    until = stop
    const between = quoted.get(label)!
    for (let n = 0; n < between.length; n += 1) written[at++] = between[n]!
    at = writeTime(written, at, stop)
    written[at++] = quote
    written[at++] = close
  }
  return written.subarray(0, at)
}
const [comma, open, close, quote, zero, space, colon] = [...',[]"0 :'].map((one) => one.charCodeAt(0)) as Seven
type Seven = [number, number, number, number, number, number, number]

/** Writes a time where it is told, as `secondFormatter` does; gives the place after it. Days are kept: they come again. */
function timeWriter() {
  const days = new Map<number, Uint8Array>()
  // Whole numbers below 100, in 32 bits: that is quick.
  const writeTwo = (into: Uint8Array, at: number, number: number) => {
    const tens = (number / 10) | 0
    into[at] = zero + tens
    into[at + 1] = zero + number - tens * 10
  }
  return (into: Uint8Array, at: number, micros: number): number => {
    const seconds = Math.floor(micros / 1_000_000)
    const day = Math.floor(seconds / secondsOfDay)
    let date = days.get(day)
    if (date === undefined) {
      date = bytes(new Date(day * secondsOfDay * 1000).toISOString().slice(0, 10))
      days.set(day, date)
    }
    for (let n = 0; n < 10; n += 1) into[at + n] = date[n]!
    const rest = (seconds - day * secondsOfDay) | 0
    const minutes = (rest / 60) | 0
    const hours = (minutes / 60) | 0
    into[at + 10] = space
    writeTwo(into, at + 11, hours)
    into[at + 13] = colon
    writeTwo(into, at + 14, minutes - hours * 60)
    into[at + 16] = colon
    writeTwo(into, at + 17, rest - minutes * 60)
    return at + timeLength
  }
}
