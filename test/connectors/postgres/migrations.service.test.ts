import pg from 'pg'
import { appliedMigrations, migrate } from '../../../connectors/postgres/migrate.ts'
import { type DatabaseName, readMigrations } from '../../../connectors/postgres/migrations.ts'
import { offlineSql } from '../../../connectors/postgres/offline-sql.ts'
import { endpoint, freshNamespace } from '../../support/endpoints.ts'
import { dumpSchema } from '../../support/schema-dump.ts'

const url = () => endpoint('TIDELINE_POSTGRES_URL')
const all = readMigrations()
const head = all.length
const both: readonly DatabaseName[] = ['metadata', 'monitor']
const used: string[] = []
const fresh = (): string => {
  const schema = freshNamespace('tideline_test_')
  used.push(schema)
  return schema
}

let client: pg.Client
beforeAll(async () => {
  client = new pg.Client({ connectionString: url() })
  await client.connect()
})
afterAll(async () => {
  for (const schema of used) await client.query(`DROP SCHEMA IF EXISTS ${schema} CASCADE`)
  await client.end()
})

/** As psql would: one script of many statements. After a failure, its transaction is still open. */
async function apply(schema: string, from: number, to: number, databases = both): Promise<void> {
  try {
    await client.query(offlineSql(all, { schema, databases, from, to }))
  } finally {
    await client.query('ROLLBACK')
  }
}

test('the SQL of the whole schema makes what going there online makes', async () => {
  const [online, offline] = [fresh(), fresh()]
  await migrate({ url: url(), schema: online })
  await apply(offline, 0, head)
  const dump = await dumpSchema(client, offline)
  expect(dump).toBe(await dumpSchema(client, online))
  expect(dump).toContain('"relname":"job_states"')
})

test('each step back leaves what was there before it, online and by SQL', async () => {
  const [online, offline] = [fresh(), fresh()]
  const dumps: string[] = []
  for (let revision = 1; revision <= head; revision++) {
    expect(await migrate({ url: url(), schema: online, to: revision })).toHaveLength(1)
    await apply(offline, revision - 1, revision)
    dumps[revision] = await dumpSchema(client, online)
    expect(await dumpSchema(client, offline)).toBe(dumps[revision])
  }
  expect(new Set(dumps).size).toBe(head + 1)
  for (let revision = head - 1; revision >= 1; revision--) {
    await migrate({ url: url(), schema: online, direction: 'down', to: revision })
    await apply(offline, revision + 1, revision)
    expect(await dumpSchema(client, online)).toBe(dumps[revision])
    expect(await dumpSchema(client, offline)).toBe(dumps[revision])
  }
  await apply(offline, 1, 0)
  await apply(offline, 0, head)
  expect(await dumpSchema(client, offline)).toBe(dumps[head])
  await apply(offline, head, 2)
  expect(await dumpSchema(client, offline)).toBe(dumps[2])
})

test('SQL made for another revision changes nothing', async () => {
  const schema = fresh()
  await apply(schema, 0, 1)
  const before = await dumpSchema(client, schema)
  await expect(apply(schema, 2, 3)).rejects.toThrow(/begins at 0002_catalogue; the database is at 0001_file-positions/)
  await expect(apply(schema, 0, 3)).rejects.toThrow(/begins at base/)
  expect(await dumpSchema(client, schema)).toBe(before)
})

test('going up never goes down, nor down up', async () => {
  const schema = fresh()
  await migrate({ url: url(), schema, to: 2 })
  expect(await migrate({ url: url(), schema, to: 1 })).toEqual([])
  expect(await migrate({ url: url(), schema, direction: 'down', to: 3 })).toEqual([])
  expect((await appliedMigrations({ url: url(), schema })).map(({ name }) => name)).toEqual(
    all.slice(0, 2).map(({ name }) => name),
  )
})

test('two databases have the migrations of their tables each, and one of both is refused as one of two', async () => {
  const schemas = { metadata: fresh(), monitor: fresh() }
  const done = { metadata: [] as string[], monitor: [] as string[] }
  for (const database of both) {
    done[database] = await migrate({ url: url(), schema: schemas[database], databases: [database] })
    await client.query(`ALTER SCHEMA ${schemas[database]} RENAME TO ${schemas[database]}_online`)
    used.push(`${schemas[database]}_online`)
    await apply(schemas[database], 0, head, [database])
    expect(await dumpSchema(client, schemas[database])).toBe(await dumpSchema(client, `${schemas[database]}_online`))
  }
  expect([...done.metadata, ...done.monitor].sort()).toEqual(all.map(({ name }) => name))
  const refused = migrate({ url: url(), schema: schemas.metadata, databases: ['monitor'] })
  await expect(refused).rejects.toThrow(/holds 0001_file-positions, which is of another database/)
})
