/**
 * One long-running program for all messages. One that dies is started again, and gets again what it has not answered, in
 * order. The first of these is the suspect: it goes alone, and after so many tries it has failed.
 */
import {
  type ProgramFailure,
  programFailure,
  type RunCommand,
  type Service,
} from '../../schemas/streams/program-run.ts'
import { type Deferred, deferred } from '../../topics/deferred.ts'
import type { Message } from './message.ts'
import { backoffMs, GivenUp, Stopped } from './patience.ts'
import { type Handled, inputFailure, type Runner, type RunnerOptions } from './runner.ts'

interface Job {
  readonly message: Message
  readonly done: Deferred<Handled>
  tries: number
}

const window = 512
/** Larger messages are for programs that run once for each. */
const largestBytes = 64 * 1_048_576
const longestPauseMs = 5_000
/** A program that was started again must live so long before it gets a message: else the message is not to blame. */
const settleMs = 250
/** So many crashes without an answer between are a crash loop, if it dies before it gets a message… */
const startCrashes = 5
/** …and if it dies at messages: more than two bad ones in a row would cause. */
const crashesOf = ({ retry }: RunCommand): number => Math.max(startCrashes, 2 * (retry + 1) + 1)

export function createServiceRunner(options: RunnerOptions): Runner {
  const { command, programs, patience, events } = options
  const queue: Job[] = []
  /** In the order in which they were given. */
  const inFlight = new Set<Job>()
  const oldest = (): Job | undefined => inFlight.values().next().value
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
    for (const { done } of [...inFlight, ...queue]) done.reject(reason)
    inFlight.clear()
    queue.length = 0
  }

  const said = (line: string) => events.said(line, oldest()?.message.id ?? latest?.id ?? null)
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
      patience.pause(settleMs, options.signal).then(() => 'lives' as const),
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
    const suspect = oldest()
    if (suspect !== undefined) {
      suspect.tries += 1
      if (suspect.tries > command.retry) {
        inFlight.delete(suspect)
        suspect.done.resolve({ failure, tries: suspect.tries })
      }
    }
    queue.unshift(...inFlight)
    inFlight.clear()
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

  async function bytesOf({ input }: Message): Promise<Uint8Array | ProgramFailure> {
    if (typeof input === 'string') return programFailure('claim-invalid', input)
    if (input.held !== undefined) return input.held
    if (input.size > largestBytes) {
      return programFailure(
        'input-unframable',
        `${input.size} bytes are more than the ${largestBytes} that a service takes`,
      )
    }
    return patience
      .whenAvailable(async () => {
        const pieces: Uint8Array[] = []
        for await (const piece of await input.open()) pieces.push(piece)
        return pieces.length === 1 ? (pieces[0] as Uint8Array) : Buffer.concat(pieces)
      })
      .catch(inputFailure)
  }

  async function give(job: Job, to: Service): Promise<void> {
    const bytes = await bytesOf(job.message)
    if ('code' in bytes) return job.done.resolve({ failure: bytes, tries: 0 })
    inFlight.add(job)
    latest = job.message
    void to.ask(bytes).then(async (answer) => {
      if (answer.failure === null) {
        if (answer.output === null) await events.flushed()
        crashes = 0
        events.runs()
        const outputs = answer.output === null ? [] : [{ kind: 'bytes' as const, bytes: answer.output }]
        job.done.resolve({ outputs, failure: null, release: async () => {} })
      } else if (answer.failure.code === 'input-unframable') job.done.resolve({ failure: answer.failure, tries: 0 })
      // The program has ended: its end tells what becomes of the message.
      else return
      inFlight.delete(job)
      changed()
    })
  }

  /** From a start of the program to its end. */
  async function round(running: Service): Promise<void> {
    let end: { readonly failure: ProgramFailure | null } | null = null
    void running.ended.then((failure) => {
      end = { failure }
      changed()
    })
    while (end === null) {
      const room = crashes > 0 ? 1 : window
      const next = inFlight.size < room ? queue.shift() : undefined
      if (next !== undefined) await give(next, running)
      else await wake.promise
    }
    const { failure } = end as { readonly failure: ProgramFailure | null }
    // Answers that came before the end are told in the same turn as it.
    await new Promise((resolve) => setImmediate(resolve))
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
    window,
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
      while (inFlight.size > 0 && ended === null && Date.now() < until) {
        await Promise.race([wake.promise, new Promise((resolve) => setTimeout(resolve, 100))])
      }
      await service?.stop(Math.max(0, Math.min(5_000, until - Date.now())))
      endAll(rest)
      changed()
      await running
    },
  }
}
