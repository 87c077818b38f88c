/** Runs programs for whoever attaches them to streams. */
import { availableParallelism } from 'node:os'
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

/** What is in memory anyway goes through a launcher, if one is there. Each starts one program at a time. */
export function createPrograms(options: ProgramOptions, launchers = launchersFor(options)): Programs {
  return {
    async runOnce(command, input, context) {
      const launched = input.held === undefined ? null : await freest(launchers)?.run(command, input.held, context)
      return launched ?? runOnce(command, input, options, context)
    },
    openService: (command, context) => openService(command, options, context),
    sweep: () => sweepWorkFolders(options.workRoot),
  }
}

/** None is started yet. */
const launchersFor = (options: ProgramOptions): Launcher[] =>
  Array.from({ length: Math.min(availableParallelism(), mostLaunchers) }, () => new Launcher(options))
const mostLaunchers = 4
/** With so many programs the next launcher is worth its start. */
const busyAt = 2

function freest(launchers: readonly Launcher[]): Launcher | undefined {
  const [best] = launchers.filter(({ pid }) => pid !== null).sort((a, b) => a.running - b.running)
  if (best !== undefined && best.running >= busyAt) launchers.find(({ pid }) => pid === null)?.start()
  return best ?? launchers[0]
}
