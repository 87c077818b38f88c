/** The messages of one partition: several in the program at once, put out in their order, and only then committed. */
import type { ObjectStore } from '../../schemas/objects.ts'
import type { BatchContext, IncomingRecord } from '../../topics/broker.ts'
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
const heartbeatMs = 2_000

/** Resolves when all are done, or when this member is to do no more. Rejects with `GivenUp`, and with what is unexpected. */
export async function workOn(
  records: readonly IncomingRecord[],
  context: Pick<BatchContext, 'heartbeat' | 'isCurrent' | 'commit'>,
  options: WorkOptions,
): Promise<void> {
  const alive = setInterval(() => void context.heartbeat().catch(() => {}), heartbeatMs)
  const pending: Pending[] = []
  let next: bigint | null = null
  let committedAt = Date.now()
  const mayGoOn = (): boolean => context.isCurrent() && !options.signal.aborted

  async function commit(): Promise<void> {
    if (next === null || !context.isCurrent()) return
    const offset = next
    await options.patience.whenAvailable(() => context.commit(offset))
    committedAt = Date.now()
    next = null
  }

  /** Those at the front that are done, at least the first. */
  async function settle(): Promise<void> {
    await pending[0]?.handled
    const ready = pending.findIndex(({ isSettled }) => !isSettled)
    const front = pending.splice(0, ready < 0 ? pending.length : ready)
    await putOut(front, context, options)
    next = (front.at(-1) as Pending).record.offset + 1n
    if (Date.now() - committedAt >= commitEveryMs) await commit()
  }

  try {
    for (const record of records) {
      if (!mayGoOn()) break
      while (pending.length >= options.runner.window) await settle()
      pending.push(await begin(record, options))
    }
    while (pending.length > 0) await settle()
  } catch (error) {
    if (!(error instanceof Stopped)) throw error
  } finally {
    clearInterval(alive)
    for (const { handled } of pending) void releaseLater(handled)
  }
  await commit()
}

async function begin(record: IncomingRecord, options: WorkOptions): Promise<Pending> {
  if (await options.patience.whenAvailable(() => options.duplicates.isOne(record))) {
    return { record, message: null, handled: null, isSettled: true }
  }
  const message = messageOf(record, options.topicId, options.objects)
  const handled = options.runner.handle(message)
  const one: Pending = { record, message, handled, isSettled: false }
  const settled = () => {
    one.isSettled = true
  }
  handled.then(settled, settled)
  return one
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
    for (const result of results) if (result.failure === null) await result.release()
  }
}

async function releaseLater(handled: Promise<Handled> | null): Promise<void> {
  const result = await handled?.catch(() => null)
  if (result?.failure === null) await result.release()
}
