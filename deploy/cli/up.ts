import { spawn } from 'node:child_process'
import { closeSync, mkdirSync, openSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { Command, Option } from 'commander'
import { delay } from '../wait.ts'
import { CommandError, examples, note, print, table, untilInterrupted } from './context.ts'

const defaultData = '.tideline/up'

/** What a running stack leaves in its data folder. */
export interface UpState {
  readonly pid: number
  readonly endpoints: Readonly<Record<string, string>>
  readonly services: readonly { readonly name: string; readonly address: string; readonly startedInMs: number }[]
}
const stateFile = (data: string) => join(data, 'up.json')
const logFile = (data: string) => join(data, 'up.log')
const envFile = (data: string) => join(data, 'env')

export const upCommand = (): Command =>
  new Command('up')
    .description('Starts the local services in the background and writes an env file with their endpoints.')
    .option('--data <dir>', 'folder of all their state', defaultData)
    .addOption(new Option('--foreground', 'stay, and stop the services on Ctrl-C'))
    .addHelpText('after', examples('tideline up', 'tideline up --data /var/lib/tideline'))
    .action(async ({ data, foreground }: { data: string; foreground?: true }) => {
      const folder = resolve(data)
      mkdirSync(folder, { recursive: true })
      if (foreground === true) await hold(folder)
      else await startDetached(folder)
    })

export const downCommand = (): Command =>
  new Command('down')
    .description('Stops the services that `tideline up` started; their state stays.')
    .option('--data <dir>', 'folder of all their state', defaultData)
    .addHelpText('after', examples('tideline down'))
    .action(async ({ data }: { data: string }) => {
      const folder = resolve(data)
      const state = runningState(folder)
      if (state === null) throw new CommandError(`nothing runs on ${folder}: 'tideline up --data ${data}' starts it`)
      process.kill(state.pid, 'SIGTERM')
      for (let waitedMs = 0; isAlive(state.pid); waitedMs += 200) {
        if (waitedMs > 60_000) throw new CommandError(`process ${state.pid} does not stop: see ${logFile(folder)}`)
        await delay(200)
      }
      note('all services are stopped')
    })

/** Runs the stack in this process until a signal. */
async function hold(folder: string): Promise<void> {
  const running = runningState(folder)
  if (running !== null)
    throw new CommandError(`process ${running.pid} already runs on ${folder}: use it or 'tideline down'`)
  const { startStack } = await import('../local/stack.ts')
  const interrupted = untilInterrupted()
  const stack = await startStack({ dataDir: folder, progress: note })
  try {
    const services = stack.services.map(({ name, address, startedInMs }) => ({ name, address, startedInMs }))
    const lines = Object.entries(stack.endpoints).map(([name, value]) => `${name}=${value}\n`)
    writeFileSync(envFile(folder), lines.join(''), { mode: 0o600 })
    const state: UpState = { pid: process.pid, endpoints: stack.endpoints, services }
    writeFileSync(stateFile(folder), JSON.stringify(state, null, 2), { mode: 0o600 })
    describe(folder, state)
    // A pending timer keeps the process: a promise alone does not.
    const awake = setInterval(() => {}, 60_000)
    if (!interrupted.signal.aborted) {
      await new Promise((done) => interrupted.signal.addEventListener('abort', done, { once: true }))
    }
    clearInterval(awake)
  } finally {
    rmSync(stateFile(folder), { force: true })
    await stack.stop()
  }
}

/** Starts this same command in the background and shows its progress until the services answer. */
async function startDetached(folder: string): Promise<void> {
  const running = runningState(folder)
  if (running !== null) {
    note(`already running, process ${running.pid}`)
    return describe(folder, running)
  }
  const log = openSync(logFile(folder), 'w')
  const script = process.argv[1] ?? ''
  const child = spawn(process.execPath, [script, 'up', '--foreground', '--data', folder], {
    detached: true,
    stdio: ['ignore', log, log],
  })
  closeSync(log)
  let exitCode: number | null = null
  child.once('exit', (code) => {
    exitCode = code ?? 1
  })
  let shown = 0
  const show = () => {
    if (statSync(logFile(folder)).size === shown) return
    const text = readFileSync(logFile(folder))
    const end = text.lastIndexOf('\n') + 1
    process.stderr.write(text.subarray(shown, end))
    shown = end
  }
  while (runningState(folder)?.pid !== child.pid) {
    if (exitCode !== null) {
      const last = readFileSync(logFile(folder), 'utf8').trim().split('\n').at(-1) ?? ''
      throw new CommandError(last.replace(/^tideline: /, '') || `the services did not start: see ${logFile(folder)}`)
    }
    show()
    await delay(200)
  }
  child.unref()
  describe(folder, runningState(folder) as UpState)
}

function describe(folder: string, { services }: UpState): void {
  const rows = services.map(({ name, address, startedInMs }) => [name, address, `${(startedInMs / 1000).toFixed(1)} s`])
  for (const line of table(['SERVICE', 'ADDRESS', 'STARTED IN'], rows)) print(line)
  print(`\nuse them:  tideline --env ${envFile(folder)} provision`)
  print(`or:        set -a; . ${envFile(folder)}; set +a`)
}

/** The state of the stack that runs on the folder; null when none does. */
export function runningState(folder: string): UpState | null {
  try {
    const state = JSON.parse(readFileSync(stateFile(folder), 'utf8')) as UpState
    return isAlive(state.pid) && isOurs(state.pid, folder) ? state : null
  } catch {
    return null
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}

/** A process number is used again after a while: look at the command line, where the system shows it. */
function isOurs(pid: number, folder: string): boolean {
  try {
    const words = readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0')
    return words.includes('--foreground') && words.some((word) => resolve(word) === folder)
  } catch {
    return true
  }
}
