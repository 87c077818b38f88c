/** Programs for tests: small scripts of Node, run as an executor runs them. */
import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import type { ProgramOptions } from '../../../connectors/subprocess/start-process.ts'
import { commandOf } from '../../../schemas/streams/process-command.ts'
import type { ProcessDefinition } from '../../../schemas/streams/process-definition.ts'
import type { ProgramInput } from '../../../schemas/streams/program-run.ts'

export const options: ProgramOptions = {
  folders: [...new Set(['/usr/bin', '/bin', dirname(process.execPath)])],
  workRoot: mkdtempSync(join(tmpdir(), 'tideline-programs-')),
  user: null,
}

/** A script of Node as a program. */
export const script = (text: string, more: Partial<ProcessDefinition> = {}) =>
  commandOf({ exec: 'node -e', argv: [text], ...more })
export const program = (exec: string, more: Partial<ProcessDefinition> = {}) => commandOf({ exec, ...more })

export const inputOf = (bytes: string | Uint8Array): ProgramInput => {
  const whole = Buffer.from(bytes)
  return {
    size: whole.length,
    async open() {
      return (async function* () {
        for (let at = 0; at < whole.length; at += 65_536) yield whole.subarray(at, at + 65_536)
      })()
    },
  }
}
