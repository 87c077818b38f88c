import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { mavenLibrary } from './maven.ts'
import { cassandraAnswers } from './probes.ts'
import { type NativeService, type Place, port } from './service.ts'
import { java } from './tools.ts'
import { versions } from './versions.ts'

const exported = [
  'java.base/jdk.internal.misc',
  'java.management.rmi/com.sun.jmx.remote.internal.rmi',
  'java.rmi/sun.rmi.registry',
  'java.rmi/sun.rmi.server',
  'java.sql/java.sql',
  'java.base/java.lang.ref',
  'jdk.unsupported/sun.misc',
]
const opened = [
  'java.base/java.lang.module',
  'java.base/jdk.internal.loader',
  'java.base/jdk.internal.ref',
  'java.base/jdk.internal.reflect',
  'java.base/jdk.internal.math',
  'java.base/jdk.internal.module',
  'java.base/jdk.internal.util.jar',
  'java.base/sun.nio.ch',
  'java.base/java.io',
  'java.base/java.nio',
  'java.base/java.util',
  'java.base/java.util.concurrent',
  'java.base/java.util.concurrent.atomic',
  'java.base/java.lang',
  'jdk.management/com.sun.management.internal',
]

const yaml = ({ home, ports }: Place): string => `cluster_name: tideline
num_tokens: 1
partitioner: org.apache.cassandra.dht.Murmur3Partitioner
data_file_directories: [${JSON.stringify(join(home, 'data'))}]
commitlog_directory: ${JSON.stringify(join(home, 'commitlog'))}
hints_directory: ${JSON.stringify(join(home, 'hints'))}
saved_caches_directory: ${JSON.stringify(join(home, 'caches'))}
cdc_raw_directory: ${JSON.stringify(join(home, 'cdc'))}
commitlog_sync: periodic
commitlog_sync_period: 1000ms
commitlog_segment_size: 32MiB
endpoint_snitch: SimpleSnitch
listen_address: 127.0.0.1
rpc_address: 127.0.0.1
native_transport_port: ${port(ports, 'cql')}
storage_port: ${port(ports, 'storage')}
seed_provider:
  - class_name: org.apache.cassandra.locator.SimpleSeedProvider
    parameters: [{seeds: "127.0.0.1:${port(ports, 'storage')}"}]
memtable_allocation_type: heap_buffers
concurrent_compactors: 1
auto_snapshot: false
batch_size_warn_threshold: 8MiB
batch_size_fail_threshold: 16MiB
`
const logback = `<configuration><appender name="S" class="ch.qos.logback.core.ConsoleAppender"><encoder>
<pattern>%d %p %m%n</pattern></encoder></appender><root level="INFO"><appender-ref ref="S"/></root></configuration>
`

export const cassandra: NativeService = {
  name: 'cassandra',
  title: `Cassandra ${versions.cassandra}`,
  portNames: ['cql', 'storage'],
  tools: ['java', 'mvn'],
  startLimitMs: 180_000,
  fetch: (progress) =>
    mavenLibrary(
      'cassandra',
      versions.cassandra,
      [`org.apache.cassandra:cassandra-all:${versions.cassandra}`],
      progress,
    ),
  async prepare(programs, place) {
    const { home, heapMb = 1024 } = place
    const config = join(home, 'cassandra.yaml')
    await mkdir(join(home, 'data'), { recursive: true })
    await writeFile(config, yaml(place))
    await writeFile(join(home, 'logback.xml'), logback)
    return {
      name: 'cassandra',
      command: java(),
      args: [
        ...exported.flatMap((it) => ['--add-exports', `${it}=ALL-UNNAMED`]),
        ...opened.flatMap((it) => ['--add-opens', `${it}=ALL-UNNAMED`]),
        '-Xms256m',
        `-Xmx${heapMb}m`,
        '-XX:+ExitOnOutOfMemoryError',
        `-Dcassandra.config=file:${config}`,
        `-Dlogback.configurationFile=file:${join(home, 'logback.xml')}`,
        `-Dcassandra.storagedir=${home}`,
        '-Dcassandra.ring_delay_ms=0',
        '-Dcassandra.skip_wait_for_gossip_to_settle=0',
        '-cp',
        join(programs, '*'),
        'org.apache.cassandra.service.CassandraDaemon',
      ],
      cwd: home,
      logFile: place.logFile,
    }
  },
  answers: (ports) => cassandraAnswers(port(ports, 'cql')),
  address: (ports) => `127.0.0.1:${port(ports, 'cql')}`,
  endpoints: (ports) => ({
    TIDELINE_CASSANDRA_CONTACT_POINTS: `127.0.0.1:${port(ports, 'cql')}`,
    TIDELINE_CASSANDRA_DATACENTER: 'datacenter1',
  }),
}
