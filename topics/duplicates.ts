/**
 * Drops messages that were published again. An operation that is killed between publishing and committing publishes once
 * more, with the same id: what has the id of an earlier message of its partition is a duplicate.
 */
import { messageIdOf } from '../schemas/streams/message-headers.ts'
import type { Broker, IncomingRecord } from './broker.ts'

/** Offsets of a partition that were looked at one after the other. Who reads elsewhere has a stretch of his own. */
interface Stretch {
  /** What comes at `start` ≤ offset ≤ `next` is told by it. */
  start: bigint
  next: bigint
  /** First offset by id, oldest first. */
  readonly first: Promise<Map<string, bigint>>
}

export interface DuplicatesOptions {
  /** Ids that are remembered of a stretch, so how far apart a message and its duplicate may be. Default 20,000. */
  readonly most?: number
  /** Whether what was published before the first record is looked at, too. Default yes. */
  readonly looksBack?: boolean
}

/** Of a partition; the one that was not used for longest goes. */
const mostStretches = 16
/** Offsets that may be no messages, such as the marks of transactions. */
const widestHole = 1_000n

export class Duplicates {
  readonly #partitions = new Map<string, Stretch[]>()
  readonly #most: number
  readonly #looksBack: boolean

  constructor(
    private readonly broker: Pick<Broker, 'read' | 'admin'>,
    { most = 20_000, looksBack = true }: DuplicatesOptions = {},
  ) {
    this.#most = most
    this.#looksBack = looksBack
  }

  /** The records that are no duplicates. Asking again for the same record gives the same answer. */
  async without<R extends IncomingRecord>(records: readonly R[]): Promise<R[]> {
    const kept: R[] = []
    for (const record of records) if (!(await this.isOne(record))) kept.push(record)
    return kept
  }

  async isOne(record: IncomingRecord): Promise<boolean> {
    const id = messageIdOf(record.headers)
    const stretch = this.#stretchOf(record, id !== null)
    if (stretch === null) return false
    const first = await stretch.first
    if (record.offset >= stretch.next) stretch.next = record.offset + 1n
    if (id === null) return false
    const isLater = isKnown(first, id, record.offset)
    const forgotten = forget(first, this.#most)
    if (forgotten !== null && forgotten >= stretch.start) stretch.start = forgotten + 1n
    return isLater
  }

  /** Null: there is none, and none is begun. */
  #stretchOf({ topic, partition, offset }: IncomingRecord, begins: boolean): Stretch | null {
    const key = `${topic}/${partition}`
    const all = this.#partitions.get(key) ?? []
    const found = all.find(({ start, next }) => offset >= start && offset <= next + widestHole)
    if (found === undefined && !begins) return null
    const stretch = found ?? this.#begun(topic, partition, offset)
    this.#partitions.set(key, all)
    const others = all.filter((one) => one !== stretch).slice(0, mostStretches - 1)
    all.splice(0, all.length, stretch, ...others)
    if (found === undefined) stretch.first.catch(() => all.splice(all.indexOf(stretch), all.includes(stretch) ? 1 : 0))
    return stretch
  }

  #begun(topic: string, partition: number, offset: bigint): Stretch {
    const first = this.#looksBack ? this.#before(topic, partition, offset) : Promise.resolve(new Map<string, bigint>())
    return { start: offset, next: offset, first }
  }

  async #before(topic: string, partition: number, until: bigint): Promise<Map<string, bigint>> {
    const first = new Map<string, bigint>()
    const info = await this.broker.admin.describeTopic(topic)
    const low = info?.partitions.find((one) => one.partition === partition)?.low ?? until
    const wanted = until - BigInt(this.#most)
    const begin = wanted > low ? wanted : low
    if (begin >= until) return first
    const from = new Map(info?.partitions.map((one) => [one.partition, one.partition === partition ? begin : one.high]))
    for await (const record of this.broker.read({ topic, from })) {
      if (record.partition !== partition) continue
      if (record.offset >= until) break
      const id = messageIdOf(record.headers)
      if (id !== null) isKnown(first, id, record.offset)
    }
    return first
  }
}

/** Whether the id came before the offset; else it is learned. */
function isKnown(first: Map<string, bigint>, id: string, offset: bigint): boolean {
  const known = first.get(id)
  if (known !== undefined && known < offset) return true
  first.set(id, offset)
  return false
}

/** Null, or the offset of what is known no longer. */
function forget(first: Map<string, bigint>, most: number): bigint | null {
  if (first.size <= most) return null
  const [id, offset] = first.entries().next().value as [string, bigint]
  first.delete(id)
  return offset
}
