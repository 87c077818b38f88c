/** Runs programs for whoever attaches them to streams. */
import type { ProgramInput, RunCommand, RunResult } from '../../schemas/streams/program-run.ts'
import { type RunContext, runOnce } from './run-once.ts'
import { openService, type ServiceContext } from './service.ts'
import type { ProgramOptions } from './start-process.ts'
import { sweepWorkFolders } from './work-folder.ts'

export type Programs = ReturnType<typeof createPrograms>

export function createPrograms(options: ProgramOptions) {
  return {
    runOnce: (command: RunCommand, input: ProgramInput, context: RunContext): Promise<RunResult> =>
      runOnce(command, input, options, context),
    openService: (command: RunCommand, context: ServiceContext) => openService(command, options, context),
    /** Removes what killed processes left; resolves with how many folders that were. */
    sweep: () => sweepWorkFolders(options.workRoot),
  }
}
