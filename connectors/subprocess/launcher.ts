/** The executor's side of its launcher: started when many programs are to run, ended when there are none. */
import { type ChildProcess, spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { Unavailable } from '../../schemas/failures.ts'
import type { RunCommand, RunContext, RunResult } from '../../schemas/streams/program-run.ts'
import type { FromLauncher, LauncherOptions, SentResult, ToLauncher } from './launch-messages.ts'
import type { ProgramOptions } from './start-process.ts'
import { diskWasFull, onFullDisk, removeWorkFolder } from './work-folder.ts'

/** Only where the project is built: no process runs its sources. */
const main = join(import.meta.dirname, 'launcher-main.js')

/** So many programs in so long are worth a launcher. Milliseconds. */
const worthIt = { runs: 8, withinMs: 4_000 }
const idleMs = 30_000
/** Between two starts. */
const againMs = 2_000

interface Run {
  readonly context: RunContext
  /** Null: the launcher is gone. */
  settle(result: SentResult | null): void
}

export class Launcher {
  #child: ChildProcess | null = null
  #isReady = false
  #startedAt = Number.NEGATIVE_INFINITY
  #asked = { since: 0, runs: 0 }
  #number = 0
  #idle: NodeJS.Timeout | undefined
  readonly #runs = new Map<number, Run>()

  constructor(
    private readonly options: ProgramOptions,
    private readonly file = main,
  ) {
    onFullDisk(() => this.#send({ kind: 'full' }))
  }

  get pid(): number | null {
    return (this.#isReady && this.#child?.pid) || null
  }

  /** Programs now. */
  get running(): number {
    return this.#runs.size
  }

  /** Rejects as `runOnce` does. Null: there is no launcher, or it went away midway; the program is to be run without. */
  async run(command: RunCommand, bytes: Uint8Array, context: RunContext): Promise<RunResult | null> {
    if (!this.#isReady) {
      if (this.#isWorthIt()) this.start()
      return null
    }
    this.#idle?.refresh()
    this.#number += 1
    const run = this.#number
    const stop = () => this.#send({ kind: 'stop', run })
    context.signal.addEventListener('abort', stop, { once: true })
    try {
      const result = await new Promise<SentResult | null>((settle) => {
        this.#runs.set(run, { context, settle })
        this.#child?.channel?.ref()
        this.#send({ kind: 'run', run, command, bytes })
        if (context.signal.aborted) stop()
      })
      return result === null ? null : received(result)
    } finally {
      context.signal.removeEventListener('abort', stop)
      this.#runs.delete(run)
      if (this.#runs.size === 0) this.#child?.channel?.unref()
    }
  }

  start(): void {
    if (this.#child !== null || performance.now() - this.#startedAt < againMs || !existsSync(this.file)) return
    this.#startedAt = performance.now()
    const options: LauncherOptions = { ...this.options, owner: process.pid }
    // In a group of its own: what a terminal tells the executor is not for it.
    const child = spawn(process.execPath, [this.file, JSON.stringify(options)], {
      ...{ env: {}, cwd: '/', detached: true, serialization: 'advanced' },
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    })
    this.#child = child
    child.unref()
    child.channel?.unref()
    child.on('message', (message: FromLauncher) => this.#take(message))
    const gone = () => {
      if (this.#child === child) this.#forget()
    }
    // Not at its exit: what it had sent is read before.
    child.once('disconnect', gone)
    child.on('error', gone)
  }

  /** What runs in it is run without. */
  stop(): void {
    if (this.#child?.connected) this.#child.disconnect()
  }

  #forget(): void {
    clearTimeout(this.#idle)
    this.#child = null
    this.#isReady = false
    for (const { settle } of this.#runs.values()) settle(null)
  }

  #take(message: FromLauncher): void {
    if (message.kind === 'ready') this.#begin()
    else if (message.kind === 'full') diskWasFull()
    else {
      const run = this.#runs.get(message.run)
      if (message.kind === 'result') run?.settle(message.result)
      else {
        for (const line of message.lines) run?.context.onStderr(line)
        if (message.leftOut > 0) run?.context.onStderr(`warning: ${message.leftOut} lines were left out`)
      }
    }
  }

  #begin(): void {
    this.#isReady = true
    this.#idle = setTimeout(() => {
      if (this.#runs.size === 0) this.stop()
      else this.#idle?.refresh()
    }, idleMs).unref()
  }

  #send(message: ToLauncher): void {
    if (this.#child?.connected) this.#child.send(message, () => {})
  }

  #isWorthIt(): boolean {
    const now = performance.now()
    if (now - this.#asked.since > worthIt.withinMs) this.#asked = { since: now, runs: 0 }
    this.#asked.runs += 1
    return this.#asked.runs >= worthIt.runs
  }
}

function received(result: SentResult): RunResult {
  if ('thrown' in result) {
    const { service, message } = result.thrown
    throw service === null ? new Error(message) : new Unavailable(service, message)
  }
  if (result.failure !== null) return result
  const { outputs } = result
  const folders = new Set(outputs.flatMap((output) => (output.kind === 'file' ? [dirname(output.path)] : [])))
  return { ...result, release: async () => void (await Promise.all([...folders].map(removeWorkFolder))) }
}
