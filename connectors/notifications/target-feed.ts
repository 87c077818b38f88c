/** The targets as they are declared now, followed live. */
import { setTimeout as pause } from 'node:timers/promises'
import type { EventCodec } from '../../schemas/avro/codec.ts'
import { Reject } from '../../schemas/failures.ts'
import type { Log } from '../../schemas/log.ts'
import { notificationTargetProblem } from '../../schemas/status/notification-target.ts'
import type { Broker } from '../../topics/broker.ts'
import { notificationTargetsChanged } from '../../topics/status.ts'
import type { Target } from './channel.ts'

export interface TargetFeedOptions {
  readonly broker: Broker
  readonly codec: EventCodec
  readonly log: Log
  readonly signal: AbortSignal
  /** Called when no further declaration came for a moment. */
  onTargets(targets: ReadonlyMap<string, Target>): void
  /** Null: all is well. */
  onState(reason: string | null): void
  readonly settleMs?: number
}

const againMs = 2_000

/** Resolves when the signal comes. */
export async function followTargets(options: TargetFeedOptions): Promise<void> {
  const { broker, codec, log, signal, settleMs = 200 } = options
  const { name, schema } = notificationTargetsChanged
  while (!signal.aborted) {
    const targets = new Map<string, Target>()
    let settling: NodeJS.Timeout | undefined
    const settle = () => {
      clearTimeout(settling)
      settling = setTimeout(() => options.onTargets(new Map(targets)), settleMs)
    }
    try {
      for await (const { value } of broker.read({ topic: name, follow: true, signal })) {
        const target = await decoded(() => codec.decode(schema, value))
        options.onState(null)
        // What breaks a rule was refused by check-notification-targets.
        if (target === null || notificationTargetProblem(target) !== null) continue
        if (target.isRemoved) targets.delete(target.name)
        else targets.set(target.name, target)
        settle()
      }
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error)
      options.onState(reason)
      log.warn({ reason }, 'the targets of notifications are not known now; they stay as they were')
    } finally {
      clearTimeout(settling)
    }
    await pause(againMs, undefined, { signal }).catch(() => {})
  }
}

/** Null: it does not decode, and was refused for that. */
async function decoded<T>(decode: () => T | Promise<T>): Promise<T | null> {
  try {
    return await decode()
  } catch (error) {
    if (!(error instanceof Reject)) throw error
    return null
  }
}
