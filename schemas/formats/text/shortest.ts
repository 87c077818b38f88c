/** The shortest digits of a double, where doubles of instruments and products lie. */
import { put4, withoutZeros } from './digits.ts'

const dot = 46
const zero = 48
const powers = Array.from({ length: 24 }, (_, n) => Number(`1e${n}`))
const cell = new Float64Array(1)
const words = new Uint32Array(cell.buffer)
/** Veltkamp's constant: splits a double into two of 26 bits, whose products are exact. */
const splitter = 134_217_729
/** Decisions closer than this are left to `String`. In units of the 17th digit; what is neglected is below 1e-7. */
const margin = 1e-6

/**
 * The shortest digits that mean `size`, for 1e-6 ≤ size < 1e9; 0 where a decision is too close, with nothing written that matters.
 *
 * `size × 10^k` with 17 digits before the point is known exactly as the sum of two doubles (Dekker's product). Every
 * decimal closer to it than `half`, half the distance to the next double, means the same double. `half` lies between
 * 0.5 and 12, so at most one multiple of 100 is so close; if none is, then the closest multiple of 10, else of 1.
 */
export function putShortest(bytes: Uint8Array, at: number, size: number): number {
  cell[0] = size
  const high = words[1]!
  // A power of two: the distances to its neighbours differ.
  if (words[0] === 0 && (high & 0xfffff) === 0) return 0
  const exponent = (high >>> 20) - 1023
  let scale = 16 - Math.floor(exponent * 0.3010299956639812)
  if (size * powers[scale]! >= 1e17) scale--
  const power = powers[scale]!
  const product = size * power
  if (product < 1e16) return 0
  const s1 = splitter * size
  const sizeUpper = s1 - (s1 - size)
  const sizeLower = size - sizeUpper
  const s2 = splitter * power
  const powerUpper = s2 - (s2 - power)
  const powerLower = power - powerUpper
  const error =
    sizeLower * powerLower - (product - sizeUpper * powerUpper - sizeLower * powerUpper - sizeUpper * powerLower)
  // 2^(exponent - 53) × power, without Math.pow.
  words[0] = 0
  words[1] = (exponent - 53 + 1023) << 20
  const half = cell[0]! * power

  let upper = Math.floor(product / 1e8)
  const rest = product - upper * 1e8 + error
  let lower = Math.floor(rest / 100 + 0.5) * 100
  let distance = Math.abs(rest - lower)
  if (Math.abs(distance - half) < margin) return 0
  if (distance > half) {
    lower = Math.floor(rest / 10 + 0.5) * 10
    distance = Math.abs(rest - lower)
    if (Math.abs(distance - half) < margin || Math.abs(distance - 5) < margin) return 0
    if (distance > half) {
      lower = Math.floor(rest + 0.5)
      if (Math.abs(Math.abs(rest - lower) - 0.5) < margin) return 0
    }
  }
  if (lower >= 1e8) {
    lower -= 1e8
    upper += 1
  } else if (lower < 0) {
    lower += 1e8
    upper -= 1
  }
  return put17(bytes, at, upper, lower, scale)
}

/** `(upper × 1e8 + lower) / 10^scale`: seventeen digits with a point among them, zeros at the end left out. */
function put17(bytes: Uint8Array, at: number, upper: number, lower: number, scale: number): number {
  const places = 17 - scale
  if (upper >= 1e9) return 0
  const from = places > 0 ? at + 1 : at + 2 - places
  // The digits first, one place further right; then those before the point go left.
  const first = Math.floor(upper / 1e8)
  bytes[from] = zero + first
  const next = upper - first * 1e8
  const a = Math.floor(next / 10_000)
  put4(bytes, from + 1, a)
  put4(bytes, from + 5, next - a * 10_000)
  const b = Math.floor(lower / 10_000)
  put4(bytes, from + 9, b)
  put4(bytes, from + 13, lower - b * 10_000)
  if (places > 0) {
    for (let index = 0; index < places; index++) bytes[at + index] = bytes[from + index]!
    bytes[at + places] = dot
  } else {
    bytes[at] = zero
    bytes[at + 1] = dot
    for (let index = at + 2; index < from; index++) bytes[index] = zero
  }
  const end = withoutZeros(bytes, from + 17)
  return bytes[end - 1] === dot ? end - 1 : end
}
