/** Times as `2013-11-23T00:00:21.000000Z`. Formatters keep the last minute: rows of a stream lie close together. */
import type { TextOut } from './text-out.ts'

const two = Array.from({ length: 100 }, (_, n) => String(n).padStart(2, '0'))
const three = Array.from({ length: 1000 }, (_, n) => String(n).padStart(3, '0'))
const minuteMicros = 60_000_000
export const timeBytes = 27

/** `2013-11-23T00:00:` of minutes since 1970. */
function minuteStart(minute: number): string {
  return new Date(minute * 60_000).toISOString().slice(0, -7)
}

/** UTC microseconds since 1970 to text. */
export function timeFormatter(): (micros: number) => string {
  let minute = Number.NaN
  let start = ''
  return (micros) => {
    const minuteNow = Math.floor(micros / minuteMicros)
    if (minuteNow !== minute) {
      minute = minuteNow
      start = minuteStart(minute)
    }
    const rest = micros - minute * minuteMicros
    const second = Math.floor(rest / 1_000_000)
    const fraction = Math.floor(rest - second * 1_000_000)
    const millis = Math.floor(fraction / 1000)
    return `${start}${two[second]}.${three[millis]}${three[fraction - millis * 1000]}Z`
  }
}

/** UTC microseconds since 1970 as `2013-11-23T00:00:21.000000Z`. */
export const formatTime = (micros: number): string => timeFormatter()(micros)

/** The same, into bytes; `timeBytes` must be free. */
export function timeWriter(): (out: TextOut, micros: number) => void {
  let minute = Number.NaN
  const start = new Uint8Array(17)
  return (out, micros) => {
    const minuteNow = Math.floor(micros / minuteMicros)
    if (minuteNow !== minute) {
      minute = minuteNow
      start.set(new TextEncoder().encode(minuteStart(minute)))
    }
    const { bytes, at } = out
    for (let index = 0; index < 17; index++) bytes[at + index] = start[index]!
    const rest = Math.floor(micros) - minute * minuteMicros
    const second = Math.floor(rest / 1_000_000)
    bytes[at + 17] = 48 + Math.floor(second / 10)
    bytes[at + 18] = 48 + (second % 10)
    bytes[at + 19] = 46
    let fraction = rest - second * 1_000_000
    for (let index = 25; index > 19; index--) {
      const left = Math.floor(fraction / 10)
      bytes[at + index] = 48 + fraction - left * 10
      fraction = left
    }
    bytes[at + 26] = 90
    out.at = at + timeBytes
  }
}
