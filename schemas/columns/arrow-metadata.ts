/**
 * The flatbuffers of Arrow's IPC messages (format/Schema.fbs and format/Message.fbs of Apache Arrow), read with bounds:
 * a DataView throws RangeError where a position leaves the bytes. Ours, because apache-arrow believes every length that a
 * message states: a few random bytes can make it allocate without end.
 */

/** A flatbuffer table; a field's slot is its place in the .fbs file. */
export class FlatTable {
  private readonly view: DataView
  private readonly start: number

  constructor(view: DataView, start: number) {
    this.view = view
    this.start = start
  }

  static root(bytes: Uint8Array): FlatTable {
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
    return new FlatTable(view, view.getUint32(0, true))
  }

  /** Where the field's value lies; 0 when it is absent. */
  private at(slot: number): number {
    const table = this.start - this.view.getInt32(this.start, true)
    const entry = 4 + 2 * slot
    if (entry >= this.view.getUint16(table, true)) return 0
    const offset = this.view.getUint16(table + entry, true)
    return offset === 0 ? 0 : this.start + offset
  }

  int8(slot: number): number {
    const at = this.at(slot)
    return at === 0 ? 0 : this.view.getInt8(at)
  }

  int16(slot: number, absent = 0): number {
    const at = this.at(slot)
    return at === 0 ? absent : this.view.getInt16(at, true)
  }

  int32(slot: number): number {
    const at = this.at(slot)
    return at === 0 ? 0 : this.view.getInt32(at, true)
  }

  size(slot: number): number {
    const at = this.at(slot)
    return at === 0 ? 0 : sizeAt(this.view, at)
  }

  has(slot: number): boolean {
    return this.at(slot) !== 0
  }

  table(slot: number): FlatTable {
    const at = this.at(slot)
    if (at === 0) throw new RangeError(`field ${slot} of a message is missing`)
    return new FlatTable(this.view, at + this.view.getUint32(at, true))
  }

  text(slot: number): string {
    const { start, count } = this.vector(slot, 1)
    return new TextDecoder().decode(new Uint8Array(this.view.buffer, this.view.byteOffset + start, count))
  }

  tables(slot: number): FlatTable[] {
    const { start, count } = this.vector(slot, 4)
    return Array.from({ length: count }, (_, each) => {
      const at = start + 4 * each
      return new FlatTable(this.view, at + this.view.getUint32(at, true))
    })
  }

  /** A vector of structs of `width` 64-bit sizes each, flattened. */
  sizes(slot: number, width: number): number[] {
    const { start, count } = this.vector(slot, 8 * width)
    return Array.from({ length: count * width }, (_, each) => sizeAt(this.view, start + 8 * each))
  }

  private vector(slot: number, itemBytes: number): { start: number; count: number } {
    const at = this.at(slot)
    if (at === 0) return { start: 0, count: 0 }
    const start = at + this.view.getUint32(at, true)
    const count = this.view.getUint32(start, true)
    if (start + 4 + count * itemBytes > this.view.byteLength) {
      throw new RangeError(`a vector of ${count} items leaves its message`)
    }
    return { start: start + 4, count }
  }
}

function sizeAt(view: DataView, at: number): number {
  const size = view.getInt32(at + 4, true) * 4294967296 + view.getUint32(at, true)
  if (size < 0 || size > Number.MAX_SAFE_INTEGER) throw new RangeError(`a size of ${size}`)
  return size
}

export const messageKinds = { schema: 1, dictionary: 2, records: 3 } as const

export interface Message {
  readonly kind: number
  readonly header: FlatTable
  readonly body: Uint8Array
}

const fileMagic = 'ARROW1'
const continuation = 0xffffffff

/** The messages of an IPC stream, or of a file, which is a stream between magic and footer. */
export function* messagesIn(bytes: Uint8Array): Generator<Message> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  let at = String.fromCharCode(...bytes.subarray(0, 6)) === fileMagic ? 8 : 0
  while (at < bytes.length) {
    let size = view.getUint32(at, true)
    at += 4
    if (size === continuation) {
      size = view.getUint32(at, true)
      at += 4
    }
    if (size === 0) return
    if (size > bytes.length - at) throw new RangeError(`a message of ${size} bytes at byte ${at} of ${bytes.length}`)
    const message = FlatTable.root(bytes.subarray(at, at + size))
    at += size
    const bodyBytes = message.size(3)
    if (bodyBytes > bytes.length - at)
      throw new RangeError(`a body of ${bodyBytes} bytes at byte ${at} of ${bytes.length}`)
    yield { kind: message.int8(1), header: message.table(2), body: bytes.subarray(at, at + bodyBytes) }
    at += bodyBytes
  }
}
