/** Reading and writing of Avro primitives with the checks that avsc leaves out. */
import type { Buffer } from 'node:buffer'

/** The cursor that avsc hands to its types. */
export interface Tap {
  readonly buf: Buffer
  pos: number
  readLong(): number
  writeLong(value: number): void
  writeString(value: string): void
}

/** The bytes are not what their schema says. */
export class Malformed extends Error {
  override readonly name = 'Malformed'
}

/** Largest magnitude of a `long`: 2^53 - 1. */
const largest = Number.MAX_SAFE_INTEGER

/** A zigzag varint, exact within ±(2^53 - 1). Throws `Malformed` outside. */
export function readLong(tap: Tap): number {
  const { buf } = tap
  let byte = buf[tap.pos++] as number
  const negative = (byte & 1) === 1
  let magnitude = (byte & 0x7f) >> 1
  for (let scale = 64, length = 1; byte >= 0x80; scale *= 128, length += 1) {
    if (length === 10) throw new Malformed('a varint is longer than 10 bytes')
    byte = buf[tap.pos++] as number
    magnitude += (byte & 0x7f) * scale
  }
  if (magnitude > largest - (negative ? 1 : 0)) {
    throw new Malformed('a long lies outside ±(2^53 - 1), where numbers are not exact')
  }
  return negative ? -magnitude - 1 : magnitude
}

/** The value must be a safe integer. */
export function writeLong(tap: Tap, value: number): void {
  const { buf } = tap
  const negative = value < 0
  const magnitude = negative ? -(value + 1) : value
  let byte = ((magnitude % 64) << 1) | (negative ? 1 : 0)
  let rest = Math.floor(magnitude / 64)
  while (rest > 0) {
    buf[tap.pos++] = byte | 0x80
    byte = rest % 128
    rest = Math.floor(rest / 128)
  }
  buf[tap.pos++] = byte
}

/** A length that the remaining bytes can hold. */
export function readLength(tap: Tap): number {
  const length = readLong(tap)
  if (length < 0 || length > tap.buf.length - tap.pos) {
    throw new Malformed(`a length of ${length} bytes, but ${Math.max(0, tap.buf.length - tap.pos)} remain`)
  }
  return length
}

export function readString(tap: Tap): string {
  const end = readLength(tap) + tap.pos
  const text = tap.buf.toString('utf8', tap.pos, end)
  tap.pos = end
  return text
}

/** A view into the message, not a copy. */
export function readBytes(tap: Tap): Uint8Array {
  const length = readLength(tap)
  const start = tap.pos
  tap.pos += length
  return new Uint8Array(tap.buf.buffer, tap.buf.byteOffset + start, length)
}

export function skipLength(tap: Tap): void {
  const length = readLength(tap)
  tap.pos += length
}

/**
 * The number of items in the next block, 0 at the end. A block may not claim more items than the remaining bytes can
 * hold, so a few bytes can not make the process allocate or loop for long.
 */
export function readBlockCount(tap: Tap, bytesPerItem: number): number {
  let count = readLong(tap)
  if (count === 0) return 0
  if (count < 0) {
    count = -count
    readLength(tap)
  }
  const remaining = tap.buf.length - tap.pos
  if (count * bytesPerItem > remaining) {
    throw new Malformed(`a block claims ${count} items, but only ${Math.max(0, remaining)} bytes remain`)
  }
  return count
}
