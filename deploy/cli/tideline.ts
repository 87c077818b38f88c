#!/usr/bin/env node
/** The command `tideline`. Ends with 0, or with 1 and one line that says what to do. */
import { CommanderError } from 'commander'
import { packageVersion } from '../version.ts'
import { createProgram } from './program.ts'

/** The message of an error in one line, with what an aggregate hides. */
function lineOf(error: unknown): string {
  const inner = error instanceof AggregateError && error.message === '' ? error.errors[0] : error
  const message = inner instanceof Error ? inner.message || inner.name : String(inner)
  return message.replaceAll(/\s*\n\s*/g, ' ')
}

// A reader such as `head` may go away: that is no failure.
process.stdout.on('error', (error: NodeJS.ErrnoException) => process.exit(error.code === 'EPIPE' ? 0 : 1))

const program = createProgram(packageVersion())
program.parseAsync().catch((error: unknown) => {
  // Help, the version and wrong usage: commander has printed its line.
  if (error instanceof CommanderError) process.exit(error.exitCode)
  process.stderr.write(`tideline: ${lineOf(error)}\n`)
  if (program.opts<{ debug?: true }>().debug === true) process.stderr.write(`${(error as Error)?.stack}\n`)
  process.exitCode = 1
  // Open connections must not keep a failed command alive.
  setTimeout(() => process.exit(1), 1_000).unref()
})
