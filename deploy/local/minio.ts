import { execFile } from 'node:child_process'
import { access, constants, mkdir, rename } from 'node:fs/promises'
import { delimiter, join } from 'node:path'
import { promisify } from 'node:util'
import { cacheDir, kept } from './cache.ts'
import { type Progress, StackFailure } from './failure.ts'
import { httpAnswers } from './probes.ts'
import { accessKey, s3Endpoints, secretKey } from './s3-keys.ts'
import { type NativeService, type Ports, port } from './service.ts'
import { onPath } from './tools.ts'
import { versions } from './versions.ts'

const url = (ports: Ports): string => `http://127.0.0.1:${port(ports, 's3')}`
const built = (): string => join(cacheDir(), `minio-${versions.minio}`, 'minio')

/** The MinIO program on the PATH or in the cache; null when there is none. */
export async function findMinio(): Promise<string | null> {
  const candidates = [built(), ...(process.env.PATH ?? '').split(delimiter).map((dir) => join(dir, 'minio'))]
  for (const candidate of candidates) {
    const isThere = await access(candidate, constants.X_OK).then(() => true, () => false) // biome-ignore format: short
    if (isThere) return candidate
  }
  return null
}

/**
 * Builds the pinned MinIO with Go into the cache (150 MB, 5 to 10 minutes the first time) and resolves to the program.
 * Throws a `StackFailure` when there is no Go toolchain.
 */
export async function buildMinio(options: { progress: Progress }): Promise<string> {
  if (!onPath('go')) {
    throw new StackFailure(
      'MinIO is built with Go, and there is no `go` on the PATH: install Go 1.24 or newer (https://go.dev/dl), put a `minio` program on the PATH, or set TIDELINE_S3_ENDPOINT.',
    )
  }
  const folder = await kept(`minio-${versions.minio}`, options.progress, async (partial) => {
    const started = Date.now()
    const tick = setInterval(() => {
      options.progress(`MinIO ${versions.minio}: building, ${Math.round((Date.now() - started) / 1000)} s`)
    }, 15_000)
    try {
      await mkdir(join(partial, 'bin'), { recursive: true })
      await promisify(execFile)('go', ['install', `github.com/minio/minio@${versions.minio}`], {
        env: { ...process.env, GOBIN: join(partial, 'bin'), GOFLAGS: '-buildvcs=false' },
        maxBuffer: 64 << 20,
      })
      await rename(join(partial, 'bin', 'minio'), join(partial, 'minio'))
    } finally {
      clearInterval(tick)
    }
  })
  return join(folder, 'minio')
}

export const minio: NativeService = {
  name: 's3',
  title: 'MinIO (S3)',
  portNames: ['s3', 'console'],
  tools: [],
  startLimitMs: 60_000,
  async fetch() {
    const found = await findMinio()
    if (found === null) throw new StackFailure('There is no MinIO: build it with `tideline local build-minio`.')
    return found
  },
  async prepare(program, { home, logFile, ports }) {
    const dir = join(home, 'minio')
    await mkdir(dir, { recursive: true })
    return {
      name: 's3',
      command: program,
      args: [
        'server',
        '--address',
        `127.0.0.1:${port(ports, 's3')}`,
        '--console-address',
        `127.0.0.1:${port(ports, 'console')}`,
        dir,
      ],
      cwd: home,
      environment: { MINIO_ROOT_USER: accessKey, MINIO_ROOT_PASSWORD: secretKey, MINIO_BROWSER: 'off' },
      logFile,
    }
  },
  answers: (ports) => httpAnswers(`${url(ports)}/minio/health/ready`, (answer) => answer.ok),
  address: url,
  endpoints: (ports) => s3Endpoints(url(ports)),
}
