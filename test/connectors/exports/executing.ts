/** Executors on a broker and an object store in memory, with rows and knowledge of jobs that the test gives. */
import { createExecutor, type ExecutorOptions } from '../../../connectors/exports/executor.ts'
import type { OpenRows } from '../../../connectors/exports/ports.ts'
import { createMemoryBroker, createMemoryCluster } from '../../../connectors/memory/broker.ts'
import { createMemoryObjects } from '../../../connectors/memory/objects.ts'
import { createMemoryRegistry } from '../../../connectors/memory/registry.ts'
import { createCodec } from '../../../schemas/avro/codec.ts'
import type { Column, ColumnBatch } from '../../../schemas/columns/column.ts'
import { describeDataset } from '../../../schemas/formats/describe.ts'
import type { ExportAdvanced, ExportPartRequested } from '../../../schemas/generated/events.ts'
import { silentLog } from '../../../schemas/log.ts'
import { exports as bucket } from '../../../schemas/objects.ts'
import { exportPartsRequested, exportsAdvanced, jobsChanged } from '../../../topics/exports.ts'
import { createPublisher } from '../../../topics/publisher.ts'
import { emission, subjectOf } from '../../../topics/topic.ts'
import { question, wanted } from '../../processors/products/exports/export-bed.ts'
import { until as eventually } from '../../support/until.ts'

export const day = Date.UTC(2024, 2, 1) * 1000
const source = { refdes: 'CE02SHSM-RID27-03-CTDBPC000', method: 'telemetered', stream: 'export_test' }

/** Rows `from` ≤ n < `to`, at a second each. */
export function rows(from: number, to: number, deployment = 3): ColumnBatch {
  const length = to - from
  const column = (values: Int32Array | Float64Array, scalar: 'int32' | 'float64'): Column => {
    return { type: { scalar }, length, values, validity: null, offsets: null }
  }
  return {
    length,
    time: Float64Array.from({ length }, (_, at) => day + (from + at) * 1_000_000),
    columns: new Map([
      ['deployment', column(new Int32Array(length).fill(deployment), 'int32')],
      [
        'temp',
        column(
          Float64Array.from({ length }, (_, at) => from + at),
          'float64',
        ),
      ],
    ]),
  }
}

export const description = describeDataset({
  source,
  created: day,
  types: new Map([
    ['deployment', { scalar: 'int32' }],
    ['temp', { scalar: 'float64' }],
  ]),
  parameters: new Map(),
})

export const opened = (batches: Iterable<ColumnBatch> | AsyncIterable<ColumnBatch>, more = {}) => ({
  description: { ...description, ...more },
  batches: (async function* () {
    yield* batches
  })(),
  closing: () => ({ notes: [], rowsOutsideDeployments: 2, rowsExcluded: 1 }),
})

export const part = (more: Partial<ExportPartRequested> = {}): ExportPartRequested => ({
  job: 'job',
  part: 0,
  request: question(),
  deployment: null,
  from: day,
  to: day + 1e12,
  file: wanted('csv'),
  deadlineAt: (Date.now() + 3_600_000) * 1000,
  dataParts: null,
  ...more,
})

export async function executing(openRows: OpenRows, isWanted = () => true) {
  const cluster = createMemoryCluster()
  const broker = createMemoryBroker(cluster)
  const registry = createMemoryRegistry()
  const codec = createCodec(registry)
  const objects = createMemoryObjects()
  for (const topic of [exportPartsRequested, exportsAdvanced, jobsChanged]) {
    await broker.admin.ensureTopics([{ name: topic.name, partitions: 2, config: {} }])
    await registry.register(subjectOf(topic.name), topic.schema.json)
  }
  const publisher = createPublisher({ broker, codec, objects, subject: subjectOf })
  const steps = async (): Promise<ExportAdvanced[]> => {
    const found: ExportAdvanced[] = []
    for await (const { value } of broker.read({ topic: exportsAdvanced.name })) {
      found.push(await codec.decode(exportsAdvanced.schema, value))
    }
    return found
  }
  const made = new Set<string>()
  const options: ExecutorOptions = {
    ...{ broker, codec, publisher, objects, openRows, log: silentLog },
    partsAtOnce: 2,
    graceMs: 0,
    reportMs: 0,
    firstBackoffMs: 1,
    jobs: { isMade: async (job, number) => made.has(`${job}/${number}`), isWanted: async () => isWanted() },
  }
  const until = (holds: () => boolean | Promise<boolean>) => eventually(String(holds), holds)
  return {
    ...{ broker, codec, publisher, objects, options, steps, until },
    /** Known to be made by what follows jobs. */
    know: (job: string, number: number) => void made.add(`${job}/${number}`),
    ask: (asked: ExportPartRequested) => publisher.publish([emission(exportPartsRequested, asked)]),
    async start(more: Partial<ExecutorOptions> = {}) {
      const executor = createExecutor({ ...options, ...more })
      await executor.start()
      return executor
    },
    async last(step: ExportAdvanced['step']): Promise<ExportAdvanced> {
      let found: ExportAdvanced | undefined
      await until(async () => {
        found = (await steps()).findLast((one) => one.step === step)
        return found !== undefined
      })
      return found as ExportAdvanced
    },
    isQuiet: async () => {
      const lags = await broker.admin.lag('make-export-parts', [exportPartsRequested.name])
      return lags.every(({ lag }) => lag === 0n)
    },
    async bytes(key: string): Promise<Buffer> {
      const size = (await objects.stat(bucket, key))?.size ?? 0
      return Buffer.concat(await (await objects.openRange(bucket, key, 0, size)).toArray())
    },
    async text(key: string): Promise<string> {
      return (await this.bytes(key)).toString()
    },
  }
}
