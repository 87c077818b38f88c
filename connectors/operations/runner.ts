/** How messages go through a program: a process each, or one for all. */
import { Reject } from '../../schemas/failures.ts'
import type { ProcessCommand } from '../../schemas/streams/process-command.ts'
import {
  type FailureCode,
  type ProgramFailure,
  type ProgramOutput,
  type ProgramRunner,
  programFailure,
} from '../../schemas/streams/program-run.ts'
import type { Message } from './message.ts'
import type { Patience } from './patience.ts'

export type Handled =
  | { readonly outputs: readonly ProgramOutput[]; readonly failure: null; release(): Promise<void> }
  | { readonly failure: ProgramFailure; readonly tries: number }

export interface Runner {
  /** Messages that may be given at once. */
  readonly window: number
  /** In the order of the calls. Rejects with `Stopped` or `GivenUp`. */
  handle(message: Message): Promise<Handled>
  /** Lets what runs end, for so long; what has not ended then rejects with `Stopped`. */
  stop(graceMs: number): Promise<void>
}

/** What a runner tells of itself. */
export interface RunnerEvents {
  /** A line of standard error; the message that it is about, as far as can be told. */
  said(line: string, messageId: string | null): void
  /** With `reply` `stream`: a message put out, after the one with this id was taken. */
  putOut(bytes: Uint8Array, after: Message): void
  /** Resolves when all that was put out is published. */
  flushed(): Promise<void>
  retried(failure: ProgramFailure): void
  /** The program runs, has crashed and is to be started again. */
  crashed(failure: ProgramFailure, restarts: number): void
  runs(): void
}

export interface RunnerOptions {
  readonly command: ProcessCommand
  readonly programs: ProgramRunner
  /** Processes at once. */
  readonly concurrency: number
  readonly patience: Patience
  readonly signal: AbortSignal
  readonly events: RunnerEvents
}

/** Of opening or reading a message's bytes: a fault of the message, which no further try mends. Others are thrown. */
export function inputFailure(error: unknown): ProgramFailure {
  if (error instanceof Reject && claimCodes.has(error.code)) {
    return programFailure(error.code as FailureCode, error.message)
  }
  throw error
}

const claimCodes = new Set(['claim-not-found', 'claim-mismatch'])
