/** Messages to and from the Avro of a segment's blocks (`archivedMessageSchema`). */
import { Malformed, readBytes, readLong, readString, type Tap, writeLong } from '../../schemas/avro/tap.ts'
import type { IncomingRecord } from '../../topics/broker.ts'

export type ArchivedMessage = Omit<IncomingRecord, 'topic'>

/** Longest varint, for each of the fixed fields and each length. */
const varintBytes = 10

/** Messages of a block in the making: a buffer that grows and is used again. */
export class MessageBuffer {
  count = 0
  #tap = { buf: Buffer.allocUnsafe(65_536), pos: 0 } as Tap

  get bytes(): number {
    return this.#tap.pos
  }

  add(message: ArchivedMessage): void {
    const { partition, offset, timestamp, key, value } = message
    const headers = headersOf(message)
    this.#reserve(boundOf(message, headers))
    const tap = this.#tap
    writeLong(tap, partition)
    writeLong(tap, Number(offset))
    writeLong(tap, timestamp)
    writeNullable(tap, key)
    writeNullable(tap, value)
    if (headers.length > 0) {
      writeLong(tap, headers.length)
      for (const [name, value] of headers) {
        const length = Buffer.byteLength(name)
        writeLong(tap, length)
        tap.pos += tap.buf.write(name, tap.pos)
        writeBytes(tap, value)
      }
    }
    writeLong(tap, 0)
    this.count += 1
  }

  /** What is there now: a view, good until the next `add`. */
  view(): Buffer {
    return this.#tap.buf.subarray(0, this.#tap.pos)
  }

  clear(): void {
    this.#tap.pos = 0
    this.count = 0
  }

  #reserve(bytes: number): void {
    const { buf, pos } = this.#tap
    if (pos + bytes <= buf.length) return
    const larger = Buffer.allocUnsafe(Math.max(buf.length * 2, pos + bytes))
    buf.copy(larger, 0, 0, pos)
    this.#tap = { buf: larger, pos } as Tap
  }
}

type Header = readonly [name: string, value: Uint8Array]

function headersOf({ headers, earlierHeaders }: ArchivedMessage): readonly Header[] {
  const all = Object.entries(headers)
  if (earlierHeaders === undefined) return all
  return all.flatMap(([name, last]) => [...(earlierHeaders[name] ?? []), last].map((value): Header => [name, value]))
}

function boundOf({ key, value }: ArchivedMessage, headers: readonly Header[]): number {
  let bytes = 8 * varintBytes + (key?.length ?? 0) + (value?.length ?? 0)
  for (const [name, { length }] of headers) bytes += 2 * varintBytes + name.length * 3 + length
  return bytes
}

function writeNullable(tap: Tap, bytes: Uint8Array | null): void {
  writeLong(tap, bytes === null ? 0 : 1)
  if (bytes !== null) writeBytes(tap, bytes)
}

function writeBytes(tap: Tap, bytes: Uint8Array): void {
  writeLong(tap, bytes.length)
  tap.buf.set(bytes, tap.pos)
  tap.pos += bytes.length
}

/** Keys, values and headers are views into the block. Throws `Malformed`. */
export function* readMessages(count: number, block: Buffer): Generator<ArchivedMessage> {
  const tap = { buf: block, pos: 0 } as Tap
  for (let left = count; left > 0; left -= 1) {
    const partition = readLong(tap)
    const offset = BigInt(readLong(tap))
    const timestamp = readLong(tap)
    const key = readLong(tap) === 0 ? null : readBytes(tap)
    const value = readLong(tap) === 0 ? null : readBytes(tap)
    const headers: Record<string, Uint8Array> = Object.create(null)
    let earlier: Record<string, Uint8Array[]> | undefined
    for (let items = readLong(tap); items !== 0; items = readLong(tap)) {
      if (items < 0) readLong(tap)
      for (items = Math.abs(items); items > 0; items -= 1) {
        const name = readString(tap)
        const before = headers[name]
        headers[name] = readBytes(tap)
        if (before === undefined) continue
        earlier ??= Object.create(null) as Record<string, Uint8Array[]>
        earlier[name] = [...(earlier[name] ?? []), before]
      }
    }
    if (tap.pos > block.length) break
    const message = { partition, offset, timestamp, key, value, headers }
    yield earlier === undefined ? message : { ...message, earlierHeaders: earlier }
  }
  if (tap.pos !== block.length) throw new Malformed(`a block of ${count} messages does not end where it should`)
}
