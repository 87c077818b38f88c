/** `tideline db`: the schema of the PostgreSQL databases, up and down, online or as SQL. */
import { Command } from 'commander'
import type { AppliedMigration } from '../../connectors/postgres/migrate.ts'
import type { DatabaseName, Migration } from '../../connectors/postgres/migrations.ts'
import { type Config, namesOf } from '../config.ts'
import { type Database, databasesOf } from '../databases.ts'
import { CommandError, configOf, examples, type Print, print, table } from './context.ts'

type Direction = 'up' | 'down'
interface Options {
  readonly sql?: string | true
  readonly database?: string
}

export const dbCommand = (): Command =>
  new Command('db')
    .description('The schema of the PostgreSQL databases: the catalogue (metadata) and the monitor, which may be one.')
    .addHelpText('after', examples('tideline db current', 'tideline db upgrade'))
    .addCommand(
      moving('upgrade', 'up')
        .description('Brings each database to a revision, or to the last.')
        .addHelpText(
          'after',
          examples('tideline db upgrade', 'tideline db upgrade --sql > schema.sql', 'tideline db upgrade --sql 2:4'),
        ),
    )
    .addCommand(
      moving('downgrade', 'down')
        .description(
          'Takes each database back to a revision, or one step; the tables of what is undone go, with their rows.',
        )
        .addHelpText('after', examples('tideline db downgrade 3', 'tideline db downgrade --sql 4:base')),
    )
    .addCommand(
      new Command('current')
        .description('Shows at which revision each database is.')
        .addHelpText('after', examples('tideline db current'))
        .action(async (_: object, command: Command) => {
          const migrations = await shippedMigrations()
          const states = await statesOf(databasesOf(configOf(command)))
          for (const line of currentLines(states, migrations)) print(line)
        }),
    )
    .addCommand(
      new Command('history')
        .description('Lists the migrations, with the database that each changes.')
        .addHelpText('after', examples('tideline db history'))
        .action(async () => {
          const rows = (await shippedMigrations()).map(({ revision, name, database }) => [
            `${revision}`,
            name,
            database,
          ])
          for (const line of table(['REVISION', 'NAME', 'DATABASE'], rows)) print(line)
        }),
    )

const moving = (name: string, direction: Direction): Command =>
  new Command(name)
    .argument('[revision]', "base, head, a number, or a migration's name")
    .option('--sql [range]', 'print SQL for psql instead, between two revisions A:B; no database is needed')
    .option('--database <name>', 'with --sql: metadata or monitor; else both in one')
    .action(async (revision: string | undefined, options: Options, command: Command) => {
      const migrations = await shippedMigrations()
      const { revisionNamed } = await import('../../connectors/postgres/migrations.ts')
      const numbered = (text: string) => revisionNamed(text, migrations)
      const config = configOf(command)
      if (options.sql !== undefined) {
        const [from, to] = rangeOf(direction, options.sql, revision, numbered)
        const { offlineSql } = await import('../../connectors/postgres/offline-sql.ts')
        const databases = chosenDatabases(config, options.database)
        process.stdout.write(offlineSql(migrations, { schema: namesOf(config).keyspace, databases, from, to }))
        return
      }
      if (options.database !== undefined)
        throw new CommandError('--database goes with --sql: without it, all are moved')
      await move(databasesOf(config), migrations, direction, revision === undefined ? null : numbered(revision), print)
    })

async function shippedMigrations(): Promise<readonly Migration[]> {
  const { readMigrations } = await import('../../connectors/postgres/migrations.ts')
  return readMigrations()
}

/** From and to. Throws a `CommandError` where they do not lead in the direction of the command. */
export function rangeOf(
  direction: Direction,
  sql: string | true,
  revision: string | undefined,
  numbered: (text: string) => number,
): readonly [number, number] {
  if (sql !== true && revision !== undefined) throw new CommandError(`give ${revision} or --sql ${sql}, not both`)
  const start = direction === 'up' ? 'base' : 'head'
  const [first, last, ...more] = (sql === true ? `${start}:${revision ?? (direction === 'up' ? 'head' : 'base')}` : sql)
    .split(':')
    .map((text) => text.trim())
  if (more.length > 0) throw new CommandError(`--sql ${sql}: give two revisions as A:B`)
  const [from, to] =
    last === undefined ? [numbered(start), numbered(first ?? '')] : [numbered(first ?? ''), numbered(last)]
  if (from === to || from < to === (direction === 'up')) return [from, to]
  throw new CommandError(
    `--sql ${sql}: revision ${from} to ${to} leads ${from < to ? 'up: tideline db upgrade' : 'down: tideline db downgrade'}`,
  )
}

/** What the script is for. Two databases need a script each; where nothing is said, all lies in one. */
function chosenDatabases(config: Config, name: string | undefined): readonly DatabaseName[] {
  if (name === 'metadata' || name === 'monitor') return [name]
  if (name !== undefined) throw new CommandError(`--database ${name}: give metadata or monitor`)
  const isKnown = config.postgresUrl !== null || (config.metadataUrl !== null && config.monitorUrl !== null)
  if (!isKnown && (config.metadataUrl ?? config.monitorUrl) === null) return ['metadata', 'monitor']
  const [first, second] = databasesOf(config)
  if (second === undefined) return first!.databases
  throw new CommandError(
    'there are two databases, and each has its own SQL: give --database metadata or --database monitor',
  )
}

interface State extends Database {
  readonly applied: readonly AppliedMigration[]
}

async function statesOf(databases: readonly Database[]): Promise<readonly State[]> {
  const { appliedMigrations } = await import('../../connectors/postgres/migrate.ts')
  return Promise.all(databases.map(async (one) => ({ ...one, applied: await appliedMigrations(one) })))
}

/** Null: one step down, from the last revision that any database has, or up to the end. */
async function move(
  databases: readonly Database[],
  migrations: readonly Migration[],
  direction: Direction,
  wanted: number | null,
  out: Print,
): Promise<void> {
  const { migrate } = await import('../../connectors/postgres/migrate.ts')
  const applied = (await statesOf(databases)).flatMap((state) => state.applied.map(({ name }) => name))
  const latest = migrations.findLast(({ name }) => applied.includes(name))?.revision ?? 0
  const to = wanted ?? (direction === 'up' ? migrations.length : Math.max(0, latest - 1))
  for (const database of databases) {
    const names = await migrate({ ...database, direction, to })
    const done = names.map((name) => `${name} ${direction === 'up' ? 'done' : 'undone'}`)
    for (const line of names.length === 0 ? ['nothing to do'] : done) out(`${database.databases.join(', ')}: ${line}`)
  }
}

export function currentLines(states: readonly State[], migrations: readonly Migration[]): string[] {
  const rows = states.map(({ databases, schema, url, applied }) => {
    const own = migrations.filter(({ database }) => databases.includes(database))
    const last = own.findLast(({ name }) => applied.some((one) => one.name === name))
    const missing = own.length - own.filter(({ name }) => applied.some((one) => one.name === name)).length
    const at = applied.at(-1)?.at.toISOString().slice(0, 19)
    return [
      databases.join(', '),
      last?.name ?? 'base',
      missing === 0 ? 'head' : `${missing} to do`,
      at === undefined ? '' : `${at}Z`,
      schema,
      placeShown(url),
    ]
  })
  return table(['DATABASE', 'REVISION', 'STATE', 'SINCE', 'SCHEMA', 'PLACE'], rows)
}

/** Without the user and the password. */
function placeShown(url: string): string {
  if (!URL.canParse(url)) return ''
  const { host, pathname } = new URL(url)
  return `${host}${pathname}`
}
