/** A process for one message. Input, output and standard error flow at the same time, each at its own pace. */
import { once } from 'node:events'
import { chown, open, stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { Writable } from 'node:stream'
import { inputFile, outputFile } from '../../schemas/streams/process-definition.ts'
import {
  type FailureCode,
  heldOutputBytes,
  type ProgramInput,
  type ProgramOutput,
  programFailure,
  type RunCommand,
  type RunContext,
  type RunResult,
} from '../../schemas/streams/program-run.ts'
import { NotRunnable } from './find-program.ts'
import { outputsOf } from './outputs.ts'
import { spool, TooLarge } from './spool.ts'
import { exitText, type ProgramOptions, type Started, startProcess } from './start-process.ts'
import { followStderr } from './stderr-lines.ts'
import { asUnavailable, makeWorkFolder, noRoomFor, removeWorkFolder } from './work-folder.ts'

/**
 * Rejects with what opening or reading the input rejects with, and with `Unavailable` where the work folder takes no more;
 * all that the program does comes as a result.
 */
export async function runOnce(
  command: RunCommand,
  input: ProgramInput,
  options: ProgramOptions,
  context: RunContext,
): Promise<RunResult> {
  const began = performance.now()
  const folder = await makeWorkFolder(options.workRoot, options.user, options.owner)
  const release = () => removeWorkFolder(folder)
  try {
    const result = await runIn(folder, command, input, options, context)
    if (result.failure === null) {
      if (result.outputs.some(({ kind }) => kind === 'file')) return { ...result, release }
      await release()
      return { ...result, release: async () => {} }
    }
    const { code } = result.failure
    const most = command.max_output + input.size
    if (code === 'exit-code' || code === 'signal') {
      const noRoom = await noRoomFor(folder, { cwd: command.cwd, most, began })
      if (noRoom !== null) throw noRoom
    }
    await release()
    return result
  } catch (error) {
    await release()
    throw error
  }
}

type Ran =
  | { readonly outputs: readonly ProgramOutput[]; readonly failure: null }
  | Extract<RunResult, { failure: object }>

async function runIn(
  folder: string,
  command: RunCommand,
  input: ProgramInput,
  options: ProgramOptions,
  { signal, onStderr }: RunContext,
): Promise<Ran> {
  const files = { [inputFile]: join(folder, 'input'), [outputFile]: join(folder, 'output') }
  if (command.takesFile) await writeInput(input, files[inputFile] as string, options)
  let started: Started
  try {
    started = await startProcess(command, options, { folder, files })
  } catch (error) {
    if (!(error instanceof NotRunnable)) throw error
    return { failure: programFailure('spawn-failed', error.message) }
  }
  const { child, ended, kill } = started
  const stderr = followStderr(child.stderr, onStderr)
  let ending: { readonly code: FailureCode; readonly reason: string } | null = null
  let thrown: unknown
  const end = (code: FailureCode, reason: string) => {
    ending ??= { code, reason }
    kill()
  }
  const timer = setTimeout(() => end('timeout', `took more than ${command.timeout} s`), command.timeout * 1000)
  const stop = () => end('stopped', 'this process stops')
  signal.addEventListener('abort', stop, { once: true })
  if (signal.aborted) stop()
  try {
    const feeding = command.takesFile
      ? Promise.resolve(child.stdin.end())
      : feed(child.stdin, input, command).catch((error: unknown) => {
          thrown = error
          end('stopped', 'its input failed')
        })
    const trims = command.output_trim && command.framing === 'text' && !command.givesFile
    const reading = spool(child.stdout, join(folder, '.stdout'), { most: command.max_output, trims }).catch(
      (error: unknown) => {
        if (error instanceof TooLarge) end('output-too-large', error.message)
        else if (ending === null) thrown = asUnavailable(error)
        kill()
        return null
      },
    )
    const [exit, printed] = await Promise.all([ended, reading, feeding])
    if (thrown !== undefined) throw thrown
    const failed = (code: FailureCode, reason: string): Ran => ({
      failure: { code, reason, ...exit, stderr: stderr.tail() },
    })
    const early = ending as { readonly code: FailureCode; readonly reason: string } | null
    if (early !== null) return failed(early.code, early.reason)
    if (exit.signal !== null) return failed('signal', exitText(exit))
    if (!command.ok_exit_codes.includes(exit.exitCode ?? -1)) return failed('exit-code', exitText(exit))
    if (!command.givesFile) return await outputsOf(printed as ProgramOutput, command, failed)
    return await writtenOutput(files[outputFile] as string, command, failed)
  } finally {
    clearTimeout(timer)
    signal.removeEventListener('abort', stop)
  }
}

async function writtenOutput(
  path: string,
  { max_output }: RunCommand,
  failed: (code: FailureCode, reason: string) => Ran,
) {
  const info = await stat(path).catch(() => null)
  if (info === null) return failed('exit-code', 'ended well and left no output file')
  if (!info.isFile()) return failed('exit-code', 'left something for an output that is no file')
  if (info.size > max_output) return failed('output-too-large', `more than ${max_output} bytes of output`)
  const output: ProgramOutput =
    info.size > heldOutputBytes
      ? { kind: 'file', path, size: info.size }
      : { kind: 'bytes', bytes: await readWhole(path, info.size) }
  return { outputs: [output], failure: null } satisfies Ran
}

async function readWhole(path: string, size: number): Promise<Uint8Array> {
  const file = await open(path, 'r')
  try {
    const bytes = Buffer.alloc(size)
    for (let at = 0; at < size; ) {
      const { bytesRead } = await file.read(bytes, at, size - at, at)
      if (bytesRead === 0) return bytes.subarray(0, at)
      at += bytesRead
    }
    return bytes
  } finally {
    await file.close()
  }
}

async function writeInput(input: ProgramInput, path: string, { user }: ProgramOptions): Promise<void> {
  const bytes = await input.open()
  try {
    const file = await open(path, 'wx', 0o600)
    try {
      for await (const piece of bytes)
        for (let at = 0; at < piece.length; ) at += (await file.write(piece, at)).bytesWritten
    } finally {
      await file.close()
    }
    if (user !== null) await chown(path, user.uid, user.gid)
  } catch (error) {
    throw asUnavailable(error)
  }
}

/** Rejects only when the input does: a program need not read all of it. */
async function feed(stdin: Writable, input: ProgramInput, { framing }: RunCommand): Promise<void> {
  const before = framing === 'length_prefixed' ? lengthOf(input.size) : nothing
  const after = framing === 'text' || framing === 'lines' ? Buffer.of(10) : nothing
  if (input.held !== undefined) {
    stdin.end(Buffer.concat([before, input.held, after]))
    return
  }
  const gone = once(stdin, 'close').catch(() => {})
  const write = async (bytes: Uint8Array): Promise<void> => {
    if (bytes.length === 0 || !stdin.writable || stdin.write(bytes)) return
    await Promise.race([once(stdin, 'drain').catch(() => {}), gone])
  }
  await write(before)
  for await (const piece of await input.open()) {
    if (!stdin.writable) return
    await write(piece)
  }
  await write(after)
  stdin.end()
}

const nothing = Buffer.alloc(0)
const lengthOf = (size: number): Uint8Array => {
  const head = Buffer.alloc(4)
  head.writeUInt32BE(size)
  return head
}
