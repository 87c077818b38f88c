/** Operations on a broker and objects in memory, with real programs. */

import { createMemoryBroker, createMemoryCluster } from '../../../connectors/memory/broker.ts'
import { createMemoryObjects } from '../../../connectors/memory/objects.ts'
import { createOperator } from '../../../connectors/operations/operator.ts'
import type { OperationPorts, WantedOperation } from '../../../connectors/operations/ports.ts'
import { createPrograms } from '../../../connectors/subprocess/programs.ts'
import type { OperationAdvanced, OperationLogged } from '../../../schemas/generated/events.ts'
import { silentLog } from '../../../schemas/log.ts'
import { deadLetterStream, operationGroup, redriveGroup, streamTopic } from '../../../schemas/streams/managed-stream.ts'
import { commandOf } from '../../../schemas/streams/process-command.ts'
import type { ProcessDefinition } from '../../../schemas/streams/process-definition.ts'
import type { IncomingRecord } from '../../../topics/broker.ts'
import { createStreamPublisher } from '../../../topics/stream-publisher.ts'
import { operationLogs, operationsAdvanced } from '../../../topics/streams.ts'
import { until } from '../../support/until.ts'
import { options } from '../subprocess/bed.ts'

export const each = (body: string) => ({
  exec: 'node -e',
  argv: [`require('readline').createInterface({ input: process.stdin }).on('line', l => { ${body} })`],
  process_type: 'service' as const,
})

export interface Seen {
  readonly value: string
  readonly key: string | null
  readonly headers: Record<string, string>
  readonly partition: number
}

export function operationBed() {
  const cluster = createMemoryCluster()
  const broker = createMemoryBroker(cluster)
  const objects = createMemoryObjects()
  const states: OperationAdvanced[] = []
  const logs: OperationLogged[] = []
  const wishes: WantedOperation[] = []
  const closing: (() => Promise<void>)[] = []
  const operators: ReturnType<typeof createOperator>[] = []
  const ports: OperationPorts = {
    ...{ broker, objects, log: silentLog, programs: createPrograms(options) },
    messages: createStreamPublisher({ broker, objects }),
    publisher: {
      async publish(emissions) {
        for (const { topic, value } of emissions) {
          if (topic === operationsAdvanced) states.push(value)
          if (topic === operationLogs) logs.push(value)
        }
      },
    },
  }

  const seen = async (stream: string): Promise<Seen[]> => {
    const found: IncomingRecord[] = []
    for await (const record of broker.read({ topic: streamTopic(stream) })) found.push(record)
    const text = (bytes: Uint8Array | string | null) => Buffer.from(bytes ?? []).toString()
    return found.map(({ value, key, headers, partition }) => ({
      ...{ value: text(value), key: key === null ? null : text(key), partition },
      headers: Object.fromEntries(Object.entries(headers).map(([name, said]) => [name, text(said)])),
    }))
  }

  return {
    ...{ broker, objects, ports, states, logs, wishes, until, seen },
    values: async (stream: string) => (await seen(stream)).map(({ value }) => value),
    /** Streams NAME.in and NAME.out; by default one partition. */
    async wish(
      name: string,
      definition: ProcessDefinition,
      more: Partial<WantedOperation['wish']> & { partitions?: number } = {},
    ) {
      const { partitions = 1, ...said } = more
      const [input, output] = [said.input ?? `${name}.in`, said.output ?? `${name}.out`]
      const topics = [input, output, `${name}.dead-letters`].map(streamTopic)
      await broker.admin.ensureTopics(topics.map((topic) => ({ name: topic, partitions, config: {} })))
      const wish = {
        name,
        input,
        output,
        generation: 1,
        isOnDemand: false,
        concurrency: 1,
        replicas: 1,
        isPaused: false,
      }
      wishes.push({ wish: { ...wish, ...said }, command: commandOf(definition) })
    },
    publish: (stream: string, values: readonly (string | Uint8Array)[], headers = {}, key: string | null = 'k') =>
      broker.publish(
        streamTopic(stream),
        values.map((value) => ({ key: key === null ? null : Buffer.from(key), value: Buffer.from(value), headers })),
      ),
    /** As a process that runs executors. */
    async start(changes: Partial<OperationPorts> = {}) {
      const wanted = async () => [...wishes]
      const operator = createOperator({ ...ports, ...changes, wanted, graceMs: 5_000, lookMs: 20, lingerMs: 200 })
      operators.push(operator)
      await operator.start()
      return operator
    },
    async lag(name: string, input = `${name}.in`): Promise<number> {
      const lags = await broker.admin.lag(operationGroup(name), [streamTopic(input)])
      return lags.reduce((sum, { lag }) => sum + Number(lag), 0)
    },
    async lagOfRedrives(name: string): Promise<number> {
      const lags = await broker.admin.lag(redriveGroup(name), [streamTopic(deadLetterStream(name))])
      return lags.reduce((sum, { lag }) => sum + Number(lag), 0)
    },
    closing,
    async close() {
      await Promise.all(closing.map((end) => end()))
      await Promise.all(operators.map((operator) => operator.stop()))
      await broker.close()
    },
  }
}
