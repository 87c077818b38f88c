import { execFile } from 'node:child_process'
import { access, mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { mavenLibrary } from './maven.ts'
import { kafkaAnswers } from './probes.ts'
import { type NativeService, type Place, port } from './service.ts'
import { java } from './tools.ts'
import { versions } from './versions.ts'

const artifacts = [
  `org.apache.kafka:kafka_2.13:${versions.kafka}`,
  `org.apache.kafka:kafka-tools:${versions.kafka}`,
  `org.slf4j:slf4j-simple:${versions.slf4j}`,
]

/** One broker and controller in one process; small internal topics make the first start and each restart fast. */
const properties = ({ home, ports }: Place): string => `process.roles=broker,controller
node.id=1
controller.quorum.voters=1@127.0.0.1:${port(ports, 'controller')}
listeners=PLAINTEXT://127.0.0.1:${port(ports, 'broker')},CONTROLLER://127.0.0.1:${port(ports, 'controller')}
advertised.listeners=PLAINTEXT://127.0.0.1:${port(ports, 'broker')}
controller.listener.names=CONTROLLER
inter.broker.listener.name=PLAINTEXT
offsets.topic.replication.factor=1
offsets.topic.num.partitions=4
transaction.state.log.replication.factor=1
transaction.state.log.min.isr=1
transaction.state.log.num.partitions=2
group.initial.rebalance.delay.ms=0
auto.create.topics.enable=false
log.cleaner.dedupe.buffer.size=33554432
log.dirs=${join(home, 'logs')}
`

async function format(classPath: string, home: string, config: string): Promise<void> {
  const done = join(home, 'formatted')
  if (await access(done).then(() => true, () => false)) return // biome-ignore format: one line reads better
  const args = [
    '-cp',
    classPath,
    'kafka.tools.StorageTool',
    'format',
    '--ignore-formatted',
    '-t',
    clusterId,
    '-c',
    config,
  ]
  await promisify(execFile)(java(), args)
  await writeFile(done, '')
}
const clusterId = 'dGlkZWxpbmUtbG9jYWwtMQ'

export const kafka: NativeService = {
  name: 'kafka',
  title: `Kafka ${versions.kafka}`,
  portNames: ['broker', 'controller'],
  tools: ['java', 'mvn'],
  startLimitMs: 90_000,
  fetch: (progress) => mavenLibrary('kafka', versions.kafka, artifacts, progress),
  async prepare(programs, place) {
    const config = join(place.home, 'server.properties')
    const classPath = join(programs, '*')
    await mkdir(join(place.home, 'logs'), { recursive: true })
    await writeFile(config, properties(place))
    await format(classPath, place.home, config)
    return {
      name: 'kafka',
      command: java(),
      args: [`-Xmx${place.heapMb ?? 512}m`, '-Xms128m', '-cp', classPath, 'kafka.Kafka', config],
      cwd: place.home,
      logFile: place.logFile,
    }
  },
  answers: (ports) => kafkaAnswers(port(ports, 'broker')),
  address: (ports) => `127.0.0.1:${port(ports, 'broker')}`,
  endpoints: (ports) => ({ TIDELINE_KAFKA_BROKERS: `127.0.0.1:${port(ports, 'broker')}` }),
}
