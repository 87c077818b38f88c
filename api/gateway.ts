/** The powers of the gateway: what its routes may do, handed in. */
import type { EventCodec } from '../schemas/avro/codec.ts'
import {
  annotations,
  calibrations,
  definitions,
  deployments,
  qualityTests,
  resolvedStreams,
} from '../schemas/catalogue-tables.ts'
import { unstatedAttribution } from '../schemas/formats/describe.ts'
import type { Attribution } from '../schemas/formats/described.ts'
import type { Log } from '../schemas/log.ts'
import type { ObjectStore } from '../schemas/objects.ts'
import { type AvailabilityProfile, defaultProfile } from '../schemas/status/availability/profile.ts'
import type { TableStore, TableView } from '../schemas/table.ts'
import { binBlocks, streams } from '../schemas/tables.ts'
import type { Broker } from '../topics/broker.ts'
import { defaultAnswerLimits } from './answer-limits.ts'
import { type Archives, createArchives } from './archives.ts'
import { type Asker, type AskerOptions, openAsker } from './ask.ts'
import { createDescribe, type Describe } from './describe.ts'
import { createEstimate, type EstimateExport } from './estimates.ts'
import { defaultExportLimits, type ExportLimits, type SizeLimits } from './export-limits.ts'
import { createJobReader, type JobReader } from './jobs.ts'
import { createMetrics, type GatewayMetrics } from './metrics.ts'
import { createPublish, type Publish } from './publish.ts'
import { createStatusFeed, type StatusFeed } from './status/feed.ts'
import { type StatusViews, statusViews } from './status/views.ts'
import { createManaged, type Managed } from './streams/managed.ts'

export interface ReadinessCheck {
  readonly name: string
  readonly ready: boolean
  /** Null when ready. */
  readonly reason: string | null
}

export interface Gateway {
  readonly ask: Asker['ask']
  readonly askData: Asker['askData']
  /** How much an export would be. */
  readonly estimate: EstimateExport
  readonly jobs: JobReader
  readonly exportLimits: ExportLimits
  /** Of answers that are sent at once. */
  readonly answerLimits: SizeLimits
  /** Files of exports. */
  readonly objects: Pick<ObjectStore, 'open' | 'openRange'>
  readonly publish: Publish
  /** Streams that anyone may make, programs and who may run them. */
  readonly managed: Managed
  readonly archives: Archives
  /** What is known of a stream besides its particles. */
  readonly describe: Describe
  /** The catalogue of stream keys. */
  readonly streams: TableView<typeof streams>
  /** The bins of instruments, packed. */
  readonly binBlocks: TableView<typeof binBlocks>
  readonly availabilityProfile: AvailabilityProfile
  /** Whose data these are. */
  readonly attribution: Attribution
  /** The catalogue: where instruments were, coefficients of their sensors, what people say about data. */
  readonly deployments: TableView<typeof deployments>
  readonly calibrations: TableView<typeof calibrations>
  readonly annotations: TableView<typeof annotations>
  /** Which values are tested how. */
  readonly qualityTests: TableView<typeof qualityTests>
  /** What is expected of streams, and how they stand. */
  readonly status: StatusViews
  /** Changes of status, as they come. */
  readonly statusFeed: StatusFeed
  /** Parameters, functions and streams as they are defined. */
  readonly definitions: TableView<typeof definitions>
  readonly resolvedStreams: TableView<typeof resolvedStreams>
  readonly readiness: () => Promise<readonly ReadinessCheck[]>
  readonly metrics: GatewayMetrics
  readonly log: Log
}

export interface GatewayOptions extends Omit<AskerOptions, 'objects' | 'metrics'> {
  readonly broker: Broker
  readonly codec: EventCodec
  readonly tables: TableStore
  readonly objects: ObjectStore
  readonly log: Log
  readonly metrics?: GatewayMetrics
  /** How availability is called, coloured and graded, unless another profile is asked for. */
  readonly availabilityProfile?: AvailabilityProfile
  /** Default: it is not stated. */
  readonly attribution?: Attribution
  readonly exportLimits?: ExportLimits
  readonly answerLimits?: SizeLimits
  /** Whether process definitions may be scripts of a shell. Default no. */
  readonly allowsShell?: boolean
  /** Longest wait for a service when readiness is asked for. Default 2 s. */
  readonly pingMs?: number
  /** More checks, e.g. of the process. */
  readonly checks?: () => readonly ReadinessCheck[]
}

/** Resolves when answers can be received. Close the server first, then this. */
export async function openGateway(options: GatewayOptions): Promise<Gateway & { close(): Promise<void> }> {
  const { broker, tables, objects, log, pingMs = 2000, metrics = createMetrics() } = options
  const asker = await openAsker({ ...options, metrics })
  const publish = createPublish(options)
  const managed = createManaged({ ...options, publish })
  const statusFeed = createStatusFeed(options)
  const services = { broker, tables, 'object-store': objects }

  async function readiness(): Promise<ReadinessCheck[]> {
    const pings = Object.entries(services).map(([name, service]) => reachable(name, () => service.ping(), pingMs))
    return [...(await Promise.all(pings)), { name: 'answers', ...asker.health() }, ...(options.checks?.() ?? [])]
  }

  return {
    ask: asker.ask,
    askData: asker.askData,
    estimate: createEstimate(asker.askEstimate),
    jobs: createJobReader(tables),
    exportLimits: options.exportLimits ?? defaultExportLimits,
    answerLimits: options.answerLimits ?? defaultAnswerLimits,
    objects,
    publish,
    managed,
    archives: createArchives({ broker, objects, tables, publish }),
    describe: createDescribe(tables, log),
    streams: tables.view(streams),
    binBlocks: tables.view(binBlocks),
    availabilityProfile: options.availabilityProfile ?? defaultProfile,
    attribution: options.attribution ?? unstatedAttribution,
    deployments: tables.view(deployments),
    calibrations: tables.view(calibrations),
    annotations: tables.view(annotations),
    qualityTests: tables.view(qualityTests),
    status: statusViews(tables),
    statusFeed,
    definitions: tables.view(definitions),
    resolvedStreams: tables.view(resolvedStreams),
    readiness,
    metrics,
    log,
    async close() {
      await Promise.all([asker.close(), managed.sessions.close(), statusFeed.close()])
    },
  }
}

async function reachable(name: string, ping: () => Promise<void>, withinMs: number): Promise<ReadinessCheck> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`no answer within ${withinMs} ms`)), withinMs)
  })
  try {
    await Promise.race([ping(), late])
    return { name, ready: true, reason: null }
  } catch (error) {
    return { name, ready: false, reason: error instanceof Error ? error.message : String(error) }
  } finally {
    clearTimeout(timer)
  }
}
