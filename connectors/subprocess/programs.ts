/** Runs programs for whoever attaches them to streams. */
import type { ProgramRunner } from '../../schemas/streams/program-run.ts'
import { Launcher } from './launcher.ts'
import { runOnce } from './run-once.ts'
import { openService } from './service.ts'
import type { ProgramOptions } from './start-process.ts'
import { sweepWorkFolders } from './work-folder.ts'

export interface Programs extends ProgramRunner {
  /** Removes what killed processes left; resolves with how many folders that were. */
  sweep(): Promise<number>
}

/** What is in memory anyway goes through the launcher, if one is there. */
export function createPrograms(options: ProgramOptions, launcher = new Launcher(options)): Programs {
  return {
    async runOnce(command, input, context) {
      const launched = input.held === undefined ? null : await launcher.run(command, input.held, context)
      return launched ?? runOnce(command, input, options, context)
    },
    openService: (command, context) => openService(command, options, context),
    sweep: () => sweepWorkFolders(options.workRoot),
  }
}
