/** One long-running process: messages in, answers out in the same order, each framed. */
import { setTimeout as pause } from 'node:timers/promises'
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
import { TooLarge } from './spool.ts'
import { exitText, type ProgramOptions, type Started, startProcess } from './start-process.ts'
import { followStderr } from './stderr-lines.ts'
import { makeWorkFolder, removeWorkFolder } from './work-folder.ts'

interface Asked {
  readonly answer: Deferred<Answer>
}

/** With `reply` `stream`, what a message leads to is taken to be there after so long. */
const settleMs = 200

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
  const stderr = followStderr(child.stderr, onStderr)
  const reader = new FrameReader(framing, command.max_output, command.output_trim)
  const waiting: Asked[] = []
  let ending: { readonly code: FailureCode; readonly reason: string } | null = null
  let isStopping = false
  let timer: NodeJS.Timeout | undefined

  const end = (code: FailureCode, reason: string): void => {
    ending ??= { code, reason }
    kill()
  }
  /** Each message has its time from when it is the next to be answered. */
  const watch = (): void => {
    clearTimeout(timer)
    if (waiting.length === 0) return
    timer = setTimeout(() => end('timeout', `no answer for ${command.timeout} s`), command.timeout * 1000)
  }

  child.stdout.on('data', (piece: Buffer) => {
    if (ending !== null) return
    try {
      const found = reader.take(piece)
      for (const bytes of found) {
        if (command.reply === 'stream') onOutput(bytes)
        else {
          const asked = waiting.shift()
          if (asked === undefined) return end('output-unframed', 'it put out a message that answers none')
          asked.answer.resolve({ output: bytes, failure: null })
        }
      }
      if (found.length > 0) watch()
    } catch (error) {
      if (!(error instanceof TooLarge)) throw error
      end('output-too-large', error.message)
    }
  })
  child.stdout.on('error', () => {})

  const ended = started.ended.then(async (exit) => {
    clearTimeout(timer)
    const code: FailureCode = ending?.code ?? (exit.signal === null ? 'exit-code' : 'signal')
    const failure = { code, reason: ending?.reason ?? exitText(exit), ...exit, stderr: stderr.tail() }
    for (const { answer } of waiting.splice(0)) answer.resolve({ failure })
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

  async function askForStream(framed: Uint8Array): Promise<Answer> {
    const written = new Promise<void>((resolve) => child.stdin.write(framed, () => resolve()))
    await Promise.race([written, ended])
    const failure = await Promise.race([ended, pause(settleMs, 'quiet' as const)])
    if (failure === 'quiet') return { output: null, failure: null }
    return failure === null ? { failure: stopped(stderr.tail()) } : { failure }
  }

  return {
    ended,
    async ask(message) {
      const framed = frame(message, framing)
      if (framed === null) {
        const reason = 'the message has a line feed, so it is not one line: use length_prefixed'
        return { failure: programFailure('input-unframable', reason) }
      }
      if (command.reply === 'stream') return askForStream(framed)
      if (child.exitCode !== null || child.signalCode !== null || ending !== null || isStopping) {
        const failure = await ended
        return { failure: failure ?? stopped(stderr.tail()) }
      }
      const asked = { answer: deferred<Answer>() }
      waiting.push(asked)
      if (waiting.length === 1) watch()
      write(framed)
      return asked.answer.promise
    },
    async stop(graceMs) {
      isStopping = true
      child.stdin.end()
      const limit = setTimeout(kill, graceMs)
      await ended
      clearTimeout(limit)
    },
  }
}

const stopped = (stderr: string): ProgramFailure => programFailure('stopped', 'this process stops', stderr)
