/** Waiting for an absent service: this partition pauses with backoff, the membership is kept, health says why. */
import { Unavailable } from '../schemas/failures.ts'
import type { Log } from '../schemas/log.ts'
import type { BatchContext } from '../topics/broker.ts'

/** The partition was revoked or the subscription stops: leave the work to the next owner. */
export class Revoked extends Error {}

export function assertCurrent(context: BatchContext): void {
  if (!context.isCurrent()) throw new Revoked()
}

const heartbeatMs = 2_000
const firstDelayMs = 200
const longestDelayMs = 15_000

export class Waiting {
  /** The services that calls wait for now, with how many calls wait. */
  private readonly away = new Map<string, number>()
  private readonly lastProgress = new WeakMap<BatchContext, number>()

  constructor(
    private readonly log: Log,
    /** A call that makes no progress for so long loses its membership: it hangs. */
    private readonly longestSilenceMs: number,
  ) {}

  get service(): string | null {
    return this.away.keys().next().value ?? null
  }

  /** A long call got on: its membership is kept. */
  progressed(context: BatchContext): void {
    this.lastProgress.set(context, Date.now())
  }

  /**
   * Runs `work` until no service it needs is away; one counts as away from the first failure to the success. Other
   * errors pass through.
   */
  async whenAvailable<T>(context: BatchContext, work: () => Promise<T>): Promise<T> {
    let service: string | null = null
    try {
      for (let tries = 0; ; tries += 1) {
        if (!context.isCurrent() || context.signal.aborted) throw new Revoked()
        try {
          return await this.keepAlive(context, work())
        } catch (error) {
          if (!(error instanceof Unavailable)) throw error
          this.count(service, -1)
          service = error.service
          this.count(service, 1)
          const delayMs = backoffMs(tries)
          this.log.warn({ service, delayMs, reason: error.message }, 'waiting for a service')
          await pause(context, delayMs)
        }
      }
    } finally {
      this.count(service, -1)
    }
  }

  private count(service: string | null, change: 1 | -1): void {
    if (service === null) return
    const calls = (this.away.get(service) ?? 0) + change
    if (calls === 0) this.away.delete(service)
    else this.away.set(service, calls)
  }

  private async keepAlive<T>(context: BatchContext, work: Promise<T>): Promise<T> {
    this.progressed(context)
    const timer = setInterval(() => {
      const silentMs = Date.now() - (this.lastProgress.get(context) ?? 0)
      if (silentMs < this.longestSilenceMs) context.heartbeat().catch(() => {})
    }, heartbeatMs)
    timer.unref()
    try {
      return await work
    } finally {
      clearInterval(timer)
    }
  }
}

async function pause(context: BatchContext, delayMs: number): Promise<void> {
  const until = Date.now() + delayMs
  while (Date.now() < until && context.isCurrent() && !context.signal.aborted) {
    await new Promise((resolve) => setTimeout(resolve, Math.min(500, Math.max(1, until - Date.now()))))
    await context.heartbeat().catch(() => {})
  }
}

/** Exponential with jitter: half to the whole of 0.2 s × 2^tries, at most 15 s. */
function backoffMs(tries: number): number {
  const ceiling = Math.min(longestDelayMs, firstDelayMs * 2 ** tries)
  return Math.round(ceiling * (0.5 + Math.random() / 2))
}
