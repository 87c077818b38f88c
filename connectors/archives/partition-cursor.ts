/** Walks through the archived messages of one partition in order of offset, one segment in memory at a time. */
import { type Reading, readingsOf } from '../../schemas/archives/coverage.ts'
import { type SegmentEntry, segmentKey } from '../../schemas/archives/segments.ts'
import { archives as bucket, type ObjectStore } from '../../schemas/objects.ts'
import { type Block, openContainer } from './container.ts'
import { type ArchivedMessage, readMessages } from './messages.ts'

export interface CursorOptions {
  readonly objects: Pick<ObjectStore, 'read'>
  /** Messages before this offset are done. */
  readonly startAt: number
  wants(message: ArchivedMessage): boolean
  /** The head of each segment, before its messages. */
  onSchemas(schemas: Readonly<Record<string, string>>): Promise<void>
}

export class PartitionCursor {
  /** Null: at the end, or before the first `advance`. */
  message: ArchivedMessage | null = null
  readonly #readings: Reading<SegmentEntry>[]
  #reading: Reading<SegmentEntry> | null = null
  #blocks: AsyncGenerator<Block> | null = null
  #messages: Iterator<ArchivedMessage> | null = null

  constructor(
    segments: readonly SegmentEntry[],
    private readonly options: CursorOptions,
  ) {
    this.#readings = readingsOf(segments).filter(({ next }) => next > options.startAt)
  }

  /** To the next wanted message; a promise only where a block must be read. */
  advance(): void | Promise<void> {
    const found = this.#inBlock()
    if (found === null) return this.#advanceBlocks()
    this.message = found
  }

  #inBlock(): ArchivedMessage | null {
    if (this.#messages === null || this.#reading === null) return null
    const from = Math.max(this.#reading.from, this.options.startAt)
    for (;;) {
      const { done, value } = this.#messages.next()
      if (done) return null
      const offset = Number(value.offset)
      if (offset >= from && offset < this.#reading.next && this.options.wants(value)) return value
    }
  }

  async #advanceBlocks(): Promise<void> {
    for (;;) {
      const block = await this.#blocks?.next()
      if (block === undefined || block.done) {
        if (!(await this.#openNext())) break
        continue
      }
      this.#messages = readMessages(block.value.count, block.value.messages)
      this.message = this.#inBlock()
      if (this.message !== null) return
    }
    this.message = null
    this.#messages = null
  }

  /** The whole segment, verified before any of it is used. */
  async #openNext(): Promise<boolean> {
    const reading = this.#readings.shift()
    if (reading === undefined) return false
    const { size, sha256 } = reading.segment
    const claim = { bucket: bucket.name, key: segmentKey(reading.segment), size, sha256 }
    const { head, blocks } = openContainer(await this.options.objects.read(claim))
    await this.options.onSchemas(head.schemas)
    this.#reading = reading
    this.#blocks = blocks()
    return true
  }
}
