/**
 * Builds the real adapters from the configuration. Nobody else chooses an implementation of a port. Each is loaded when
 * it is opened: a command that needs one service does not load the clients of the others.
 */
import { createCodec, type EventCodec } from '../schemas/avro/codec.ts'
import type { SchemaRegistry } from '../schemas/avro/registry.ts'
import type { Log } from '../schemas/log.ts'
import type { ObjectStore } from '../schemas/objects.ts'
import type { TableStore } from '../schemas/table.ts'
import type { Broker } from '../topics/broker.ts'
import { createPublisher, type Publisher } from '../topics/publisher.ts'
import { subjectOf } from '../topics/topic.ts'
import { type Config, namesOf, required } from './config.ts'
import { databasesOf, metadataOf } from './databases.ts'
import { routeTables } from './table-homes.ts'
import { waitFor } from './wait.ts'

export async function openBroker(config: Config, log: Log): Promise<Broker> {
  const { connectKafka } = await import('../connectors/kafka/broker.ts')
  return connectKafka({
    brokers: [...required(config, 'kafkaBrokers')],
    clientId: 'tideline',
    topicPrefix: namesOf(config).topicPrefix,
    log,
    limits: limitsOf(config.kafkaSessionSeconds * 1_000),
  })
}

/** Several signs in a session, so that one may be late. */
const limitsOf = (sessionTimeoutMs: number) => ({
  sessionTimeoutMs,
  heartbeatMs: Math.min(1_000, sessionTimeoutMs / 6),
})

export async function openRegistry(config: Config): Promise<SchemaRegistry> {
  const { createRegistry } = await import('../connectors/kafka/registry.ts')
  return createRegistry({ url: required(config, 'schemaRegistryUrl'), subjectPrefix: namesOf(config).topicPrefix })
}

export async function openCodec(config: Config): Promise<EventCodec> {
  return createCodec(await openRegistry(config), { maxBytes: config.maxEventBytes })
}

export async function openWideTables(config: Config, log: Log) {
  const { connectCassandra } = await import('../connectors/cassandra/tables.ts')
  return connectCassandra({
    contactPoints: [...required(config, 'cassandraContactPoints')],
    datacenter: config.cassandraDatacenter,
    keyspace: namesOf(config).keyspace,
    log,
  })
}

/** The tables of the catalogue and of the monitor. */
export async function openRelationalTables(config: Config, log: Log): Promise<TableStore> {
  const { connectPostgresTables } = await import('../connectors/postgres/tables.ts')
  const opened = await Promise.allSettled(
    databasesOf(config).map(({ url, schema }) => connectPostgresTables({ url, schema, log })),
  )
  const stores = opened.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []))
  for (const one of opened) {
    if (one.status === 'fulfilled') continue
    await Promise.allSettled(stores.map((store) => store.close()))
    throw one.reason
  }
  const [relational, monitor = relational] = stores
  return routeTables({ relational: relational!, monitor: monitor! })
}

export async function openObjects(config: Config, log: Log) {
  const { connectObjects } = await import('../connectors/minio/objects.ts')
  return connectObjects({
    endpoint: required(config, 's3Endpoint'),
    accessKey: config.s3AccessKey,
    secretKey: required(config, 's3SecretKey'),
    bucketPrefix: namesOf(config).bucketPrefix,
    log,
  })
}

export async function openPositions(config: Config, log: Log) {
  const { connectPostgres } = await import('../connectors/postgres/positions.ts')
  return connectPostgres({ ...metadataOf(config), log })
}

/** What every role works with. */
export interface Wiring {
  readonly broker: Broker
  readonly codec: EventCodec
  readonly tables: TableStore
  readonly objects: ObjectStore
  readonly publisher: Publisher
  subject(topicName: string): string
  close(): Promise<void>
}

/** Connects to what all roles need, waiting for services that are not there yet (`TIDELINE_WAIT_SECONDS`). */
export async function openWiring(config: Config, log: Log, signal?: AbortSignal): Promise<Wiring> {
  const options = { seconds: config.waitSeconds, log, ...(signal === undefined ? {} : { signal }) }
  const codec = await openCodec(config)
  const objects = await openObjects(config, log)
  const opened = await Promise.allSettled([
    waitFor('Kafka', () => openBroker(config, log), options),
    waitFor('Cassandra', () => openWideTables(config, log), options),
    waitFor('PostgreSQL', () => openRelationalTables(config, log), options),
    waitFor('the object store', () => objects.ping(), options),
  ])
  const [broker, wide, relational] = opened
  const failed = opened.find((one) => one.status === 'rejected')
  if (
    failed !== undefined ||
    broker.status !== 'fulfilled' ||
    wide.status !== 'fulfilled' ||
    relational.status !== 'fulfilled'
  ) {
    const all = [broker, wide, relational]
    await Promise.allSettled(all.map((one) => (one.status === 'fulfilled' ? one.value.close() : null)))
    await objects.close()
    throw failed?.reason
  }
  const tables = routeTables({ wide: wide.value, relational: relational.value, monitor: relational.value })
  const ports = { broker: broker.value, codec, tables, objects, subject: subjectOf }
  return {
    ...ports,
    publisher: createPublisher(ports),
    async close() {
      await Promise.allSettled([ports.broker.close(), ports.tables.close(), objects.close()])
    },
  }
}
