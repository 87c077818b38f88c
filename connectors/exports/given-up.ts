import type { Problem } from '../../schemas/generated/events.ts'

/** A part is not made any further. */
export class GivenUp extends Error {
  constructor(
    reason: string,
    /** Nobody needs to take it up again. */
    readonly isFinal: boolean,
    readonly problem: Problem | null = null,
  ) {
    super(reason)
  }
}
