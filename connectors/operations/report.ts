/** Tells how a replica stands: at each change of its state, and again and again while it counts or lives. */
import type { OperationAdvanced, Problem } from '../../schemas/generated/events.ts'
import type { OperationState } from '../../schemas/streams/operation.ts'
import { operationsAdvanced } from '../../topics/streams.ts'
import { emission } from '../../topics/topic.ts'
import type { OperationPorts } from './ports.ts'

interface Of {
  readonly operation: string
  readonly generation: number
  readonly replica: string
  readonly executor: string
}

const countsEveryMs = 1_000
/** Who is silent for three times as long is taken to be gone. */
const lifeEveryMs = 10_000

export class Report {
  state: OperationState
  #round = 1
  #counts = { handled: 0, published: 0, failed: 0, retried: 0 }
  #restarts = 0
  #error: Problem | null = null
  #errorAt: number | null = null
  #isChanged = false
  #toldAt = 0
  #telling: Promise<void> = Promise.resolve()
  readonly #timer: NodeJS.Timeout

  constructor(
    private readonly of: Of,
    private readonly ports: Pick<OperationPorts, 'publisher' | 'log'>,
    state: OperationState,
  ) {
    this.state = state
    this.tell()
    this.#timer = setInterval(() => {
      if (this.#isChanged || Date.now() - this.#toldAt >= lifeEveryMs) this.tell()
    }, countsEveryMs)
  }

  become(state: OperationState, error?: Problem): void {
    if (error !== undefined) this.fault(error)
    if (state === this.state && error === undefined) return
    this.state = state
    this.tell()
  }

  fault(error: Problem): void {
    this.#error = error
    this.#errorAt = Date.now() * 1000
    this.#isChanged = true
  }

  count(more: Partial<Record<'handled' | 'published' | 'failed' | 'retried', number>>): void {
    for (const [name, by] of Object.entries(more)) this.#counts[name as 'handled'] += by
    this.#isChanged = true
  }

  restarts(restarts: number): void {
    if (restarts === this.#restarts) return
    this.#restarts = restarts
    this.#isChanged = true
  }

  /** A new start of the program. */
  nextRound(): void {
    this.#round += 1
    this.#counts = { handled: 0, published: 0, failed: 0, retried: 0 }
  }

  tell(): void {
    this.#isChanged = false
    this.#toldAt = Date.now()
    const at = this.#toldAt * 1000
    const event: OperationAdvanced = {
      ...this.of,
      ...{ round: this.#round, state: this.state, at, restarts: this.#restarts },
      ...this.#counts,
      ...{ error: this.#error, errorAt: this.#errorAt },
    }
    this.#telling = this.#telling
      .then(() => this.ports.publisher.publish([emission(operationsAdvanced, event)]))
      .catch((error: unknown) => {
        this.#isChanged = true
        this.ports.log.warn({ operation: this.of.operation, err: error }, 'how an operation stands could not be told')
      })
  }

  /** Tells the last state; resolves when it is told, or can not be. */
  async close(state: OperationState): Promise<void> {
    clearInterval(this.#timer)
    this.state = state
    this.tell()
    await this.#telling
  }
}
