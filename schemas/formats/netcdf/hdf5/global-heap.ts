/** Values of any length: they lie in a heap, and what refers to them says length, heap and number (specification III.E). */
import { ByteBuilder } from './byte-builder.ts'

const leastBytes = 4096
const headerBytes = 16
const mostObjects = 60_000

/** Heaps in the making; their places are known before their contents are. */
export class GlobalHeap {
  private readonly collections: { address: number; bytes: number; objects: Uint8Array[] }[] = []
  private readonly sizes: number[] = []

  /** Keeps room for a value of `bytes`; `refer` gives what to write where it is referred to. */
  keep(bytes: number): number {
    this.sizes.push(bytes)
    return this.sizes.length - 1
  }

  /** Lays the kept values out from `address`; returns where they end. */
  place(address: number): number {
    let end = address
    for (let from = 0; from < this.sizes.length; from += mostObjects) {
      const sizes = this.sizes.slice(from, from + mostObjects)
      const used = sizes.reduce((sum, size) => sum + headerBytes + Math.ceil(size / 8) * 8, headerBytes)
      const bytes = Math.max(leastBytes, used)
      this.collections.push({ address: end, bytes, objects: sizes.map(() => new Uint8Array()) })
      end += bytes
    }
    return end
  }

  put(kept: number, value: Uint8Array): void {
    this.collections[Math.floor(kept / mostObjects)]!.objects[kept % mostObjects] = value
  }

  /** Sixteen bytes that stand for a value of `count` elements. */
  refer(kept: number, count: number): Uint8Array {
    const { address } = this.collections[Math.floor(kept / mostObjects)]!
    return new ByteBuilder()
      .u32(count)
      .u64(address)
      .u32((kept % mostObjects) + 1)
      .done()
  }

  encode(): Uint8Array {
    const out = new ByteBuilder()
    for (const { bytes, objects } of this.collections) {
      const end = out.length + bytes
      out.text('GCOL').u8(1, 0, 0, 0).u64(bytes)
      for (const [index, object] of objects.entries()) {
        const objectEnd = out.length + headerBytes + Math.ceil(object.length / 8) * 8
        out
          .u16(index + 1, 1)
          .u32(0)
          .u64(object.length)
          .append(object)
          .padTo(objectEnd)
      }
      // What is left is the object number 0, whose size counts its own header.
      const left = end - out.length
      if (left >= headerBytes) out.u16(0, 0).u32(0).u64(left)
      out.padTo(end)
    }
    return out.done()
  }
}
