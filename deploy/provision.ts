/**
 * Creates what the declarations say and is not there yet: topics, schemas, tables, buckets, migrations; then tells the
 * shipped definitions that changed. Idempotent.
 */
import { marksRoomBytes } from '../schemas/archives/format.ts'
import type { SchemaRegistry } from '../schemas/avro/registry.ts'
import { shippedDefinitions } from '../schemas/definitions/shipped.ts'
import { Reject } from '../schemas/failures.ts'
import type { Log } from '../schemas/log.ts'
import { buckets } from '../schemas/objects.ts'
import { homeOf } from '../schemas/table-checks.ts'
import { tables } from '../schemas/tables.ts'
import type { Broker, TopicPlan } from '../topics/broker.ts'
import { topics } from '../topics/index.ts'
import { type AnyTopic, subjectOf } from '../topics/topic.ts'
import type { Config } from './config.ts'
import { databasesOf } from './databases.ts'
import { shipDefinitions } from './definitions/ship.ts'
import { type WaitOptions, waitFor } from './wait.ts'
import { openBroker, openObjects, openRegistry, openWideTables } from './wire.ts'

export interface Provisioned {
  readonly what: 'topics' | 'schemas' | 'tables' | 'buckets' | 'migrations' | 'definitions'
  readonly created: readonly string[]
  /** How many there are in all. */
  readonly total: number
}

const msPerDay = 86_400_000
/** The others are made by the migrations. */
const wideTables = tables.filter((table) => homeOf(table) === 'wide')

/** Kafka's settings of a topic. */
export function topicPlan(topic: AnyTopic): TopicPlan {
  const retention: Record<string, string> =
    topic.retention === 'compact'
      ? { 'cleanup.policy': 'compact' }
      : { 'cleanup.policy': 'delete', 'retention.ms': String(topic.retention.days * msPerDay) }
  return {
    name: topic.name,
    partitions: topic.partitions,
    config: { ...retention, 'max.message.bytes': String(topic.maxMessageBytes + marksRoomBytes) },
  }
}

/**
 * Waits for each service (`TIDELINE_WAIT_SECONDS`), at each call, then creates what is missing. Says each step to `report`, and
 * to `onWait` what it waits for.
 */
export async function provision(
  config: Config,
  log: Log,
  report: (done: Provisioned) => void,
  onWait: NonNullable<WaitOptions['onWait']> = () => {},
): Promise<void> {
  const options = { seconds: config.waitSeconds, log, onWait }
  const step = async (what: Provisioned['what'], total: number, work: Promise<readonly string[]>) =>
    report({ what, created: await work, total })
  const results = await Promise.allSettled([
    step('topics', topics.length, provisionTopics(config, options)),
    step('schemas', topics.length, registerSchemas(await openRegistry(config), options)),
    step('tables', wideTables.length, provisionTables(config, options)),
    step('buckets', buckets.length, provisionBuckets(config, options)),
    step('migrations', 0, provisionDatabase(config, options)),
  ])
  for (const result of results) if (result.status === 'rejected') throw result.reason
  const { stream } = shippedDefinitions()
  await step('definitions', stream.length, shipDefinitions(config, options))
}

async function provisionTopics(config: Config, options: WaitOptions): Promise<readonly string[]> {
  const broker: Broker = await waitFor('Kafka', () => openBroker(config, options.log), options)
  try {
    return await ensureTopics(broker, options)
  } finally {
    await broker.close()
  }
}

/** A broker that has just started answers, and may not yet know its topics or their leaders. Resolves with what is new. */
export async function ensureTopics({ admin }: Pick<Broker, 'admin'>, options: WaitOptions): Promise<readonly string[]> {
  const there = await waitFor('Kafka', () => admin.listTopics(), options)
  await waitFor('Kafka', () => admin.ensureTopics(topics.map(topicPlan)), options)
  return topics.map(({ name }) => name).filter((name) => !there.includes(name))
}

async function registerSchemas(registry: SchemaRegistry, options: WaitOptions): Promise<readonly string[]> {
  const created: string[] = []
  for (const topic of topics) {
    const subject = subjectOf(topic.name)
    await waitFor(
      'the schema registry',
      async () => {
        if (await isRegistered(registry, subject, topic.schema.json)) return
        await registry.register(subject, topic.schema.json)
        created.push(subject)
      },
      options,
    )
  }
  return created
}

async function isRegistered(registry: SchemaRegistry, subject: string, json: string): Promise<boolean> {
  try {
    await registry.idOf(subject, json)
    return true
  } catch (error) {
    if (error instanceof Reject) return false
    throw error
  }
}

async function provisionTables(config: Config, options: WaitOptions): Promise<readonly string[]> {
  const store = await waitFor('Cassandra', () => openWideTables(config, options.log), options)
  try {
    return await waitFor('Cassandra', () => store.provision(wideTables, config.cassandraReplication), options)
  } finally {
    await store.close()
  }
}

async function provisionBuckets(config: Config, options: WaitOptions): Promise<readonly string[]> {
  const objects = await openObjects(config, options.log)
  try {
    return await waitFor('the object store', () => objects.provision(buckets), options)
  } finally {
    await objects.close()
  }
}

async function provisionDatabase(config: Config, options: WaitOptions): Promise<readonly string[]> {
  const { migrate } = await import('../connectors/postgres/migrate.ts')
  const done: string[] = []
  for (const database of databasesOf(config)) {
    done.push(...(await waitFor('PostgreSQL', () => migrate(database), options)))
  }
  return done
}
