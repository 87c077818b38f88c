/** Runs a role from its start to its end: readiness, signals, draining, exit codes. */
import { Unavailable } from '../schemas/failures.ts'
import type { Log } from '../schemas/log.ts'
import { type Config, ConfigError } from './config.ts'
import { type Check, type HealthServer, startHealthServer } from './health.ts'
import { createLog } from './log.ts'
import { createProcessMetrics } from './metrics.ts'
import { startConnectors } from './roles/connectors.ts'
import { startExecutors } from './roles/executors.ts'
import { startGateway } from './roles/gateway.ts'
import { startProcessors } from './roles/processors.ts'
import type { RunningRole, StartRole } from './roles/role.ts'
import { stopRoles, within } from './roles/stop.ts'
import { openWiring } from './wire.ts'

export type RoleName = 'gateway' | 'processors' | 'connectors' | 'executors' | 'all'

/** In the order in which they stop, stage by stage: who asks and who feeds before who works for them. */
const starters: Record<RoleName, readonly (readonly StartRole[])[]> = {
  gateway: [[startGateway]],
  connectors: [[startConnectors]],
  processors: [[startProcessors]],
  executors: [[startExecutors]],
  all: [[startGateway, startConnectors, startExecutors], [startProcessors]],
}

/** For a supervisor: start me again. */
const exitFailed = 70
/** Work that was running when the drain deadline passed comes again elsewhere. */
const exitForced = 1
const failedDrainMs = 5_000
/** Of the drain time, what roles may take; the rest is for closing connections. */
const rolesShare = 0.9

/** Resolves with the exit code once everything is stopped. Rejects when the role could not start. */
export async function run(role: RoleName, config: Config): Promise<number> {
  const log = createLog(config.logLevel, { role, pid: process.pid })
  const stopping = stopSignal(log)
  const metrics = createProcessMetrics()
  const stages: RunningRole[][] = starters[role].map(() => [])
  let phase: 'starting' | 'running' | 'stopping' = 'starting'
  const checks = (): readonly Check[] => [
    { name: 'process', ready: phase === 'running', reason: phase === 'running' ? null : phase },
    ...stages.flat().flatMap((one) => one.checks()),
  ]
  const health = await openHealth(
    role,
    config,
    () => checks(),
    () => metrics.registry.metrics(),
  )
  const { signal } = stopping
  let closeBy: number | null = null
  const stopAll = (limitMs: number) => {
    closeBy = performance.now() + limitMs
    return stopRoles(stages, limitMs * rolesShare)
  }
  try {
    const wiring = await openWiring(config, log, signal)
    try {
      const context = { config, wiring, metrics, log, signal, checks }
      for (const [index, starting] of [...starters[role].entries()].toReversed()) {
        for (const start of starting.toReversed()) {
          if (!signal.aborted) stages[index]?.unshift(await start(context))
        }
      }
      phase = signal.aborted ? 'stopping' : 'running'
      if (phase === 'running') log.info({}, 'ready')
      const failure = await endOf(stages.flat(), signal)
      phase = 'stopping'
      if (failure !== null) log.error({ err: failure }, 'a part failed for good; the process ends to be started again')
      const limitMs = failure === null ? config.drainSeconds * 1000 : failedDrainMs
      const isDrained = await stopAll(limitMs)
      if (!isDrained) log.warn({ limitMs }, 'drain deadline passed; running work is left to be redelivered')
      return failure !== null ? exitFailed : isDrained ? 0 : exitForced
    } catch (error) {
      phase = 'stopping'
      await stopAll(failedDrainMs)
      throw error
    } finally {
      const leftMs = closeBy === null ? failedDrainMs : Math.max(0, closeBy - performance.now())
      await within(leftMs, wiring.close())
      log.info({}, 'stopped')
    }
  } catch (error) {
    // Stopped while it waited for its services: that is no failure.
    if (signal.aborted && error instanceof Unavailable) return 0
    log.debug({ err: error }, 'could not start')
    log.error({ reason: error instanceof Error ? error.message : String(error) }, 'could not start')
    throw error
  } finally {
    await health?.close()
    stopping.release()
  }
}

async function openHealth(
  role: RoleName,
  config: Config,
  checks: () => readonly Check[],
  metrics: () => Promise<string>,
): Promise<HealthServer | null> {
  if (config.healthPort === 0 || role === 'gateway' || role === 'all') return null
  const { host, healthPort: port } = config
  try {
    return await startHealthServer({ host, port, checks: async () => checks(), metrics })
  } catch (error) {
    throw new ConfigError(
      `cannot listen on ${host}:${port} (${(error as Error).message}): set TIDELINE_HEALTH_PORT to a free port`,
    )
  }
}

/** A process group and its leader often both pass a signal on: only a later one means "at once". */
const sameSignalMs = 1_500

/** Aborted by the first SIGTERM or SIGINT; a later one ends the process at once. */
function stopSignal(log: Log): { readonly signal: AbortSignal; release(): void } {
  const controller = new AbortController()
  let firstAt = 0
  const onSignal = (name: NodeJS.Signals) => {
    if (controller.signal.aborted) {
      if (Date.now() - firstAt < sameSignalMs) return
      log.warn({ signal: name }, 'second signal: ending at once')
      process.exit(exitForced)
    }
    firstAt = Date.now()
    log.info({ signal: name }, 'stopping')
    controller.abort()
  }
  const names = ['SIGTERM', 'SIGINT'] as const
  for (const name of names) process.on(name, onSignal)
  return {
    signal: controller.signal,
    release() {
      for (const name of names) process.off(name, onSignal)
    },
  }
}

/** Null when the signal came; the error of the first role that failed for good; an error nobody caught. */
function endOf(roles: readonly RunningRole[], signal: AbortSignal): Promise<Error | null> {
  return new Promise((resolve) => {
    if (signal.aborted) return resolve(null)
    signal.addEventListener('abort', () => resolve(null), { once: true })
    const fail = (error: unknown) => resolve(error instanceof Error ? error : new Error(String(error)))
    process.once('uncaughtException', fail)
    for (const role of roles) role.finished.then(() => fail(new Error('a role ended by itself')), fail)
  })
}
