/** One long-running process: messages in, answers out in the same order, each framed. */
import {
  type Answer,
  type FailureCode,
  type ProgramFailure,
  programFailure,
  type RunCommand,
  type Service,
  type ServiceContext,
} from '../../schemas/streams/program-run.ts'
import { type Deferred, deferred } from '../../topics/deferred.ts'
import { NotRunnable } from './find-program.ts'
import { FrameReader, type Framing, frame } from './frames.ts'
import { followQuiet } from './quiet.ts'
import { repliesOf, Unasked } from './replies.ts'
import { TooLarge } from './spool.ts'
import { exitText, type ProgramOptions, type Started, startProcess } from './start-process.ts'
import { followStderr } from './stderr-lines.ts'
import { makeWorkFolder, removeWorkFolder } from './work-folder.ts'

/** A program that has nothing left to do may take so long to end. */
const lingerMs = 5_000

export async function openService(
  command: RunCommand,
  options: ProgramOptions,
  { onStderr, onOutput }: ServiceContext,
): Promise<Service | { readonly failure: ProgramFailure }> {
  const folder = await makeWorkFolder(options.workRoot, options.user)
  let started: Started
  try {
    started = await startProcess(command, options, { folder, files: {} })
  } catch (error) {
    await removeWorkFolder(folder)
    if (!(error instanceof NotRunnable)) throw error
    return { failure: programFailure('spawn-failed', error.message) }
  }
  const { child, kill } = started
  const framing = command.framing as Framing
  const isStream = command.reply === 'stream'
  const reader = new FrameReader(framing, command.max_output, command.output_trim)
  /** What the program was given and has not answered. */
  const waiting: Deferred<Answer>[] = []
  const replies = repliesOf(command, waiting, onOutput)
  let ending: { readonly code: FailureCode; readonly reason: string } | null = null
  let isStopping = false
  let timer: NodeJS.Timeout | undefined

  const answerAll = (answer: Answer) => {
    for (const asked of waiting.splice(0)) asked.resolve(answer)
  }
  const quiet = followQuiet(
    { pid: child.pid, settleMs: command.settle * 1000, longestMs: command.timeout * 1000 },
    () => {
      answerAll(handled)
      if (isStopping) timer = setTimeout(kill, lingerMs)
    },
  )
  const stderr = followStderr(child.stderr, (line) => {
    quiet.said()
    onStderr(line)
  })
  const end = (code: FailureCode, reason: string): void => {
    ending ??= { code, reason }
    kill()
  }
  /** Each message has its time from when it is the next to be answered. */
  const watch = (): void => {
    clearTimeout(timer)
    if (waiting.length === 0 || isStream) return
    timer = setTimeout(() => end('timeout', `no answer for ${command.timeout} s`), command.timeout * 1000)
  }

  child.stdout.on('data', (piece: Buffer) => {
    if (ending !== null) return
    quiet.said()
    const before = waiting.length
    try {
      for (const bytes of reader.take(piece)) replies.took(bytes)
      if (waiting.length < before) watch()
    } catch (error) {
      if (error instanceof Unasked) end('output-unframed', error.message)
      else if (error instanceof TooLarge) end('output-too-large', error.message)
      else throw error
    }
  })
  child.stdout.on('error', () => {})
  child.stdin.on('error', () => {
    // It would seem to be done with what it never reads.
    if (isStream && !isStopping) end('exit-code', 'it closed its input')
  })

  const ended = started.ended.then(async (exit) => {
    clearTimeout(timer)
    quiet.close()
    const code: FailureCode = ending?.code ?? (exit.signal === null ? 'exit-code' : 'signal')
    const failure = { code, reason: ending?.reason ?? exitText(exit), ...exit, stderr: stderr.tail() }
    // Who read its input to the end and then ended well has done with all of it.
    const isDone = isStream && isStopping && ending === null && command.ok_exit_codes.includes(exit.exitCode ?? -1)
    answerAll(isDone ? handled : { failure })
    await removeWorkFolder(folder)
    return isStopping && ending === null ? null : failure
  })

  /** What is asked in one turn goes in one piece. */
  function write(framed: Uint8Array): void {
    if (child.stdin.writableCorked === 0) {
      child.stdin.cork()
      setImmediate(() => child.stdin.uncork())
    }
    child.stdin.write(framed)
  }

  return {
    ended,
    async ask(message) {
      const framed = frame(message, framing)
      if (framed === null) {
        const reason = 'the message has a line feed, so it is not one line: use length_prefixed'
        return { failure: programFailure('input-unframable', reason) }
      }
      if (child.exitCode !== null || child.signalCode !== null || ending !== null || isStopping) {
        const failure = await ended
        return { failure: failure ?? programFailure('stopped', 'this process stops', stderr.tail()) }
      }
      const asked = deferred<Answer>()
      waiting.push(asked)
      if (waiting.length === 1) watch()
      if (isStream) quiet.given()
      write(framed)
      return asked.promise
    },
    async stop(graceMs) {
      isStopping = true
      child.stdin.end()
      const limit = setTimeout(kill, waiting.length > 0 ? graceMs : Math.min(lingerMs, graceMs))
      await ended
      clearTimeout(limit)
    },
  }
}

const handled: Answer = { outputs: [], failure: null }
