/** The parts of one answer as events: numbered, told to whoever asked. */
import { toArrow } from '../../schemas/columns/arrow.ts'
import type { ColumnBatch } from '../../schemas/columns/column.ts'
import type { ParticlesAnswered, Problem } from '../../schemas/generated/events.ts'
import { particlesAnswered } from '../../topics/instruments.ts'
import type { AnyTopic, Emission } from '../../topics/topic.ts'
import type { Input } from '../processor.ts'
import type { AnswerPart } from './answer-parts.ts'

export type AnswerEmission = Emission<ParticlesAnswered, 'instruments.particles-answered'>

export class AnswerEvents {
  private readonly requestId: string
  private next = 0

  constructor(input: Input<AnyTopic>) {
    this.requestId = input.headers['request-id'] ?? `${input.topic}-${input.partition}-${input.offset}`
  }

  /** `description` goes with the first part, `closing` with the last. */
  part(
    { batch, part, ...place }: AnswerPart,
    said: { readonly description?: string; readonly closing?: string } = {},
  ): AnswerEmission {
    const { description = null, closing = null } = said
    return this.say({ ...place, count: batch.length, arrow: bytesOf(batch, part), problem: null, description, closing })
  }

  problem(problem: Problem): AnswerEmission {
    const nothing = { count: 0, rowsBefore: 0, after: null, last: null, arrow: new Uint8Array(0) }
    return this.say({ isLast: true, ...nothing, problem, description: null, closing: null })
  }

  private say(value: Omit<ParticlesAnswered, 'claim' | 'part'>): AnswerEmission {
    const part = this.next
    this.next += 1
    return {
      topic: particlesAnswered,
      value: { ...value, part, claim: null },
      key: this.requestId,
      headers: { 'request-id': this.requestId, part: String(part) },
    }
  }
}

/** Part 0 always carries the columns' types. */
const bytesOf = (batch: ColumnBatch, part: number) =>
  batch.length > 0 || part === 0 ? toArrow(batch) : new Uint8Array(0)
