/** Configuration: one declaration per key. Loading (settings.ts), `tideline config` and docs/CONFIGURATION.md come from it. */
import { type Static, type TSchema, Type } from '@sinclair/typebox'
import { defaultRules } from '../processors/status/rules.ts'
import { defaultProfile } from '../schemas/status/availability/profile.ts'
import { attributionKeys } from './keys/attribution.ts'
import { define, type Key, text, url } from './keys/key.ts'
import { notificationKeys } from './keys/notifications.ts'
import { programKeys } from './keys/programs.ts'

export type { Key } from './keys/key.ts'

const hostPort = '[^\\s:,/]+:[0-9]{1,5}'
const addresses = Type.Array(Type.String({ pattern: `^${hostPort}$` }), { minItems: 1 })
const label = Type.String({ minLength: 1, maxLength: 60 })
const port = Type.Integer({ minimum: 0, maximum: 65_535 })
const database = Type.String({ pattern: '^postgres(ql)?://[^\\s]+$' })

export const keys = {
  kafkaBrokers: define(addresses, {
    env: 'TIDELINE_KAFKA_BROKERS',
    about: 'Kafka brokers to begin with.',
    example: '127.0.0.1:9092',
    form: 'host:port, several separated by commas',
    endpoint: true,
  }),
  kafkaSessionSeconds: define(Type.Integer({ minimum: 1, maximum: 300 }), {
    env: 'TIDELINE_KAFKA_SESSION_SECONDS',
    about:
      'After so long without a sign a member of a consumer group is taken to be dead, in seconds, and others take over its share. Brokers take from 6 to 1800 unless set otherwise.',
    default: 30,
    example: '10',
    form: 'a whole number from 1 to 300',
  }),
  schemaRegistryUrl: define(url, {
    env: 'TIDELINE_SCHEMA_REGISTRY_URL',
    about: 'Schema registry that speaks the Confluent API.',
    example: 'http://127.0.0.1:8081/apis/ccompat/v7',
    form: 'a URL that starts with http:// or https://',
    endpoint: true,
  }),
  cassandraContactPoints: define(addresses, {
    env: 'TIDELINE_CASSANDRA_CONTACT_POINTS',
    about: 'Cassandra nodes to begin with.',
    example: '127.0.0.1:9042',
    form: 'host:port, several separated by commas',
    endpoint: true,
  }),
  cassandraDatacenter: define(text, {
    env: 'TIDELINE_CASSANDRA_DATACENTER',
    about: 'Datacenter of the Cassandra nodes that are nearest.',
    default: 'datacenter1',
    example: 'datacenter1',
    form: 'a name',
  }),
  cassandraReplication: define(Type.String({ pattern: '^\\{.*\\}$' }), {
    env: 'TIDELINE_CASSANDRA_REPLICATION',
    about: 'Replication of the keyspace when provisioning creates it, in CQL.',
    default: "{'class': 'SimpleStrategy', 'replication_factor': 1}",
    example: "{'class': 'NetworkTopologyStrategy', 'datacenter1': 3}",
    form: 'a CQL map in braces',
  }),
  s3Endpoint: define(url, {
    env: 'TIDELINE_S3_ENDPOINT',
    about: 'S3 object store (MinIO, SeaweedFS, …).',
    example: 'http://127.0.0.1:9000',
    form: 'a URL that starts with http:// or https://',
    endpoint: true,
  }),
  s3AccessKey: define(text, {
    env: 'TIDELINE_S3_ACCESS_KEY',
    about: 'Access key of the object store.',
    default: 'tideline',
    example: 'tideline',
    form: 'text',
  }),
  s3SecretKey: define(text, {
    env: 'TIDELINE_S3_SECRET_KEY',
    about: 'Secret key of the object store.',
    example: 'a long random text',
    form: 'text',
    secret: true,
    endpoint: true,
  }),
  postgresUrl: define(database, {
    env: 'TIDELINE_POSTGRES_URL',
    about: 'PostgreSQL database of what has none of its own: see the two that follow.',
    example: 'postgres://tideline:secret@127.0.0.1:5432/tideline',
    form: 'postgres://user:password@host:port/database',
    secret: true,
    endpoint: true,
  }),
  metadataUrl: define(database, {
    env: 'TIDELINE_METADATA_URL',
    also: ['METADATA_URL'],
    about:
      'PostgreSQL database of the catalogue: definitions, deployments, calibrations, annotations, jobs, positions in files. Unset: that of `TIDELINE_POSTGRES_URL`.',
    example: 'postgres://tideline:secret@127.0.0.1:5432/metadata',
    form: 'postgres://user:password@host:port/database',
    secret: true,
  }),
  monitorUrl: define(database, {
    env: 'TIDELINE_MONITOR_URL',
    also: ['MONITOR_URL'],
    about:
      'PostgreSQL database of the monitor: what is expected, and the status of streams and instruments. Unset: that of `TIDELINE_POSTGRES_URL`.',
    example: 'postgres://tideline:secret@127.0.0.1:5432/monitor',
    form: 'postgres://user:password@host:port/database',
    secret: true,
  }),
  namespace: define(Type.String({ pattern: '^([a-z][a-z0-9_]{0,23})?$' }), {
    env: 'TIDELINE_NAMESPACE',
    about:
      'Keeps several pipelines apart on the same services: prefixes topics, groups, subjects, keyspace, buckets and schema.',
    default: '',
    example: 'trial',
    form: 'lower-case letters, digits and _, at most 24, first a letter; or empty',
  }),
  host: define(text, {
    env: 'TIDELINE_HOST',
    about: 'Address on which the gateway and the health endpoint listen.',
    default: '127.0.0.1',
    example: '0.0.0.0',
    form: 'an address or host name',
  }),
  port: define(port, {
    env: 'TIDELINE_PORT',
    about: 'Port of the gateway; 0 takes a free one.',
    default: 8800,
    example: '8800',
    form: 'a whole number from 0 to 65535',
  }),
  requestsPerMinute: define(Type.Integer({ minimum: 0, maximum: 1_000_000 }), {
    env: 'TIDELINE_REQUESTS_PER_MINUTE',
    about: 'Requests a minute that the gateway takes from one address; 0 takes any number.',
    default: 0,
    example: '600',
    form: 'a whole number from 0 to 1000000',
  }),
  availabilityLabels: define(Type.Array(label, { minItems: 6, maxItems: 6, uniqueItems: true }), {
    env: 'TIDELINE_AVAILABILITY_LABELS',
    about: 'What availability is called: not expected, present, sparse of level 1, 2 and 3, missing.',
    default: Object.values(defaultProfile.labels),
    example: 'Not deployed,Good,Sparse 1,Sparse 2,Sparse 3,Lost',
    form: 'six different labels with commas between',
  }),
  availabilityColors: define(Type.Array(Type.String({ pattern: '^#[0-9a-fA-F]{6}$' }), { minItems: 8, maxItems: 8 }), {
    env: 'TIDELINE_AVAILABILITY_COLORS',
    about: 'Colors of the six labels, then the two that deployments have in turn.',
    default: [...Object.values(defaultProfile.colors), ...defaultProfile.deploymentColors],
    example: '#eeeeee,#5cb85c,#7bcb7b,#90d890,#ace9ac,#d9534d,#0073cf,#cf5c00',
    form: 'eight colors like #5cb85c with commas between',
  }),
  availabilityBounds: define(
    Type.Array(Type.String({ pattern: '^[0-9]{1,9}(\\.[0-9]{1,6})?$' }), { minItems: 3, maxItems: 3 }),
    {
      env: 'TIDELINE_AVAILABILITY_BOUNDS',
      about: 'From which multiples of the average separation of particles on a bin is sparse of level 1, 2 and 3.',
      default: ['1', '1.5', '2'],
      example: '1.1,1.5,2',
      form: 'three ascending numbers with commas between',
    },
  ),
  statusMethods: define(
    Type.Array(Type.String({ pattern: '^[a-z][a-z0-9_]{0,39}$' }), { minItems: 1, maxItems: 20, uniqueItems: true }),
    {
      env: 'TIDELINE_STATUS_METHODS',
      about: 'Methods whose streams the monitor judges: those by which data are to come all the time.',
      default: defaultRules.methods,
      example: 'streamed',
      form: 'names of methods with commas between',
    },
  ),
  statusHoldSeconds: define(Type.Integer({ minimum: 0, maximum: 86_400 }), {
    env: 'TIDELINE_STATUS_HOLD_SECONDS',
    about: 'For so long a stream must be seen better or worse before it counts as that, in seconds; 0: at once.',
    default: defaultRules.holdSeconds,
    example: '300',
    form: 'a whole number from 0 to 86400',
  }),
  statusRateRule: define(Type.Union(['on', 'off'].map((word) => Type.Literal(word))), {
    env: 'TIDELINE_STATUS_RATE_RULE',
    about: 'Whether a stream is degraded that comes more slowly than expected.',
    default: 'off',
    example: 'on',
    form: 'on or off',
  }),
  statusRatePercents: define(
    Type.Array(Type.String({ pattern: '^[0-9]{1,3}(\\.[0-9]{1,6})?$' }), { minItems: 2, maxItems: 2 }),
    {
      env: 'TIDELINE_STATUS_RATE_PERCENTS',
      about: 'The rate rule: degraded is a stream below both, of its expected rate, over 5 minutes and over a day.',
      default: ['70', '99.896'],
      example: '50,95',
      form: 'two percentages with a comma between',
    },
  ),
  ...notificationKeys,
  ...attributionKeys,
  healthPort: define(port, {
    env: 'TIDELINE_HEALTH_PORT',
    about: 'Port of /health/live, /health/ready and /metrics of the roles without a gateway; 0 is off.',
    default: 0,
    example: '8801',
    form: 'a whole number from 0 to 65535',
  }),
  sources: define(text, {
    env: 'TIDELINE_SOURCES',
    about: 'File that says which folders to watch, as which instruments. Unset: none are watched.',
    example: 'deploy/samples/sources.json',
    form: 'path of a JSON file',
  }),
  answerMaxRows: define(Type.Integer({ minimum: 0, maximum: 999_999_999_999_999 }), {
    env: 'TIDELINE_ANSWER_MAX_ROWS',
    about:
      'Most rows of an answer that is sent at once, by its estimate; 0 sends any number. Exports have limits of their own.',
    default: 100_000_000,
    example: '1000000',
    form: 'a whole number from 0 to 999999999999999',
  }),
  answerMaxBytes: define(Type.Integer({ minimum: 0, maximum: 999_999_999_999_999 }), {
    env: 'TIDELINE_ANSWER_MAX_BYTES',
    about: 'Largest answer that is sent at once, by its estimate, in bytes; 0 sends any.',
    default: 20_000_000_000,
    example: '500000000',
    form: 'a whole number from 0 to 999999999999999',
  }),
  answerMaxDays: define(Type.Integer({ minimum: 0, maximum: 1_000_000 }), {
    env: 'TIDELINE_ANSWER_MAX_DAYS',
    about: 'Longest time with data that an answer sent at once may span, in days; 0 is any.',
    default: 0,
    example: '366',
    form: 'a whole number from 0 to 1000000',
  }),
  exportPartBytes: define(Type.Integer({ minimum: 100_000, maximum: 50_000_000_000 }), {
    env: 'TIDELINE_EXPORT_PART_BYTES',
    about: 'Size of the files of an export, in bytes; what is more goes into further files.',
    default: 500_000_000,
    example: '1000000000',
    form: 'a whole number from 100000 to 50000000000',
  }),
  exportPartsAtOnce: define(Type.Integer({ minimum: 1, maximum: 64 }), {
    env: 'TIDELINE_EXPORT_PARTS_AT_ONCE',
    about: 'Parts of exports that one executor makes at once. Each needs room for a file under TMPDIR.',
    default: 2,
    example: '4',
    form: 'a whole number from 1 to 64',
  }),
  ...programKeys,
  archiveFlushSeconds: define(Type.Integer({ minimum: 1, maximum: 86_400 }), {
    env: 'TIDELINE_ARCHIVE_FLUSH_SECONDS',
    about: 'Messages of an archived topic wait at most so long to be in the object store.',
    default: 60,
    example: '10',
    form: 'a whole number from 1 to 86400',
  }),
  exportMaxBytes: define(Type.Integer({ minimum: 0, maximum: 999_999_999_999_999 }), {
    env: 'TIDELINE_EXPORT_MAX_BYTES',
    about: 'Largest export that is taken, by its estimate, in bytes; 0 takes any.',
    default: 200_000_000_000,
    example: '50000000000',
    form: 'a whole number from 0 to 999999999999999',
  }),
  exportMaxRows: define(Type.Integer({ minimum: 0, maximum: 999_999_999_999_999 }), {
    env: 'TIDELINE_EXPORT_MAX_ROWS',
    about: 'Most rows of an export that is taken, by its estimate; 0 takes any number.',
    default: 0,
    example: '1000000000',
    form: 'a whole number from 0 to 999999999999999',
  }),
  exportMaxDays: define(Type.Integer({ minimum: 0, maximum: 1_000_000 }), {
    env: 'TIDELINE_EXPORT_MAX_DAYS',
    about: 'Longest time with data that an export may span, in days; 0 is any.',
    default: 0,
    example: '3660',
    form: 'a whole number from 0 to 1000000',
  }),
  exportMaxJobs: define(Type.Integer({ minimum: 1, maximum: 100_000 }), {
    env: 'TIDELINE_EXPORT_MAX_JOBS',
    about: 'Exports that may be in work at once; further ones are asked to come later.',
    default: 100,
    example: '20',
    form: 'a whole number from 1 to 100000',
  }),
  exportDeadlineSeconds: define(Type.Integer({ minimum: 1, maximum: 518_400 }), {
    env: 'TIDELINE_EXPORT_DEADLINE_SECONDS',
    about: 'An export that is not made so long after it was asked for is given up, in seconds.',
    default: 86_400,
    example: '3600',
    form: 'a whole number from 1 to 518400',
  }),
  logLevel: define(Type.Union(['debug', 'info', 'warn', 'error'].map((level) => Type.Literal(level))), {
    env: 'TIDELINE_LOG_LEVEL',
    about: 'Least level that is logged.',
    default: 'info',
    example: 'debug',
    form: 'debug, info, warn or error',
  }),
  maxEventBytes: define(Type.Integer({ minimum: 65_536, maximum: 67_108_864 }), {
    env: 'TIDELINE_MAX_EVENT_BYTES',
    about: 'Largest encoded event that is decoded, in bytes; larger ones are rejected.',
    default: 4_194_304,
    example: '8388608',
    form: 'a whole number from 65536 to 67108864',
  }),
  stallSeconds: define(Type.Integer({ minimum: 5, maximum: 86_400 }), {
    env: 'TIDELINE_STALL_SECONDS',
    about: 'Lag without progress for so long ends the process with exit code 70, in seconds.',
    default: 120,
    example: '300',
    form: 'a whole number from 5 to 86400',
  }),
  drainSeconds: define(Type.Integer({ minimum: 1, maximum: 3_600 }), {
    env: 'TIDELINE_DRAIN_SECONDS',
    about: 'How long a stopping process may finish running work, in seconds.',
    default: 20,
    example: '60',
    form: 'a whole number from 1 to 3600',
  }),
  waitSeconds: define(Type.Integer({ minimum: 0, maximum: 3_600 }), {
    env: 'TIDELINE_WAIT_SECONDS',
    about: 'How long a starting process waits for its services, in seconds.',
    default: 120,
    example: '300',
    form: 'a whole number from 0 to 3600',
  }),
} as const

