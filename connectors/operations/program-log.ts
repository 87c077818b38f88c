/** Lines of programs' standard error as events. A program is never held up by them: what is too much is left out and counted. */
import type { OperationLogged } from '../../schemas/generated/events.ts'
import { operationLogs } from '../../topics/streams.ts'
import { emission } from '../../topics/topic.ts'
import type { OperationPorts } from './ports.ts'

const heldLines = 5_000
const everyMs = 200

export class ProgramLog {
  #held: OperationLogged[] = []
  #leftOut = 0
  #telling: Promise<void> = Promise.resolve()
  readonly #timer = setInterval(() => this.#flush(), everyMs)

  constructor(
    private readonly of: { readonly operation: string; readonly replica: string },
    private readonly ports: Pick<OperationPorts, 'publisher' | 'log'>,
  ) {}

  add(text: string, message: string | null): void {
    if (this.#held.length >= heldLines) this.#leftOut += 1
    else this.#held.push({ ...this.of, message, level: levelOf(text), at: Date.now() * 1000, text })
  }

  #flush(): void {
    const lines = this.#held
    if (this.#leftOut > 0) {
      const text = `${this.#leftOut} lines were left out`
      lines.push({ ...this.of, message: null, level: 'warn', at: Date.now() * 1000, text })
    }
    if (lines.length === 0) return
    this.#held = []
    this.#leftOut = 0
    this.#telling = this.#telling
      .then(() => this.ports.publisher.publish(lines.map((line) => emission(operationLogs, line))))
      .catch((error: unknown) => {
        this.ports.log.warn(
          { ...this.of, lines: lines.length, err: error },
          'what a program said could not be published',
        )
      })
  }

  async close(): Promise<void> {
    clearInterval(this.#timer)
    this.#flush()
    await this.#telling
  }
}

const levels = { debug: 'debug', trace: 'debug', info: 'info', notice: 'info', warn: 'warn', warning: 'warn' } as const

/** What the line begins with, in brackets or without, after a time or not. */
export function levelOf(text: string): 'debug' | 'info' | 'warn' | 'error' {
  const word = /\b(trace|debug|info|notice|warn|warning|error|err|fatal|critical)\b/i.exec(text.slice(0, 60))?.[1]
  if (word === undefined) return 'info'
  return levels[word.toLowerCase() as keyof typeof levels] ?? 'error'
}
