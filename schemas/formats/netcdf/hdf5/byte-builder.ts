/** Little-endian bytes of HDF5's metadata, one after another. */
const encoder = new TextEncoder()

/** The address that means nowhere. */
export const undefinedAddress = -1

export class ByteBuilder {
  private bytes = new Uint8Array(256)
  private view = new DataView(this.bytes.buffer)
  length = 0

  private room(count: number): number {
    const at = this.length
    this.length += count
    if (this.length > this.bytes.length) {
      const grown = new Uint8Array(Math.max(this.length, this.bytes.length * 2))
      grown.set(this.bytes.subarray(0, at))
      this.bytes = grown
      this.view = new DataView(grown.buffer)
    }
    return at
  }

  u8(...values: readonly number[]): this {
    for (const value of values) {
      const at = this.room(1)
      this.view.setUint8(at, value)
    }
    return this
  }

  u16(...values: readonly number[]): this {
    for (const value of values) {
      const at = this.room(2)
      this.view.setUint16(at, value, true)
    }
    return this
  }

  u32(...values: readonly number[]): this {
    for (const value of values) {
      const at = this.room(4)
      this.view.setUint32(at, value, true)
    }
    return this
  }

  /** Whole numbers up to 2^53; -1 is all bits set: undefined addresses, unlimited sizes. */
  u64(...values: readonly number[]): this {
    for (const value of values) {
      const at = this.room(8)
      this.view.setUint32(at, value < 0 ? 0xffffffff : value % 4294967296, true)
      this.view.setUint32(at + 4, value < 0 ? 0xffffffff : Math.floor(value / 4294967296), true)
    }
    return this
  }

  append(bytes: Uint8Array): this {
    const at = this.room(bytes.length)
    this.bytes.set(bytes, at)
    return this
  }

  text(text: string): this {
    return this.append(encoder.encode(text))
  }

  /** Zeros up to a multiple of `unit`, or up to `length`. */
  padTo(length: number): this {
    if (length > this.length) this.room(length - this.length)
    return this
  }

  done(): Uint8Array {
    return this.bytes.subarray(0, this.length)
  }
}

export const utf8 = (text: string): Uint8Array => encoder.encode(text)
