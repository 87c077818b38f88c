/** Messages on a pipe: a line each, or four bytes of length (big-endian) before each. */
import { TooLarge } from './spool.ts'

export type Framing = 'lines' | 'length_prefixed'

/** Null for a message that can not be told apart from the next. */
export function frame(message: Uint8Array, framing: Framing): Uint8Array | null {
  if (framing === 'lines') return message.includes(newline) ? null : Buffer.concat([message, Buffer.of(newline)])
  const head = Buffer.alloc(4)
  head.writeUInt32BE(message.length)
  return Buffer.concat([head, message])
}

const newline = 10

/** Gives each whole message as soon as its last byte is here. */
export class FrameReader {
  #pieces: Buffer[] = []
  #size = 0

  constructor(
    private readonly framing: Framing,
    private readonly most: number,
    /** Whether lines lose their line feed. */
    private readonly trims: boolean,
  ) {}

  /** Whether a message has begun and is not whole. */
  get isOpen(): boolean {
    return this.#size > 0
  }

  /** Throws `TooLarge` for a message above the bound. */
  take(piece: Buffer): Uint8Array[] {
    return this.framing === 'lines' ? this.#lines(piece) : this.#prefixed(piece)
  }

  #lines(piece: Buffer): Uint8Array[] {
    const found: Uint8Array[] = []
    let from = 0
    for (let at = piece.indexOf(newline); at >= 0; at = piece.indexOf(newline, from)) {
      this.#bound(this.#size + at - from)
      found.push(this.#whole(piece.subarray(from, this.trims ? at : at + 1)))
      from = at + 1
    }
    if (from < piece.length) this.#keep(piece.subarray(from))
    this.#bound(this.#size)
    return found
  }

  #prefixed(piece: Buffer): Uint8Array[] {
    const found: Uint8Array[] = []
    this.#keep(piece)
    while (this.#size >= 4) {
      if ((this.#pieces[0] as Buffer).length < 4) this.#pieces = [Buffer.concat(this.#pieces)]
      const length = (this.#pieces[0] as Buffer).readUInt32BE(0)
      this.#bound(length)
      if (this.#size < 4 + length) break
      const all = this.#whole(Buffer.alloc(0)) as Buffer
      found.push(all.subarray(4, 4 + length))
      if (all.length > 4 + length) this.#keep(all.subarray(4 + length))
    }
    return found
  }

  #keep(piece: Buffer): void {
    this.#pieces.push(piece)
    this.#size += piece.length
  }

  #whole(last: Buffer): Uint8Array {
    const whole = this.#pieces.length === 0 ? last : Buffer.concat([...this.#pieces, last])
    this.#pieces = []
    this.#size = 0
    return whole
  }

  #bound(size: number): void {
    if (size > this.most) throw new TooLarge(`a message of more than ${this.most} bytes`)
  }
}
