import pg from 'pg'
import type { Log } from '../../schemas/log.ts'
import { classify } from './failures.ts'

export interface PostgresOptions {
  /** `postgres://user:password@host:port/database` */
  readonly url: string
  readonly schema: string
  readonly log: Log
}

/** A pool that answered once; rejects with `Unavailable('postgres', …)` else. Reconnects by itself later. */
export async function openPool({ url, log }: PostgresOptions): Promise<pg.Pool> {
  const pool = new pg.Pool({
    connectionString: url,
    max: 4,
    connectionTimeoutMillis: 5_000,
    idleTimeoutMillis: 30_000,
    query_timeout: 15_000,
    statement_timeout: 10_000,
    keepAlive: true,
    application_name: 'tideline',
  })
  // Of an idle connection: the next query opens another one.
  pool.on('error', (error) => log.warn({ connector: 'postgres', reason: error.message }, 'a connection was lost'))
  try {
    await pool.query('SELECT 1')
    return pool
  } catch (error) {
    await pool.end()
    throw classify(error)
  }
}
