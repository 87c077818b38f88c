import pg from 'pg'
import { migrate } from '../../../connectors/postgres/migrate.ts'
import { sqlTypes } from '../../../connectors/postgres/statements.ts'
import { connectPostgresTables } from '../../../connectors/postgres/tables.ts'
import { catalogueTables } from '../../../schemas/catalogue-tables.ts'
import { silentLog } from '../../../schemas/log.ts'
import { relationalTables } from '../../../schemas/relational-tables.ts'
import { put, type Table } from '../../../schemas/table.ts'
import { keyColumns } from '../../../schemas/table-checks.ts'
import { contractTables, tablesContract } from '../../contracts/tables.ts'
import { endpoint, freshNamespace } from '../../support/endpoints.ts'

const url = () => endpoint('TIDELINE_POSTGRES_URL')

async function rows<T>(text: string, values: unknown[] = []): Promise<T[]> {
  const client = new pg.Client({ connectionString: url() })
  await client.connect()
  try {
    return (await client.query(text, values)).rows as T[]
  } finally {
    await client.end()
  }
}

/** What a migration of the table would say. */
function creation(schema: string, table: Table): string {
  const columns = Object.entries(table.columns).map(([name, { type, nullable }]) =>
    [name, sqlTypes[type], type === 'text' ? 'COLLATE "C"' : '', nullable ? '' : 'NOT NULL'].join(' '),
  )
  return `CREATE TABLE ${schema}.${table.name} (${columns.join(', ')}, PRIMARY KEY (${keyColumns(table).join(', ')}))`
}

const contract = freshNamespace('tideline_test_')
const migrated = freshNamespace('tideline_test_')
afterAll(async () => {
  for (const schema of [contract, migrated]) await rows(`DROP SCHEMA IF EXISTS ${schema} CASCADE`)
})

tablesContract('PostgreSQL', async () => {
  await rows(`CREATE SCHEMA ${contract}`)
  for (const table of contractTables) await rows(creation(contract, table))
  return await connectPostgresTables({ url: url(), schema: contract, log: silentLog })
})

describe('the migrated schema', () => {
  beforeAll(() => migrate({ url: url(), schema: migrated }))

  test.each(relationalTables.map((table) => [table.name, table] as const))(
    '%s has the declared columns, types and key',
    async (name, table: Table) => {
      const columns = await rows<{ name: string; type: string; nullable: string; collation: string | null }>(
        'SELECT column_name AS name, data_type AS type, is_nullable AS nullable, collation_name AS collation ' +
          'FROM information_schema.columns WHERE table_schema = $1 AND table_name = $2 ORDER BY ordinal_position',
        [migrated, name],
      )
      const declared = Object.entries(table.columns).map(([column, { type, nullable }]) => ({
        name: column,
        type: sqlTypes[type],
        nullable: nullable ? 'YES' : 'NO',
        collation: type === 'text' ? 'C' : null,
      }))
      expect(columns).toEqual(declared)
      const key = await rows<{ name: string }>(
        'SELECT column_name AS name FROM information_schema.key_column_usage ' +
          'WHERE table_schema = $1 AND table_name = $2 ORDER BY ordinal_position',
        [migrated, name],
      )
      expect(key.map((column) => column.name)).toEqual(keyColumns(table))
    },
  )
})

test('text with U+0000 and U+0001 comes back as it was', async () => {
  const store = await connectPostgresTables({ url: url(), schema: contract, log: silentLog })
  const [, , things] = contractTables as [Table, Table, Table]
  const kinds = ['\0', '\x01', '\x01\x01', '\x01\x02', '\0\x02\x01', 'a\0\x01b']
  await store.apply(kinds.map((kind) => put(things, { kind, rank: 1, size: 0 })))
  for (const kind of kinds) {
    expect(await store.view(things).slice({ partition: { kind } })).toEqual([{ kind, rank: 1, size: 0 }])
  }
  await store.close()
})

test('a table that was not provisioned says how to go on', async () => {
  const store = await connectPostgresTables({ url: url(), schema: 'tideline_absent', log: silentLog })
  const [table] = catalogueTables
  await expect(store.view(table).get({ kind: 'stream', id: 'a' })).rejects.toThrow(/run the provisioning first/)
  await store.close()
})

test('an absent server is Unavailable, and a connection cut between calls is survived', async () => {
  const absent = connectPostgresTables({ url: 'postgres://nobody:x@127.0.0.1:9/none', schema: 'a', log: silentLog })
  await expect(absent).rejects.toMatchObject({ name: 'Unavailable', service: 'postgres' })
  const name = freshNamespace('cut_')
  const named = new URL(url())
  named.searchParams.set('application_name', name)
  const store = await connectPostgresTables({ url: named.href, schema: contract, log: silentLog })
  const cut = await rows('SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = $1', [name])
  expect(cut).toHaveLength(1)
  const [, , things] = contractTables as [Table, Table, Table]
  const write = put(things, { kind: name, rank: 1, size: 0 })
  await store.apply([write]).catch((error) => expect(error).toMatchObject({ name: 'Unavailable' }))
  await store.apply([write])
  expect(await store.view(things).get({ kind: name, rank: 1 })).toEqual({ kind: name, rank: 1, size: 0 })
  await store.close()
})
