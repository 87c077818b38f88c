/** Waiting for absent services, and the ends of an operation's work. */
import { setTimeout as pause } from 'node:timers/promises'
import { Unavailable } from '../../schemas/failures.ts'
import type { Log } from '../../schemas/log.ts'

/** The work is left as it is: its messages come again, here or elsewhere. */
export class Stopped extends Error {
  override readonly name = 'Stopped'
}

/** The program can not be kept running: its messages wait until somebody mends it. */
export class GivenUp extends Error {
  override readonly name = 'GivenUp'
  constructor(
    readonly state: 'failed' | 'exited',
    reason: string,
  ) {
    super(reason)
  }
}

const longestPauseMs = 15_000

export class Patience {
  constructor(
    private readonly log: Log,
    private readonly signal: AbortSignal,
    private readonly waits: (error: Unavailable) => void = () => {},
  ) {}

  /** Rejects with `Stopped` when the signal comes meanwhile. Other errors than `Unavailable` pass through. */
  async whenAvailable<T>(call: () => Promise<T>): Promise<T> {
    for (let tries = 0; ; tries += 1) {
      try {
        return await call()
      } catch (error) {
        if (!(error instanceof Unavailable)) throw error
        if (this.signal.aborted) throw new Stopped('this process stops')
        this.waits(error)
        this.log.warn({ service: error.service, reason: error.message }, 'waiting for a service')
        await this.pause(backoffMs(tries, longestPauseMs))
      }
    }
  }

  /** Rejects with `Stopped` as soon as the signal comes. */
  async pause(ms: number, signal = this.signal): Promise<void> {
    await pause(ms, undefined, { signal }).catch(() => {})
    if (signal.aborted) throw new Stopped('this process stops')
  }
}

/** 0.2 s, doubling, up to a bound, with jitter. */
export const backoffMs = (tries: number, most: number): number =>
  Math.min(most, 200 * 2 ** Math.min(tries, 20)) * (0.5 + Math.random() / 2)
