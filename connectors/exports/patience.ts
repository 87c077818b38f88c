/** Waiting for an absent service: again and again with growing pauses, until this process stops. */
import { setTimeout as pause } from 'node:timers/promises'
import { Unavailable } from '../../schemas/failures.ts'
import type { Log } from '../../schemas/log.ts'
import { GivenUp } from './given-up.ts'

const longestBackoffMs = 15_000

export class Patience {
  /** What is waited for now. */
  service: string | null = null

  constructor(
    private readonly log: Log,
    private readonly stopping: AbortSignal,
    private readonly firstBackoffMs = 200,
  ) {}

  /** Throws `GivenUp` when the process stops meanwhile. Other errors than `Unavailable` pass through. */
  async whenAvailable<T>(call: () => Promise<T>): Promise<T> {
    for (let tries = 0; ; tries += 1) {
      try {
        const result = await call()
        this.service = null
        return result
      } catch (error) {
        if (!(error instanceof Unavailable)) throw error
        this.service = error.service
        this.log.warn({ service: error.service, reason: error.message }, 'waiting for a service')
        const ceiling = Math.min(longestBackoffMs, this.firstBackoffMs * 2 ** tries)
        const delayMs = ceiling * (0.5 + Math.random() / 2)
        await pause(delayMs, undefined, { signal: this.stopping }).catch(() => {})
        if (this.stopping.aborted) throw new GivenUp('this process stops', false)
      }
    }
  }
}
