/** One member of an operation: reads its share of the input, runs the program, puts out, tells how it stands. */

import { deadLetterStream, operationGroup, streamTopic } from '../../schemas/streams/managed-stream.ts'
import type { ProcessCommand } from '../../schemas/streams/process-command.ts'
import type { ProgramFailure } from '../../schemas/streams/program-run.ts'
import type { BatchContext, RecordBatch, Subscription } from '../../topics/broker.ts'
import { deferred } from '../../topics/deferred.ts'
import { Duplicates } from '../../topics/duplicates.ts'
import { Outbox } from './outbox.ts'
import { type WorkOptions, workOn } from './partition-work.ts'
import { GivenUp, Patience } from './patience.ts'
import type { OperationPorts, WantedOperation } from './ports.ts'
import { ProgramLog } from './program-log.ts'
import { Report } from './report.ts'
import type { Runner, RunnerEvents } from './runner.ts'
import { createServiceRunner } from './service-runner.ts'
import { createSingleRunner } from './single-runner.ts'

export interface Replica {
  readonly name: string
  /** Resolves when it has ended: by `stop`; because its program can not be kept running; because reading failed. */
  readonly ended: Promise<'stopped' | 'given up' | 'failed'>
  stop(graceMs: number): Promise<void>
}

export interface ReplicaOptions {
  readonly wish: WantedOperation['wish']
  readonly command: ProcessCommand
  readonly replica: string
  readonly executor: string
}

/** Rejects with `Unavailable` when the input can not be read (yet). */
export async function startReplica(options: ReplicaOptions, ports: OperationPorts): Promise<Replica> {
  const { wish, replica, executor } = options
  const log = ports.log.child({ operation: wish.name, replica })
  const of = { operation: wish.name, replica }
  const report = new Report({ ...of, executor, generation: wish.generation }, ports, 'pending')
  const work = await openWork(options, { ...ports, log }, report, '').catch(async (error: unknown) => {
    report.fault(problemOf('replica-failed', error))
    await report.close('died-requested')
    throw error
  })
  const ended = deferred<'stopped' | 'given up' | 'failed'>()
  let givenUp: GivenUp | null = null

  async function onBatch({ records }: RecordBatch, context: BatchContext): Promise<void> {
    if (givenUp !== null) return
    try {
      await workOn(records, context, work.options)
    } catch (error) {
      if (!(error instanceof GivenUp)) throw error
      if (givenUp !== null) return
      givenUp = error
      ended.resolve('given up')
    }
  }

  let subscription: Subscription
  try {
    const topics = [streamTopic(wish.input)]
    subscription = await ports.broker.subscribe({ group: operationGroup(wish.name), topics, from: 'earliest', onBatch })
  } catch (error) {
    await work.close(0)
    report.fault(problemOf('replica-failed', error))
    await report.close('died-requested')
    throw error
  }
  subscription.ready.then(
    () => report.become('running'),
    () => {},
  )
  subscription.finished.catch((error: unknown) => {
    report.fault(problemOf('replica-failed', error))
    ended.resolve('failed')
  })
  log.info({ generation: wish.generation }, 'an operation runs')

  let stopping: Promise<void> | null = null
  async function stop(graceMs: number): Promise<void> {
    if (givenUp === null) report.become('terminating')
    ended.resolve('stopped')
    work.stop()
    await Promise.all([subscription.stop(), work.close(graceMs)])
    const how = await ended.promise
    if (givenUp !== null) {
      report.fault(problemOf('program-given-up', givenUp))
      log.error({ reason: givenUp.message }, 'an operation is given up')
    }
    await report.close(givenUp?.state ?? (how === 'failed' ? 'died-requested' : 'terminated'))
  }

  return {
    name: replica,
    ended: ended.promise,
    stop(graceMs) {
      stopping ??= stop(graceMs)
      return stopping
    },
  }
}

/** The program, and what becomes of messages that go through it. `again`: the request to try dead letters again, else empty. */
export async function openWork(
  { wish, command, replica }: Pick<ReplicaOptions, 'wish' | 'command' | 'replica'>,
  ports: OperationPorts,
  report: Report,
  again: string,
) {
  const { broker, objects, messages, programs, log } = ports
  const stopping = new AbortController()
  const hardStop = new AbortController()
  const patience = new Patience(log, hardStop.signal, (error) => report.fault(problemOf('service-unavailable', error)))
  const source = again === '' ? wish.input : deadLetterStream(wish.name)
  const [input, output] = await Promise.all(
    [source, wish.output].map((name) => broker.admin.describeTopic(streamTopic(name))),
  )
  if (!input || !output) throw new Error(`the stream ${input ? wish.output : source} is not there`)
  const outbox = new Outbox({
    ...{ operation: wish.name, output: wish.output, partitions: output.partitions.length, objects, again },
    ...{ publishesEmpty: command.empty_output === 'publish', publisher: messages },
  })
  const said = new ProgramLog({ operation: wish.name, replica }, ports)
  let publishing: Promise<void> = Promise.resolve()
  let stream = { after: '', index: 0 }
  const events: RunnerEvents = {
    said: (line, messageId) => said.add(line, messageId),
    putOut(bytes, after) {
      stream = { after: after.id, index: stream.after === after.id ? stream.index + 1 : 0 }
      const { index } = stream
      publishing = publishing.then(async () => {
        const found = outbox.streamed(after, bytes, index)
        await patience.whenAvailable(() => outbox.publish(found))
        report.count({ published: found.length })
      })
      publishing.catch(() => {})
    },
    flushed: () => publishing,
    retried(failure) {
      report.count({ retried: 1 })
      report.fault(failureProblem(failure))
    },
    crashed(failure, restarts) {
      report.nextRound()
      report.restarts(restarts)
      report.become('died-requested', failureProblem(failure))
    },
    runs() {
      report.restarts(0)
      report.become('running')
    },
  }
  const shared = { command, programs, concurrency: wish.concurrency, patience, events, signal: stopping.signal }
  const runner: Runner = command.process_type === 'service' ? createServiceRunner(shared) : createSingleRunner(shared)
  const options: WorkOptions = {
    topicId: input.id ?? '',
    ...{ runner, outbox, objects, patience, signal: stopping.signal },
    duplicates: new Duplicates(broker, { looksBack: false }),
    done: (counts) => report.count(counts),
    failed({ failure }, { id }) {
      log.warn({ message: id, code: failure.code, reason: failure.reason }, 'a message goes to the dead letters')
      report.count({ failed: 1 })
      report.fault(failureProblem(failure))
    },
  }
  return {
    options,
    /** Nothing new is begun. */
    stop: () => stopping.abort(),
    async close(graceMs: number): Promise<void> {
      stopping.abort()
      const limit = setTimeout(() => hardStop.abort(), graceMs)
      await runner.stop(graceMs)
      clearTimeout(limit)
      hardStop.abort()
      await said.close()
    },
  }
}

export const problemOf = (code: string, error: unknown) => ({
  code,
  detail: error instanceof Error ? error.message : String(error),
  field: null,
})

function failureProblem({ code, reason, stderr }: ProgramFailure) {
  const last = stderr.trim().split('\n').at(-1) ?? ''
  return { code, detail: last === '' ? reason : `${reason}: ${last.slice(0, 500)}`, field: null }
}
