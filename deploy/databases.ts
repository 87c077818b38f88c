/** The PostgreSQL databases: of the catalogue and of the monitor, which may be one. */
import type { DatabaseName } from '../connectors/postgres/migrations.ts'
import { type Config, namesOf, required } from './config.ts'

export interface Database {
  readonly url: string
  readonly schema: string
  /** Both, where one holds all. */
  readonly databases: readonly DatabaseName[]
}

/** One or two. Throws a `ConfigError` where a URL is missing. */
export function databasesOf(config: Config): readonly Database[] {
  const schema = namesOf(config).keyspace
  const metadata = config.metadataUrl ?? required(config, 'postgresUrl')
  const monitor = config.monitorUrl ?? required(config, 'postgresUrl')
  return placeOf(metadata) === placeOf(monitor)
    ? [{ url: metadata, schema, databases: ['metadata', 'monitor'] }]
    : [
        { url: metadata, schema, databases: ['metadata'] },
        { url: monitor, schema, databases: ['monitor'] },
      ]
}

export const metadataOf = (config: Config): Database => databasesOf(config)[0]!

/** Where a database is, whoever asks. */
function placeOf(text: string): string {
  if (!URL.canParse(text)) return text
  const { hostname, port, pathname } = new URL(text)
  return `${hostname}:${port || '5432'}${pathname}`
}
