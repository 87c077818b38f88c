/** ASCII digits straight into bytes. Each function returns where the next byte goes. */

const digits4 = new Uint8Array(40_000)
for (let n = 0; n < 10_000; n++) {
  digits4[4 * n] = 48 + Math.floor(n / 1000)
  digits4[4 * n + 1] = 48 + (Math.floor(n / 100) % 10)
  digits4[4 * n + 2] = 48 + (Math.floor(n / 10) % 10)
  digits4[4 * n + 3] = 48 + (n % 10)
}

const dot = 46
const minus = 45
const zero = 48

/** Four digits, zeros in front. */
export function put4(bytes: Uint8Array, at: number, n: number): number {
  const from = 4 * n
  bytes[at] = digits4[from]!
  bytes[at + 1] = digits4[from + 1]!
  bytes[at + 2] = digits4[from + 2]!
  bytes[at + 3] = digits4[from + 3]!
  return at + 4
}

/** 0 to 9999 without zeros in front. */
function putShort(bytes: Uint8Array, at: number, n: number): number {
  const from = 4 * n
  if (n >= 1000) bytes[at++] = digits4[from]!
  if (n >= 100) bytes[at++] = digits4[from + 1]!
  if (n >= 10) bytes[at++] = digits4[from + 2]!
  bytes[at++] = digits4[from + 3]!
  return at
}

/** A whole number from 0 to 2^53. */
export function putWhole(bytes: Uint8Array, at: number, n: number): number {
  if (n < 10_000) return putShort(bytes, at, n)
  const upper = Math.floor(n / 10_000)
  const end = upper < 10_000 ? putShort(bytes, at, upper) : putWhole(bytes, at, upper)
  return put4(bytes, end, n - upper * 10_000)
}

export function putInteger(bytes: Uint8Array, at: number, n: number): number {
  if (n >= 0) return putWhole(bytes, at, n)
  bytes[at] = minus
  return putWhole(bytes, at + 1, -n)
}

/** `scaled / power`, where `power` is of ten and at most 1e8. */
export function putDecimals(bytes: Uint8Array, at: number, scaled: number, power: number): number {
  const whole = Math.floor(scaled / power)
  const end = putWhole(bytes, at, whole)
  const fraction = (scaled - whole * power) * (1e8 / power)
  if (fraction === 0) return end
  bytes[end] = dot
  const upper = Math.floor(fraction / 10_000)
  put4(bytes, end + 1, upper)
  put4(bytes, end + 5, fraction - upper * 10_000)
  return withoutZeros(bytes, end + 9)
}

export function withoutZeros(bytes: Uint8Array, end: number): number {
  let last = end
  while (bytes[last - 1] === zero) last--
  return last
}

export function putAscii(bytes: Uint8Array, at: number, text: string): number {
  for (let index = 0; index < text.length; index++) bytes[at + index] = text.charCodeAt(index)
  return at + text.length
}
