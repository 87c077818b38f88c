/** Fault tests take services of a running stack away and bring them back: same data, same ports. */
import { resolve } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { compose } from './containers.ts'
import { StackFailure } from './failure.ts'
import { untilAnswers } from './native.ts'
import { end, goneWithin, launch, type ProcessRecord, readRecord, signal } from './processes.ts'
import type { NativeService, ServiceName } from './service.ts'
import { nativeService } from './services.ts'
import { readState, type StackState } from './state.ts'

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

/** In containers, Docker does it, by the word of its own; resolves to whether it did. */
async function byDocker(word: string, name: ServiceName, dataDir: string): Promise<boolean> {
  if ((await readState(dataDir))?.engine !== 'docker') return false
  await compose(dataDir, [word, name])
  return true
}

/** Asks a service to stop and waits until it is gone. */
export async function stopService(name: ServiceName, dataDir = stackUnderTest()): Promise<void> {
  if (await byDocker('stop', name, dataDir)) return
  await end(await recordOf(name, dataDir))
}

/** SIGKILL: as a machine that loses power would, to the page cache. */
export async function killService(name: ServiceName, dataDir = stackUnderTest()): Promise<void> {
  if (await byDocker('kill', name, dataDir)) return
  const record = await recordOf(name, dataDir)
  signal(record, 'SIGKILL')
  await goneWithin(record, 10_000)
}

/** Starts it again as it was started before, and resolves when it answers. */
export async function startService(name: ServiceName, dataDir = stackUnderTest()): Promise<void> {
  const state = await readState(dataDir)
  if (state === null) throw new StackFailure(`${dataDir} holds no stack: there is no stack.json.`)
  const service = nativeService(name, state.s3)
  if (state.engine === 'docker') {
    await compose(dataDir, ['start', name])
    return await untilServiceAnswers(service, state)
  }
  const record = await launch(dataDir, await recordOf(name, dataDir))
  await untilAnswers(service, record, state.ports[name] ?? {})
}

async function untilServiceAnswers(service: NativeService, { ports }: StackState): Promise<void> {
  const limit = Date.now() + service.startLimitMs
  while (!(await service.answers(ports[service.name] ?? {}))) {
    if (Date.now() > limit) throw new StackFailure(`${service.title} did not answer within ${service.startLimitMs} ms.`)
    await sleep(200)
  }
}
