/** Text in the making, straight as UTF-8 bytes. */
import { putAscii } from './digits.ts'

const encoder = new TextEncoder()

export class TextOut {
  bytes: Uint8Array
  /** Where the next byte goes. */
  at = 0
  /** Kept free besides what is asked for: the rest of a row, whose parts then need not ask. */
  slack = 0

  constructor(capacity = 1 << 16) {
    this.bytes = new Uint8Array(capacity)
  }

  reserve(count: number): void {
    const needed = this.at + count + this.slack
    if (needed <= this.bytes.length) return
    const grown = new Uint8Array(Math.max(needed, this.bytes.length * 2))
    grown.set(this.bytes.subarray(0, this.at))
    this.bytes = grown
  }

  /** A character below 128. */
  byte(code: number): void {
    this.bytes[this.at++] = code
  }

  /** Short text below 128, where room has been kept. */
  ascii(text: string): void {
    this.at = putAscii(this.bytes, this.at, text)
  }

  text(text: string): void {
    this.reserve(text.length * 3 + 2)
    this.at += encoder.encodeInto(text, this.bytes.subarray(this.at)).written
  }

  copy(bytes: Uint8Array): void {
    for (let index = 0; index < bytes.length; index++) this.bytes[this.at + index] = bytes[index]!
    this.at += bytes.length
  }

  /** What was written, which is the receiver's from now on. */
  take(): Uint8Array {
    if (this.at > this.bytes.length) throw new Error(`${this.at} bytes written where ${this.bytes.length} were kept`)
    const piece = this.bytes.subarray(0, this.at)
    this.bytes = new Uint8Array(Math.max(1 << 16, this.at + this.slack))
    this.at = 0
    return piece
  }
}
