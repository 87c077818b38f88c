/** Runs programs for whoever attaches them to streams. */
import type { ProgramRunner } from '../../schemas/streams/program-run.ts'
import { runOnce } from './run-once.ts'
import { openService } from './service.ts'
import type { ProgramOptions } from './start-process.ts'
import { sweepWorkFolders } from './work-folder.ts'

export interface Programs extends ProgramRunner {
  /** Removes what killed processes left; resolves with how many folders that were. */
  sweep(): Promise<number>
}

export const createPrograms = (options: ProgramOptions): Programs => ({
  runOnce: (command, input, context) => runOnce(command, input, options, context),
  openService: (command, context) => openService(command, options, context),
  sweep: () => sweepWorkFolders(options.workRoot),
})
