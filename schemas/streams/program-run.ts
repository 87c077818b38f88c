/** What comes of giving a message to a program. */
import type { ProcessCommand } from './process-command.ts'

/** What a program is run from. */
export type RunCommand = ProcessCommand

/** A message on its way in. It may be opened again for another try. */
export interface ProgramInput {
  /** Bytes. */
  readonly size: number
  /** What is in memory anyway; else absent. */
  readonly held?: Uint8Array
  /** Rejects, or fails midway, with `Reject` when the bytes are not those that were sent. */
  open(): Promise<AsyncIterable<Uint8Array>>
}

export type ProgramOutput =
  | { readonly kind: 'bytes'; readonly bytes: Uint8Array }
  /** Too large to be held; the file is there until the result is released. */
  | { readonly kind: 'file'; readonly path: string; readonly size: number }

export type FailureCode =
  | 'exit-code'
  | 'signal'
  | 'timeout'
  | 'spawn-failed'
  | 'output-too-large'
  | 'output-unframed'
  | 'input-unframable'
  /** Of the claim check of a large message. */
  | 'claim-invalid'
  | 'claim-not-found'
  | 'claim-mismatch'
  /** The program is not to blame: this process stops. */
  | 'stopped'

export interface ProgramFailure {
  readonly code: FailureCode
  readonly reason: string
  readonly exitCode: number | null
  readonly signal: string | null
  /** The last of its standard error. */
  readonly stderr: string
}

/** One whose program never ran, or is not to blame. */
export const programFailure = (code: FailureCode, reason: string, stderr = ''): ProgramFailure => ({
  ...{ code, reason, stderr },
  exitCode: null,
  signal: null,
})

export type RunResult =
  | { readonly outputs: readonly ProgramOutput[]; readonly failure: null; release(): Promise<void> }
  | { readonly failure: ProgramFailure }

export interface RunContext {
  /** Ends the program. */
  readonly signal: AbortSignal
  onStderr(line: string): void
}

export interface ServiceContext {
  onStderr(line: string): void
  /** With `reply` `stream`: messages put out, as they come. */
  onOutput(bytes: Uint8Array): void
}

export type Answer =
  | { readonly outputs: readonly Uint8Array[]; readonly failure: null }
  | { readonly failure: ProgramFailure }

export interface Service {
  /**
   * Answers of messages that were asked at the same time come in their order. With `reply` `stream` one without outputs says
   * that the message counts as handled. Never rejects.
   */
  ask(message: Uint8Array): Promise<Answer>
  /** How it ended; null: as it was told to. */
  readonly ended: Promise<ProgramFailure | null>
  /** Ends its input, and the process group if it has not ended in so many milliseconds. */
  stop(graceMs: number): Promise<void>
}

/** Who runs programs. Rejects with what the input rejects with, and with `Unavailable` where there is no room to run. */
export interface ProgramRunner {
  runOnce(command: RunCommand, input: ProgramInput, context: RunContext): Promise<RunResult>
  openService(command: RunCommand, context: ServiceContext): Promise<Service | { readonly failure: ProgramFailure }>
}

/** How many bytes of a program's standard error are kept for a report. */
export const stderrTailBytes = 4_096
/** Outputs up to this are held in memory; claim checks begin above it, too. */
export const heldOutputBytes = 262_144
