/**
 * The launcher, a process of its own: runs programs for the executor that started it. It is small, and starting a program copies
 * the tables of all the memory of who starts it. When the executor is gone it ends what runs, and then itself.
 */
import { Unavailable } from '../../schemas/failures.ts'
import type { ProgramInput } from '../../schemas/streams/program-run.ts'
import type { FromLauncher, LauncherOptions, SentResult, ToLauncher } from './launch-messages.ts'
import { runOnce } from './run-once.ts'
import { diskWasFull, onFullDisk } from './work-folder.ts'

const options: LauncherOptions = JSON.parse(process.argv[2] ?? '')
const running = new Map<number, AbortController>()
/** Of a program that says more than can be passed on, so many lines wait. */
const heldLines = 1_000
/** What runs when the executor is gone is killed at once; its folder may take a moment to remove. */
const lastMs = 2_000

const send = (message: FromLauncher, sent: () => void = () => {}) => {
  process.send?.(message, undefined, undefined, sent)
}

/** While one message is on its way, lines wait for the next. */
function passOn(run: number) {
  let lines: string[] = []
  let leftOut = 0
  let isSending = false
  const flush = () => {
    if (lines.length === 0) return
    isSending = true
    send({ kind: 'lines', run, lines, leftOut }, () => {
      isSending = false
      flush()
    })
    lines = []
    leftOut = 0
  }
  const add = (line: string) => {
    if (lines.length < heldLines) lines.push(line)
    else leftOut += 1
    if (!isSending) flush()
  }
  return { add, flush }
}

async function run({ run: id, command, bytes }: Extract<ToLauncher, { kind: 'run' }>): Promise<void> {
  const stopping = new AbortController()
  running.set(id, stopping)
  const said = passOn(id)
  let result: SentResult
  try {
    const found = await runOnce(command, heldInput(bytes), options, { signal: stopping.signal, onStderr: said.add })
    // What is a file is released by the executor.
    result = found.failure === null ? { outputs: found.outputs, failure: null } : found
  } catch (error) {
    const service = error instanceof Unavailable ? error.service : null
    result = { thrown: { service, message: error instanceof Error ? error.message : String(error) } }
  }
  running.delete(id)
  said.flush()
  send({ kind: 'result', run: id, result })
}

const heldInput = (bytes: Uint8Array): ProgramInput => ({
  size: bytes.length,
  held: bytes,
  async open() {
    return (async function* () {
      if (bytes.length > 0) yield bytes
    })()
  },
})

process.on('message', (message: ToLauncher) => {
  if (message.kind === 'run') void run(message)
  else if (message.kind === 'stop') running.get(message.run)?.abort()
  else diskWasFull()
})
process.on('disconnect', () => {
  for (const stopping of running.values()) stopping.abort()
  const end = () => {
    if (running.size === 0) process.exit()
  }
  setInterval(end, 10)
  setTimeout(() => process.exit(), lastMs)
  end()
})
// Whoever tells all processes of a service to stop: the executor decides when what runs is to end.
for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.on(signal, () => {})
onFullDisk(() => send({ kind: 'full' }))
process.title = 'tideline-launcher'
send({ kind: 'ready' })
