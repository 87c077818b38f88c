/** How far a replay is: kept from time to time, and completed from the target topic itself when it goes on after a crash. */
import { originHeader, replayHeader } from '../../schemas/archives/format.ts'
import type { Broker, IncomingRecord } from '../../topics/broker.ts'

export interface ReplayPosition {
  /** By partition of the archive, the offset before which all is published. */
  readonly positions: ReadonlyMap<number, number>
  /** By partition of the target, where messages of the replay may lie that `positions` does not know of. */
  readonly ends: ReadonlyMap<number, bigint>
  /** By partition of the archive, where it ended when the replay began: what comes later is not replayed. */
  readonly until: ReadonlyMap<number, number>
  readonly messages: number
}

/** By the replay's id. Any call may reject with `Unavailable`. */
export interface KeptPositions {
  load(replay: string): Promise<ReplayPosition | null>
  save(replay: string, position: ReplayPosition): Promise<void>
}

interface Replay {
  readonly replay: string
  readonly onto: string
}

export class ReplayProgress {
  messages: number
  readonly #positions: Map<number, number>

  private constructor(
    private readonly broker: Broker,
    private readonly kept: KeptPositions,
    private readonly of: Replay,
    private ends: ReadonlyMap<number, bigint>,
    private readonly until: ReadonlyMap<number, number>,
    before: ReplayPosition | null,
    /** Published just before a crash, beyond what was kept: offsets by partition. */
    private readonly seen: Map<number, Set<number>>,
  ) {
    this.#positions = new Map(before?.positions)
    this.messages = (before?.messages ?? 0) + [...seen.values()].reduce((sum, { size }) => sum + size, 0)
  }

  /** Where the replay goes on, or begins: what it has published lies on the target, marked with its id. */
  static async resume(
    broker: Broker,
    kept: KeptPositions,
    of: Replay,
    archivedTo: ReadonlyMap<number, number>,
  ): Promise<ReplayProgress> {
    const before = await kept.load(of.replay)
    const seen = new Map<number, Set<number>>()
    if (before !== null) {
      for await (const record of broker.read({ topic: of.onto, from: before.ends })) {
        const origin = originOf(record, of.replay)
        if (origin === null || origin.offset < (before.positions.get(origin.partition) ?? 0)) continue
        const offsets = seen.get(origin.partition) ?? new Set()
        seen.set(origin.partition, offsets.add(origin.offset))
      }
    }
    const ends = before?.ends ?? (await endsOf(broker, of.onto))
    const progress = new ReplayProgress(broker, kept, of, ends, before?.until ?? archivedTo, before, seen)
    // Before anything is published: from here on is looked for it.
    if (before === null) await progress.#save()
    return progress
  }

  endAt(partition: number): number {
    return this.until.get(partition) ?? 0
  }

  startAt(partition: number): number {
    return this.#positions.get(partition) ?? 0
  }

  /** False: it is on the target already. Asked once for each message, in order. */
  isToDo(partition: number, offset: number): boolean {
    return this.seen.get(partition)?.delete(offset) !== true
  }

  /** All of a partition before an offset is published. */
  passed(partition: number, next: number): void {
    this.#positions.set(partition, next)
  }

  /** Keeps how far it is. Nothing may be on its way to the target. */
  async keep(): Promise<void> {
    const isCaughtUp = [...this.seen.values()].every(({ size }) => size === 0)
    if (isCaughtUp) this.ends = await endsOf(this.broker, this.of.onto)
    await this.#save()
  }

  #save(): Promise<void> {
    // What was seen and not passed yet would be counted twice.
    const ahead = [...this.seen.values()].reduce((sum, { size }) => sum + size, 0)
    const { ends, until, messages } = this
    return this.kept.save(this.of.replay, {
      positions: this.#positions,
      ends,
      until,
      messages: messages - ahead,
    })
  }
}

async function endsOf({ admin }: Broker, topic: string): Promise<Map<number, bigint>> {
  const info = await admin.describeTopic(topic)
  return new Map(info?.partitions.map(({ partition, high }) => [partition, high]))
}

const text = new TextDecoder()

/** Null: not of this replay. */
function originOf({ headers }: IncomingRecord, replay: string): { partition: number; offset: number } | null {
  const mark = headers[replayHeader]
  if (mark === undefined || text.decode(mark) !== replay) return null
  const found = /\/(\d+)\/(\d+)$/.exec(text.decode(headers[originHeader] ?? new Uint8Array(0)))
  return found === null ? null : { partition: Number(found[1]), offset: Number(found[2]) }
}
