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
  /** The services that handlers wait for now, with how many handlers wait. */
  private readonly away = new Map<string, number>()

  constructor(
    private readonly log: Log,
    /** A call that takes longer loses its membership: it hangs. */
    private readonly longestCallMs: number,
  ) {}

  get service(): string | null {
    return this.away.keys().next().value ?? null
  }

  /** Runs `work` until no service it needs is away. Other errors pass through. */
  async whenAvailable<T>(context: BatchContext, work: () => Promise<T>): Promise<T> {
    for (let tries = 0; ; tries += 1) {
      if (!context.isCurrent() || context.signal.aborted) throw new Revoked()
      try {
        return await this.keepAlive(context, work())
      } catch (error) {
        if (!(error instanceof Unavailable)) throw error
        const delayMs = backoffMs(tries)
        this.log.warn({ service: error.service, delayMs, reason: error.message }, 'waiting for a service')
        await this.pause(context, error.service, delayMs)
      }
    }
  }

  private async keepAlive<T>(context: BatchContext, work: Promise<T>): Promise<T> {
    const began = Date.now()
    const timer = setInterval(() => {
      if (Date.now() - began < this.longestCallMs) context.heartbeat().catch(() => {})
    }, heartbeatMs)
    timer.unref()
    try {
      return await work
    } finally {
      clearInterval(timer)
    }
  }

  private async pause(context: BatchContext, service: string, delayMs: number): Promise<void> {
    this.away.set(service, (this.away.get(service) ?? 0) + 1)
    try {
      const until = Date.now() + delayMs
      while (Date.now() < until && context.isCurrent() && !context.signal.aborted) {
        await new Promise((resolve) => setTimeout(resolve, Math.min(500, Math.max(1, until - Date.now()))))
        await context.heartbeat().catch(() => {})
      }
    } finally {
      const left = (this.away.get(service) ?? 1) - 1
      if (left === 0) this.away.delete(service)
      else this.away.set(service, left)
    }
  }
}

/** Exponential with jitter: half to the whole of 0.2 s × 2^tries, at most 15 s. */
function backoffMs(tries: number): number {
  const ceiling = Math.min(longestDelayMs, firstDelayMs * 2 ** tries)
  return Math.round(ceiling * (0.5 + Math.random() / 2))
}
