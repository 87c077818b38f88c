import { Reject } from '../failures.ts'
import type { FlatTable } from './arrow-metadata.ts'
import { bitmapBytes, unlessFull } from './bitmap.ts'
import { doublesOfIntegers } from './doubles.ts'
import { valuesOver } from './types.ts'

/** What reading may add to the bytes that came: a small message must not grow into gigabytes. */
const maxGrowthBytes = 256 * 1024 * 1024

export class Growth {
  private bytes = 0

  charge(bytes: number): void {
    this.bytes += bytes
    if (this.bytes > maxGrowthBytes) {
      throw new Reject('arrow-invalid', `the data unpacks to more than ${maxGrowthBytes} bytes; send smaller batches`)
    }
  }
}

/** The field nodes and buffers of one record batch, taken in schema order. */
export class BatchBody {
  readonly rows: number
  readonly growth: Growth
  private readonly body: Uint8Array
  private readonly nodes: readonly number[]
  private readonly buffers: readonly number[]
  private readonly variadicCounts: readonly number[]
  private node = 0
  private buffer = 0
  private variadic = 0

  /** `batch`: a RecordBatch table. */
  constructor(batch: FlatTable, body: Uint8Array, growth: Growth) {
    if (batch.has(3)) {
      const codec = batch.table(3).int8(0) === 0 ? 'lz4' : 'zstd'
      throw new Reject('arrow-invalid', `Arrow buffers are compressed with ${codec}; send them uncompressed`)
    }
    this.rows = batch.size(0)
    this.nodes = batch.sizes(1, 2)
    this.buffers = batch.sizes(2, 2)
    this.variadicCounts = batch.sizes(4, 1)
    this.body = body
    this.growth = growth
    let total = 0
    for (let at = 1; at < this.buffers.length; at += 2) total += this.buffers[at]!
    if (total > body.length) throw new RangeError(`buffers of ${total} bytes in a body of ${body.length}`)
  }

  /** The next field node: its rows and how many of them are null. */
  nextNode(): { rows: number; nulls: number } {
    const [rows, nulls] = [this.nodes[this.node], this.nodes[this.node + 1]]
    if (rows === undefined || nulls === undefined)
      throw new RangeError('a record batch has fewer columns than its schema')
    this.node += 2
    return { rows, nulls }
  }

  nextBuffer(): Uint8Array {
    const [offset, length] = [this.buffers[this.buffer], this.buffers[this.buffer + 1]]
    if (offset === undefined || length === undefined) throw new RangeError('a record batch has too few buffers')
    if (offset + length > this.body.length) {
      throw new RangeError(`a buffer at ${offset} of ${length} bytes leaves its body of ${this.body.length}`)
    }
    this.buffer += 2
    return this.body.subarray(offset, offset + length)
  }

  nextValidity({ rows, nulls }: { rows: number; nulls: number }): Uint8Array | null {
    const bits = this.nextBuffer()
    if (nulls === 0 || rows === 0) return null
    if (bits.length === 0) throw new RangeError(`${nulls} nulls without a validity bitmap`)
    if (bits.length < bitmapBytes(rows))
      throw new RangeError(`a validity bitmap of ${bits.length} bytes for ${rows} rows`)
    return unlessFull(bits.subarray(0, bitmapBytes(rows)), rows)
  }

  nextOffsets(count: number, width: 32 | 64): Int32Array {
    const bytes = this.nextBuffer()
    if (count === 0) return new Int32Array(1)
    if (width === 32) return valuesOver('int32', bytes, count + 1) as Int32Array
    const wide = doublesOfIntegers(valuesOver('int64', bytes, count + 1) as BigInt64Array)
    if (wide.some((offset) => offset < 0 || offset > 2 ** 31 - 1)) throw new RangeError('an offset beyond 2 GiB')
    return Int32Array.from(wide)
  }

  /** The buffers behind a column of views. */
  nextVariadic(): Uint8Array[] {
    const buffers: Uint8Array[] = []
    for (let left = this.variadicCounts[this.variadic++] ?? 0; left > 0; left--) buffers.push(this.nextBuffer())
    return buffers
  }
}
