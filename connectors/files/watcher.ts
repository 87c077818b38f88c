/** The watcher: polls the sources' files, so that it works the same on local and network file systems. */

import { Unavailable } from '../../schemas/failures.ts'
import type { FilePositions } from '../../schemas/file-positions.ts'
import type { Log } from '../../schemas/log.ts'
import type { ObjectStore } from '../../schemas/objects.ts'
import type { Source } from '../../schemas/sources.ts'
import type { Connector, Health, Parser, Publisher } from '../connector.ts'
import { SourceFiles } from './source-files.ts'

export interface FileWatcherOptions {
  readonly sources: readonly Source[]
  /** Folder that relative globs start from: that of the sources' file. */
  readonly folder: string
  parser(name: string): Parser | null
  readonly positions: FilePositions
  readonly publisher: Publisher
  readonly objects: ObjectStore
  readonly log: Log
  /** Milliseconds between looks at the files. Default 500. */
  readonly pollMs?: number
  /** Milliseconds since 1970. */
  now?(): number
}

export interface FileWatcher extends Connector {
  /** One look at every file; true: there is more to read at once. Rejects with `Unavailable`. */
  poll(): Promise<boolean>
}

const longestBackoffMs = 10_000

/** Throws RangeError where a source names a parser that does not exist. */
export function createFileWatcher(options: FileWatcherOptions): FileWatcher {
  const { pollMs = 500, now = Date.now, log } = options
  const stopping = new AbortController()
  let running: Promise<void> | null = null
  let reason: string | null = 'has not looked at the files yet'

  const sources = options.sources.map((source) => {
    const parser = options.parser(source.parser)
    if (parser === null) throw new RangeError(`source ${source.name}: there is no parser ${source.parser}`)
    return new SourceFiles(options.folder, {
      source,
      parser,
      positions: options.positions,
      publisher: options.publisher,
      objects: options.objects,
      log: log.child({ source: source.name }),
      now,
      isStopping: () => stopping.signal.aborted,
    })
  })

  async function poll(): Promise<boolean> {
    let more = false
    for (const source of sources) more = (await source.poll()) || more
    const failed = sources.flatMap((source) => source.failures())
    reason = failed.length === 0 ? null : `cannot go on with ${failed.join('; ')}`
    return more
  }

  async function run(): Promise<void> {
    let failures = 0
    while (!stopping.signal.aborted) {
      let waitMs = pollMs
      try {
        if (await poll()) waitMs = 0
        failures = 0
      } catch (error) {
        failures += 1
        waitMs = Math.min(longestBackoffMs, 100 * 2 ** Math.min(failures, 10)) * (0.5 + Math.random() / 2)
        const service = error instanceof Unavailable ? error.service : 'the watcher'
        reason = `${service} is away: ${error instanceof Error ? error.message : String(error)}`
        if (failures === 1) log.warn({ reason, error }, 'waiting before the next look at the files')
      }
      if (waitMs > 0) await pause(waitMs, stopping.signal)
    }
  }

  return {
    name: 'files',
    poll,
    async start() {
      running ??= run()
    },
    async stop() {
      stopping.abort()
      await running
    },
    health: (): Health => ({ ready: reason === null, reason }),
  }
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      clearTimeout(timer)
      signal.removeEventListener('abort', done)
      resolve()
    }
    const timer = setTimeout(done, ms)
    signal.addEventListener('abort', done)
    if (signal.aborted) done()
  })
}
