/**
 * Starts a program as the leader of its own process group: limits by prlimit, no new privileges and an end with its parent by
 * setpriv, where the platform has them. No secret is ever an argument.
 */
import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { constants } from 'node:os'
import type { RunCommand } from '../../schemas/streams/program-run.ts'
import { findProgram, NotRunnable } from './find-program.ts'
import { asUnavailable } from './work-folder.ts'

export interface User {
  readonly uid: number
  readonly gid: number
}

export interface ProgramOptions {
  /** Where programs may lie; also the PATH they find. */
  readonly folders: readonly string[]
  /** Under which folders in which programs run are made. */
  readonly workRoot: string
  /** Whom programs run as; null: whom this process runs as. */
  readonly user: User | null
  /** The process without which folders of programs are left over; this one if absent. */
  readonly owner?: number
}

export interface Exit {
  readonly exitCode: number | null
  readonly signal: string | null
}

export interface Started {
  readonly child: ChildProcessWithoutNullStreams
  /** The program has ended and its streams are read to their end. */
  readonly ended: Promise<Exit>
  /** Ends the whole process group at once. */
  kill(): void
}

/** A grandchild that left the group may hold the streams open: it is not waited for longer. */
const streamsCloseMs = 2_000

const wrappers = (['setpriv', 'prlimit'] as const).map((name) =>
  process.platform === 'linux' ? (['/usr/bin', '/bin'].map((at) => `${at}/${name}`).find(existsSync) ?? null) : null,
)

function wrapped(command: RunCommand, { user }: ProgramOptions, program: string, args: readonly string[]): string[] {
  const [setpriv, prlimit] = wrappers
  const before: string[] = []
  if (setpriv) before.push(setpriv, '--pdeathsig', 'KILL', '--no-new-privs', '--')
  if (prlimit) {
    const cpu = command.max_cpu_seconds
    // Of memory what it really takes for itself: runtimes reserve far more than they use.
    before.push(prlimit, `--data=${command.max_memory}`, `--cpu=${cpu}:${cpu + 5}`, '--core=0')
    // Counted over all processes of a user, so it means something only for a user of their own.
    if (user !== null) before.push(`--nproc=${command.max_processes}`)
    before.push('--')
  }
  return [...before, program, ...args]
}

/** Rejects with `NotRunnable`, and with `Unavailable` where the machine has no more to give. */
export async function startProcess(
  command: RunCommand,
  options: ProgramOptions,
  place: { readonly folder: string; readonly files: Readonly<Record<string, string>> },
): Promise<Started> {
  const put = (word: string) =>
    Object.entries(place.files).reduce((text, [mark, path]) => text.replaceAll(mark, path), word)
  const [name = '', ...args] = command.command.map(put)
  // Whether a shell may run was asked when the definition was accepted, and is asked again before it comes here.
  const program = command.shell ? name : await findProgram(name, options.folders)
  const [first = program, ...rest] = wrapped(command, options, program, args)
  const child = spawn(first, rest, {
    cwd: command.cwd ?? place.folder,
    env: { PATH: options.folders.join(':'), ...command.environment },
    detached: true,
    stdio: ['pipe', 'pipe', 'pipe'],
    ...(options.user === null ? {} : options.user),
  })
  await new Promise<void>((resolve, reject) => {
    child.once('spawn', resolve)
    child.once('error', (error) => {
      const why = asUnavailable(error)
      reject(why === error ? new NotRunnable(`${program} could not be started: ${error.message}`) : why)
    })
  })
  // A reader that exits early is no fault.
  child.stdin.on('error', () => {})
  child.on('error', () => {})
  const { pid } = child
  const kill = () => {
    try {
      if (pid !== undefined) process.kill(-pid, 'SIGKILL')
    } catch {
      // Nobody of the group is left.
    }
  }
  const ended = new Promise<Exit>((resolve) => {
    let timer: NodeJS.Timeout | undefined
    child.once('exit', () => {
      kill()
      timer = setTimeout(() => {
        child.stdout.destroy()
        child.stderr.destroy()
      }, streamsCloseMs)
    })
    child.once('close', (exitCode, signal) => {
      clearTimeout(timer)
      resolve({ exitCode, signal })
    })
  })
  return { child, ended, kill }
}

export const exitText = ({ exitCode, signal }: Exit): string =>
  signal === null
    ? `exited with ${exitCode}`
    : `ended by ${signal} (${constants.signals[signal as NodeJS.Signals] ?? '?'})`
