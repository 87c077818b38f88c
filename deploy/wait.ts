/** Waits for a service that is not there yet, and says so. */
import { Unavailable } from '../schemas/failures.ts'
import type { Log } from '../schemas/log.ts'

const firstDelayMs = 250
const longestDelayMs = 5_000

export interface WaitOptions {
  readonly seconds: number
  readonly log: Log
  readonly signal?: AbortSignal
  /** Before each pause. */
  readonly onWait?: (service: string, reason: string) => void
}

/**
 * Tries until `attempt` no longer rejects with `Unavailable`, at most `seconds` long; then the last one is thrown.
 * Other errors are thrown at once: waiting does not cure them.
 */
export async function waitFor<T>(
  service: string,
  attempt: () => Promise<T>,
  { seconds, log, signal, onWait }: WaitOptions,
): Promise<T> {
  const began = Date.now()
  for (let tries = 0; ; tries += 1) {
    try {
      const result = await attempt()
      if (tries > 0) log.info({ service, waitedMs: Date.now() - began }, 'service is there')
      return result
    } catch (error) {
      if (!(error instanceof Unavailable) || signal?.aborted === true) throw error
      const delayMs = Math.min(longestDelayMs, firstDelayMs * 2 ** tries)
      const waited = Date.now() - began
      if (waited + delayMs > seconds * 1000) {
        throw new Unavailable(
          error.service,
          `${service} did not answer within ${seconds} s (${error.message}): start it or correct its endpoint`,
          { cause: error },
        )
      }
      onWait?.(service, error.message)
      log.info({ service, delayMs, reason: error.message }, 'waiting for a service')
      await delay(delayMs, signal)
    }
  }
}

/** Resolves after `milliseconds`, or as soon as `signal` is aborted. */
export function delay(milliseconds: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal?.aborted === true) return resolve()
    const done = () => {
      clearTimeout(timer)
      signal?.removeEventListener('abort', done)
      resolve()
    }
    const timer = setTimeout(done, milliseconds)
    signal?.addEventListener('abort', done, { once: true })
  })
}
