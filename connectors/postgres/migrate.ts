import { setTimeout as sleep } from 'node:timers/promises'
import { runner } from 'node-pg-migrate'
import pg from 'pg'
import type { Log } from '../../schemas/log.ts'
import { silentLog } from '../../schemas/log.ts'
import { classify, schemaName } from './failures.ts'
import { type DatabaseName, databaseNames, migrationsFolder, readMigrations } from './migrations.ts'

export interface SchemaPlace {
  /** `postgres://user:password@host:port/database` */
  readonly url: string
  /** Created when absent; holds the tables and the list of migrations done. */
  readonly schema: string
  /** What this database is; default both in one. */
  readonly databases?: readonly DatabaseName[]
}

export interface MigrateOptions extends SchemaPlace {
  /** Default `up`. */
  readonly direction?: 'up' | 'down'
  /** The revision to come to; default the last upwards, 0 downwards. What is beyond it already stays. */
  readonly to?: number
  readonly log?: Log
}

/** How long another migration of the same schema may take. */
const patienceMs = 60_000

/** Runs the migrations of the given databases, all or none; returns the names of those run, in order. */
export async function migrate(options: MigrateOptions): Promise<string[]> {
  const { url, schema, databases = databaseNames, direction = 'up', log = silentLog } = options
  schemaName(schema)
  const to = options.to ?? (direction === 'up' ? Number.POSITIVE_INFINITY : 0)
  const others = readMigrations().filter(({ database }) => !databases.includes(database))
  const strange = (await appliedMigrations(options)).find(({ name }) => others.some((other) => other.name === name))
  if (strange !== undefined) {
    throw new Error(
      `the schema ${schema} of the database ${databases.join(' and ')} holds ${strange.name}, which is of another database: give both databases the same URL, or move its tables`,
    )
  }
  const run = () =>
    runner({
      databaseUrl: { connectionString: url, connectionTimeoutMillis: 5_000 },
      dir: migrationsFolder(),
      ignorePattern: `(?:\\..*${others.map(({ file }) => `|${file.replaceAll('.', '\\.')}`).join('')})`,
      direction,
      // With it, `count` is the number that a migration begins with: the greatest done, or the least undone.
      timestamp: true,
      count: direction === 'up' ? to : to + 1,
      singleTransaction: true,
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

export interface AppliedMigration {
  readonly name: string
  readonly at: Date
}

/** In the order they were run; none where the schema is not there yet. */
export async function appliedMigrations({ url, schema }: SchemaPlace): Promise<readonly AppliedMigration[]> {
  const table = `${schemaName(schema)}.migrations`
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 5_000, query_timeout: 15_000 })
  try {
    await client.connect()
    const [there] = (await client.query<{ table: string | null }>('SELECT to_regclass($1) AS table', [table])).rows
    if (there?.table == null) return []
    const { rows } = await client.query<AppliedMigration>(
      `SELECT name, run_on AT TIME ZONE current_setting('TimeZone') AS at FROM ${table} ORDER BY run_on, id`,
    )
    return rows
  } catch (error) {
    throw classify(error)
  } finally {
    await client.end().catch(() => {})
  }
}

/** Schemas of one database migrate apart: FNV-1a, 32 bits. */
function lockOf(schema: string): number {
  let hash = 0x811c9dc5
  for (const byte of Buffer.from(schema)) hash = Math.imul(hash ^ byte, 0x01000193)
  return hash >>> 0
}

function loggerOf(log: Log) {
  const at = (level: 'debug' | 'warn' | 'error') => (message: string) => {
    // It takes our four digits for no time, but reads the number all the same.
    if (!message.startsWith("Can't determine timestamp")) log[level]({ connector: 'postgres' }, message)
  }
  return { debug: at('debug'), info: at('debug'), warn: at('warn'), error: at('error') }
}
