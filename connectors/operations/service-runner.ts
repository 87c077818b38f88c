/**
 * One long-running program for all messages. One that dies is started again, and gets again what it has not answered, in
 * order. The first of these is the suspect: it goes alone, and after so many tries it has failed.
 */
import {
  type Answer,
  type ProgramFailure,
  programFailure,
  type RunCommand,
  type Service,
} from '../../schemas/streams/program-run.ts'
import { type Deferred, deferred } from '../../topics/deferred.ts'
import { InFlight } from './in-flight.ts'
import type { Message } from './message.ts'
import { backoffMs, GivenUp, Stopped } from './patience.ts'
import type { Handled, Runner, RunnerOptions } from './runner.ts'
import { wholeInput } from './whole-input.ts'

interface Job {
  readonly message: Message
  readonly done: Deferred<Handled>
  tries: number
}

/** Larger messages are for programs that run once for each. Of all that a program was given, about as much is held. */
const largestBytes = 64 * 1_048_576
const longestPauseMs = 5_000
/** A program that was started again must live so long before it gets a message: else the message is not to blame. */
const mustLiveMs = 250
/** So many crashes without an answer between are a crash loop, if it dies before it gets a message… */
const startCrashes = 5
/** …and if it dies at messages: more than two bad ones in a row would cause. */
const crashesOf = ({ retry }: RunCommand): number => Math.max(startCrashes, 2 * (retry + 1) + 1)

export function createServiceRunner(options: RunnerOptions): Runner {
  const { command, programs, patience, events } = options
  const queue: Job[] = []
  const inFlight = new InFlight<Job>(command.reply, largestBytes)
  /** Of each message given to the program that runs, until what its answer leads to is known. */
  const answering = new Set<Promise<void>>()
  let service: Service | null = null
  let crashes = 0
  let latest: Message | null = null
  let ended: unknown = null
  let isStopping = false
  let wake = deferred()
  const changed = (): void => {
    wake.resolve()
    wake = deferred()
  }

  function endAll(reason: unknown): void {
    ended = reason
    for (const { done } of [...inFlight.takeBack(), ...queue.splice(0)]) done.reject(reason)
  }

  const said = (line: string) => events.said(line, inFlight.oldest?.message.id ?? latest?.id ?? null)
  const putOut = (bytes: Uint8Array) => {
    if (latest !== null) events.putOut(bytes, latest)
  }

  /** Null: it can not be started, or does not live; that was counted. */
  async function start(): Promise<Service | null> {
    const opened = await patience.whenAvailable(() =>
      programs.openService(command, { onStderr: said, onOutput: putOut }),
    )
    if ('failure' in opened) return crash(opened.failure)
    if (crashes === 0) return opened
    const early = await Promise.race([
      opened.ended,
      patience.pause(mustLiveMs, options.signal).then(() => 'lives' as const),
    ])
    return early === 'lives' ? opened : crash(early ?? programFailure('exit-code', 'ended'))
  }

  async function crash(failure: ProgramFailure): Promise<null> {
    crashes += 1
    const wasEnd = failure.code === 'exit-code' && command.ok_exit_codes.includes(failure.exitCode ?? -1)
    if (command.restart === 'never' || (command.restart === 'on_failure' && wasEnd)) {
      const how = `${failure.reason}, and restart is ${command.restart}`
      throw new GivenUp(wasEnd ? 'exited' : 'failed', how)
    }
    const most = failure.code === 'spawn-failed' || inFlight.size === 0 ? startCrashes : crashesOf(command)
    const suspect = inFlight.oldest
    if (suspect !== undefined) {
      suspect.tries += 1
      if (suspect.tries > command.retry) {
        inFlight.remove(suspect)
        suspect.done.resolve({ failure, tries: suspect.tries })
      }
    }
    queue.unshift(...inFlight.takeBack())
    if (crashes >= most) {
      const last = failure.stderr.trim().split('\n').at(-1) ?? ''
      throw new GivenUp(
        'failed',
        `${crashes} crashes without an answer between; last: ${failure.reason}. ${last}`.trim(),
      )
    }
    events.crashed(failure, crashes)
    await patience.pause(backoffMs(crashes - 1, longestPauseMs), options.signal)
    return null
  }

  async function give(job: Job, to: Service): Promise<void> {
    const bytes = await wholeInput(job.message, largestBytes, patience)
    if ('code' in bytes) return job.done.resolve({ failure: bytes, tries: 0 })
    inFlight.add(job, bytes.length)
    latest = job.message
    const answered = takeAnswer(job, to.ask(bytes)).finally(() => {
      answering.delete(answered)
      changed()
    })
    answering.add(answered)
  }

  async function takeAnswer(job: Job, asked: Promise<Answer>): Promise<void> {
    const answer = await asked
    if (answer.failure === null) {
      try {
        if (command.reply === 'stream') await events.flushed()
      } catch {
        // This process stops, and what was put out is not published: the message comes again.
        return
      }
      crashes = 0
      events.runs()
      const outputs = answer.outputs.map((output) => ({ kind: 'bytes' as const, bytes: output }))
      job.done.resolve({ outputs, failure: null, release: async () => {} })
    } else if (answer.failure.code === 'input-unframable') job.done.resolve({ failure: answer.failure, tries: 0 })
    // The program has ended: its end tells what becomes of the message.
    else return
    inFlight.answered(job)
  }

  /** From a start of the program to its end. */
  async function round(running: Service): Promise<void> {
    let end: { readonly failure: ProgramFailure | null } | null = null
    void running.ended.then((failure) => {
      end = { failure }
      changed()
    })
    while (end === null) {
      const next = inFlight.hasRoom ? queue.shift() : undefined
      if (next !== undefined) await give(next, running)
      else await wake.promise
    }
    const { failure } = end as { readonly failure: ProgramFailure | null }
    // Answers that came before the end count.
    await Promise.all(answering)
    if (isStopping || failure === null) throw new Stopped('this process stops')
    await crash(failure)
  }

  async function run(): Promise<void> {
    while (!isStopping) {
      service = await start()
      if (service !== null) await round(service)
    }
  }
  const running = run().catch((error: unknown) => endAll(error))

  return {
    window: inFlight.window,
    handle(message) {
      if (ended !== null) return Promise.reject(ended)
      if (isStopping) return Promise.reject(new Stopped('this process stops'))
      const done = deferred<Handled>()
      queue.push({ message, done, tries: 0 })
      changed()
      return done.promise
    },
    async stop(graceMs) {
      isStopping = true
      const until = Date.now() + graceMs
      const rest = new Stopped('this process stops')
      for (const { done } of queue.splice(0)) done.reject(rest)
      const left = () => Math.max(0, until - Date.now())
      // With `reply` `stream` the end of its input is the surest way to learn that it has done with all.
      while (command.reply !== 'stream' && inFlight.size > 0 && ended === null && left() > 0) {
        await Promise.race([wake.promise, new Promise((resolve) => setTimeout(resolve, 100))])
      }
      await service?.stop(left())
      await Promise.all(answering)
      endAll(rest)
      changed()
      await running
    },
  }
}