export type KeyName = keyof typeof keys
type Setting<D> = D extends { schema: infer S extends TSchema; default: unknown }
  ? Static<S>
  : D extends { schema: infer S extends TSchema }
    ? Static<S> | null
    : never
export type Config = { readonly [K in KeyName]: Setting<(typeof keys)[K]> }
/** The operator must change something; the message says what. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError'
}

/** The value of a key without default. Throws a `ConfigError` that says how to get one. */
export function required<K extends KeyName>(config: Config, name: K): NonNullable<Config[K]> {
  const value = config[name]
  if (value !== null) return value as NonNullable<Config[K]>
  const key: Key = keys[name]
  const start = key.endpoint === true ? "start the local services with 'tideline up' and use its env file, or " : ''
  throw new ConfigError(`${key.env} is not set: ${start}set ${key.env}=${key.example} (${key.form})`)
}

/** Names on the shared services, apart for every namespace. */
export function namesOf(config: Config): { topicPrefix: string; keyspace: string; bucketPrefix: string } {
  const { namespace } = config
  return namespace === ''
    ? { topicPrefix: '', keyspace: 'tideline', bucketPrefix: 'tideline' }
    : { topicPrefix: `${namespace}.`, keyspace: `tideline_${namespace}`, bucketPrefix: `tideline-${namespace}` }
}
