/** Tells one target, as a member of a group of its own: what another target does not take is no matter here. */
import { replayHeader } from '../../schemas/archives/format.ts'
import type { EventCodec } from '../../schemas/avro/codec.ts'
import { Reject } from '../../schemas/failures.ts'
import type { NotificationWanted, StreamStatusChanged } from '../../schemas/generated/events.ts'
import type { Log } from '../../schemas/log.ts'
import { concerns } from '../../schemas/status/notification-target.ts'
import type { BatchContext, Broker, IncomingRecord, RecordBatch, Subscription } from '../../topics/broker.ts'
import { minuteTicked, rejected } from '../../topics/pipeline.ts'
import { notificationGroup, notificationsWanted, streamStatusChanged } from '../../topics/status.ts'
import { emission, subjectOf } from '../../topics/topic.ts'
import type { Publisher } from '../connector.ts'
import type { Channel, NotDelivered, Occasion, Target } from './channel.ts'
import { changeId } from './message-forms.ts'
import { minuteBefore } from './minute-before.ts'
import { spanAt } from './spans.ts'
import { Stopped, type Tries, tryToTell, untilAvailable } from './tries.ts'

export interface DeliveryPorts {
  readonly broker: Broker
  readonly codec: EventCodec
  readonly publisher: Publisher
  readonly log: Log
}

export interface Delivery {
  readonly finished: Promise<void>
  /** What is being told is told to its end, or left for the next start. */
  stop(): Promise<void>
}

const heartbeatMs = 2_000

export async function startDelivery(
  target: Target,
  channel: Channel,
  ports: DeliveryPorts,
  tries: Tries,
): Promise<Delivery> {
  const { broker, codec, publisher } = ports
  const log = ports.log.child({ target: target.name })
  const stopping = new AbortController()
  const group = notificationGroup(target.name)
  const heard = channel.hears === 'changes' ? streamStatusChanged.name : minuteTicked.name
  /** The tick that was heard last; another process may have heard some since. */
  let last: { readonly offset: bigint; readonly minute: number } | null = null

  /** The newest change of each stream that was told: a tick that comes again makes the monitor tell its changes again. */
  const told = new Map<number, number>()

  const note = ({ id, at }: StreamStatusChanged) => told.set(id, Math.max(at, told.get(id) ?? at))

  const patiently = <T>(call: () => Promise<T>) => untilAvailable(call, stopping.signal, log)

  async function occasionOf(record: IncomingRecord): Promise<Occasion | null> {
    // What is replayed from an archive was told when it happened.
    if (record.headers[replayHeader] !== undefined) return null
    if (record.topic === notificationsWanted.name) {
      const wanted = await codec.decode(notificationsWanted.schema, record.value)
      return wanted.target === target.name ? wantedOccasion(wanted) : null
    }
    if (channel.hears === 'changes') {
      const change = await codec.decode(streamStatusChanged.schema, record.value)
      const isMeant = change.at >= target.since && concerns(target, change) && change.at > (told.get(change.id) ?? 0)
      return isMeant ? { kind: 'change', change, id: changeId(change) } : null
    }
    const { minute } = await codec.decode(minuteTicked.schema, record.value)
    const before = last?.offset === record.offset - 1n ? last.minute : await minuteBefore(record, ports)
    // Of several clocks one may be late.
    last = { offset: record.offset, minute: Math.max(minute, before ?? minute) }
    return spanAt(channel.hears.every, Math.max(target.since, before ?? minute), minute)
  }

  async function tell(occasion: Occasion): Promise<void> {
    const { tried, failure } = await tryToTell(() => channel.tell(occasion), tries, stopping.signal, log)
    if (failure === null) {
      if (occasion.kind === 'change') log.debug({ event: occasion.id, tried }, 'told')
      return
    }
    log.error({ reason: failure.message, tried, err: failure.cause }, 'given up; it goes to the rejected events')
    await patiently(async () => publisher.publish([await rejectionOf(occasion, failure, tried)]))
  }

  /** Retried, it is wanted for this target alone. */
  async function rejectionOf(occasion: Occasion, failure: NotDelivered, tried: number) {
    const { name, schema } = notificationsWanted
    const nothing = { target: target.name, change: null, after: null, until: null }
    const { kind, ...what } = occasion
    const wanted: NotificationWanted = { ...nothing, ...('id' in what ? { change: what.change } : what) }
    const encode = await codec.encoder<NotificationWanted>(subjectOf(name), schema)
    const code: 'notification-refused' | 'notification-failed' = failure.how.isFinal
      ? 'notification-refused'
      : 'notification-failed'
    const times = tried === 1 ? 'once' : `${tried} times`
    return emission(rejected, {
      code,
      reason: `${kind} for ${target.name}, tried ${times}: ${failure.message}`.slice(0, 4_096),
      by: 'notifications',
      topic: name,
      partition: null,
      offset: null,
      file: null,
      line: null,
      text: null,
      key: new TextEncoder().encode(target.name),
      bytes: encode(wanted),
      claim: null,
      headers: {},
      stack: null,
    })
  }

  async function handle({ records }: RecordBatch, context: BatchContext): Promise<void> {
    let uncommitted: bigint | null = null
    for (const record of records) {
      if (stopping.signal.aborted || !context.isCurrent()) return
      const occasion = await patiently(() => occasionOf(record)).catch((error: unknown) => {
        if (!(error instanceof Reject)) throw error
        // Only our own processors write here: nobody could mend such an event.
        const { topic, partition, offset } = record
        log.error({ topic, partition, offset: String(offset), err: error }, 'this cannot be told')
        return null
      })
      uncommitted = record.offset + 1n
      if (occasion === null) continue
      await tell(occasion)
      if (occasion.kind === 'change') note(occasion.change)
      await patiently(() => context.commit(record.offset + 1n))
      uncommitted = null
    }
    if (uncommitted !== null) await patiently(() => context.commit(uncommitted as bigint))
  }

  async function onBatch(batch: RecordBatch, context: BatchContext): Promise<void> {
    const alive = setInterval(() => void context.heartbeat().catch(() => {}), heartbeatMs)
    try {
      await handle(batch, context)
    } catch (error) {
      if (!(error instanceof Stopped)) throw error
    } finally {
      clearInterval(alive)
    }
  }

  const topics = [heard, notificationsWanted.name]
  const subscription: Subscription = await broker.subscribe({
    group,
    topics,
    from: 'earliest',
    maxWaitMs: 100,
    onBatch,
  })
  return {
    finished: subscription.finished,
    async stop() {
      stopping.abort()
      await subscription.stop()
    },
  }
}

function wantedOccasion({ change, after, until }: NotificationWanted): Occasion | null {
  if (change !== null) return { kind: 'change', change, id: changeId(change) }
  return after === null || until === null ? null : { kind: 'span', after, until }
}
