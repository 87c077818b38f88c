/** For events that need no order: many are worked on at once, across batches, and offsets follow the slowest. */
import type { BatchContext } from '../topics/broker.ts'

interface Token {
  readonly offset: bigint
}

/** One assignment of a partition: it may be committed up to its first unfinished event. */
class Frontier {
  private readonly unfinished = new Set<Token>()
  private next = 0n
  private committed: bigint | null = null
  private committing = false

  constructor(
    readonly context: BatchContext,
    private readonly restMs: number,
  ) {}

  begin(offset: bigint): Token {
    const token = { offset }
    this.unfinished.add(token)
    if (offset >= this.next) this.next = offset + 1n
    return token
  }

  /** One commit at a time, and a rest after it: what finishes meanwhile goes into the following one. */
  async finish(token: Token, commit: (nextOffset: bigint) => Promise<void>): Promise<void> {
    this.unfinished.delete(token)
    if (this.committing) return
    this.committing = true
    try {
      for (let first = this.first(); first !== this.committed; first = this.first()) {
        await commit(first)
        this.committed = first
        await new Promise((resolve) => setTimeout(resolve, this.restMs))
      }
    } finally {
      this.committing = false
    }
  }

  private first(): bigint {
    let first = this.next
    for (const { offset } of this.unfinished) if (offset < first) first = offset
    return first
  }
}

export class AtOnce {
  private readonly frontiers = new Map<string, Frontier>()
  private readonly running = new Set<Promise<void>>()
  private readonly commits = new Set<Promise<void>>()

  constructor(
    private readonly limit: number,
    /** Told what a task could not deal with itself. */
    private readonly onFailure: (error: unknown) => void,
    /** Between two commits of a partition, milliseconds. */
    private readonly commitRestMs = 100,
  ) {}

  /** Waits for a place for each, then starts the work of these offsets without waiting for its end. */
  async start(
    partition: string,
    offsets: readonly bigint[],
    context: BatchContext,
    work: (index: number) => Promise<void>,
    commit: (nextOffset: bigint) => Promise<void>,
  ): Promise<void> {
    const frontier = this.frontierOf(partition, context)
    const tokens = offsets.map((offset) => frontier.begin(offset))
    for (const [index, token] of tokens.entries()) {
      while (this.running.size >= this.limit && !context.signal.aborted) await Promise.race(this.running)
      const task = work(index)
        .then(() => this.committed(frontier.finish(token, commit)))
        .catch(this.onFailure)
        .finally(() => this.running.delete(task))
      this.running.add(task)
    }
  }

  /** Nobody's place is held while commits go on. */
  private committed(finishing: Promise<void>): void {
    const commit = finishing.catch(this.onFailure).finally(() => this.commits.delete(commit))
    this.commits.add(commit)
  }

  /** What an earlier assignment left unfinished must not hold back this one. */
  private frontierOf(partition: string, context: BatchContext): Frontier {
    const known = this.frontiers.get(partition)
    if (known?.context.isCurrent()) return known
    const fresh = new Frontier(context, this.commitRestMs)
    this.frontiers.set(partition, fresh)
    return fresh
  }

  async drained(): Promise<void> {
    await Promise.all(this.running)
    await Promise.all(this.commits)
  }
}
