/** Cuts blocks of a variable into chunks of one size, and remembers where in the file they came to lie. */
import type { Filtered } from './deflate.ts'
import { filtered } from './deflate.ts'
import type { Field } from './fields.ts'
import type { Chunk } from './hdf5/chunk-index.ts'

/** Rows in a block; a power of two, so that chunks of fewer rows fill blocks whole. */
export const blockRows = 8192
/** Chunks stay under HDF5's default cache of 1 MiB. */
const mostChunkBytes = 1 << 20

export interface PendingChunk {
  readonly filtered: Promise<Filtered>
  /** Says where it was put. */
  readonly placed: (address: number, one: Filtered) => void
}

export class ChunkedVariable {
  readonly chunks: Chunk[] = []
  /** Of the widest row so far. */
  width = 1
  private rows = 0
  private chunkRows = 0
  private chunkWidth = 0

  constructor(
    readonly field: Field,
    /** A dimension beyond the row's. */
    private readonly isWide: boolean,
    private readonly deflateLevel: number,
  ) {}

  get chunkSizes(): number[] {
    const sizes = [Math.max(1, this.chunkRows), Math.max(1, this.chunkWidth)]
    return this.isWide ? sizes : sizes.slice(0, 1)
  }

  /** The chunks of the rows gathered. `isOnly`: no more rows will come after these first ones. */
  cut(isOnly: boolean): PendingChunk[] {
    const { field, deflateLevel } = this
    const { rows, width, widest, bytes } = field.take(Math.max(1, this.chunkWidth))
    if (rows === 0) return []
    this.width = Math.max(this.width, widest)
    if (this.chunkRows === 0) this.choose(width, isOnly ? rows : blockRows)
    const pending: PendingChunk[] = []
    for (let row = 0; row < rows; row += this.chunkRows) {
      for (let column = 0; column < width; column += this.chunkWidth) {
        const chunk = this.chunkBytes(bytes, rows, width, row, column)
        const start = this.isWide ? [this.rows + row, column] : [this.rows + row]
        pending.push({
          filtered: filtered(chunk, field.valueBytes, deflateLevel),
          placed: (address, { bytes: { length }, skipped }) => {
            this.chunks.push({ start, address, bytes: length, skipped })
          },
        })
      }
    }
    this.rows += rows
    return pending
  }

  private choose(width: number, rows: number): void {
    this.chunkWidth = width
    this.chunkRows = rows
    while (this.chunkRows > 1 && this.chunkRows * width * this.field.valueBytes > mostChunkBytes) {
      this.chunkRows = Math.ceil(this.chunkRows / 2)
    }
  }

  /** A view where the block has the chunk in one piece; what lies outside the rows is zero. */
  private chunkBytes(bytes: Uint8Array, rows: number, width: number, row: number, column: number): Uint8Array {
    const { chunkRows, chunkWidth } = this
    const { valueBytes } = this.field
    const [lineBytes, chunkLineBytes] = [width * valueBytes, chunkWidth * valueBytes]
    if (width === chunkWidth && row + chunkRows <= rows) {
      return bytes.subarray(row * lineBytes, (row + chunkRows) * lineBytes)
    }
    const chunk = new Uint8Array(chunkRows * chunkLineBytes)
    for (let line = 0; line < Math.min(chunkRows, rows - row); line++) {
      const from = (row + line) * lineBytes + column * valueBytes
      chunk.set(bytes.subarray(from, from + chunkLineBytes), line * chunkLineBytes)
    }
    return chunk
  }
}
