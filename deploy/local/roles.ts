/** The roles of Tideline as child processes: one that dies is started again, a bounded number of times. */
import { setTimeout as sleep } from 'node:timers/promises'
import { type Progress, StackFailure } from './failure.ts'
import { end, forget, type Launch, launch, type ProcessRecord, tailOf } from './processes.ts'

const restartsAllowed = 5

export interface RunningRoles {
  /** Settles, by rejecting, when a role died too often. */
  readonly failed: Promise<never>
  stop(): Promise<void>
}

/** Starts each launch and keeps it running. */
export async function startRoles(
  dataDir: string,
  launches: readonly Launch[],
  progress: Progress,
): Promise<RunningRoles> {
  const running = new Map<string, ProcessRecord>()
  let isStopping = false
  let fail: (error: Error) => void = () => {}
  const failed = new Promise<never>((_, reject) => {
    fail = reject
  })
  failed.catch(() => {})

  const start = async (what: Launch, restarts: number): Promise<void> => {
    if (isStopping) return
    const record = await launch(dataDir, what, (how) => void again(what, restarts, how).catch(fail))
    running.set(what.name, record)
  }
  const again = async (what: Launch, restarts: number, how: string): Promise<void> => {
    if (isStopping) return
    const tail = await tailOf(what.logFile, 5)
    if (restarts >= restartsAllowed) {
      throw new StackFailure(`${what.name} ended ${restarts + 1} times (${how}). The end of ${what.logFile}:\n${tail}`)
    }
    progress(`${what.name} ended (${how}) and is started again; its log is ${what.logFile}`)
    await sleep(500 * 2 ** restarts)
    await start(what, restarts + 1)
  }

  await Promise.all(launches.map((what) => start(what, 0)))
  return {
    failed,
    async stop() {
      isStopping = true
      await Promise.all(
        [...running.values()].map(async (record) => {
          await end(record, 30_000)
          await forget(dataDir, record.name)
        }),
      )
    },
  }
}
