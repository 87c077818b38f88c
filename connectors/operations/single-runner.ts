/** A process for each message, up to so many at once. */
import { programFailure } from '../../schemas/streams/program-run.ts'
import { deferred } from '../../topics/deferred.ts'
import type { Message } from './message.ts'
import { backoffMs, Stopped } from './patience.ts'
import { type Handled, inputFailure, type Runner, type RunnerOptions } from './runner.ts'

const longestPauseMs = 5_000

export function createSingleRunner(options: RunnerOptions): Runner {
  const { command, programs, concurrency, patience, events } = options
  const waiting: (() => void)[] = []
  const ending = new AbortController()
  let running = 0
  let quiet = deferred()
  quiet.resolve()

  async function slot(): Promise<void> {
    if (running === 0) quiet = deferred()
    if (running < concurrency) {
      running += 1
      return
    }
    await new Promise<void>((resolve) => waiting.push(resolve))
  }
  function leave(): void {
    const next = waiting.shift()
    if (next !== undefined) next()
    else running -= 1
    if (running === 0) quiet.resolve()
  }

  async function tryAll({ id, input }: Message): Promise<Handled> {
    if (typeof input === 'string') return { failure: programFailure('claim-invalid', input), tries: 0 }
    for (let tries = 1; ; tries += 1) {
      if (ending.signal.aborted || options.signal.aborted) throw new Stopped('this process stops')
      const context = { signal: ending.signal, onStderr: (line: string) => events.said(line, id) }
      const result = await patience
        .whenAvailable(() => programs.runOnce(command, input, context))
        .catch((error: unknown) => ({ failure: inputFailure(error) }))
      if (result.failure === null) {
        events.runs()
        return result
      }
      const { failure } = result
      if (failure.code === 'stopped') throw new Stopped(failure.reason)
      if (failure.code.startsWith('claim-') || tries > command.retry) return { failure, tries }
      events.retried(failure)
      await patience.pause(backoffMs(tries - 1, longestPauseMs), options.signal)
    }
  }

  return {
    window: concurrency,
    async handle(message) {
      await slot()
      try {
        return await tryAll(message)
      } finally {
        leave()
      }
    },
    async stop(graceMs) {
      const limit = setTimeout(() => ending.abort(), graceMs)
      await quiet.promise
      clearTimeout(limit)
    },
  }
}
