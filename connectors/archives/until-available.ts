/** Waiting for an absent service, with growing pauses, until the work is given up. */
import { setTimeout as pause } from 'node:timers/promises'
import { Unavailable } from '../../schemas/failures.ts'
import type { Log } from '../../schemas/log.ts'

/** The work is left as it is; another process, or this one later, goes on. */
export class Stopped extends Error {
  override readonly name = 'Stopped'
}

const longestPauseMs = 15_000

export interface Waiting {
  readonly log: Log
  /** Aborted: no more waiting. */
  readonly signal: AbortSignal
  readonly firstPauseMs?: number
}

/** Rejects with `Stopped` when the signal comes meanwhile. Other errors than `Unavailable` pass through. */
export async function untilAvailable<T>({ log, signal, firstPauseMs = 200 }: Waiting, call: () => Promise<T>) {
  for (let tries = 0; ; tries += 1) {
    try {
      return await call()
    } catch (error) {
      if (!(error instanceof Unavailable)) throw error
      if (signal.aborted) throw new Stopped('this process stops')
      log.warn({ service: error.service, reason: error.message }, 'waiting for a service')
      const ceiling = Math.min(longestPauseMs, firstPauseMs * 2 ** tries)
      await pause(ceiling * (0.5 + Math.random() / 2), undefined, { signal }).catch(() => {})
    }
  }
}
