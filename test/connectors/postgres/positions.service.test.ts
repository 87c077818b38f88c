import pg from 'pg'
import { migrate } from '../../../connectors/postgres/migrate.ts'
import { connectPostgres } from '../../../connectors/postgres/positions.ts'
import { silentLog } from '../../../schemas/log.ts'
import { positionsContract } from '../../contracts/positions.ts'
import { endpoint, freshNamespace } from '../../support/endpoints.ts'

const url = () => endpoint('TIDELINE_POSTGRES_URL')

async function rows(text: string, values: unknown[] = []): Promise<unknown[]> {
  const client = new pg.Client({ connectionString: url() })
  await client.connect()
  try {
    return (await client.query(text, values)).rows
  } finally {
    await client.end()
  }
}
const tablesOf = async (schema: string) =>
  await rows('SELECT table_name AS name FROM information_schema.tables WHERE table_schema = $1 ORDER BY 1', [schema])

const shared = freshNamespace('tideline_test_')
afterAll(() => rows(`DROP SCHEMA IF EXISTS ${shared} CASCADE`))

positionsContract('PostgreSQL', async () => {
  await migrate({ url: url(), schema: shared })
  return await connectPostgres({ url: url(), schema: shared, log: silentLog })
})

describe('migrations', () => {
  const schema = freshNamespace('tideline_test_')
  afterAll(() => rows(`DROP SCHEMA IF EXISTS ${schema} CASCADE`))

  test('go up once, down and up again', async () => {
    const all = await migrate({ url: url(), schema })
    expect(all[0]).toBe('0001_file-positions')
    expect(await migrate({ url: url(), schema })).toEqual([])
    expect(await tablesOf(schema)).toContainEqual({ name: 'file_positions' })
    expect(await migrate({ url: url(), schema, direction: 'down' })).toEqual(all.toReversed())
    expect(await tablesOf(schema)).toEqual([{ name: 'migrations' }])
    expect(await migrate({ url: url(), schema })).toEqual(all)
  })

  test('asked for at the same time wait for each other', async () => {
    const together = freshNamespace('tideline_test_')
    const runs = await Promise.all([1, 2, 3].map(() => migrate({ url: url(), schema: together })))
    expect(runs.filter((run) => run.length > 0)).toHaveLength(1)
    await rows(`DROP SCHEMA ${together} CASCADE`)
  })
})

test('a schema that was not provisioned says how to go on', async () => {
  const store = await connectPostgres({ url: url(), schema: 'tideline_absent', log: silentLog })
  await expect(store.load('a')).rejects.toThrow(/run the provisioning first/)
  await store.close()
})

test('an absent server is Unavailable', async () => {
  const away = { name: 'Unavailable', service: 'postgres' }
  const absent = 'postgres://nobody:x@127.0.0.1:9/none'
  await expect(connectPostgres({ url: absent, schema: 'a', log: silentLog })).rejects.toMatchObject(away)
  await expect(migrate({ url: absent, schema: 'a' })).rejects.toMatchObject(away)
})

test('a wrong password is an error of the configuration, not an absent server', async () => {
  const wrong = new URL(url())
  wrong.username = 'nobody_at_all'
  const refused = connectPostgres({ url: wrong.href, schema: 'a', log: silentLog })
  await expect(refused).rejects.toMatchObject({ name: 'error' })
})

test('a connection cut by the server is Unavailable or unnoticed, and the next call works', async () => {
  const name = freshNamespace('cut_')
  const named = new URL(url())
  named.searchParams.set('application_name', name)
  const store = await connectPostgres({ url: named.href, schema: shared, log: silentLog })
  const cut = await rows('SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = $1', [name])
  expect(cut).toHaveLength(1)
  await store.ping().catch((error) => expect(error).toMatchObject({ name: 'Unavailable' }))
  await store.ping()
  await store.close()
})
