/** What the demo feeds and how it sees that it came through: watched folders, the CLI, the gateway. */
import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { promisify } from 'node:util'
import { StackFailure } from './failure.ts'

export interface Source {
  readonly name: string
  readonly glob: string
  readonly refdes: string
  readonly method: string
}
export interface StreamListed {
  readonly refdes: string
  readonly method: string
  readonly stream: string
  readonly count: number
}
interface Finished {
  readonly path: string
  readonly sha256: string | null
  readonly particles: number
  readonly rejected: number
}

/** Reads a file of sources. Throws a `StackFailure` when it is not one. */
export function readSources(path: string): Source[] {
  try {
    const { sources } = JSON.parse(readFileSync(path, 'utf8')) as { sources: Source[] }
    if (sources.length > 0) return sources
  } catch (error) {
    throw new StackFailure(
      `${path} is no file of sources (${(error as Error).message}): see deploy/samples/sources.json.`,
    )
  }
  throw new StackFailure(`${path} names no source: see deploy/samples/sources.json.`)
}

/** The same sources, each with a folder of its own under `dataDir`; writes them down and resolves to that file. */
export function watchFolders(dataDir: string, sources: readonly Source[]): string {
  const moved = sources.map((source) => ({ ...source, glob: `watched/${source.name}/*` }))
  for (const { name } of sources) mkdirSync(join(dataDir, 'watched', name), { recursive: true })
  const path = join(dataDir, 'sources.json')
  writeFileSync(path, `${JSON.stringify({ sources: moved }, null, 2)}\n`)
  return path
}

/** Puts a log into its source's folder, whole at once, and resolves to its place there. */
export function feed(dataDir: string, log: string, source: string): string {
  if (!existsSync(log)) throw new StackFailure(`There is no file ${log}: give --file an existing log.`)
  const place = join(dataDir, 'watched', source, basename(log))
  // The same bytes again would be a replaced file: read anew, its rejected lines rejected a second time.
  if (existsSync(place) && readFileSync(place).equals(readFileSync(log))) return place
  const aside = join(dataDir, 'watched', `${basename(log)}.incoming`)
  copyFileSync(log, aside)
  renameSync(aside, place)
  return place
}

/** The project's own sample logs: each goes to the source whose name stands in its file name. */
export function samplesOf(folder: string, sources: readonly Source[]): { log: string; source: string }[] {
  const logs = readdirSync(folder).filter((name) => name.endsWith('.log'))
  return logs.flatMap((log) => {
    const source = sources.find(({ name }) => log.includes(name))
    return source === undefined ? [] : [{ log: join(folder, log), source: source.name }]
  })
}

/** Runs the command line tool of this build with an env file, and resolves to its standard output. */
export async function runCli(cli: string, envFile: string, args: readonly string[]): Promise<string> {
  try {
    const words = [cli, '--env', envFile, ...args]
    const { stdout } = await promisify(execFile)(process.execPath, words, { maxBuffer: 256 << 20 })
    return stdout
  } catch (error) {
    const { stderr, stdout } = error as { stderr?: string; stdout?: string }
    const said = `${stdout ?? ''}${stderr ?? ''}`.trim().split('\n').slice(-15).join('\n')
    throw new StackFailure(`tideline ${args.join(' ')} failed:\n${said}`, { cause: error })
  }
}

/** Resolves when the gateway says that it is ready. */
export async function untilReady(url: string, limitMs: number): Promise<void> {
  const limit = Date.now() + limitMs
  for (;;) {
    const said = await fetch(`${url}/health/ready`, { signal: AbortSignal.timeout(5_000) }).then(
      async (answer) => `${answer.status} ${await answer.text()}`,
      (error: Error) => error.message,
    )
    if (said.startsWith('200')) return
    if (Date.now() > limit)
      throw new StackFailure(`The gateway at ${url} is not ready after ${limitMs / 1000} s: ${said}`)
    await sleep(150)
  }
}

export async function listStreams(url: string): Promise<StreamListed[]> {
  const answer = await fetch(`${url}/data`, { signal: AbortSignal.timeout(30_000) })
  if (!answer.ok) throw new StackFailure(`GET ${url}/data answered ${answer.status}: ${await answer.text()}`)
  return ((await answer.json()) as { streams: StreamListed[] }).streams
}

const sum = (numbers: readonly number[]): number => numbers.reduce((all, one) => all + one, 0)

/** The files that were read to their end, by their place; the newest word on each. */
async function finishedFiles(cli: string, envFile: string): Promise<Map<string, Finished>> {
  const args = ['consume', 'files.files-arrived', '--from', 'earliest', '--until-end', '--json']
  const lines = (await runCli(cli, envFile, args)).split('\n').filter((line) => line.trim() !== '')
  const events = lines.map((line) => (JSON.parse(line) as { value: Finished & { state: string } }).value)
  return new Map(events.filter(({ state }) => state === 'finished').map((event) => [event.path, event]))
}

export interface Stored {
  readonly streams: readonly StreamListed[]
  /** Particles in the stores, and how many of them came in this run. */
  readonly count: number
  readonly added: number
  readonly tookMs: number
  readonly rejected: number
}

/** Resolves when every file is read to its end, as it is now, and nothing that came of it is left to process. */
export async function untilStored(
  run: { readonly url: string; readonly cli: string; readonly envFile: string },
  places: readonly string[],
  before: number,
  limitMs = 120_000,
): Promise<Stored> {
  const started = Date.now()
  const hashes = new Map(places.map((place) => [place, sha256Of(place)]))
  let seen = before
  let seenAt = started
  for (;;) {
    const streams = await listStreams(run.url)
    const count = sum(streams.map((stream) => stream.count))
    if (count !== seen) [seen, seenAt] = [count, Date.now()]
    const isQuiet = Date.now() - seenAt > 600
    const files = isQuiet ? await finishedFiles(run.cli, run.envFile) : new Map<string, Finished>()
    const finished = places.flatMap((place) => files.get(place) ?? [])
    const isRead = places.every((place) => files.get(place)?.sha256 === hashes.get(place))
    if (isRead && (await lagOf(run.cli, run.envFile)) === 0) {
      const rejected = sum(finished.map((file) => file.rejected))
      const now = await listStreams(run.url)
      const stored = sum(now.map((stream) => stream.count))
      // What came since the last look was timed by nobody: now is the least that can be said.
      const until = stored === seen ? seenAt : Date.now()
      return { streams: now, count: stored, added: stored - before, tookMs: Math.max(1, until - started), rejected }
    }
    if (Date.now() - started > limitMs) {
      const missing = places.filter((place) => !files.has(place)).join(', ') || 'none'
      throw new StackFailure(
        `After ${limitMs / 1000} s ${count} particles are stored, and these files are not finished: ${missing}. The logs are beside the data.`,
      )
    }
    await sleep(isQuiet ? 300 : 100)
  }
}

const sha256Of = (path: string): string => createHash('sha256').update(readFileSync(path)).digest('hex')

/** Events that the processors have yet to read. */
async function lagOf(cli: string, envFile: string): Promise<number> {
  const groups = JSON.parse(await runCli(cli, envFile, ['lag', '--json'])) as { lag: number }[]
  return sum(groups.map(({ lag }) => lag))
}
