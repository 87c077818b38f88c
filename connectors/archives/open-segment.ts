/** A segment in the making: where it ends follows from its messages, so that making it again gives the same bytes. */
import { createHash } from 'node:crypto'
import { type SegmentEntry, type SegmentPlace, segmentKey } from '../../schemas/archives/segments.ts'
import type { IncomingRecord } from '../../topics/broker.ts'
import { blockBytes, headBytes, syncMarker } from './container.ts'
import { MessageBuffer } from './messages.ts'

export interface Cut {
  /** A segment ends before each multiple of so many offsets. */
  readonly offsets: number
  /** … and where its messages have so many bytes, before they are packed. */
  readonly bytes: number
}

export const defaultCut: Cut = { offsets: 100_000, bytes: 32 * 1_048_576 }

const blockMessages = 10_000
const blockLimitBytes = 262_144
/** Values that name more schemas than this in one segment are no values with schemas. */
const maxSchemas = 64

export class OpenSegment {
  /** The offset after the last that was looked at. */
  next: number
  count = 0
  skipped = 0
  /** Of its messages, before they are packed. */
  bytes = 0
  /** Held in memory. */
  heldBytes = 0
  readonly #blocks: Buffer[] = []
  readonly #open = new MessageBuffer()
  readonly #sync: Buffer
  readonly #schemas = new Set<number>()
  #lastSchema = -1
  #earliest = Number.POSITIVE_INFINITY
  #latest = Number.NEGATIVE_INFINITY

  constructor(
    readonly start: Omit<SegmentPlace, 'next'>,
    private readonly cut: Cut,
  ) {
    this.next = start.from
    this.#sync = syncMarker(segmentKey({ ...start, next: 0 }))
  }

  /** Where it ends because a message of this offset comes; null: the message belongs to it. */
  endBefore(offset: number): number | null {
    const range = Math.floor(offset / this.cut.offsets)
    return range > Math.floor(this.start.from / this.cut.offsets) ? range * this.cut.offsets : null
  }
  get isFull(): boolean {
    return this.bytes >= this.cut.bytes || this.next % this.cut.offsets === 0
  }
  get needsPacking(): boolean {
    return this.#open.bytes >= blockLimitBytes || this.#open.count >= blockMessages
  }
  /** Ids that values or keys may name. */
  get schemaIds(): readonly number[] {
    return this.#schemas.size > maxSchemas ? [] : [...this.#schemas].sort((a, b) => a - b)
  }

  add(record: IncomingRecord): void {
    const before = this.#open.bytes
    this.#open.add(record)
    this.bytes += this.#open.bytes - before
    this.count += 1
    this.next = Number(record.offset) + 1
    if (record.timestamp < this.#earliest) this.#earliest = record.timestamp
    if (record.timestamp > this.#latest) this.#latest = record.timestamp
    this.#noteSchema(record.value)
    this.#noteSchema(record.key)
  }

  skip(record: IncomingRecord): void {
    this.skipped += 1
    this.next = Number(record.offset) + 1
  }

  /** A block more; its place depends on the messages alone. */
  async pack(): Promise<void> {
    const block = await blockBytes(this.#open.count, this.#open.view(), this.#sync)
    this.#open.clear()
    this.#blocks.push(block)
    this.heldBytes += block.length
  }

  /** The object and its entry, as of now. What has no block of its own yet gets one in the object only. */
  async finish(schemas: Readonly<Record<string, string>>): Promise<{ object: Buffer; entry: SegmentEntry }> {
    const { topic, topicId } = this.start
    const head = headBytes({ topic, topicId, schemas }, this.#sync)
    const rest = this.#open.count === 0 ? [] : [await blockBytes(this.#open.count, this.#open.view(), this.#sync)]
    const object = Buffer.concat([head, ...this.#blocks, ...rest])
    const entry: SegmentEntry = {
      ...this.start,
      next: this.next,
      count: this.count,
      skipped: this.skipped,
      size: object.length,
      sha256: createHash('sha256').update(object).digest('hex'),
      earliest: this.count === 0 ? null : this.#earliest,
      latest: this.count === 0 ? null : this.#latest,
      schemas: Object.keys(schemas).map(Number),
    }
    return { object, entry }
  }

  #noteSchema(bytes: Uint8Array | null): void {
    if (bytes === null || bytes.length < 5 || bytes[0] !== 0 || this.#schemas.size > maxSchemas) return
    const id = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength).getUint32(1)
    if (id === this.#lastSchema) return
    this.#lastSchema = id
    this.#schemas.add(id)
  }
}
