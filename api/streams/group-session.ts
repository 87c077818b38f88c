/**
 * A consumer group held open at this gateway for somebody who polls. What was fetched waits here until its position is
 * committed; each poll begins at the committed position, so that an answer that got lost is given again.
 */
import type { BatchContext, Broker, IncomingRecord, RecordBatch, Subscription } from '../../topics/broker.ts'
import { deferred } from '../../topics/deferred.ts'
import { wholeBytes } from '../../topics/stream-reader.ts'
import type { Position } from './position.ts'

interface Held {
  readonly records: IncomingRecord[]
  readonly context: BatchContext
  /** Resolved whenever the records change. */
  changed: ReturnType<typeof deferred<void>>
}

export interface PollOptions {
  readonly maxRecords: number
  readonly maxBytes: number
  readonly waitMs: number
  readonly signal: AbortSignal
}

const heartbeatMs = 1_000

export class GroupSession {
  lastUsed = Date.now()
  /** Polls that wait now. */
  waiting = 0
  private readonly held = new Map<number, Held>()
  private arrived = deferred<void>()
  /** Where the last answer ended that went out: the next poll may commit it. */
  private lastAnswer: Position = new Map()
  private subscription: Subscription | null = null

  constructor(
    private readonly broker: Broker,
    private readonly group: string,
    private readonly topic: string,
  ) {}

  /** Resolves when the group has its partitions. */
  async open(from: 'earliest' | 'latest'): Promise<void> {
    const options = { group: this.group, topics: [this.topic], from, maxBytesPerPartition: 1_048_576 }
    this.subscription = await this.broker.subscribe({
      ...options,
      onBatch: (batch, context) => this.hold(batch, context),
    })
    await this.subscription.ready
  }

  get isUsable(): boolean {
    return this.subscription?.state === 'running'
  }

  /** Keeps the membership until every record is committed, or the partition is another's. */
  private async hold({ partition, records }: RecordBatch, context: BatchContext): Promise<void> {
    const held: Held = { records: [...records], context, changed: deferred() }
    this.held.set(partition, held)
    this.arrived.resolve()
    const stop = () => held.changed.resolve()
    context.signal.addEventListener('abort', stop)
    try {
      while (held.records.length > 0 && context.isCurrent() && !context.signal.aborted) {
        await within(heartbeatMs, held.changed.promise)
        held.changed = deferred()
        if (context.isCurrent() && !context.signal.aborted) await context.heartbeat()
      }
    } finally {
      context.signal.removeEventListener('abort', stop)
      if (this.held.get(partition) === held) this.held.delete(partition)
    }
  }

  /** Messages after the committed position; none when none come in time. */
  async poll({ maxRecords, maxBytes, waitMs, signal }: PollOptions): Promise<readonly IncomingRecord[]> {
    const end = Date.now() + waitMs
    const wake = () => this.arrived.resolve()
    signal.addEventListener('abort', wake)
    try {
      for (;;) {
        const found = signal.aborted ? [] : this.peek(maxRecords, maxBytes)
        const left = end - Date.now()
        if (found.length > 0 || left <= 0 || signal.aborted || !this.isUsable) {
          return found
        }
        this.arrived = deferred()
        await within(Math.min(left, heartbeatMs), this.arrived.promise)
      }
    } finally {
      signal.removeEventListener('abort', wake)
    }
  }

  private peek(maxRecords: number, maxBytes: number): IncomingRecord[] {
    const found: IncomingRecord[] = []
    let bytes = 0
    for (const { records, context } of this.held.values()) {
      if (!context.isCurrent()) continue
      for (const record of records) {
        bytes += wholeBytes(record)
        if (found.length >= maxRecords || (found.length > 0 && bytes > maxBytes)) return found
        found.push(record)
      }
    }
    return found
  }

  /** What was polled went out, as far as this position. */
  answered(position: Position): void {
    this.lastAnswer = position
  }

  commitAnswered(): Promise<boolean> {
    return this.commit(this.lastAnswer)
  }

  /** False when a partition of the position is not held here (any longer): its messages come again elsewhere. */
  async commit(position: Position): Promise<boolean> {
    this.lastAnswer = new Map()
    let isWhole = true
    for (const [partition, offset] of position) {
      const held = this.held.get(partition)
      const first = held?.records[0]?.offset
      if (held === undefined || first === undefined || !held.context.isCurrent()) {
        isWhole = false
        continue
      }
      const last = held.records.findLast((record) => record.offset < offset)
      if (last === undefined) continue
      await held.context.commit(last.offset + 1n)
      // Another commit may have been faster.
      const rest = held.records.filter((record) => record.offset > last.offset)
      held.records.splice(0, held.records.length, ...rest)
      held.changed.resolve()
    }
    return isWhole
  }

  async close(): Promise<void> {
    this.arrived.resolve()
    await this.subscription?.stop()
  }
}

async function within(ms: number, promise: Promise<void>): Promise<void> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<void>((resolve) => (timer = setTimeout(resolve, ms)))
  await Promise.race([promise, late])
  clearTimeout(timer)
}
