import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { StackFailure } from './failure.ts'
import { mavenArchive } from './maven.ts'
import { httpAnswers } from './probes.ts'
import { type NativeService, type Ports, port } from './service.ts'
import { java } from './tools.ts'
import { versions } from './versions.ts'

const url = (ports: Ports): string => `http://127.0.0.1:${port(ports, 'http')}/apis/ccompat/v7`

/** Apicurio, by its Confluent API; schemas and their ids are kept in an H2 file. */
export const registry: NativeService = {
  name: 'registry',
  title: `Apicurio Registry ${versions.apicurio}`,
  portNames: ['http'],
  tools: ['java', 'mvn'],
  startLimitMs: 90_000,
  fetch: (progress) =>
    mavenArchive(
      'apicurio',
      versions.apicurio,
      `io.apicurio:apicurio-registry-app:${versions.apicurio}:tar.gz:all`,
      progress,
    ),
  async prepare(programs, { home, dataDir, logFile, ports, heapMb }) {
    const jar = (await readdir(programs)).find((name) => name.endsWith('-runner.jar'))
    if (jar === undefined) throw new StackFailure(`No *-runner.jar in ${programs}: remove that folder and start again.`)
    return {
      name: 'registry',
      command: java(),
      args: [
        `-Xmx${heapMb ?? 256}m`,
        '-XX:TieredStopAtLevel=1',
        `-Dtideline.data=${dataDir}`,
        '-jar',
        join(programs, jar),
      ],
      cwd: home,
      environment: {
        QUARKUS_HTTP_HOST: '127.0.0.1',
        QUARKUS_HTTP_PORT: String(port(ports, 'http')),
        // WRITE_DELAY=0: an id handed out is on disk, whatever happens to the process.
        REGISTRY_DATASOURCE_URL: `jdbc:h2:file:${join(home, 'schemas')};DB_CLOSE_ON_EXIT=FALSE;WRITE_DELAY=0`,
      },
      logFile,
    }
  },
  answers: (ports) => httpAnswers(`${url(ports)}/subjects`, (answer) => answer.ok),
  address: url,
  endpoints: (ports) => ({ TIDELINE_SCHEMA_REGISTRY_URL: url(ports) }),
}
