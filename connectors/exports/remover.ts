/** Removes the files of exports that were cancelled or have expired. What it misses, the sweep of the bucket takes later. */
import type { EventCodec } from '../../schemas/avro/codec.ts'
import type { Log } from '../../schemas/log.ts'
import type { ObjectStore } from '../../schemas/objects.ts'
import type { Broker, Subscription } from '../../topics/broker.ts'
import { jobsChanged } from '../../topics/exports.ts'
import { GivenUp } from './given-up.ts'
import { Patience } from './patience.ts'
import { removeFiles } from './remove-files.ts'

export interface RemoverOptions {
  readonly broker: Broker
  readonly codec: EventCodec
  readonly objects: Pick<ObjectStore, 'list' | 'remove'>
  readonly log: Log
}

const gone = new Set(['cancelled', 'expired', 'forgotten'])

export function createFileRemover({ broker, codec, objects, log }: RemoverOptions) {
  const stopping = new AbortController()
  const patience = new Patience(log, stopping.signal)
  let subscription: Subscription | null = null

  async function removeAll(job: string): Promise<void> {
    const removed = await removeFiles(objects, `${job}/`)
    if (removed > 0) log.info({ job, removed }, 'files of an export removed')
  }

  return {
    name: 'export-files',
    async start() {
      subscription = await broker.subscribe({
        group: 'remove-export-files',
        topics: [jobsChanged.name],
        from: 'earliest',
        async onBatch({ records }, context) {
          try {
            for (const record of records) {
              if (context.signal.aborted || !context.isCurrent()) return
              const event = await patience.whenAvailable(async () => codec.decode(jobsChanged.schema, record.value))
              if (gone.has(event.state)) await patience.whenAvailable(() => removeAll(event.job))
              await context.heartbeat()
            }
            const last = records.at(-1)
            if (last !== undefined) await patience.whenAvailable(() => context.commit(last.offset + 1n))
          } catch (error) {
            if (!(error instanceof GivenUp)) throw error
          }
        },
      })
    },
    async stop() {
      stopping.abort()
      await subscription?.stop()
    },
    health() {
      const state = subscription?.state ?? 'has not started'
      const reason = state === 'running' ? null : `is ${state}`
      return { ready: reason === null, reason }
    },
    get finished() {
      return subscription?.finished ?? Promise.resolve()
    },
  }
}
