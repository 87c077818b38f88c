/**
 * Numbers as ASCII straight into bytes, the same text as JavaScript's `String(value)`. Where instruments' numbers lie,
 * short ways are taken, each checked exactly; all others go by `String`.
 */
import { putAscii, putDecimals } from './digits.ts'
import { putShortest } from './shortest.ts'

/** A number takes at most this: `-1.2345678901234567e-308`. */
export const numberBytes = 25

const minus = 45

/** Any finite number. */
export function putNumber(bytes: Uint8Array, at: number, value: number): number {
  const size = value < 0 ? -value : value
  if (size < 1e9) {
    // If millionths divide back to the value exactly they are its decimals: at most 15 digits, so that none shorter means the same.
    const millionths = Math.floor(size * 1e6 + 0.5)
    if (millionths / 1e6 === size) {
      if (value < 0) bytes[at++] = minus
      return putDecimals(bytes, at, millionths, 1e6)
    }
    if (size >= 1e-6) {
      const end = putShortest(bytes, value < 0 ? at + 1 : at, size)
      if (end > 0) {
        if (value < 0) bytes[at] = minus
        return end
      }
    }
  }
  return putAscii(bytes, at, String(value))
}

/** The shortest text that means the same 32-bit float: the fewest decimals that lead back to it; nine digits always do. */
export function putFloat(bytes: Uint8Array, at: number, value: number): number {
  const size = value < 0 ? -value : value
  if (size < 1e-6 && size > 0) return putAscii(bytes, at, floatText(value))
  for (let power = 1; power <= 1e8; power *= 10) {
    const scaled = Math.round(size * power)
    if (scaled >= 1e9) break
    if (Math.fround(scaled / power) === size) {
      if (value < 0) bytes[at++] = minus
      return putDecimals(bytes, at, scaled, power)
    }
  }
  return putAscii(bytes, at, floatText(value))
}

/** As `putFloat`, for what it has no short way for. */
export function floatText(value: number): string {
  for (let precision = 1; precision < 9; precision++) {
    const number = Number(value.toPrecision(precision))
    if (Math.fround(number) === value) return String(number)
  }
  return String(Number(value.toPrecision(9)))
}
