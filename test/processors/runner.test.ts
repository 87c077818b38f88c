import { createMemoryBroker } from '../../connectors/memory/broker.ts'
import { createMemoryObjects } from '../../connectors/memory/objects.ts'
import { createMemoryRegistry } from '../../connectors/memory/registry.ts'
import { createMemoryTables } from '../../connectors/memory/tables.ts'
import { defineProcessor } from '../../processors/processor.ts'
import { startProcessor } from '../../processors/runner.ts'
import { createCodec } from '../../schemas/avro/codec.ts'
import { Unavailable } from '../../schemas/failures.ts'
import type { MinuteTicked, Rejected } from '../../schemas/generated/events.ts'
import { silentLog } from '../../schemas/log.ts'
import { rejectedBytes } from '../../schemas/objects.ts'
import { put, type TableStore } from '../../schemas/table.ts'
import { streamColumns } from '../../schemas/tables.ts'
import { minuteTicked, rejected, rejectionsResolved } from '../../topics/pipeline.ts'
import { createPublisher } from '../../topics/publisher.ts'
import { type AnyTopic, emission, subjectOf } from '../../topics/topic.ts'
import { until as eventually } from '../support/until.ts'

async function bed(options: { beforeApply?: () => void } = {}) {
  const broker = createMemoryBroker()
  const registry = createMemoryRegistry()
  const codec = createCodec(registry)
  const objects = createMemoryObjects()
  const memory = createMemoryTables()
  const steps: string[] = []
  const topics: AnyTopic[] = [minuteTicked, rejected, rejectionsResolved]
  await broker.admin.ensureTopics(topics.map(({ name }) => ({ name, partitions: 1, config: {} })))
  for (const topic of topics) await registry.register(subjectOf(topic.name), topic.schema.json)
  const tables: TableStore = {
    ...memory,
    view: (table) => memory.view(table),
    async apply(writes) {
      options.beforeApply?.()
      await memory.apply(writes)
      steps.push('write')
    },
  }
  const ports = { broker, codec, tables, objects, log: silentLog, subject: subjectOf }
  const publisher = createPublisher(ports)

  async function eventsOf<T>(topic: AnyTopic): Promise<T[]> {
    const events: T[] = []
    for await (const record of broker.read({ topic: topic.name })) {
      events.push((await codec.decode(topic.schema, record.value)) as T)
    }
    return events
  }

  const until = (condition: () => boolean | Promise<boolean>) => eventually(String(condition), condition)
  const noLag = async (group: string) => {
    const lags = await broker.admin.lag(group, [minuteTicked.name])
    return lags.every(({ lag }) => lag === 0n)
  }
  const tick = (minute: number, headers: Record<string, string> = {}) =>
    publisher.publish([emission(minuteTicked, { minute } satisfies MinuteTicked, headers)])
  return { broker, ports, steps, memory, eventsOf, until, noLag, tick }
}

const writeOf = (minute: number) =>
  put(streamColumns, { stream_key: 'k', column_name: String(minute), type: 'float64' })

/** Writes a row and tells of it, for each tick; a tick of minute 13 is more than it can bear. */
const copyTicks = defineProcessor({
  name: 'copy-ticks',
  about: 'For tests.',
  consumes: [minuteTicked],
  produces: [rejectionsResolved],
  writes: [streamColumns],
  async process(events) {
    if (events.some(({ value }) => value.minute === 13)) throw new Error('thirteen')
    return {
      write: events.map(({ value }) => writeOf(value.minute)),
      emit: events.map(({ value }) =>
        emission(rejectionsResolved, { id: String(value.minute), action: 'retried' as const, reason: '' }),
      ),
      reject: events
        .filter(({ value }) => value.minute === 99)
        .map((input) => ({ input, code: 'too-late', reason: 'minute 99' })),
    }
  },
})

test('writes, then publishes, then commits', async () => {
  const { broker, ports, steps, until, noLag, tick } = await bed()
  const { publish } = broker
  const recording = {
    ...ports,
    broker: {
      ...broker,
      async publish(...args: Parameters<typeof publish>) {
        await broker.publish(...args)
        steps.push('publish')
      },
      async subscribe(options: Parameters<typeof broker.subscribe>[0]) {
        return broker.subscribe({
          ...options,
          onBatch: (batch, context) =>
            options.onBatch(batch, {
              ...context,
              isCurrent: () => context.isCurrent(),
              async commit(next) {
                steps.push('commit')
                await context.commit(next)
              },
            }),
        })
      },
    },
  }
  await tick(1)
  const running = await startProcessor(copyTicks, recording)
  await until(() => noLag('copy-ticks'))
  await running.stop()
  expect(steps).toEqual(['write', 'publish', 'commit'])
})

