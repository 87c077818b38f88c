/** The numbered migrations of schemas/migrations, each with the SQL that does it and the SQL that undoes it. */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'

/** Which of the two databases, which may be one; a file says so in a line `-- Database: monitor`. */
export type DatabaseName = 'metadata' | 'monitor'
export const databaseNames: readonly DatabaseName[] = ['metadata', 'monitor']

export interface Migration {
  /** From 1; the number of the schema after it. */
  readonly revision: number
  /** e.g. `0004_jobs`: what is kept in the table of migrations. */
  readonly name: string
  /** Its file in `migrationsFolder()`. */
  readonly file: string
  /** Default `metadata`. */
  readonly database: DatabaseName
  readonly up: string
  readonly down: string
}

/** From the sources or the build: the nearest schemas/migrations above with SQL in it. The build carries none. */
export function migrationsFolder(): string {
  for (let folder = import.meta.dirname; folder !== dirname(folder); folder = dirname(folder)) {
    const migrations = join(folder, 'schemas', 'migrations')
    if (existsSync(join(migrations, '0001_file-positions.sql'))) return migrations
  }
  throw new Error(`No folder schemas/migrations above ${import.meta.dirname}: the installation is incomplete`)
}

/** In order. Throws on a file that is named or written otherwise, and where a number is missing or comes twice. */
export function readMigrations(): readonly Migration[] {
  const folder = migrationsFolder()
  const files = readdirSync(folder)
    .filter((file) => file.endsWith('.sql'))
    .sort()
  const migrations = files.map((file) => parseMigration(file, readFileSync(join(folder, file), 'utf8')))
  for (const [at, { revision, file }] of migrations.entries()) {
    if (revision !== at + 1)
      throw new Error(`${file}: migration ${at + 1} should stand here, numbers follow one another`)
  }
  return migrations
}

export function parseMigration(file: string, text: string): Migration {
  const named = /^(([0-9]{4})_[a-z0-9-]+)\.sql$/.exec(file)
  if (named === null) throw new Error(`${file}: a migration is named like 0005_what-it-adds.sql`)
  // The marks that node-pg-migrate splits at.
  const [, up, down] = /^\s*-- Up Migration$(.*)^-- Down Migration$(.*)/ms.exec(text) ?? []
  if (up === undefined || down === undefined || up.trim() === '' || down.trim() === '') {
    throw new Error(`${file}: it has no SQL below "-- Up Migration" and then "-- Down Migration"`)
  }
  const database = /^-- Database: (.*)$/m.exec(up)?.[1] ?? 'metadata'
  if (database !== 'metadata' && database !== 'monitor') {
    throw new Error(`${file}: the database is metadata or monitor; got ${database}`)
  }
  return { revision: Number(named[2]), name: named[1]!, file, database, up: up.trim(), down: down.trim() }
}

/** A revision as people write it: `base` (0), `head` (the last), a number, or a migration's name. Throws a RangeError. */
export function revisionNamed(text: string, migrations: readonly Migration[]): number {
  const { length } = migrations
  if (text === 'base') return 0
  if (text === 'head') return length
  const revision = /^[0-9]{1,4}$/.test(text) ? Number(text) : migrations.find(({ name }) => name === text)?.revision
  if (revision !== undefined && revision <= length) return revision
  throw new RangeError(
    `there is no revision ${text}: give base, head, a number from 0 to ${length}, or a migration's name`,
  )
}

/** Those that lead from one revision to another, in the order they are run: upwards done, downwards undone. */
export function pathBetween(
  migrations: readonly Migration[],
  from: number,
  to: number,
): { readonly direction: 'up' | 'down'; readonly migrations: readonly Migration[] } {
  const between = migrations.filter(({ revision }) => revision > Math.min(from, to) && revision <= Math.max(from, to))
  return to < from ? { direction: 'down', migrations: between.toReversed() } : { direction: 'up', migrations: between }
}
