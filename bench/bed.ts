/** What the measurements run on: the real services, a fresh namespace, roles as child processes. */
import { type ChildProcess, spawn } from 'node:child_process'
import { createWriteStream, mkdirSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { freePort } from '../deploy/local/ports.ts'
import { startStack } from '../deploy/local/stack.ts'
import { loadConfig } from '../deploy/settings.ts'
import { openWiring, type Wiring } from '../deploy/wire.ts'
import type { AnyProcessor } from '../processors/processor.ts'
import { silentLog } from '../schemas/log.ts'
import type { AnyTopic } from '../topics/topic.ts'

const cli = join(import.meta.dirname, '../deploy/cli/tideline.js')

export interface Bed {
  readonly env: Readonly<Record<string, string>>
  readonly url: string
  readonly wiring: Wiring
  /** Starts a role and resolves with its process when it is ready. */
  startRole(role: 'processors' | 'gateway' | 'connectors' | 'executors'): Promise<ChildProcess & { pid: number }>
  /** Events that a processor has yet to read. */
  lag(processor: AnyProcessor): Promise<bigint>
  /** Resolves when none of these processors has anything left to read. */
  untilQuiet(...processors: readonly AnyProcessor[]): Promise<void>
  close(): Promise<void>
}

/** @param more Environment of the roles beside the usual. */
export async function makeBed(more: Readonly<Record<string, string>> = {}): Promise<Bed> {
  const dataDir = resolve('.tideline/bench')
  const stack = await startStack({ dataDir, progress: (line) => console.log(line) })
  const taken = new Set<number>()
  const port = await freePort(taken)
  const env: Record<string, string> = {
    ...(process.env as Record<string, string>),
    ...stack.endpoints,
    TIDELINE_NAMESPACE: `b${Date.now().toString(36)}`,
    TIDELINE_PORT: String(port),
    TIDELINE_LOG_LEVEL: 'warn',
    ...more,
  }
  const logs = join(dataDir, 'logs')
  mkdirSync(logs, { recursive: true })
  await finished(spawn(process.execPath, [cli, 'provision'], { env, stdio: ['ignore', 'ignore', 'inherit'] }))
  const wiring = await openWiring(loadConfig(env), silentLog)
  const children: ChildProcess[] = []

  const lag = async ({ name, consumes }: AnyProcessor): Promise<bigint> => {
    const topics = consumes.map((topic: AnyTopic) => topic.name)
    return (await wiring.broker.admin.lag(name, topics)).reduce((sum, one) => sum + one.lag, 0n)
  }

  return {
    env,
    url: `http://127.0.0.1:${port}`,
    wiring,
    async startRole(role) {
      const healthPort = await freePort(taken)
      const child = spawn(process.execPath, [cli, 'start', '--role', role], {
        env: { ...env, TIDELINE_HEALTH_PORT: String(healthPort) },
        stdio: ['ignore', 'pipe', 'pipe'],
      })
      const log = createWriteStream(join(logs, `${role}.log`), { flags: 'a' })
      child.stdout.pipe(log)
      child.stderr.pipe(log)
      children.push(child)
      const base = role === 'gateway' ? `http://127.0.0.1:${port}` : `http://127.0.0.1:${healthPort}`
      for (const end = Date.now() + 60_000; Date.now() < end; await sleep(100)) {
        const ready = await fetch(`${base}/health/ready`).then(
          (response) => response.ok,
          () => false,
        )
        if (ready) return child as ChildProcess & { pid: number }
        if (child.exitCode !== null) break
      }
      throw new Error(`${role} did not get ready; see ${logs}/${role}.log`)
    },
    lag,
    async untilQuiet(...processors) {
      while ((await Promise.all(processors.map(lag))).some((left) => left > 0n)) await sleep(50)
    },
    async close() {
      for (const child of children) child.kill('SIGTERM')
      await Promise.all(children.map(finished))
      await wiring.close()
      await stack.stop()
    },
  }
}

async function finished(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  await new Promise((resolveExit) => child.once('exit', resolveExit))
}
