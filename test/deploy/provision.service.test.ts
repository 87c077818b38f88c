import cassandra from 'cassandra-driver'
import { Client as S3 } from 'minio'
import pg from 'pg'
import { type Config, namesOf, required } from '../../deploy/config.ts'
import { type Provisioned, provision } from '../../deploy/provision.ts'
import { loadConfig } from '../../deploy/settings.ts'
import { openBroker, openCodec } from '../../deploy/wire.ts'
import { silentLog } from '../../schemas/log.ts'
import { buckets } from '../../schemas/objects.ts'
import { topics } from '../../topics/index.ts'
import { particles } from '../../topics/instruments.ts'
import { subjectOf } from '../../topics/topic.ts'

/** Topics and tables are slow to make on a busy machine, in milliseconds. */
const patienceMs = 180_000

const namespace = `p${Date.now().toString(36)}`
const config = loadConfig({ ...process.env, TIDELINE_NAMESPACE: namespace })

async function provisioned(with_: Config = config): Promise<Record<string, readonly string[]>> {
  const done: Provisioned[] = []
  await provision(with_, silentLog, (one) => done.push(one))
  return Object.fromEntries(done.map(({ what, created }) => [what, created]))
}

test(
  'the first run creates everything, the second nothing',
  async () => {
    const first = await provisioned()
    expect([...(first.topics ?? [])].sort()).toEqual(topics.map(({ name }) => name).sort())
    expect(first.schemas).toHaveLength(topics.length)
    expect(first.buckets).toHaveLength(buckets.length)
    expect(first.migrations?.length).toBeGreaterThan(0)
    expect(first.definitions).toContain('stream/ctdbp_cdef_dcl_instrument')
    const second = await provisioned()
    expect(second).toEqual({ topics: [], schemas: [], tables: [], buckets: [], migrations: [], definitions: [] })

    const broker = await openBroker(config, silentLog)
    try {
      const info = await broker.admin.describeTopic(particles.name)
      expect(info?.partitions).toHaveLength(6)
      // 30 days
      expect(info?.config).toMatchObject({ 'cleanup.policy': 'delete', 'retention.ms': '2592000000' })
      expect((await broker.admin.describeTopic('rejections-resolved'))?.config['cleanup.policy']).toBe('compact')
      const codec = await openCodec(config)
      await expect(codec.encoder(subjectOf(particles.name), particles.schema)).resolves.toBeInstanceOf(Function)
      await broker.admin.deleteTopics(topics.map(({ name }) => name))
    } finally {
      await broker.close()
    }
    await dropStores()
  },
  patienceMs,
)

test(
  'a service that is away is named in one sentence',
  async () => {
    const away = loadConfig({
      ...process.env,
      TIDELINE_NAMESPACE: namespace,
      TIDELINE_POSTGRES_URL: 'postgres://tideline:tideline@127.0.0.1:1/tideline',
      TIDELINE_WAIT_SECONDS: '0',
    })
    await expect(provisioned(away)).rejects.toThrow(/^PostgreSQL did not answer within 0 s \(.*\): start it or correct/)
    const broker = await openBroker(config, silentLog)
    await broker.admin.deleteTopics(topics.map(({ name }) => name))
    await broker.close()
    await dropStores()
  },
  patienceMs,
)

/** A passing test leaves nothing behind. */
async function dropStores(): Promise<void> {
  const { keyspace, bucketPrefix } = namesOf(config)
  const store = new cassandra.Client({
    contactPoints: [...required(config, 'cassandraContactPoints')],
    localDataCenter: config.cassandraDatacenter,
  })
  await store.execute(`DROP KEYSPACE IF EXISTS ${keyspace}`)
  await store.shutdown()
  const database = new pg.Client({ connectionString: required(config, 'postgresUrl') })
  await database.connect()
  await database.query(`DROP SCHEMA IF EXISTS ${keyspace} CASCADE`)
  await database.end()
  const url = new URL(required(config, 's3Endpoint'))
  const s3 = new S3({
    endPoint: url.hostname,
    port: Number(url.port),
    useSSL: url.protocol === 'https:',
    accessKey: config.s3AccessKey,
    secretKey: required(config, 's3SecretKey'),
  })
  for (const { name } of buckets) await s3.removeBucket(`${bucketPrefix}-${name}`)
}
