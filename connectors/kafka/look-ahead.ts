import type { IncomingRecord } from '../../topics/broker.ts'
import { deferred } from '../../topics/deferred.ts'

interface Bounds {
  readonly records: number
  readonly bytes: number
}

const sizeOf = ({ key, value }: IncomingRecord): number => (key?.length ?? 0) + (value?.length ?? 0)

/** Records fetched and not yet read. Whoever fills it waits for room while it is full; what is in hand still goes in. */
export class LookAhead {
  #queue: IncomingRecord[] = []
  #records = 0
  #bytes = 0
  #room = deferred()

  constructor(readonly bounds: Bounds) {}

  get isEmpty(): boolean {
    return this.#queue.length === 0
  }
  get isFull(): boolean {
    return this.#records > this.bounds.records || this.#bytes > this.bounds.bytes
  }
  /** Resolves when it is no longer full. */
  get room(): Promise<void> {
    return this.isFull ? this.#room.promise : Promise.resolve()
  }

  push(record: IncomingRecord): void {
    this.#queue.push(record)
    this.#records += 1
    this.#bytes += sizeOf(record)
  }

  /** What is there now, in order. A record takes room until it is looked at. */
  *drain(): Generator<IncomingRecord> {
    for (const record of this.#queue.splice(0)) {
      const wasFull = this.isFull
      this.#records -= 1
      this.#bytes -= sizeOf(record)
      if (wasFull && !this.isFull) {
        this.#room.resolve()
        this.#room = deferred()
      }
      yield record
    }
  }
}
