/** What an executor and its launcher tell each other. */
import type { ProgramFailure, ProgramOutput, RunCommand } from '../../schemas/streams/program-run.ts'
import type { ProgramOptions } from './start-process.ts'

/** The launcher's only argument, as JSON. */
export interface LauncherOptions extends ProgramOptions {
  /** The executor's: folders are named after it. */
  readonly owner: number
}

export type ToLauncher =
  | { readonly kind: 'run'; readonly run: number; readonly command: RunCommand; readonly bytes: Uint8Array }
  | { readonly kind: 'stop'; readonly run: number }
  | { readonly kind: 'full' }

export type FromLauncher =
  | { readonly kind: 'ready' }
  /** Of standard error; `leftOut` more came than could be passed on. */
  | { readonly kind: 'lines'; readonly run: number; readonly lines: readonly string[]; readonly leftOut: number }
  | { readonly kind: 'result'; readonly run: number; readonly result: SentResult }
  /** A full disk was met. */
  | { readonly kind: 'full' }

export type SentResult =
  | { readonly outputs: readonly ProgramOutput[]; readonly failure: null }
  | { readonly failure: ProgramFailure }
  | { readonly thrown: { readonly service: string | null; readonly message: string } }
