/** The messages of one partition: several in the program at once, put out in their order, and only then committed. */
import type { ObjectStore } from '../../schemas/objects.ts'
import type { BatchContext, IncomingRecord } from '../../topics/broker.ts'
import { deferred } from '../../topics/deferred.ts'
import type { Duplicates } from '../../topics/duplicates.ts'
import { type Message, messageOf } from './message.ts'
import type { Outbox, ToPublish } from './outbox.ts'
import { type Patience, Stopped } from './patience.ts'
import type { Handled, Runner } from './runner.ts'

export interface WorkOptions {
  readonly topicId: string
  readonly runner: Runner
  readonly outbox: Outbox
  readonly objects: Pick<ObjectStore, 'open'>
  readonly duplicates: Duplicates
  readonly patience: Patience
  /** Aborted: nothing new is begun. */
  readonly signal: AbortSignal
  /** After their outputs are published. */
  done(counts: { readonly handled: number; readonly published: number }): void
  failed(handled: Extract<Handled, { failure: object }>, message: Message): void
}

interface Pending {
  readonly record: IncomingRecord
  /** Null: a duplicate. */
  readonly message: Message | null
  readonly handled: Promise<Handled> | null
  isSettled: boolean
}

/** Between two commits while messages flow. */
const commitEveryMs = 100
/** Between the ends of two publishes while messages flow: what ends meanwhile goes together. */
const publishEveryMs = 40
/** Beside those in the program, so many at least may wait for others before them, or to be put out. */
const leastAhead = 64
const heartbeatMs = 2_000

/** Resolves when all are done, or when this member is to do no more. Rejects with `GivenUp`, and with what is unexpected. */
export async function workOn(
  records: readonly IncomingRecord[],
  context: Pick<BatchContext, 'heartbeat' | 'isCurrent' | 'commit'>,
  options: WorkOptions,
): Promise<void> {
  const { window } = options.runner
  const most = window + Math.max(window, leastAhead)
  const alive = setInterval(() => void context.heartbeat().catch(() => {}), heartbeatMs)
  const pending: Pending[] = []
  let inProgram = 0
  let next: bigint | null = null
  let committedAt = Date.now()
  /** Until some time after a publish. */
  let resting: NodeJS.Timeout | undefined
  let isAllBegun = false
  let isOver = false
  let wake = deferred()
  const changed = (): void => {
    wake.resolve()
    wake = deferred()
  }
  const mayGoOn = (): boolean => !isOver && context.isCurrent() && !options.signal.aborted

  async function commit(): Promise<void> {
    if (next === null || !context.isCurrent()) return
    const offset = next
    await options.patience.whenAvailable(() => context.commit(offset))
    committedAt = Date.now()
    if (next === offset) next = null
  }

  async function beginAll(): Promise<void> {
    for (const record of records) {
      while (mayGoOn() && (inProgram >= window || pending.length >= most)) await wake.promise
      if (!mayGoOn()) break
      const one = await begin(record, options)
      pending.push(one)
      if (one.handled !== null) inProgram += 1
      const settled = () => {
        one.isSettled = true
        inProgram -= 1
        changed()
      }
      one.handled?.then(settled, settled)
      changed()
    }
    isAllBegun = true
    changed()
  }

  /** Whether those that are done are worth a request. Waiting for more costs nothing while there is room to go on. */
  const isWorthIt = (): boolean => resting === undefined || pending.length >= most || (isAllBegun && inProgram === 0)

  function rest(): void {
    clearTimeout(resting)
    resting = setTimeout(() => {
      resting = undefined
      changed()
    }, publishEveryMs)
  }

  async function putOutAll(): Promise<void> {
    for (;;) {
      while (!isOver && pending[0]?.isSettled !== true && !(isAllBegun && pending.length === 0)) await wake.promise
      if (isOver || pending.length === 0) return
      while (!isOver && !isWorthIt()) await wake.promise
      if (isOver) return
      const ready = pending.findIndex(({ isSettled }) => !isSettled)
      const front = pending.splice(0, ready < 0 ? pending.length : ready)
      await putOut(front, context, options)
      rest()
      next = (front.at(-1) as Pending).record.offset + 1n
      changed()
      if (Date.now() - committedAt >= commitEveryMs) await commit()
    }
  }

  const endOf = (work: Promise<void>) =>
    work.catch((error: unknown) => {
      isOver = true
      changed()
      if (!(error instanceof Stopped)) throw error
    })
  try {
    const ends = await Promise.allSettled([endOf(beginAll()), endOf(putOutAll())])
    for (const end of ends) if (end.status === 'rejected') throw end.reason
  } finally {
    clearInterval(alive)
    clearTimeout(resting)
    for (const { handled } of pending) void release(handled)
  }
  await commit()
}

async function begin(record: IncomingRecord, options: WorkOptions): Promise<Pending> {
  if (await options.patience.whenAvailable(() => options.duplicates.isOne(record))) {
    return { record, message: null, handled: null, isSettled: true }
  }
  const message = messageOf(record, options.topicId, options.objects)
  return { record, message, handled: options.runner.handle(message), isSettled: false }
}

async function putOut(front: readonly Pending[], context: Pick<BatchContext, 'isCurrent'>, options: WorkOptions) {
  const { outbox, patience } = options
  const results: Handled[] = []
  const all: ToPublish[] = []
  try {
    for (const { message, handled } of front) {
      if (message === null || handled === null) continue
      const result = await handled
      results.push(result)
      if (result.failure !== null) {
        all.push(outbox.deadLetter(message, result.failure, result.tries))
        options.failed(result, message)
      } else all.push(...(await patience.whenAvailable(() => outbox.outputs(message, result.outputs))))
    }
    // Another member has the partition: it puts them out.
    if (!context.isCurrent()) throw new Stopped('the partition is held elsewhere')
    if (all.length > 0) await patience.whenAvailable(() => outbox.publish(all))
    const failures = results.filter(({ failure }) => failure !== null).length
    options.done({ handled: results.length, published: all.length - failures })
  } finally {
    await Promise.all(front.map(({ handled }) => release(handled)))
  }
}

/** As soon as it is there. */
async function release(handled: Promise<Handled> | null): Promise<void> {
  const result = await handled?.catch(() => null)
  if (result?.failure === null) await result.release()
}
