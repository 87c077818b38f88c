/** What comes of giving a message to a program. */
import type { ProcessCommand } from './process-command.ts'

/** What a program is run from. */
export type RunCommand = ProcessCommand

/** A message on its way in. It may be opened again for another try. */
export interface ProgramInput {
  /** Bytes. */
  readonly size: number
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

/** How many bytes of a program's standard error are kept for a report. */
export const stderrTailBytes = 4_096
/** Outputs up to this are held in memory; claim checks begin above it, too. */
export const heldOutputBytes = 262_144
