/** The bytes of a message in memory, for a program that gets many. */
import { type ProgramFailure, programFailure } from '../../schemas/streams/program-run.ts'
import type { Message } from './message.ts'
import type { Patience } from './patience.ts'
import { inputFailure } from './runner.ts'

/** Or why the message can not be given. */
export async function wholeInput(
  { input }: Message,
  largestBytes: number,
  patience: Patience,
): Promise<Uint8Array | ProgramFailure> {
  if (typeof input === 'string') return programFailure('claim-invalid', input)
  if (input.held !== undefined) return input.held
  if (input.size > largestBytes) {
    return programFailure(
      'input-unframable',
      `${input.size} bytes are more than the ${largestBytes} that a service takes`,
    )
  }
  return patience
    .whenAvailable(async () => {
      const pieces: Uint8Array[] = []
      for await (const piece of await input.open()) pieces.push(piece)
      return pieces.length === 1 ? (pieces[0] as Uint8Array) : Buffer.concat(pieces)
    })
    .catch(inputFailure)
}
