/** Migrations as a script for psql, for databases that only their administrator may change. */
import { schemaName } from './failures.ts'
import { type DatabaseName, type Migration, pathBetween } from './migrations.ts'

export interface OfflineRange {
  readonly schema: string
  readonly databases: readonly DatabaseName[]
  readonly from: number
  readonly to: number
}

/**
 * One transaction that leads from one revision to another, upwards or downwards, and keeps the list of migrations as
 * going there online would. It refuses, and changes nothing, where the database is at another revision.
 */
export function offlineSql(all: readonly Migration[], { schema, databases, from, to }: OfflineRange): string {
  const own = all.filter(({ database }) => databases.includes(database))
  const { direction, migrations } = pathBetween(own, from, to)
  const before = own.filter(({ revision }) => revision <= from).at(-1)
  const table = `${schemaName(schema)}.migrations`
  const create =
    `CREATE SCHEMA IF NOT EXISTS ${schemaName(schema)};\n` +
    `CREATE TABLE IF NOT EXISTS ${table} (id SERIAL PRIMARY KEY, name varchar(255) NOT NULL, run_on timestamp NOT NULL);`
  const steps = migrations.map(({ name, up, down }) =>
    direction === 'up'
      ? `-- ${name}\n${up}\nINSERT INTO ${table} (name, run_on) VALUES ('${name}', now());`
      : `-- ${name}, undone\n${down}\nDELETE FROM ${table} WHERE name = '${name}';`,
  )
  return `${[
    `-- ${databases.join(' and ')}: from revision ${from} to ${to}. Run: psql -v ON_ERROR_STOP=1 -f FILE`,
    'BEGIN;',
    ...(before === undefined ? [create] : []),
    guard(table, before?.name ?? null),
    `SET LOCAL search_path TO ${schemaName(schema)};`,
    ...steps,
    'COMMIT;',
  ].join('\n\n')}\n`
}

const guard = (table: string, expected: string | null): string => `DO $check$
DECLARE latest text := (SELECT max(name COLLATE "C") FROM ${table});
BEGIN
  IF latest IS DISTINCT FROM ${expected === null ? 'NULL' : `'${expected}'`} THEN
    RAISE EXCEPTION 'this script begins at ${expected ?? 'base'}; the database is at %', coalesce(latest, 'base');
  END IF;
END
$check$;`
