/** What a message that a service put out means: an answer, a part of one, or neither. */
import type { Answer, RunCommand } from '../../schemas/streams/program-run.ts'
import type { Deferred } from '../../topics/deferred.ts'
import { TooLarge } from './spool.ts'

export class Unasked extends Error {
  override readonly name = 'Unasked'
  constructor() {
    super('it put out a message that answers none')
  }
}

export interface Replies {
  /** Throws `Unasked`, and `TooLarge` where the outputs of one message are more than the bound. */
  took(bytes: Uint8Array): void
}

/** The oldest of `waiting` is answered first, and taken out. `onOutput` gets what answers no message by itself. */
export function repliesOf(
  { reply, framing, output_trim, max_output }: RunCommand,
  waiting: Deferred<Answer>[],
  onOutput: (bytes: Uint8Array) => void,
): Replies {
  if (reply === 'stream') return { took: onOutput }
  const answer = (outputs: readonly Uint8Array[]) => {
    const asked = waiting.shift()
    if (asked === undefined) throw new Unasked()
    asked.resolve({ outputs, failure: null })
  }
  if (reply === 'one_per_message') return { took: (bytes) => answer([bytes]) }
  const emptyBytes = framing === 'lines' && !output_trim ? 1 : 0
  let outputs: Uint8Array[] = []
  let size = 0
  return {
    took(bytes) {
      if (bytes.length === emptyBytes) {
        const whole = outputs
        outputs = []
        size = 0
        return answer(whole)
      }
      if (waiting.length === 0) throw new Unasked()
      outputs.push(bytes)
      size += bytes.length
      if (size > max_output) throw new TooLarge(`more than ${max_output} bytes of output`)
    },
  }
}
