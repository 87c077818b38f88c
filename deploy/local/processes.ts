/**
 * Processes that outlive the program that started them: each is known by a record on disk, so another program can end,
 * pause or start it again.
 */
import { spawn } from 'node:child_process'
import { closeSync, mkdirSync, openSync, readFileSync } from 'node:fs'
import { readdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'

export interface Launch {
  readonly name: string
  readonly command: string
  readonly args: readonly string[]
  readonly cwd: string
  readonly environment?: Readonly<Record<string, string>>
  readonly uid?: number
  readonly gid?: number
  readonly logFile: string
  /** What asks it to stop; SIGTERM unless given. */
  readonly stopSignal?: NodeJS.Signals
  /** How long it may take to stop before it is killed; for those that lose nothing by it. */
  readonly stopLimitMs?: number
}
export interface ProcessRecord extends Launch {
  readonly pid: number
  /** The kernel's start time of that pid: a pid used again by something else has another. */
  readonly started: string
}

/** Start time of a live process, in kernel ticks since boot; null when there is none (zombies count as none). */
export function startOf(pid: number): string | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    return fields[0] === 'Z' || fields[0] === 'X' ? null : (fields[19] ?? null)
  } catch {
    return process.platform !== 'linux' && answersSignals(pid) ? 'alive' : null
  }
}

function answersSignals(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch {
    return false
  }
}

export const isAlive = (it: { pid: number; started: string }): boolean => startOf(it.pid) === it.started

/** Writes the whole file or nothing. */
export async function writeWhole(path: string, text: string): Promise<void> {
  const partial = `${path}.${process.pid}.partial`
  await writeFile(partial, text)
  await rename(partial, path)
}

const recordPath = (dataDir: string, name: string): string => join(dataDir, 'run', `${name}.json`)

/** Starts a process in a session of its own (Ctrl-C in a terminal does not reach it) and records it. */
export async function launch(
  dataDir: string,
  what: Launch,
  onExit: (how: string) => void = () => {},
): Promise<ProcessRecord> {
  mkdirSync(dirname(what.logFile), { recursive: true })
  mkdirSync(join(dataDir, 'run'), { recursive: true })
  const log = openSync(what.logFile, 'a')
  try {
    const child = spawn(what.command, what.args, {
      cwd: what.cwd,
      env: { ...process.env, ...what.environment, NODE_OPTIONS: '' },
      detached: true,
      stdio: ['ignore', log, log],
      ...(what.uid === undefined ? {} : { uid: what.uid }),
      ...(what.gid === undefined ? {} : { gid: what.gid }),
    })
    child.once('exit', (code, signal) => onExit(signal ?? `exit code ${code}`))
    child.unref()
    const pid = await new Promise<number>((resolve, reject) => {
      child.once('error', reject)
      child.once('spawn', () => resolve(child.pid ?? -1))
    })
    const record: ProcessRecord = { ...what, pid, started: startOf(pid) ?? 'gone' }
    await writeWhole(recordPath(dataDir, what.name), JSON.stringify(record))
    return record
  } finally {
    closeSync(log)
  }
}

export async function readRecord(dataDir: string, name: string): Promise<ProcessRecord | null> {
  try {
    return JSON.parse(await readFile(recordPath(dataDir, name), 'utf8')) as ProcessRecord
  } catch {
    return null
  }
}

export async function readRecords(dataDir: string): Promise<ProcessRecord[]> {
  const names = await readdir(join(dataDir, 'run')).catch(() => [] as string[])
  const records = names.filter((name) => name.endsWith('.json')).map((name) => readRecord(dataDir, name.slice(0, -5)))
  return (await Promise.all(records)).filter((record) => record !== null)
}

export async function forget(dataDir: string, name: string): Promise<void> {
  await rm(recordPath(dataDir, name), { force: true })
}

/** Sends a signal to the process alone; false when it is gone. */
export function signal(it: ProcessRecord, name: NodeJS.Signals): boolean {
  if (!isAlive(it)) return false
  try {
    return process.kill(it.pid, name)
  } catch {
    return false
  }
}

/** Asks it to stop, and kills it when it has not within `patienceMs`. */
export async function end(it: ProcessRecord, patienceMs = 20_000): Promise<void> {
  signal(it, 'SIGCONT')
  signal(it, it.stopSignal ?? 'SIGTERM')
  await goneWithin(it, Math.min(patienceMs, it.stopLimitMs ?? patienceMs))
  if (signal(it, 'SIGKILL')) await goneWithin(it, 5_000)
}

export async function goneWithin(it: ProcessRecord, limitMs: number): Promise<void> {
  const limit = Date.now() + limitMs
  while (isAlive(it) && Date.now() < limit) await sleep(40)
}

/** The last lines of a log, for messages. */
export async function tailOf(logFile: string, lines = 25): Promise<string> {
  const text = await readFile(logFile, 'utf8').catch(() => '')
  return text.trimEnd().split('\n').slice(-lines).join('\n')
}
