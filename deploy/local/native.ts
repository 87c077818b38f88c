/** Services as child processes on loopback, started in parallel. */
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { StackFailure } from './failure.ts'
import { endLeftovers } from './leftovers.ts'
import { findMinio } from './minio.ts'
import { pickPorts } from './port-choice.ts'
import { isAlive, launch, type ProcessRecord, tailOf } from './processes.ts'
import { startReaper } from './reaper.ts'
import { type NativeService, type Ports, serviceNames } from './service.ts'
import { nativeService, type S3Kind } from './services.ts'
import type { NativeOptions, RunningService, Stack } from './stack-types.ts'
import { readState, type StackState, writeState } from './state.ts'
import { demandTools } from './tools.ts'

/** Throws a `StackFailure` with a sentence, after ending whatever it had started. */
export async function startNative(options: NativeOptions): Promise<Stack> {
  const { progress, dataDir } = options
  let endReaper = (): void => {}
  try {
    const ended = await endLeftovers(dataDir)
    if (ended.length > 0) progress(`Ended what a killed run had left: ${ended.join(', ')}`)
    const state = await decide(options)
    const natives = serviceNames
      .filter((it) => options.services.includes(it))
      .map((name) => nativeService(name, state.s3))
    endReaper = startReaper(dataDir)
    const stopping = { is: false }
    const outcomes = await Promise.allSettled(
      natives.map((service) => bringUp(dataDir, service, state, options, stopping)),
    )
    const failures = outcomes.flatMap((it) => (it.status === 'rejected' ? [it.reason as Error] : []))
    if (failures.length > 0) {
      stopping.is = true
      throw failures.length === 1 ? failures[0] : new StackFailure(failures.map((it) => it.message).join('\n'))
    }
    const services = outcomes.flatMap((it) => (it.status === 'fulfilled' ? [it.value] : []))
    const endpoints = Object.assign({}, ...natives.map((it) => it.endpoints(state.ports[it.name] ?? {})))
    const stop = async (): Promise<void> => {
      stopping.is = true
      await endLeftovers(dataDir)
      endReaper()
    }
    return { endpoints, services, stop }
  } catch (error) {
    await endLeftovers(dataDir, 5_000)
    endReaper()
    throw error
  }
}

/** Tools present, S3 store chosen, ports picked: all that can be refused before anything starts. */
async function decide(options: NativeOptions): Promise<StackState> {
  const before = await readState(options.dataDir)
  // Objects stay where they are: a MinIO built since does not take over a folder of SeaweedFS.
  const kindBefore = before?.engine === 'native' ? before.s3 : null
  const s3: S3Kind = kindBefore ?? options.s3 ?? ((await findMinio()) === null ? 'seaweedfs' : 'minio')
  const services = options.services.map((name) => nativeService(name, s3))
  demandTools(new Set(services.flatMap((service) => service.tools)))
  const ports = await pickPorts(services, options, before)
  const state: StackState = { s3, engine: 'native', ports: { ...before?.ports, ...ports } }
  await writeState(options.dataDir, state)
  return state
}

async function bringUp(
  dataDir: string,
  service: NativeService,
  state: StackState,
  options: NativeOptions,
  stopping: { readonly is: boolean },
): Promise<RunningService> {
  const ports = state.ports[service.name] ?? {}
  const programs = await service.fetch(options.progress)
  const started = Date.now()
  const home = join(dataDir, 'services', service.name)
  const logFile = join(dataDir, 'logs', `${service.name}.log`)
  await mkdir(home, { recursive: true })
  await mkdir(join(dataDir, 'logs'), { recursive: true })
  const heapMb = options.heapMb?.[service.name]
  const place = { dataDir, home, logFile, ports, ...(heapMb === undefined ? {} : { heapMb }) }
  const what = await service.prepare(programs, place)
  let isUp = false
  const record = await launch(dataDir, what, (how) => {
    if (isUp && !stopping.is) options.onServiceEnd?.(service.name, how)
  })
  await untilAnswers(service, record, ports)
  isUp = true
  const startedInMs = Date.now() - started
  options.progress(`${service.title} is up at ${service.address(ports)} (${(startedInMs / 1000).toFixed(1)} s)`)
  return {
    name: service.name,
    title: service.title,
    address: service.address(ports),
    startedInMs,
    pid: record.pid,
    logFile,
  }
}

/** Throws a `StackFailure` with the end of the log when the service dies or stays silent. */
export async function untilAnswers(service: NativeService, record: ProcessRecord, ports: Ports): Promise<void> {
  const limit = Date.now() + service.startLimitMs
  while (!(await service.answers(ports))) {
    const isDead = !isAlive(record)
    if (!isDead && Date.now() < limit) {
      await sleep(100)
      continue
    }
    const what = isDead ? 'ended while starting' : `did not answer within ${service.startLimitMs / 1000} s`
    throw new StackFailure(`${service.title} ${what}. The end of ${record.logFile}:\n${await tailOf(record.logFile)}`)
  }
}
