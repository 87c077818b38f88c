import pg from 'pg'
import { migrate } from '../../connectors/postgres/migrate.ts'
import { databasesOf } from '../../deploy/databases.ts'
import { loadConfig } from '../../deploy/settings.ts'
import { openRelationalTables } from '../../deploy/wire.ts'
import { identifierStreams } from '../../schemas/catalogue-tables.ts'
import { silentLog } from '../../schemas/log.ts'
import { judgedMinutes } from '../../schemas/status-tables.ts'
import { put } from '../../schemas/table.ts'
import { endpoint, freshNamespace } from '../support/endpoints.ts'

test('with two databases, each table is in its own', async () => {
  const [namespace, database] = [freshNamespace('w'), freshNamespace('tideline_test_')]
  const url = endpoint('TIDELINE_POSTGRES_URL')
  const monitorUrl = Object.assign(new URL(url), { pathname: `/${database}` }).href
  const config = loadConfig({ METADATA_URL: url, MONITOR_URL: monitorUrl, TIDELINE_NAMESPACE: namespace })
  const server = new pg.Client({ connectionString: url })
  await server.connect()
  await server.query(`CREATE DATABASE ${database}`)
  const monitor = new pg.Client({ connectionString: monitorUrl })
  try {
    for (const one of databasesOf(config)) await migrate(one)
    const tables = await openRelationalTables(config, silentLog)
    const minute = { monitor: 'a', minute: 60 }
    const identifier = { identifier: 'x', stream: 'y', parameter: 'PD1' }
    await tables.apply([put(judgedMinutes, minute), put(identifierStreams, identifier)])
    expect(await tables.view(judgedMinutes).get(minute)).toEqual(minute)
    expect(await tables.view(identifierStreams).get(identifier)).toEqual(identifier)
    await tables.close()
    await monitor.connect()
    const count = async (client: pg.Client, table: string) =>
      (await client.query(`SELECT FROM tideline_${namespace}.${table}`)).rowCount
    expect([await count(monitor, 'judged_minutes'), await count(server, 'identifier_streams')]).toEqual([1, 1])
    await expect(count(server, 'judged_minutes')).rejects.toThrow(/does not exist/)
  } finally {
    await monitor.end()
    await server.query(`DROP SCHEMA IF EXISTS tideline_${namespace} CASCADE`)
    await server.query(`DROP DATABASE ${database}`)
    await server.end()
  }
})
