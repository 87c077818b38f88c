/**
 * Archives one partition: messages into segments, segments into the object store, and only then the offsets. What was read
 * and not stored comes again.
 */
import { replayHeader, withoutId } from '../../schemas/archives/format.ts'
import type { SegmentPlace } from '../../schemas/archives/segments.ts'
import type { BatchContext, Broker, IncomingRecord, RecordBatch } from '../../topics/broker.ts'
import type { KnownSchemas } from './known-schemas.ts'
import { type Cut, OpenSegment } from './open-segment.ts'
import { removeSegment, type SegmentStore, storeSegment } from './store-segment.ts'

export interface PartitionOptions {
  readonly topic: string
  readonly partition: number
  readonly group: string
  readonly includeReplayed: boolean
  readonly broker: Broker
  readonly objects: SegmentStore
  readonly schemas: KnownSchemas
  readonly cut: Cut
  /** A segment that is stored before its end stays open, to grow, while it is smaller. */
  readonly smallBytes: number
  /** Calls again until services are there. */
  patiently<T>(call: () => Promise<T>): Promise<T>
  /** Whether all open segments together take too much memory. */
  isCrowded(): boolean
}

export class PartitionArchiver {
  /** When the first message came that is in no stored segment; null: all are. */
  waitingSince: number | null = null
  #segment: OpenSegment | null = null
  /** As it is stored so far. */
  #stored: SegmentPlace | null = null
  #context: BatchContext | null = null
  #queue: Promise<void> = Promise.resolve()

  constructor(private readonly options: PartitionOptions) {}

  get heldBytes(): number {
    return this.#segment?.heldBytes ?? 0
  }

  handle(batch: RecordBatch, context: BatchContext): Promise<void> {
    return this.#alone(() => this.#handle(batch, context))
  }

  /** Stores what is not stored yet. */
  flush(): Promise<void> {
    return this.#alone(async () => {
      if (this.waitingSince === null || this.#segment === null) return
      if (this.#context?.isCurrent() !== true) return this.#forget()
      await this.#store(this.#segment.bytes >= this.options.smallBytes)
    })
  }

  async #handle({ records }: RecordBatch, context: BatchContext): Promise<void> {
    // The partition was away in between: what was read and not committed comes again.
    if (this.#context !== context && this.#context?.isCurrent() === false) this.#forget()
    this.#context = context
    let isChecked = false
    for (const record of records) {
      if (context.signal.aborted || !context.isCurrent()) return
      const offset = Number(record.offset)
      if (this.#segment !== null && offset < this.#segment.next) this.#forget()
      if (this.#segment === null) await this.#begin(offset)
      else if (offset > this.#segment.next && !isChecked) {
        isChecked = true
        await this.#mindRetention(offset)
      }
      const end = this.#segment?.endBefore(offset) ?? null
      if (this.#segment !== null && end !== null) {
        this.#segment.next = end
        await this.#store(true)
      }
      await this.#take(record)
    }
    if (this.options.isCrowded() && this.#segment !== null) await this.#store(true)
  }

  async #take(record: IncomingRecord): Promise<void> {
    const segment = this.#segment ?? (await this.#begin(Number(record.offset)))
    if (!this.options.includeReplayed && record.headers[replayHeader] !== undefined) segment.skip(record)
    else segment.add(record)
    this.waitingSince ??= Date.now()
    if (segment.needsPacking) {
      await segment.pack()
      await this.#context?.heartbeat()
    }
    if (segment.isFull) await this.#store(true)
  }

  /** At the committed offset, unless what was there is gone from the topic: then after it. */
  async #begin(offset: number): Promise<OpenSegment> {
    const { topic, partition, group, broker, patiently } = this.options
    const [info, lags] = await patiently(() =>
      Promise.all([broker.admin.describeTopic(topic), broker.admin.lag(group, [topic])]),
    )
    const low = Number(info?.partitions.find((one) => one.partition === partition)?.low ?? offset)
    const committed = lags.find((one) => one.partition === partition)?.committed
    const from = Math.min(offset, Math.max(low, Number(committed ?? low)))
    return this.#openAt(from, info?.id ?? withoutId)
  }

  #openAt(from: number, topicId: string): OpenSegment {
    const { topic, partition, cut } = this.options
    this.#segment = new OpenSegment({ topic, topicId, partition, from }, cut)
    this.#stored = null
    return this.#segment
  }

  /** Offsets that are missing were compacted away or are no messages, unless retention took them before they were read. */
  async #mindRetention(offset: number): Promise<void> {
    const segment = this.#segment as OpenSegment
    const { topic, partition, broker, patiently } = this.options
    const info = await patiently(() => broker.admin.describeTopic(topic))
    const low = Number(info?.partitions.find((one) => one.partition === partition)?.low ?? 0)
    if (low <= segment.next) return
    if (segment.next > segment.start.from) await this.#store(true)
    this.#openAt(Math.min(low, offset), info?.id ?? segment.start.topicId)
  }

  /** `isOver`: nothing more comes into this segment. */
  async #store(isOver: boolean): Promise<void> {
    const segment = this.#segment as OpenSegment
    const { objects, schemas, patiently } = this.options
    const { object, entry } = await segment.finish(await patiently(() => schemas.of(segment.schemaIds)))
    // Another may hold the partition now. What it stores has other ends, or is the same.
    if (this.#context?.isCurrent() !== true) return this.#forget()
    await patiently(() => storeSegment(objects, object, entry))
    await patiently(async () => this.#context?.commit(BigInt(entry.next)))
    const shorter = this.#stored
    if (shorter !== null && shorter.next < entry.next) await patiently(() => removeSegment(objects, shorter))
    this.waitingSince = null
    this.#stored = entry
    if (isOver) this.#openAt(entry.next, entry.topicId)
  }

  #forget(): void {
    this.#segment = null
    this.#stored = null
    this.waitingSince = null
  }

  #alone(work: () => Promise<void>): Promise<void> {
    const mine = this.#queue.then(work)
    this.#queue = mine.catch(() => {})
    return mine
  }
}
