/** Archives one topic as a member of its own group: any number of processes share the partitions. */
import type { SchemaRegistry } from '../../schemas/avro/registry.ts'
import type { Log } from '../../schemas/log.ts'
import { archiveGroup } from '../../topics/archives.ts'
import type { BatchContext, Broker, RecordBatch, Subscription } from '../../topics/broker.ts'
import { KnownSchemas } from './known-schemas.ts'
import { type Cut, defaultCut } from './open-segment.ts'
import { PartitionArchiver } from './partition-archiver.ts'
import type { SegmentStore } from './store-segment.ts'
import { Stopped, untilAvailable } from './until-available.ts'

export interface ArchiverPorts {
  readonly broker: Broker
  readonly objects: SegmentStore
  readonly registry: Pick<SchemaRegistry, 'schemaById'>
  readonly log: Log
}

export interface ArchiverLimits {
  readonly cut: Cut
  /** Messages wait at most so long to be in a stored segment. Milliseconds. */
  readonly flushMs: number
  /** Segments that are stored for being late grow on while they are smaller than this. */
  readonly smallBytes: number
  /** Of all open segments in this process. */
  readonly heldBytes: number
}

export const defaultLimits: ArchiverLimits = {
  cut: defaultCut,
  flushMs: 60_000,
  smallBytes: 1_048_576,
  heldBytes: 128 * 1_048_576,
}

export interface TopicArchiver {
  /** Resolves when stopped; rejects when the subscription failed for good. */
  readonly finished: Promise<void>
  heldBytes(): number
  /** Stores what was read, leaves the group. */
  stop(): Promise<void>
}

const heartbeatMs = 2_000

export async function startTopicArchiver(
  { topic, includeReplayed }: { readonly topic: string; readonly includeReplayed: boolean },
  ports: ArchiverPorts,
  limits: ArchiverLimits,
  isCrowded: () => boolean,
): Promise<TopicArchiver> {
  const { broker, objects } = ports
  const log = ports.log.child({ archive: topic })
  const group = archiveGroup(topic)
  const stopping = new AbortController()
  const schemas = new KnownSchemas(ports.registry)
  const partitions = new Map<number, PartitionArchiver>()
  const shared = { topic, group, includeReplayed, broker, objects, schemas, isCrowded, ...limits }

  function archiverOf(partition: number): PartitionArchiver {
    const known = partitions.get(partition)
    if (known !== undefined) return known
    const patiently = <T>(call: () => Promise<T>) => untilAvailable({ log, signal: stopping.signal }, call)
    const made = new PartitionArchiver({ ...shared, partition, patiently })
    partitions.set(partition, made)
    return made
  }

  async function onBatch(batch: RecordBatch, context: BatchContext): Promise<void> {
    const alive = setInterval(() => void context.heartbeat().catch(() => {}), heartbeatMs)
    try {
      await archiverOf(batch.partition).handle(batch, context)
    } catch (error) {
      if (!(error instanceof Stopped)) throw error
    } finally {
      clearInterval(alive)
    }
  }

  async function flush(isDue: (waitingSince: number) => boolean): Promise<void> {
    const due = [...partitions.values()].filter(({ waitingSince }) => waitingSince !== null && isDue(waitingSince))
    for (const one of due) {
      await one.flush().catch((error: unknown) => {
        if (!(error instanceof Stopped)) log.error({ err: error }, 'what was read could not be stored')
      })
    }
  }

  const subscription: Subscription = await broker.subscribe({ group, topics: [topic], from: 'earliest', onBatch })
  let flushing: Promise<void> = Promise.resolve()
  const timer = setInterval(
    () => {
      flushing = flushing.then(() => flush((since) => Date.now() - since >= limits.flushMs))
    },
    Math.max(50, limits.flushMs / 4),
  )
  return {
    finished: subscription.finished,
    heldBytes: () => [...partitions.values()].reduce((sum, { heldBytes }) => sum + heldBytes, 0),
    async stop() {
      clearInterval(timer)
      await flushing
      if (subscription.state === 'running') await flush(() => true)
      stopping.abort()
      await subscription.stop()
    },
  }
}
