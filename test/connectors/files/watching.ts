/** A watcher on a temporary folder, with a publisher, positions and objects that remember and can fail. */
import { createHash } from 'node:crypto'
import { mkdtempSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import type { AnyEmission } from '../../../connectors/connector.ts'
import { createFileWatcher, type FileWatcher } from '../../../connectors/files/watcher.ts'
import { parserNamed } from '../../../connectors/instruments/index.ts'
import { createMemoryPositions } from '../../../connectors/memory/positions.ts'
import { fromArrow } from '../../../schemas/columns/arrow.ts'
import { cell } from '../../../schemas/columns/cells.ts'
import type { FilePositions } from '../../../schemas/file-positions.ts'
import type { FileArrived, ParticleBatch, Rejected } from '../../../schemas/generated/events.ts'
import type { Log } from '../../../schemas/log.ts'
import type { ObjectStore } from '../../../schemas/objects.ts'

export interface Watching {
  readonly folder: string
  readonly watcher: FileWatcher
  /** Milliseconds since 1970; moves only by hand. */
  readonly clock: { now: number }
  /** Throws from here on where it says so. */
  readonly failing: { publish: (emissions: readonly AnyEmission[]) => void; save: () => void }
  readonly positions: FilePositions
  readonly objects: Map<string, Buffer>
  readonly logged: { level: string; fields: Record<string, unknown>; message: string }[]
  readonly emissions: AnyEmission[]
  batches(): ParticleBatch[]
  /** Values of one parameter over all batches, in order of arrival. */
  values(parameter: string): unknown[]
  rejected(): Rejected[]
  arrivals(): FileArrived[]
  /** Polls until nothing more is there at once. */
  settle(): Promise<void>
  /** Settles, lets the quiet time pass, and settles again. */
  finish(): Promise<void>
  /** The same stores and files under a new watcher, as after a kill. */
  restart(): Watching
}

const opened: string[] = []
export async function removeFolders(): Promise<void> {
  await Promise.all(opened.splice(0).map((folder) => rm(folder, { recursive: true, force: true })))
}

export function watch(options: { glob?: string; parser?: string; method?: string } = {}, from?: Watching): Watching {
  const folder = from?.folder ?? mkdtempSync(join(tmpdir(), 'tideline-files-'))
  opened.push(folder)
  const clock = from?.clock ?? { now: Date.now() }
  const memory = from?.positions ?? createMemoryPositions()
  const failing: Watching['failing'] = { publish: () => {}, save: () => {} }
  const objects = from?.objects ?? new Map<string, Buffer>()
  const emissions: AnyEmission[] = from?.emissions ?? []
  const logged: Watching['logged'] = []
  const logs = (level: string) => (fields: object, message: string) =>
    void logged.push({ level, fields: fields as Record<string, unknown>, message })
  const log: Log = {
    debug: logs('debug'),
    info: logs('info'),
    warn: logs('warn'),
    error: logs('error'),
    child: () => log,
  }
  const watcher = createFileWatcher({
    folder,
    sources: [
      {
        name: 'ctd',
        glob: options.glob ?? '*.log',
        parser: options.parser ?? 'ctdbp_cdef_dcl',
        refdes: 'CE02SHSM-RID27-03-CTDBPC000',
        method: options.method ?? 'telemetered',
        deployment: 1,
        quietSeconds: 10,
      },
    ],
    parser: parserNamed,
    positions: {
      load: (source) => memory.load(source),
      async save(position) {
        failing.save()
        await memory.save(position)
      },
      remove: (source, path, identity) => memory.remove(source, path, identity),
    },
    publisher: {
      async publish(sent) {
        failing.publish(sent)
        emissions.push(...sent)
      },
    },
    objects: fakeObjects(objects),
    log,
    pollMs: 5,
    now: () => clock.now,
  })
  const of = <T>(topic: string) => emissions.filter((one) => one.topic.name === topic).map((one) => one.value as T)
  const batches = () => of<ParticleBatch>('instruments.particle-batches')
  const settle = async () => {
    while (await watcher.poll());
  }
  const watching: Watching = {
    folder,
    watcher,
    clock,
    failing,
    positions: memory,
    objects,
    logged,
    emissions,
    batches,
    values: (parameter) =>
      batches().flatMap(({ arrow }) => {
        const { columns, length } = fromArrow(arrow)
        const column = columns.get(parameter)
        return Array.from({ length }, (_, row) => (column === undefined ? null : cell(column, row)))
      }),
    rejected: () => of<Rejected>('rejected'),
    arrivals: () => of<FileArrived>('files.files-arrived'),
    settle,
    async finish() {
      await settle()
      clock.now += 10_000
      await settle()
    },
    restart: () => watch(options, watching),
  }
  return watching
}

function fakeObjects(kept: Map<string, Buffer>): ObjectStore {
  const claimOf = (bucket: string, key: string, body: Buffer) => {
    kept.set(key, body)
    return { bucket, key, size: body.length, sha256: createHash('sha256').update(body).digest('hex') }
  }
  const unused = () => {
    throw new Error('the watcher has no business with this')
  }
  return {
    put: async (bucket, key, body) => claimOf(bucket.name, key, Buffer.from(body)),
    async putStream(bucket, key, body, size) {
      const bytes = Buffer.concat(await body.toArray())
      if (bytes.length !== size) throw new Error(`${bytes.length} bytes instead of ${size}`)
      return claimOf(bucket.name, key, bytes)
    },
    async stat(_, key) {
      const body = kept.get(key)
      return body === undefined ? null : { key, size: body.length, modified: new Date(0) }
    },
    async remove(_, keys) {
      for (const key of keys) kept.delete(key)
    },
    async open({ key }) {
      const body = kept.get(key)
      if (body === undefined) throw new Error(`no object ${key}`)
      return Readable.from([body.subarray(0, 100), body.subarray(100)])
    },
    openRange: unused,
    read: unused,
    list: unused,
    async ping() {},
  }
}

/** A line of the plain corrected format whose temperature is `n / 1000` and whose time is `n` seconds into a day. */
export function ctdLine(n: number): string {
  const time = new Date(Date.UTC(2026, 0, 17) + n * 1000).toISOString().slice(11, 19)
  return `2026/01/17 ${time}.500 # ${(n / 1000).toFixed(3).padStart(7)},  3.45210,   26.921, 17 Jan 2026 ${time}\r\n`
}

export const ctdLines = (from: number, to: number): string =>
  Array.from({ length: to - from }, (_, index) => ctdLine(from + index)).join('')

/** The temperatures of those lines. */
export const temperatures = (from: number, to: number): number[] =>
  Array.from({ length: to - from }, (_, index) => (from + index) / 1000)
