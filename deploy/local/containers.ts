/** The services as containers, by one declaration (deploy/compose.yaml), where a Docker engine answers. */
import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { type Progress, StackFailure } from './failure.ts'
import { pickPorts } from './port-choice.ts'
import type { ServiceName } from './service.ts'
import { nativeService } from './services.ts'
import type { NativeOptions, RunningService, Stack } from './stack-types.ts'
import { readState, type StackState, writeState } from './state.ts'

const run = promisify(execFile)

/** Does a Docker engine answer within two seconds? */
export const isDockerThere = (): Promise<boolean> =>
  run('docker', ['info', '--format', '{{.ServerVersion}}'], { timeout: 2_000 }).then(
    ({ stdout }) => /^\d/.test(stdout.trim()),
    () => false,
  )

/** A project of its own per data folder, so that two stacks do not meet. */
export const projectOf = (dataDir: string): string =>
  `tideline-${createHash('sha256').update(dataDir).digest('hex').slice(0, 10)}`

/** deploy/compose.yaml, seen from deploy/local and from dist/deploy/local. */
function composeFile(): string {
  const here = dirname(fileURLToPath(import.meta.url))
  const candidates = [join(here, '../compose.yaml'), join(here, '../../../deploy/compose.yaml')]
  const found = candidates.find((path) => existsSync(path))
  if (found === undefined)
    throw new StackFailure(`deploy/compose.yaml is missing (looked at ${candidates.join(', ')}).`)
  return found
}

const portVariables: Readonly<Record<ServiceName, readonly [variable: string, port: string]>> = {
  cassandra: ['TIDELINE_CASSANDRA_PORT', 'cql'],
  kafka: ['TIDELINE_KAFKA_PORT', 'broker'],
  registry: ['TIDELINE_REGISTRY_PORT', 'http'],
  s3: ['TIDELINE_S3_PORT', 's3'],
  postgres: ['TIDELINE_POSTGRES_PORT', 'sql'],
}

function variablesOf(state: StackState): Record<string, string> {
  const pairs = Object.entries(portVariables).map(([name, [variable, port]]) => {
    return [variable, String(state.ports[name as ServiceName]?.[port] ?? 0)]
  })
  return Object.fromEntries(pairs)
}

/** Starts the containers, and keeps their data in volumes when `compose` runs them (tests throw theirs away). */
export async function startContainers(options: NativeOptions): Promise<Stack> {
  const { dataDir, progress, services } = options
  const natives = services.map((name) => nativeService(name, 'minio'))
  const ports = await pickPorts(natives, options, await readState(dataDir))
  const state: StackState = { s3: 'minio', ports, engine: 'docker' }
  await writeState(dataDir, state)
  const started = Date.now()
  progress(`Starting containers: ${services.join(', ')}`)
  const isForTests = options.containers === 'testcontainers'
  const stop = await (isForTests ? byTestcontainers : byCompose)(dataDir, services, variablesOf(state), progress)
  const startedInMs = Date.now() - started
  return {
    endpoints: Object.assign({}, ...natives.map((it) => it.endpoints(ports[it.name] ?? {}))),
    services: natives.map((it): RunningService => {
      const address = it.address(ports[it.name] ?? {})
      return { name: it.name, title: `${it.name} (container)`, address, startedInMs, pid: null, logFile: null }
    }),
    stop,
  }
}

/** Runs `docker compose` on the stack's project. */
export const compose = (dataDir: string, args: readonly string[], variables: Record<string, string> = {}) =>
  run('docker', ['compose', '-p', projectOf(dataDir), '-f', composeFile(), ...args], {
    env: { ...process.env, ...variables },
    maxBuffer: 64 << 20,
  })

async function byCompose(
  dataDir: string,
  services: readonly ServiceName[],
  variables: Record<string, string>,
  progress: Progress,
): Promise<() => Promise<void>> {
  const tick = setInterval(() => progress('Containers are being fetched and started'), 10_000)
  try {
    await compose(dataDir, ['up', '--detach', '--wait', ...services], variables)
  } catch (error) {
    const said = String((error as { stderr?: string }).stderr ?? error)
    throw new StackFailure(
      `docker compose could not start the services:\n${said.trim().split('\n').slice(-15).join('\n')}`,
    )
  } finally {
    clearInterval(tick)
  }
  return async () => {
    await compose(dataDir, ['stop'], variables)
  }
}

async function byTestcontainers(
  dataDir: string,
  services: readonly ServiceName[],
  variables: Record<string, string>,
): Promise<() => Promise<void>> {
  const { DockerComposeEnvironment, Wait } = await import('testcontainers')
  const path = composeFile()
  const environment = await new DockerComposeEnvironment(dirname(path), 'compose.yaml')
    .withProjectName(projectOf(dataDir))
    .withEnvironment(variables)
    .withDefaultWaitStrategy(Wait.forHealthCheck())
    .up([...services])
  return async () => {
    await environment.down({ removeVolumes: true })
  }
}