test('an absent store is waited for: nothing is rejected, health says why, work goes on when it is back', async () => {
  let away = true
  const { ports, eventsOf, until, noLag, tick, memory } = await bed({
    beforeApply() {
      if (away) throw new Unavailable('cassandra', 'no host answers')
    },
  })
  const running = await startProcessor(copyTicks, ports)
  await tick(1)
  await until(() => running.health().reason?.includes('waits for cassandra') === true)
  expect(running.health().ready).toBe(false)
  away = false
  await until(() => noLag('copy-ticks'))
  expect(running.health()).toEqual({ ready: true, reason: null })
  expect(await eventsOf(rejected)).toEqual([])
  expect(await memory.view(streamColumns).get({ stream_key: 'k', column_name: '1', type: 'float64' })).not.toBeNull()
  await running.stop()
})

test('one event that breaks the code is rejected alone, with its bytes and the stack', async () => {
  const { ports, eventsOf, until, noLag, tick } = await bed()
  for (const minute of [11, 12, 13, 14]) await tick(minute)
  const running = await startProcessor(copyTicks, ports)
  await until(() => noLag('copy-ticks'))
  await running.stop()
  const refused = await eventsOf<Rejected>(rejected)
  expect(refused).toHaveLength(1)
  expect(refused[0]).toMatchObject({
    code: 'processor-failed',
    reason: 'thirteen',
    by: 'copy-ticks',
    topic: minuteTicked.name,
    partition: 0,
    offset: 2,
  })
  expect(refused[0]?.stack).toContain('thirteen')
  const copied = await eventsOf<{ id: string }>(rejectionsResolved)
  expect(new Set(copied.map(({ id }) => id))).toEqual(new Set(['11', '12', '14']))
})

test('what does not decode and what the processor refuses go to rejected; the rest goes on', async () => {
  const { broker, ports, eventsOf, until, noLag, tick } = await bed()
  await tick(1)
  await broker.publish(minuteTicked.name, [{ key: null, value: Uint8Array.from([9, 9, 9]) }])
  await tick(99)
  await broker.publish(minuteTicked.name, [{ key: null, value: new Uint8Array(300_000) }])
  await tick(2)
  const running = await startProcessor(copyTicks, ports, { maxEventBytes: 200_000 })
  await until(() => noLag('copy-ticks'))
  await running.stop()
  const refused = await eventsOf<Rejected>(rejected)
  expect(refused.map(({ offset, code }) => [offset, code]).sort()).toEqual([
    [1, 'wrong-magic-byte'],
    [2, 'too-late'],
    [3, 'too-large'],
  ])
  const large = refused.find(({ offset }) => offset === 3)
  expect(large?.bytes).toBeNull()
  expect(large?.claim).toMatchObject({ bucket: 'rejected-bytes', size: 300_000 })
  const copied = await eventsOf<{ id: string }>(rejectionsResolved)
  expect(copied.map(({ id }) => id)).toEqual(['1', '99', '2'])
})

/** The ticks as if somebody waited for an answer to each. */
const copyRequests = { ...copyTicks, consumes: [{ ...minuteTicked, isRequest: true as const }] }

test('a request whose deadline has passed is skipped', async () => {
  const { ports, eventsOf, until, noLag, tick } = await bed()
  await tick(1, { deadline: String(Date.now() - 1) })
  await tick(2, { deadline: String(Date.now() + 60_000) })
  await tick(3, { deadline: '' })
  const running = await startProcessor(copyRequests, ports)
  await until(() => noLag('copy-ticks'))
  await running.stop()
  expect((await eventsOf<{ id: string }>(rejectionsResolved)).map(({ id }) => id)).toEqual(['2', '3'])
})

test('a fact is never skipped, whatever its headers say', async () => {
  const { ports, eventsOf, until, noLag, tick } = await bed()
  await tick(1, { deadline: '1' })
  const running = await startProcessor(copyTicks, ports)
  await until(() => noLag('copy-ticks'))
  await running.stop()
  expect((await eventsOf<{ id: string }>(rejectionsResolved)).map(({ id }) => id)).toEqual(['1'])
})

test('a request that waited for a service beyond its deadline is not computed any more', async () => {
  let away = true
  const { ports, eventsOf, until, noLag, tick } = await bed({
    beforeApply() {
      if (away) throw new Unavailable('cassandra', 'no host answers')
    },
  })
  const running = await startProcessor(copyRequests, ports)
  const minute = 60_000
  await tick(1, { deadline: String(Date.now() + minute) })
  await until(() => running.health().reason?.includes('waits for cassandra') === true)
  const { now } = Date
  try {
    Date.now = () => now() + minute
    away = false
    await until(() => noLag('copy-ticks'))
  } finally {
    Date.now = now
  }
  await running.stop()
  expect(await eventsOf(rejectionsResolved)).toEqual([])
})

test('a service that hangs instead of refusing still counts as away', async () => {
  let calls = 0
  const { ports, until, tick, memory } = await bed()
  const hanging: TableStore = {
    ...memory,
    view: (table) => memory.view(table),
    async apply() {
      calls += 1
      await new Promise((resolve) => setTimeout(resolve, 150))
      throw new Unavailable('cassandra', 'timed out')
    },
  }
  const running = await startProcessor(copyTicks, { ...ports, tables: hanging })
  await tick(1)
  await until(() => calls >= 1 && !running.health().ready)
  const samples: boolean[] = []
  while (calls < 3) {
    samples.push(running.health().ready)
    await new Promise((resolve) => setTimeout(resolve, 5))
  }
  expect(samples).not.toContain(true)
  await running.stop()
})

