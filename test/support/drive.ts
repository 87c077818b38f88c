/**
 * Runs processors without a broker: events flow between them until quiet, each through its Avro encoding, writes land
 * in memory tables. One partition, offsets from 0, time given by the test.
 */
import { createMemoryTables } from '../../connectors/memory/tables.ts'
import type { AnyProcessor, Input, Outcome, Views } from '../../processors/processor.ts'
import { avroType } from '../../schemas/avro/types.ts'
import type { KeyOf, Row, Table } from '../../schemas/table.ts'
import type { AnyTopic, EventOf } from '../../topics/topic.ts'

interface Sent {
  readonly topic: AnyTopic
  readonly value: unknown
  readonly key: string
  readonly headers: Readonly<Record<string, string>>
  readonly offset: bigint
  readonly time: number
}

export interface SendOptions {
  readonly headers?: Readonly<Record<string, string>>
  /** Record time, UTC microseconds. */
  readonly time?: number
}

export function drive(...processors: readonly AnyProcessor[]) {
  const tables = createMemoryTables()
  const published = new Map<string, Sent[]>()
  const rejections: { topic: string; offset: bigint; code: string; reason: string }[] = []
  let now = Date.UTC(2024, 0, 1) * 1000

  /** What a consumer would get: the value after its Avro encoding, so that a field the schema lacks is lost here too. */
  function throughAvro<T>(topic: AnyTopic, value: T): T {
    const type = avroType(topic.schema.json)
    return type.fromBuffer(type.toBuffer(value)) as T
  }

  function append(topic: AnyTopic, value: unknown, key: string, headers: Readonly<Record<string, string>>): Sent {
    const log = published.get(topic.name) ?? []
    const sent = { topic, value: throughAvro(topic, value), key, headers, offset: BigInt(log.length), time: now }
    published.set(topic.name, [...log, sent])
    return sent
  }

  async function deliver(batch: readonly Sent[]): Promise<void> {
    const topic = batch[0]?.topic
    if (topic === undefined) return
    for (const processor of processors) {
      if (!processor.consumes.some((consumed: AnyTopic) => consumed.name === topic.name)) continue
      const views = Object.fromEntries(
        Object.entries(processor.reads).map(([name, table]) => [name, tables.view(table as Table)]),
      ) as Views<typeof processor.reads>
      const inputs = batch.map((sent) => ({
        topic: sent.topic.name,
        value: sent.value,
        key: sent.key,
        partition: 0,
        offset: sent.offset,
        time: sent.time,
        headers: sent.headers,
      })) as Input<AnyTopic>[]
      const result = processor.process(inputs, views)
      if (result instanceof Promise) await apply(await result)
      else for await (const outcome of result) await apply(outcome)
    }
  }

  async function apply(outcome: Outcome<AnyTopic, AnyTopic>): Promise<void> {
    await tables.apply(outcome.write ?? [])
    for (const { input, code, reason } of outcome.reject ?? []) {
      const refused = input as Input<AnyTopic>
      rejections.push({ topic: refused.topic, offset: refused.offset, code, reason })
    }
    const sent = (outcome.emit ?? []).map((one) =>
      append(one.topic, one.value, one.key ?? one.topic.key(one.value), one.headers ?? {}),
    )
    const byTopic = new Map<string, Sent[]>()
    for (const one of sent) byTopic.set(one.topic.name, [...(byTopic.get(one.topic.name) ?? []), one])
    for (const batch of byTopic.values()) await deliver(batch)
  }

  return {
    tables,
    /** Publishes one batch of events and lets everything that follows happen. */
    async send<T extends AnyTopic>(topic: T, values: EventOf<T> | readonly EventOf<T>[], options: SendOptions = {}) {
      now = options.time ?? now
      const list = (Array.isArray(values) ? values : [values]) as EventOf<T>[]
      await deliver(list.map((value) => append(topic, value, topic.key(value), options.headers ?? {})))
    },
    /** Delivers everything ever published on a topic once more, in one batch. */
    async redeliver(topic: AnyTopic) {
      await deliver(published.get(topic.name) ?? [])
    },
    /** Delivers events of a topic in any order, by their offsets, each batch by itself. */
    async deliver(topic: AnyTopic, batches: readonly (readonly number[])[]) {
      const log = published.get(topic.name) ?? []
      for (const offsets of batches) await deliver(offsets.flatMap((offset) => log[offset] ?? []))
    },
    /** Publishes events that come to nobody. */
    publish<T extends AnyTopic>(topic: T, value: EventOf<T>, time: number) {
      now = time
      append(topic, value, topic.key(value), {})
    },
    events<T extends AnyTopic>(topic: T): EventOf<T>[] {
      return (published.get(topic.name) ?? []).map((sent) => sent.value as EventOf<T>)
    },
    async rows<T extends Table>(table: T): Promise<Row<T>[]> {
      const rows: Row<T>[] = []
      for await (const row of tables.view(table).scan()) rows.push(row)
      return rows
    },
    row<T extends Table>(table: T, key: KeyOf<T>): Promise<Row<T> | null> {
      return tables.view(table).get(key)
    },
    rejected: () => [...rejections],
  }
}
