/** Brings up the services that Tideline needs, natively, in parallel, and takes them down again. */
import { mkdir } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { type Progress, StackFailure } from './failure.ts'
import { endLeftovers } from './leftovers.ts'
import { isLock, type Lock, tryLock } from './lock.ts'
import { findMinio } from './minio.ts'
import { demandFree, freePort, isFree } from './ports.ts'
import { isAlive, launch, type ProcessRecord, tailOf } from './processes.ts'
import { startReaper } from './reaper.ts'
import { type NativeService, type Ports, type ServiceName, serviceNames } from './service.ts'
import { nativeService, type S3Kind } from './services.ts'
import { readState, type StackState, writeState } from './state.ts'
import { demandTools } from './tools.ts'

export interface StackOptions {
  /** All state of the stack: data, logs, ports. One stack at a time per folder. */
  readonly dataDir: string
  readonly progress: Progress
  /** Which to start; all five unless given. */
  readonly services?: readonly ServiceName[]
  /** First port of a service, fixed; the others are picked and remembered. */
  readonly ports?: Partial<Readonly<Record<ServiceName, number>>>
  readonly heapMb?: Partial<Readonly<Record<ServiceName, number>>>
  /** Called when a service ends that nobody asked to. */
  readonly onServiceEnd?: (name: ServiceName, how: string) => void
}
export interface RunningService {
  readonly name: ServiceName
  readonly title: string
  readonly address: string
  readonly startedInMs: number
  readonly pid: number
  readonly logFile: string
}
export interface Stack {
  /** The TIDELINE_* variables that lead to the services. */
  readonly endpoints: Readonly<Record<string, string>>
  readonly services: readonly RunningService[]
  stop(): Promise<void>
}

/** Throws a `StackFailure` with a sentence, after ending whatever it had started. */
export async function startStack(options: StackOptions): Promise<Stack> {
  const { progress } = options
  const dataDir = resolve(options.dataDir)
  const lock = own(dataDir)
  let endReaper = (): void => {}
  try {
    const ended = await endLeftovers(dataDir)
    if (ended.length > 0) progress(`Ended what a killed run had left: ${ended.join(', ')}`)
    const state = await decide(dataDir, options)
    const names = options.services ?? serviceNames
    const natives = serviceNames.filter((it) => names.includes(it)).map((name) => nativeService(name, state.s3))
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
      lock.release()
    }
    return { endpoints, services, stop }
  } catch (error) {
    await endLeftovers(dataDir, 5_000)
    endReaper()
    lock.release()
    throw error
  }
}

function own(dataDir: string): Lock {
  const got = tryLock(join(dataDir, 'lock'))
  if (isLock(got)) return got
  throw new StackFailure(
    `Process ${got.pid} is running a stack in ${dataDir} already: stop it, or choose another folder with --data.`,
  )
}

/** Tools present, S3 store chosen, ports picked: all that can be refused before anything starts. */
async function decide(dataDir: string, options: StackOptions): Promise<StackState> {
  const before = await readState(dataDir)
  const s3: S3Kind = before?.s3 ?? ((await findMinio()) === null ? 'seaweedfs' : 'minio')
  const taken = new Set<number>()
  const ports: Partial<Record<ServiceName, Ports>> = {}
  const services = (options.services ?? serviceNames).map((name) => nativeService(name, s3))
  demandTools(new Set(services.flatMap((service) => service.tools)))
  for (const { name, title, portNames } of services) {
    const chosen: Record<string, number> = {}
    for (const [index, portName] of portNames.entries()) {
      const fixed = index === 0 ? options.ports?.[name] : undefined
      if (fixed !== undefined) await demandFree(fixed, title, '--data or another port')
      const earlier = before?.ports[name]?.[portName]
      const isUsable = earlier !== undefined && !taken.has(earlier) && (await isFree(earlier))
      chosen[portName] = fixed ?? (isUsable ? earlier : await freePort(taken))
      taken.add(chosen[portName])
    }
    ports[name] = chosen
  }
  const state: StackState = { s3, ports: { ...before?.ports, ...ports } }
  await writeState(dataDir, state)
  return state
}

async function bringUp(
  dataDir: string,
  service: NativeService,
  state: StackState,
  options: StackOptions,
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
