/** Bounds work in flight by number and by bytes; the rest waits its turn, in order. */
export class Gate {
  readonly #waiting: { bytes: number; open: () => void }[] = []
  #running = 0
  #bytes = 0

  constructor(
    readonly maxRunning: number,
    readonly maxBytes: number,
  ) {}

  /** Work larger than `maxBytes` runs alone. */
  async run<R>(bytes: number, work: () => Promise<R>): Promise<R> {
    if (this.#waiting.length > 0 || !this.#fits(bytes)) {
      await new Promise<void>((open) => this.#waiting.push({ bytes, open }))
    } else this.#enter(bytes)
    try {
      return await work()
    } finally {
      this.#running--
      this.#bytes -= bytes
      this.#admit()
    }
  }

  #fits(bytes: number): boolean {
    return this.#running === 0 || (this.#running < this.maxRunning && this.#bytes + bytes <= this.maxBytes)
  }
  #enter(bytes: number): void {
    this.#running++
    this.#bytes += bytes
  }
  #admit(): void {
    for (let next = this.#waiting[0]; next && this.#fits(next.bytes); next = this.#waiting[0]) {
      this.#waiting.shift()
      this.#enter(next.bytes)
      next.open()
    }
  }
}
