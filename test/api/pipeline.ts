/** What gateway tests stand on: a broker that hands records straight on, and a gateway with powers of the test. */

import type { AnswerPart } from '../../api/answer.ts'
import { defaultAnswerLimits } from '../../api/answer-limits.ts'
import { createArchives } from '../../api/archives.ts'
import { defaultExportLimits } from '../../api/export-limits.ts'
import type { Gateway } from '../../api/gateway.ts'
import { createJobReader } from '../../api/jobs.ts'
import { createMetrics } from '../../api/metrics.ts'
import { statusViews } from '../../api/status/views.ts'
import { createManaged } from '../../api/streams/managed.ts'
import { createMemoryBroker } from '../../connectors/memory/broker.ts'
import { createMemoryObjects } from '../../connectors/memory/objects.ts'
import { createMemoryTables } from '../../connectors/memory/tables.ts'
import {
  annotations,
  calibrations,
  definitions,
  deployments,
  qualityTests,
  resolvedStreams,
} from '../../schemas/catalogue-tables.ts'
import { streamDefinition } from '../../schemas/definitions/index.ts'
import { unstatedAttribution } from '../../schemas/formats/describe.ts'
import { silentLog } from '../../schemas/log.ts'
import { defaultProfile } from '../../schemas/status/availability/profile.ts'
import type { Row } from '../../schemas/table.ts'
import { binBlocks, type streams } from '../../schemas/tables.ts'
import type { Broker, IncomingRecord, OutgoingRecord, SubscribeOptions, Subscription } from '../../topics/broker.ts'

export interface StraightBroker extends Broker {
  readonly published: { topic: string; record: OutgoingRecord }[]
  readonly groups: string[]
  readonly deletedGroups: string[]
  /** Ends every subscription with this reason. */
  breakSubscriptions(reason: Error): void
  publishFailure: Error | null
}

/** Delivers each record, in a batch of one, before `publish` resolves. */
export function straightBroker(): StraightBroker {
  const subscriptions = new Set<{ options: SubscribeOptions; fail(reason: Error): void }>()
  let offset = 0n
  const broker: Pick<
    StraightBroker,
    'published' | 'groups' | 'deletedGroups' | 'publishFailure' | 'publish' | 'subscribe' | 'breakSubscriptions'
  > = {
    published: [],
    groups: [],
    deletedGroups: [],
    publishFailure: null,
    async publish(topic, records) {
      if (broker.publishFailure !== null) throw broker.publishFailure
      for (const record of records) {
        broker.published.push({ topic, record })
        offset += 1n
        const incoming: IncomingRecord = {
          topic,
          partition: 0,
          offset,
          timestamp: 0,
          key: record.key,
          value: record.value,
          headers: Object.fromEntries(
            Object.entries(record.headers ?? {}).map(([name, value]) => [name, Buffer.from(value as string)]),
          ),
        }
        const batch = { topic, partition: 0, records: [incoming], highWatermark: offset + 1n }
        const context = {
          heartbeat: async () => {},
          isCurrent: () => true,
          commit: async () => {},
          signal: new AbortController().signal,
        }
        for (const { options } of subscriptions) {
          if (options.topics.includes(topic)) await options.onBatch(batch, context)
        }
      }
    },
    async subscribe(options): Promise<Subscription> {
      broker.groups.push(options.group)
      let resolve = () => {}
      let reject = (_reason: Error) => {}
      const promise = new Promise<void>((yes, no) => {
        resolve = yes
        reject = no
      })
      promise.catch(() => {})
      let state: Subscription['state'] = 'running'
      const entry = {
        options,
        fail(reason: Error) {
          state = 'failed'
          subscriptions.delete(entry)
          reject(reason)
        },
      }
      subscriptions.add(entry)
      return {
        get state() {
          return state
        },
        assigned: new Map(),
        ready: Promise.resolve(),
        finished: promise,
        async stop() {
          state = 'stopped'
          subscriptions.delete(entry)
          resolve()
        },
      }
    },
    breakSubscriptions(reason) {
      for (const entry of [...subscriptions]) entry.fail(reason)
    },
  }
  const admin = { deleteGroup: async (group: string) => void broker.deletedGroups.push(group) }
  return Object.assign(broker, { admin, ping: async () => {}, close: async () => {} }) as unknown as StraightBroker
}

/** A gateway whose answers are given; what it publishes is kept. */
export function fakeGateway(powers: Partial<Gateway> = {}) {
  const published: { topic: string; events: readonly unknown[] }[] = []
  const tables = createMemoryTables()
  const publish: Gateway['publish'] = async (topic, events) => void published.push({ topic: topic.name, events })
  const objects = createMemoryObjects()
  const gateway: Gateway = {
    ask: async () => {
      throw new Error('this test did not expect to ask')
    },
    askData: async () => {
      throw new Error('this test did not expect to ask for data')
    },
    estimate: async () => {
      throw new Error('this test did not expect an estimate')
    },
    jobs: createJobReader(tables),
    exportLimits: defaultExportLimits,
    answerLimits: defaultAnswerLimits,
    objects,
    publish,
    archives: createArchives({ broker: createMemoryBroker(), objects, tables, publish }),
    describe: async ({ stream }) => ({
      parameters: new Map(Object.entries(streamDefinition(stream)?.parameters ?? {})),
    }),
    managed: createManaged({ broker: createMemoryBroker(), objects, tables, publish: async () => {}, settleMs: 0 }),
    streams: catalogueOf([]),
    binBlocks: tables.view(binBlocks),
    availabilityProfile: defaultProfile,
    attribution: unstatedAttribution,
    deployments: tables.view(deployments),
    calibrations: tables.view(calibrations),
    annotations: tables.view(annotations),
    qualityTests: tables.view(qualityTests),
    status: statusViews(tables),
    statusFeed: { ready: async () => {}, listen: () => () => {}, close: async () => {} },
    definitions: tables.view(definitions),
    resolvedStreams: tables.view(resolvedStreams),
    readiness: async () => [],
    metrics: createMetrics(),
    log: silentLog,
    ...powers,
  }
  return { gateway, published }
}

export function catalogueOf(rows: readonly Row<typeof streams>[]): Gateway['streams'] {
  return {
    get: async () => null,
    slice: async ({ partition }) => rows.filter((row) => row.refdes === partition.refdes),
    async *scan() {
      yield* rows
    },
  }
}

export async function* partsOf(...arrows: readonly Uint8Array[]): AsyncGenerator<AnswerPart, void, undefined> {
  for (const [number, arrow] of arrows.entries()) yield { number, count: 0, arrow, description: null, closing: null }
}