test('a topic without a registered schema is waited for: the events are not at fault', async () => {
  const { ports, eventsOf, until, noLag, tick } = await bed()
  const missing = createMemoryRegistry()
  for (const topic of [minuteTicked, rejected]) await missing.register(subjectOf(topic.name), topic.schema.json)
  const running = await startProcessor(copyTicks, { ...ports, codec: createCodec(missing) })
  await tick(1)
  await until(() => running.health().reason?.includes('waits for schema-registry') === true)
  await missing.register(subjectOf(rejectionsResolved.name), rejectionsResolved.schema.json)
  await until(() => noLag('copy-ticks'))
  await running.stop()
  expect(await eventsOf(rejected)).toEqual([])
})

test('a stop lets the running batch finish and commits it', async () => {
  const { ports, until, noLag, tick } = await bed()
  let release: (() => void) | null = null
  const slow = defineProcessor({
    name: 'slow',
    about: 'For tests.',
    consumes: [minuteTicked],
    produces: [],
    process: () => new Promise<object>((resolve) => (release = () => resolve({}))),
  })
  await tick(1)
  const running = await startProcessor(slow, ports)
  await until(() => release !== null)
  const stopping = running.stop()
  await new Promise((resolve) => setTimeout(resolve, 50))
  release!()
  await stopping
  expect(await noLag('slow')).toBe(true)
})

test('a refused event with a huge key and huge headers is rejected, not fatal', async () => {
  const { broker, ports, eventsOf, until, noLag } = await bed()
  const value = Uint8Array.from([9, 9, 9])
  const headers = { note: new Uint8Array(400_000) }
  await broker.publish(minuteTicked.name, [{ key: new Uint8Array(500_000), value, headers }])
  const running = await startProcessor(copyTicks, ports)
  await until(() => noLag('copy-ticks'))
  await running.stop()
  const [refused] = await eventsOf<Rejected>(rejected)
  expect(refused).toMatchObject({ code: 'wrong-magic-byte', key: null, headers: {} })
  expect(refused?.reason).toContain('the key and the headers lie beside clock.minute-ticked/0/0 in rejected-bytes')
  expect(await ports.objects.stat(rejectedBytes, 'clock.minute-ticked/0/0/key')).toMatchObject({ size: 500_000 })
})

test('lag without progress ends the processor', async () => {
  const { ports, tick } = await bed()
  const hanging = defineProcessor({
    name: 'hang',
    about: 'For tests.',
    consumes: [minuteTicked],
    produces: [],
    process: () => new Promise<never>(() => {}),
  })
  const running = await startProcessor(hanging, ports, { stallMs: 300 })
  await tick(1)
  await expect(running.finished).rejects.toThrow('hang has lag but made no progress')
  expect(running.health().ready).toBe(false)
})

test('outcomes of one event are applied in order, and a failing one ends the rest', async () => {
  let tries = 0
  const { ports, steps, eventsOf, until, noLag, tick } = await bed()
  const stepwise = defineProcessor({
    name: 'stepwise',
    about: 'For tests.',
    consumes: [minuteTicked],
    produces: [rejectionsResolved],
    writes: [streamColumns],
    async *process() {
      tries += 1
      yield { write: [writeOf(1)] }
      yield { emit: [emission(rejectionsResolved, { id: 'first', action: 'retried' as const, reason: '' })] }
      if (tries === 1) throw new Error('once')
      yield { write: [writeOf(2)] }
      yield { emit: [emission(rejectionsResolved, { id: 'second', action: 'retried' as const, reason: '' })] }
    },
  })
  await tick(1)
  const running = await startProcessor(stepwise, ports)
  await until(() => noLag('stepwise'))
  await running.stop()
  expect(steps).toEqual(['write', 'write', 'write'])
  expect((await eventsOf<{ id: string }>(rejectionsResolved)).map(({ id }) => id)).toEqual(['first', 'first', 'second'])
  expect(await eventsOf(rejected)).toEqual([])
})

test('events that need no order are worked on together, and committed up to the slowest', async () => {
  const { ports, until, noLag, tick, broker } = await bed()
  const release = new Map<number, () => void>()
  const slow = defineProcessor({
    name: 'slow',
    about: 'For tests.',
    consumes: [minuteTicked],
    produces: [],
    concurrency: 4,
    async process([event]) {
      await new Promise<void>((resolve) => release.set(event?.value.minute ?? -1, resolve))
      return {}
    },
  })
  const committed = async () => (await broker.admin.lag('slow', [minuteTicked.name]))[0]?.committed
  await tick(1)
  const running = await startProcessor(slow, ports)
  await until(() => release.has(1))
  for (const minute of [2, 3]) await tick(minute)
  await until(() => release.has(2) && release.has(3))
  release.get(3)?.()
  await new Promise((resolve) => setTimeout(resolve, 50))
  expect(await committed()).not.toBe(3n)
  release.get(1)?.()
  await until(async () => (await committed()) === 1n)
  release.get(2)?.()
  await until(() => noLag('slow'))
  await running.stop()
})
