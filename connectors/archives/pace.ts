import { setTimeout as pause } from 'node:timers/promises'

/** Holds back what goes faster than so many messages a second; null: nothing is held back. */
export class Pace {
  readonly #began = performance.now()
  #sent = 0

  constructor(private readonly perSecond: number | null) {}

  /** So many at once that the rate stays even. */
  pieceOf(most: number): number {
    return this.perSecond === null ? most : Math.max(1, Math.min(most, Math.ceil(this.perSecond / 5)))
  }

  /** Resolves when the next messages may go. */
  async sent(messages: number, signal: AbortSignal): Promise<void> {
    this.#sent += messages
    if (this.perSecond === null) return
    const due = this.#began + (this.#sent / this.perSecond) * 1000
    const ms = due - performance.now()
    if (ms > 0) await pause(ms, undefined, { signal }).catch(() => {})
  }
}
