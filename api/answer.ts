/** One answer in the making: parts arrive at the pipeline's pace and are read at each client's. */
import type { ParticlesAnswered } from '../schemas/generated/events.ts'
import type { Claim } from '../schemas/objects.ts'
import { GatewayProblem, isProblemCode } from './problems.ts'

/** What a reader gets: whole Arrow bytes, empty when the part has no rows. */
export interface AnswerPart {
  readonly number: number
  /** Particles in this part. */
  readonly count: number
  /** An Arrow IPC stream: time, deployment, parameters. Part 0 always has one, for its types. */
  readonly arrow: Uint8Array
  /** Of part 0, where products were asked for: what the data are, as JSON. */
  readonly description: string | null
  /** Of the last part, where products were asked for: notes, provenance and reduction, as JSON. */
  readonly closing: string | null
}

/** Small parts are held as they are, large ones as claims: what is held stays small however slow a reader is. */
type HeldPart = Pick<ParticlesAnswered, 'count' | 'rowsBefore' | 'last' | 'isLast' | 'description' | 'closing'> &
  ({ readonly arrow: Uint8Array; readonly claim: null } | { readonly arrow: null; readonly claim: Claim })

export interface AnswerOptions {
  readonly firstPartMs: number
  readonly betweenPartsMs: number
  /** Inline bytes held before further parts are laid aside. */
  readonly maxHeldBytes: number
  readonly fetch: (claim: Claim) => Promise<Uint8Array>
  /** Lays an inline part aside, in the object store. */
  readonly layAside: (part: number, arrow: Uint8Array) => Promise<Claim>
  /** No part is awaited any more: complete, failed or abandoned. */
  readonly onSettled: (answer: PendingAnswer) => void
  /** The last reader is gone. */
  readonly onAbandoned: (answer: PendingAnswer) => void
}

export class PendingAnswer {
  readonly #parts: HeldPart[] = []
  readonly #wakers = new Set<() => void>()
  #heldBytes = 0
  #readers = 0
  #problem: GatewayProblem | null = null
  #timer: NodeJS.Timeout

  constructor(
    readonly requestId: string,
    private readonly options: AnswerOptions,
  ) {
    this.#timer = this.#deadline(options.firstPartMs, 'the first part')
  }

  get problem(): GatewayProblem | null {
    return this.#problem
  }

  /**
   * Takes a part; parts already held are dropped by number (redelivery, two processors at work). A part of another
   * computation is taken if it continues what is held, else the answer fails: rows may have come between the two.
   */
  async accept(event: ParticlesAnswered): Promise<void> {
    const expected = this.#parts.length
    const held = this.#parts.at(-1)
    if (this.#problem !== null || held?.isLast === true) return
    if (event.problem !== null) return this.fail(problemOf(event.problem))
    if (event.part < expected) return
    if (event.part > expected) {
      return this.fail(
        new GatewayProblem('answer-incomplete', `part ${event.part} came where part ${expected} was due`),
      )
    }
    if (held !== undefined && !continues(event, held)) {
      const detail = `part ${event.part} does not continue the one before: rows came while it was computed again`
      return this.fail(new GatewayProblem('answer-changed', detail, { retryAfterSeconds: 1 }))
    }
    const { count, rowsBefore, last, isLast, description, closing } = event
    const said = { count, rowsBefore, last, isLast, description, closing }
    // Copied when held: what was decoded is a view that would keep a whole fetch alive.
    const claim = event.claim ?? (await this.#claimIfMuch(event))
    if (this.#problem !== null) return
    if (claim === null) this.#heldBytes += event.arrow.length
    this.#parts.push(
      claim === null ? { ...said, arrow: new Uint8Array(event.arrow), claim } : { ...said, arrow: null, claim },
    )
    clearTimeout(this.#timer)
    if (isLast) this.options.onSettled(this)
    else this.#timer = this.#deadline(this.options.betweenPartsMs, `part ${expected + 1}`)
    this.#wake()
  }

  fail(problem: GatewayProblem): void {
    if (this.#problem !== null) return
    this.#problem = problem
    clearTimeout(this.#timer)
    this.options.onSettled(this)
    this.#wake()
  }

  /** The parts in order, one fetched ahead. Ends by throwing the problem, or the signal's reason when the client is gone. */
  async *read(signal: AbortSignal): AsyncGenerator<AnswerPart, void, undefined> {
    this.#readers += 1
    let ahead: Promise<Uint8Array> | null = null
    try {
      for (let number = 0; ; number += 1) {
        const part = await this.#arrival(number, signal)
        const arrow: Uint8Array = await (ahead ?? this.#bytes(part))
        const next = this.#parts[number + 1]
        ahead = next === undefined ? null : this.#bytes(next)
        ahead?.catch(() => {})
        const { count, description, closing } = part
        yield { number, count, arrow, description, closing }
        if (part.isLast) return
      }
    } finally {
      this.#readers -= 1
      if (this.#readers === 0) {
        clearTimeout(this.#timer)
        this.options.onSettled(this)
        this.options.onAbandoned(this)
      }
    }
  }

  async #arrival(number: number, signal: AbortSignal): Promise<HeldPart> {
    for (;;) {
      signal.throwIfAborted()
      if (this.#problem !== null) throw this.#problem
      const part = this.#parts[number]
      if (part !== undefined) return part
      await new Promise<void>((resolve) => {
        const wake = () => {
          this.#wakers.delete(wake)
          signal.removeEventListener('abort', wake)
          resolve()
        }
        this.#wakers.add(wake)
        signal.addEventListener('abort', wake)
      })
    }
  }

  async #bytes(part: HeldPart): Promise<Uint8Array> {
    return part.claim === null ? part.arrow : await this.options.fetch(part.claim)
  }

  async #claimIfMuch(event: ParticlesAnswered): Promise<Claim | null> {
    if (this.#heldBytes + event.arrow.length <= this.options.maxHeldBytes) return null
    return await this.options.layAside(event.part, event.arrow)
  }

  #wake(): void {
    for (const wake of [...this.#wakers]) wake()
  }

  #deadline(milliseconds: number, what: string): NodeJS.Timeout {
    const late = () =>
      this.fail(
        new GatewayProblem('answer-timeout', `${what} of the answer did not come within ${milliseconds / 1000} s`),
      )
    return setTimeout(late, milliseconds)
  }
}

const continues = (event: ParticlesAnswered, held: HeldPart): boolean =>
  event.rowsBefore === held.rowsBefore + held.count && event.after === held.last

function problemOf(problem: { code: string; detail: string; field: string | null }): GatewayProblem {
  const context = problem.field === null ? {} : { field: problem.field }
  if (isProblemCode(problem.code)) return new GatewayProblem(problem.code, problem.detail, context)
  return new GatewayProblem('answer-failed', `${problem.code}: ${problem.detail}`, context)
}

/** The parts of which the first was taken already. */
export function withFirst(first: AnswerPart, rest: AsyncGenerator<AnswerPart, void, undefined>) {
  let held: AnswerPart | null = first
  const parts: AsyncIterableIterator<AnswerPart> = {
    [Symbol.asyncIterator]: () => parts,
    async next() {
      if (held === null) return await rest.next()
      const value = held
      held = null
      return { done: false, value }
    },
    return: async () => await rest.return(),
  }
  return parts
}
