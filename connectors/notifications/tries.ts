/** Tries with growing pauses: so many when a target does not take it, without end when a service of ours is away. */
import { setTimeout as pause } from 'node:timers/promises'
import { Unavailable } from '../../schemas/failures.ts'
import type { Log } from '../../schemas/log.ts'
import { NotDelivered } from './channel.ts'

/** The work is left as it is; another process, or this one later, does it again. */
export class Stopped extends Error {
  override readonly name = 'Stopped'
}

export interface Tries {
  /** At most so many. */
  readonly tries: number
  /** Milliseconds; doubled with each try, up to a minute. */
  readonly firstPauseMs: number
}

const longestPauseMs = 60_000
const longestServicePauseMs = 15_000

/** How many it took; or the last `NotDelivered`, with how often it was tried. Rejects with `Stopped` when the signal comes. */
export async function tryToTell(
  call: () => Promise<void>,
  { tries, firstPauseMs }: Tries,
  signal: AbortSignal,
  log: Log,
): Promise<{ readonly tried: number; readonly failure: NotDelivered | null }> {
  for (let tried = 1; ; tried += 1) {
    if (signal.aborted) throw new Stopped('this process stops')
    try {
      await untilAvailable(call, signal, log)
      return { tried, failure: null }
    } catch (error) {
      if (error instanceof Stopped) throw error
      const failure = error instanceof NotDelivered ? error : unexpected(error)
      if (failure.how.isFinal || tried >= tries) return { tried, failure }
      const grown = Math.min(longestPauseMs, firstPauseMs * 2 ** (tried - 1)) * (0.5 + Math.random() / 2)
      const waitMs = Math.max(failure.how.retryAfterMs ?? 0, grown)
      log.warn({ reason: failure.message, tried, waitMs: Math.round(waitMs) }, 'not delivered; it is tried again')
      await pause(waitMs, undefined, { signal }).catch(() => {})
    }
  }
}

/** Our own fault, perhaps of this occasion only: others must not wait for it. */
const unexpected = (error: unknown): NotDelivered =>
  new NotDelivered(error instanceof Error ? error.message : String(error), { isFinal: false }, { cause: error })

export async function untilAvailable<T>(call: () => Promise<T>, signal: AbortSignal, log: Log): Promise<T> {
  for (let tried = 0; ; tried += 1) {
    try {
      return await call()
    } catch (error) {
      if (!(error instanceof Unavailable)) throw error
      if (signal.aborted) throw new Stopped('this process stops')
      log.warn({ service: error.service, reason: error.message }, 'waiting for a service')
      const grown = Math.min(longestServicePauseMs, 200 * 2 ** tried) * (0.5 + Math.random() / 2)
      await pause(grown, undefined, { signal }).catch(() => {})
    }
  }
}
