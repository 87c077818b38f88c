/**
 * Drops messages that were published again. An operation that is killed between publishing and committing publishes once
 * more, with the same id: what has the id of an earlier message of its partition is a duplicate.
 */
import { messageIdOf } from '../schemas/streams/message-headers.ts'
import type { Broker, IncomingRecord } from './broker.ts'

interface Seen {
  /** First offset by id, oldest first. */
  readonly first: Map<string, bigint>
}

export interface DuplicatesOptions {
  /** Ids that are remembered of a partition, so how far apart a message and its duplicate may be. Default 20,000. */
  readonly most?: number
  /** Whether what was published before the first record is looked at, too. Default yes. */
  readonly looksBack?: boolean
}

export class Duplicates {
  readonly #partitions = new Map<string, Promise<Seen>>()
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
    if (id === null) return false
    const { first } = await this.#seenOf(record)
    return this.#isLater(first, id, record.offset)
  }

  #isLater(first: Map<string, bigint>, id: string, offset: bigint): boolean {
    const known = first.get(id)
    if (known !== undefined && known < offset) return true
    first.set(id, offset)
    if (first.size > this.#most) first.delete(first.keys().next().value as string)
    return false
  }

  #seenOf({ topic, partition, offset }: IncomingRecord): Promise<Seen> {
    const key = `${topic}/${partition}`
    const known = this.#partitions.get(key)
    if (known !== undefined) return known
    const seen = this.#looksBack ? this.#before(topic, partition, offset) : Promise.resolve({ first: new Map() })
    this.#partitions.set(key, seen)
    seen.catch(() => this.#partitions.delete(key))
    return seen
  }

  async #before(topic: string, partition: number, until: bigint): Promise<Seen> {
    const first = new Map<string, bigint>()
    const info = await this.broker.admin.describeTopic(topic)
    const low = info?.partitions.find((one) => one.partition === partition)?.low ?? until
    const wanted = until - BigInt(this.#most)
    const begin = wanted > low ? wanted : low
    if (begin >= until) return { first }
    const from = new Map(info?.partitions.map((one) => [one.partition, one.partition === partition ? begin : one.high]))
    for await (const record of this.broker.read({ topic, from })) {
      if (record.partition !== partition) continue
      if (record.offset >= until) break
      const id = messageIdOf(record.headers)
      if (id !== null) this.#isLater(first, id, record.offset)
    }
    return { first }
  }
}
