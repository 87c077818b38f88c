/** Fault tests take services of a running stack away and bring them back: same data, same ports. */
import { resolve } from 'node:path'
import { StackFailure } from './failure.ts'
import { end, goneWithin, launch, type ProcessRecord, readRecord, signal } from './processes.ts'
import type { ServiceName } from './service.ts'
import { nativeService } from './services.ts'
import { untilAnswers } from './stack.ts'
import { readState } from './state.ts'

/** The folder of the stack under test: TIDELINE_STACK_STATE. Throws when the test runner has not set it. */
export function stackUnderTest(environment: NodeJS.ProcessEnv = process.env): string {
  const dataDir = environment.TIDELINE_STACK_STATE
  if (dataDir) return resolve(dataDir)
  throw new StackFailure(
    'TIDELINE_STACK_STATE is not set, so services cannot be stopped and started: run this test with `npm test`.',
  )
}

async function recordOf(name: ServiceName, dataDir: string): Promise<ProcessRecord> {
  const record = await readRecord(dataDir, name)
  if (record === null) throw new StackFailure(`${dataDir} has no record of ${name}: it was not started there.`)
  return record
}

/** Asks a service to stop and waits until it is gone. */
export async function stopService(name: ServiceName, dataDir = stackUnderTest()): Promise<void> {
  await end(await recordOf(name, dataDir))
}

/** SIGKILL: as a machine that loses power would, to the page cache. */
export async function killService(name: ServiceName, dataDir = stackUnderTest()): Promise<void> {
  const record = await recordOf(name, dataDir)
  signal(record, 'SIGKILL')
  await goneWithin(record, 10_000)
}

/** Starts it again as it was started before, and resolves when it answers. */
export async function startService(name: ServiceName, dataDir = stackUnderTest()): Promise<void> {
  const before = await recordOf(name, dataDir)
  const state = await readState(dataDir)
  if (state === null) throw new StackFailure(`${dataDir} holds no stack: there is no stack.json.`)
  const record = await launch(dataDir, before)
  await untilAnswers(nativeService(name, state.s3), record, state.ports[name] ?? {})
}

/** SIGSTOP: connections stay open and nothing answers, as on a network that swallows packets. */
export async function pauseService(name: ServiceName, dataDir = stackUnderTest()): Promise<void> {
  signal(await recordOf(name, dataDir), 'SIGSTOP')
}

export async function resumeService(name: ServiceName, dataDir = stackUnderTest()): Promise<void> {
  signal(await recordOf(name, dataDir), 'SIGCONT')
}
