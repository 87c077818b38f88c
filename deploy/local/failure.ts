/** The stack could not be brought up: the message is one sentence for a person, with what to do. */
export class StackFailure extends Error {
  override readonly name = 'StackFailure'
}

export type Progress = (line: string) => void
