/** What a service was given and has not answered: in which order, and whether it may be given more. */
import type { RunCommand } from '../../schemas/streams/program-run.ts'

/** With `reply` `stream` many are answered at once, by silence. */
const windows = { one_per_message: 512, many_per_message: 512, stream: 4_096 } as const
/** With `reply` `stream`: then nothing more is given until all that was given is done with. */
const holdMs = 2_000

export class InFlight<Job> {
  readonly window: number
  readonly #jobs = new Map<Job, { readonly at: number; readonly size: number }>()
  #bytes = 0
  #room: number

  constructor(
    private readonly reply: RunCommand['reply'],
    private readonly mostBytes: number,
  ) {
    this.window = windows[reply]
    this.#room = this.window
  }

  get size(): number {
    return this.#jobs.size
  }

  /** The one that was given first. */
  get oldest(): Job | undefined {
    return this.#jobs.keys().next().value
  }

  get hasRoom(): boolean {
    const first = this.#jobs.values().next().value
    if (first === undefined) return true
    if (this.reply === 'stream' && performance.now() - first.at > holdMs) return false
    return this.#jobs.size < this.#room && this.#bytes < this.mostBytes
  }

  add(job: Job, size: number): void {
    this.#jobs.set(job, { at: performance.now(), size })
    this.#bytes += size
  }

  /** It was answered: one more may be in flight than before. */
  answered(job: Job): void {
    this.remove(job)
    this.#room = Math.min(this.window, this.#room + 1)
  }

  remove(job: Job): void {
    this.#bytes -= this.#jobs.get(job)?.size ?? 0
    this.#jobs.delete(job)
  }

  /** The program died: one goes alone, then two together, and so on, until it is clear which it dies at. */
  takeBack(): Job[] {
    const jobs = [...this.#jobs.keys()]
    this.#jobs.clear()
    this.#bytes = 0
    this.#room = 1
    return jobs
  }
}
