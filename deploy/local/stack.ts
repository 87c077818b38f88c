/**
 * Brings up the services that Tideline needs. For each: an endpoint in the environment is used as it is; else, where a
 * Docker engine answers, a container; else a native child process.
 */
import { join, resolve } from 'node:path'
import { isDockerThere, startContainers } from './containers.ts'
import { StackFailure } from './failure.ts'
import { isLock, type Lock, tryLock } from './lock.ts'
import { startNative } from './native.ts'
import { type ServiceName, serviceNames } from './service.ts'
import type { RunningService, Stack, StackOptions } from './stack-types.ts'

export type { RunningService, Stack, StackOptions } from './stack-types.ts'

/** What the environment must hold for a service to count as given; the first is its address. */
const given: Readonly<Record<ServiceName, readonly string[]>> = {
  cassandra: ['TIDELINE_CASSANDRA_CONTACT_POINTS', 'TIDELINE_CASSANDRA_DATACENTER'],
  kafka: ['TIDELINE_KAFKA_BROKERS'],
  registry: ['TIDELINE_SCHEMA_REGISTRY_URL'],
  s3: ['TIDELINE_S3_ENDPOINT', 'TIDELINE_S3_ACCESS_KEY', 'TIDELINE_S3_SECRET_KEY'],
  postgres: ['TIDELINE_POSTGRES_URL'],
}

/** Throws a `StackFailure` with a sentence, after ending whatever it had started. */
export async function startStack(options: StackOptions): Promise<Stack> {
  const dataDir = resolve(options.dataDir)
  const environment = options.environment ?? process.env
  const wanted = options.services ?? serviceNames
  const lock = own(dataDir)
  try {
    const elsewhere = wanted.filter((name) => environment[given[name][0] ?? ''])
    const services = wanted.filter((name) => !elsewhere.includes(name))
    const start = services.length === 0 ? startNothing : (await isDockerThere()) ? startContainers : startNative
    const own = await start({ ...options, dataDir, services })
    const external = elsewhere.map((name): RunningService => {
      const address = withoutPassword(environment[given[name][0] ?? ''] ?? '')
      return { name, title: `${name}, given by the environment`, address, startedInMs: 0, pid: null, logFile: null }
    })
    const passed = elsewhere.flatMap((name) =>
      given[name].flatMap((key) => (environment[key] ? [[key, environment[key]]] : [])),
    )
    const stop = async (): Promise<void> => {
      await own.stop()
      lock.release()
    }
    return {
      endpoints: { ...own.endpoints, ...Object.fromEntries(passed) },
      services: [...own.services, ...external],
      stop,
    }
  } catch (error) {
    lock.release()
    throw error
  }
}

const startNothing = async (): Promise<Stack> => ({ endpoints: {}, services: [], stop: async () => {} })

const withoutPassword = (address: string): string => address.replace(/\/\/([^:@/]+):[^@/]+@/, '//$1@')

function own(dataDir: string): Lock {
  const got = tryLock(join(dataDir, 'lock'))
  if (isLock(got)) return got
  throw new StackFailure(
    `Process ${got.pid} is running a stack in ${dataDir} already: stop it, or choose another folder with --data.`,
  )
}
