import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { runner } from 'node-pg-migrate'
import type { Log } from '../../schemas/log.ts'
import { silentLog } from '../../schemas/log.ts'
import { classify, schemaName } from './failures.ts'

export interface MigrateOptions {
  /** `postgres://user:password@host:port/database` */
  readonly url: string
  /** Created when absent; holds the tables and the list of migrations done. */
  readonly schema: string
  /** Default `up`. */
  readonly direction?: 'up' | 'down'
  /** How many migrations; default all upwards, one downwards. */
  readonly count?: number
  readonly log?: Log
}

/** How long another migration of the same schema may take. */
const patienceMs = 60_000

/** Runs the numbered migrations of schemas/migrations, all or none; returns the names of those run, in order. */
export async function migrate(options: MigrateOptions): Promise<string[]> {
  const { url, schema, direction = 'up', log = silentLog } = options
  schemaName(schema)
  const count = options.count ?? (direction === 'up' ? Number.POSITIVE_INFINITY : 1)
  const run = () =>
    runner({
      databaseUrl: { connectionString: url, connectionTimeoutMillis: 5_000 },
      dir: migrationsFolder(),
      direction,
      count,
      schema,
      createSchema: true,
      migrationsTable: 'migrations',
      lockValue: lockOf(schema),
      logger: loggerOf(log),
    })
  for (const deadline = Date.now() + patienceMs; ; await sleep(250)) {
    try {
      return (await run()).map((migration) => migration.name)
    } catch (error) {
      const isLocked = String(error).includes('Another migration is already running')
      if (!isLocked || Date.now() > deadline) throw classify(error)
    }
  }
}

/** From the sources or the build: the nearest schemas/migrations above with SQL in it. The build carries none. */
function migrationsFolder(): string {
  for (let folder = import.meta.dirname; folder !== dirname(folder); folder = dirname(folder)) {
    const migrations = join(folder, 'schemas', 'migrations')
    if (existsSync(join(migrations, '0001_file-positions.sql'))) return migrations
  }
  throw new Error(`No folder schemas/migrations above ${import.meta.dirname}: the installation is incomplete`)
}

/** Schemas of one database migrate apart: FNV-1a, 32 bits. */
function lockOf(schema: string): number {
  let hash = 0x811c9dc5
  for (const byte of Buffer.from(schema)) hash = Math.imul(hash ^ byte, 0x01000193)
  return hash >>> 0
}

function loggerOf(log: Log) {
  const at = (level: 'debug' | 'warn' | 'error') => (message: string) => log[level]({ connector: 'postgres' }, message)
  return { debug: at('debug'), info: at('debug'), warn: at('warn'), error: at('error') }
}
