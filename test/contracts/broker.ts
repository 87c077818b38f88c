/** What every broker must do. Run on memory and on Kafka. */
import type { Broker, IncomingRecord, OutgoingRecord, SubscribeOptions, Subscription } from '../../topics/broker.ts'
import { until } from '../support/until.ts'

/** Two brokers are two processes on the same topics. */
export interface BrokerFixture {
  connect(): Promise<Broker>
  /** A name that nobody uses. */
  unique(word: string): string
}

const bytes = (text: string): Uint8Array => new Uint8Array(Buffer.from(text))
const text = (value: Uint8Array | null): string | null => (value === null ? null : Buffer.from(value).toString())
const record = (value: string, key: string | null = null, more: Partial<OutgoingRecord> = {}): OutgoingRecord => ({
  key: key === null ? null : bytes(key),
  value: bytes(value),
  ...more,
})
const numbers = (count: number, from = 0): string[] => Array.from({ length: count }, (_, i) => String(from + i))
const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms))

async function all(source: AsyncIterable<IncomingRecord>): Promise<IncomingRecord[]> {
  const records: IncomingRecord[] = []
  for await (const item of source) records.push(item)
  return records
}

export function brokerContract(name: string, fixture: () => Promise<BrokerFixture>): void {
  describe(`${name}: the broker port`, () => {
    let world: BrokerFixture
    let broker: Broker
    let other: Broker
    const started: Subscription[] = []

    beforeAll(async () => {
      world = await fixture()
      broker = await world.connect()
      other = await world.connect()
    })
    afterEach(async () => {
      await Promise.all(started.splice(0).map((subscription) => subscription.stop()))
    })
    afterAll(async () => {
      await broker?.close()
      await other?.close()
    })

    async function topicOf(partitions = 1, config: Record<string, string> = {}): Promise<string> {
      const topic = world.unique('topic')
      await broker.admin.ensureTopics([{ name: topic, partitions, config }])
      return topic
    }

    type Options = Omit<SubscribeOptions, 'from' | 'onBatch'> & Partial<Pick<SubscribeOptions, 'from' | 'onBatch'>>

    /** Subscribes, waits until ready and keeps what comes; commits everything unless `onBatch` is given. */
    async function listen(options: Options, on = broker) {
      const seen: IncomingRecord[] = []
      const subscription = await on.subscribe({
        from: 'earliest',
        ...options,
        async onBatch(batch, context) {
          if (options.onBatch !== undefined) await options.onBatch(batch, context)
          seen.push(...batch.records)
          if (options.onBatch === undefined) await context.commit(batch.records.at(-1)!.offset + 1n)
        },
      })
      started.push(subscription)
      await subscription.ready
      return { seen, subscription, values: () => seen.map((item) => text(item.value)) }
    }

    test('a record arrives as it was sent: key, value, header bytes, time', async () => {
      const topic = await topicOf()
      const headers = { 'request-id': 'abc', raw: Uint8Array.of(0, 255, 128) }
      await broker.publish(topic, [record('hello', 'k', { headers, timestamp: 1_700_000_000_123 })])
      const [got] = await all(broker.read({ topic }))
      expect(got).toMatchObject({ topic, partition: 0, offset: 0n, timestamp: 1_700_000_000_123 })
      expect([text(got!.key), text(got!.value), text(got!.headers['request-id']!)]).toEqual(['k', 'hello', 'abc'])
      expect([...got!.headers.raw!]).toEqual([0, 255, 128])
    })

    test('a header may be given several times: the last value counts, those before are there, too', async () => {
      const topic = await topicOf()
      const headers = { via: 'c', once: 'x' }
      const earlierHeaders = { via: [Uint8Array.of(97), Uint8Array.of(98)] }
      await broker.publish(topic, [record('hello', 'k', { headers, earlierHeaders }), record('next', 'k')])
      const [got, next] = await all(broker.read({ topic }))
      expect(Object.values(got!.headers).map(text)).toEqual(['c', 'x'])
      expect(got!.earlierHeaders?.via?.map(text)).toEqual(['a', 'b'])
      expect(Object.keys(got!.earlierHeaders ?? {})).toEqual(['via'])
      expect(next!.earlierHeaders).toBeUndefined()
    })

    test('without a time a record has that of its publishing', async () => {
      const topic = await topicOf()
      const before = Date.now()
      await broker.publish(topic, [record('x')])
      const [got] = await all(broker.read({ topic }))
      expect(got!.timestamp).toBeGreaterThanOrEqual(before - 1_000)
      expect(got!.timestamp).toBeLessThanOrEqual(Date.now() + 1_000)
    })

    test('null keys, null values and empty bytes stay what they are', async () => {
      const topic = await topicOf()
      await broker.publish(topic, [
        { key: null, value: null },
        { key: bytes('gone'), value: null },
        { key: new Uint8Array(0), value: new Uint8Array(0) },
      ])
      const got = await all(broker.read({ topic }))
      expect(got.map(({ key, value }) => [text(key), text(value)])).toEqual([
        [null, null],
        ['gone', null],
        ['', ''],
      ])
    })

    test('records of one key keep their order, in one partition', async () => {
      const topic = await topicOf(4)
      for (let round = 0; round < 5; round += 1) {
        await broker.publish(
          topic,
          ['a', 'b', 'c', 'd', 'e'].map((key) => record(String(round), key)),
        )
      }
      const got = await all(broker.read({ topic }))
      expect(got).toHaveLength(25)
      for (const key of ['a', 'b', 'c', 'd', 'e']) {
        const mine = got.filter((item) => text(item.key) === key)
        expect(mine.map((item) => text(item.value))).toEqual(numbers(5))
        expect(new Set(mine.map((item) => item.partition)).size).toBe(1)
      }
    })

    test('concurrent publishes of one key keep the order of the calls', async () => {
      const topic = await topicOf(2)
      await Promise.all(numbers(200).map((value) => broker.publish(topic, [record(value, 'k')])))
      expect((await all(broker.read({ topic }))).map((item) => text(item.value))).toEqual(numbers(200))
    })

    test('records without a key spread over the partitions; a partition may be named', async () => {
      const topic = await topicOf(3)
      await broker.publish(
        topic,
        numbers(60).map((value) => record(value)),
      )
      await broker.publish(topic, [record('here', 'k', { partition: 2 })])
      const got = await all(broker.read({ topic }))
      expect(new Set(got.map((item) => item.partition))).toEqual(new Set([0, 1, 2]))
      expect(got.find((item) => text(item.value) === 'here')?.partition).toBe(2)
    })

    test('a record of 900 KB and a publish of several megabytes go through', async () => {
      const topic = await topicOf()
      const large = new Uint8Array(900_000).fill(7)
      await broker.publish(topic, [{ key: null, value: large }])
      await broker.publish(
        topic,
        numbers(30).map(() => ({ key: null, value: large.subarray(0, 100_000) })),
      )
      const got = await all(broker.read({ topic }))
      expect(got.map((item) => item.value!.length)).toEqual([900_000, ...numbers(30).map(() => 100_000)])
      expect(Buffer.compare(got[0]!.value!, large)).toBe(0)
    })

    test('publishing nothing is nothing', async () => {
      await broker.publish(await topicOf(), [])
    })

    test('publishing, subscribing and reading name the topic that does not exist', async () => {
      const topic = world.unique('missing')
      const reason = {
        name: 'Unavailable',
        service: 'kafka',
        message: expect.stringContaining(`${topic} does not exist`),
      }
      await expect(broker.publish(topic, [record('x')])).rejects.toMatchObject(reason)
      const options = { group: world.unique('g'), topics: [topic], from: 'earliest' as const, onBatch: async () => {} }
      await expect(broker.subscribe(options)).rejects.toMatchObject(reason)
      await expect(all(broker.read({ topic }))).rejects.toMatchObject(reason)
      expect(await broker.admin.describeTopic(topic)).toBeNull()
      expect(await broker.admin.listTopics()).not.toContain(topic)
    })

    test('topics are created once; partitions are added, configs set, others left as they were', async () => {
      const name = world.unique('topic')
      const config = { 'cleanup.policy': 'compact' }
      expect(await broker.admin.ensureTopics([{ name, partitions: 1, config }])).toEqual([name])
      expect(await broker.admin.ensureTopics([{ name, partitions: 1, config }])).toEqual([])
      await broker.admin.ensureTopics([{ name, partitions: 3, config: { 'retention.ms': '1000' } }])
      await broker.admin.ensureTopics([{ name, partitions: 2, config: {} }])
      const info = await other.admin.describeTopic(name)
      expect(info?.partitions).toEqual([0, 1, 2].map((partition) => ({ partition, low: 0n, high: 0n })))
      expect(info?.config).toEqual({ 'cleanup.policy': 'compact', 'retention.ms': '1000' })
      expect(await broker.admin.listTopics()).toContain(name)
    })

    test('of several who create a topic at once one does; the others change nothing of it', async () => {
      const name = world.unique('topic')
      const plans = [1, 2, 3].map((partitions) => ({
        name,
        partitions,
        config: { 'retention.ms': `${partitions}000` },
      }))
      const created = await Promise.all(
        plans.map((plan, at) => (at % 2 === 0 ? broker : other).admin.createTopic(plan)),
      )
      expect(created.filter((one) => one)).toHaveLength(1)
      const { partitions, config } = plans[created.indexOf(true)] ?? {}
      const info = await broker.admin.describeTopic(name)
      expect([info?.partitions.length, info?.config]).toEqual([partitions, config])
      expect(await broker.admin.createTopic({ name, partitions: 5, config: {} })).toBe(false)
      expect((await broker.admin.describeTopic(name))?.partitions).toHaveLength(partitions as number)
    })

    test('deleted topics are gone, and the rest goes on', async () => {
      const [gone, kept] = [await topicOf(), await topicOf()]
      await broker.publish(gone, [record('x')])
      await broker.publish(kept, [record('1')])
      await broker.admin.deleteTopics([gone, world.unique('never')])
      await until('the topic is gone', async () => !(await broker.admin.listTopics()).includes(gone))
      await broker.publish(kept, [record('2')])
      expect((await all(broker.read({ topic: kept }))).map((item) => text(item.value))).toEqual(['1', '2'])
    })

    test("a topic that somebody else deleted is in nobody's way", async () => {
      const [gone, kept] = [await topicOf(), await topicOf()]
      await broker.publish(gone, [record('x')])
      expect((await broker.admin.describeTopic(gone))?.partitions).toMatchObject([{ high: 1n }])
      await other.admin.deleteTopics([gone])
      await until('the topic is gone', async () => !(await other.admin.listTopics()).includes(gone))
      expect((await broker.admin.describeTopic(kept))?.partitions).toMatchObject([{ high: 0n }])
      expect(await broker.admin.describeTopic(gone)).toBeNull()
      await broker.publish(kept, [record('1')])
      expect((await broker.admin.describeTopic(kept))?.partitions).toMatchObject([{ high: 1n }])
    })

    test('a topic that is made anew has another id; each broker tells the same', async () => {
      const topic = await topicOf()
      const idOf = async (at: Broker) => (await at.admin.describeTopic(topic))?.id
      const before = await idOf(broker)
      expect(before).toMatch(/^[\w-]{22,}$/)
      expect(await idOf(other)).toBe(before)
      await broker.admin.deleteTopics([topic])
      await until('the topic is gone', async () => !(await broker.admin.listTopics()).includes(topic))
      await broker.admin.ensureTopics([{ name: topic, partitions: 1, config: {} }])
      expect(await idOf(broker)).toMatch(/^[\w-]{22,}$/)
      expect(await idOf(broker)).not.toBe(before)
    })

    test('an offset is committed also after its batch was handled', async () => {
      const topic = await topicOf()
      const group = world.unique('group')
      let commit: (() => Promise<void>) | null = null
      await listen({
        group,
        topics: [topic],
        onBatch: async ({ records }, context) => {
          commit = () => context.commit((records.at(-1)?.offset ?? 0n) + 1n)
        },
      })
      await broker.publish(topic, [record('1'), record('2')])
      await until('a batch was handled', () => commit !== null)
      await pause(50)
      await commit!()
      expect((await broker.admin.lag(group, [topic]))[0]?.committed).toBeGreaterThanOrEqual(1n)
    })

    test('batches are of one partition, in order, with the high watermark', async () => {
      const topic = await topicOf(3)
      await broker.publish(
        topic,
        numbers(90).map((value) => record(value)),
      )
      const offsets = new Map<number, bigint>()
      let count = 0
      await listen({
        group: world.unique('g'),
        topics: [topic],
        async onBatch({ partition, records, highWatermark }) {
          for (const item of records) {
            expect(item.partition).toBe(partition)
            expect(item.offset).toBe(offsets.get(partition) ?? 0n)
            offsets.set(partition, item.offset + 1n)
            count += 1
          }
          expect(highWatermark).toBeGreaterThanOrEqual(offsets.get(partition)!)
        },
      })
      await until('all records', () => count === 90)
    })

    test('a group goes on where it committed', async () => {
      const topic = await topicOf()
      const group = world.unique('g')
      await broker.publish(
        topic,
        numbers(10).map((value) => record(value)),
      )
      const first = await listen({ group, topics: [topic], onBatch: (_, context) => context.commit(4n) })
      await until('ten records', () => first.seen.length === 10)
      await first.subscription.stop()
      const second = await listen({ group, topics: [topic] })
      await until('six records again', () => second.seen.length >= 6)
      expect(second.values()).toEqual(numbers(6, 4))
    })

    test('what was not committed comes again', async () => {
      const topic = await topicOf()
      const group = world.unique('g')
      await broker.publish(
        topic,
        numbers(3).map((value) => record(value)),
      )
      const first = await listen({ group, topics: [topic], onBatch: async () => {} })
      await until('three records', () => first.seen.length === 3)
      await pause(300)
      expect(first.seen).toHaveLength(3)
      await first.subscription.stop()
      const second = await listen({ group, topics: [topic] })
      await until('three records again', () => second.seen.length >= 3)
      expect(second.values()).toEqual(numbers(3))
    })

    test('a fresh group from the latest sees everything published after it is ready, and nothing older', async () => {
      const topic = await topicOf(2)
      await broker.publish(topic, [record('old'), record('old')])
      const { values } = await listen({ group: world.unique('g'), topics: [topic], from: 'latest' })
      await other.publish(topic, [record('1', 'a'), record('2', 'a')])
      await until('two records', () => values().length >= 2)
      expect(values()).toEqual(['1', '2'])
    })

    test('a group from the latest keeps its place although it never committed', async () => {
      const topic = await topicOf()
      const group = world.unique('g')
      await broker.publish(topic, [record('old')])
      const first = await listen({ group, topics: [topic], from: 'latest', onBatch: async () => {} })
      await first.subscription.stop()
      await broker.publish(topic, [record('missed by a lazy group')])
      const second = await listen({ group, topics: [topic], from: 'latest' })
      await until('one record', () => second.seen.length > 0)
      expect(second.values()).toEqual(['missed by a lazy group'])
    })

    test('members share the partitions; what one leaves the other takes over', async () => {
      const topic = await topicOf(4)
      const group = world.unique('g')
      const one = await listen({ group, topics: [topic] })
      expect(one.subscription.assigned.get(topic)).toEqual([0, 1, 2, 3])
      const two = await listen({ group, topics: [topic] }, other)
      const held = (): number[] =>
        [one, two].flatMap(({ subscription }) => [...(subscription.assigned.get(topic) ?? [])]).sort()
      await until('two partitions each', () => {
        const sizes = [one, two].map(({ subscription }) => subscription.assigned.get(topic)?.length)
        return sizes.every((size) => size === 2) && String(held()) === '0,1,2,3'
      })
      await broker.publish(
        topic,
        numbers(40).map((value, i) => record(value, null, { partition: i % 4 })),
      )
      await until('forty records', () => one.seen.length + two.seen.length >= 40)
      expect([one.seen.length, two.seen.length]).toEqual([20, 20])
      await one.subscription.stop()
      await until('all partitions', () => two.subscription.assigned.get(topic)?.length === 4)
      await broker.publish(
        topic,
        numbers(4).map((value, i) => record(value, null, { partition: i })),
      )
      await until('the rest', () => two.seen.length >= 24)
    })

    test('a member without partitions is ready, with an empty assignment', async () => {
      const topic = await topicOf(1)
      const group = world.unique('g')
      const one = await listen({ group, topics: [topic] })
      const two = await listen({ group, topics: [topic] }, other)
      await until('one partition held', () => {
        const counts = [one, two].map(({ subscription }) => subscription.assigned.get(topic)?.length ?? 0)
        return counts[0]! + counts[1]! === 1
      })
    })

    test('a handler learns that its partition was revoked, and its commit does not count', async () => {
      const topic = await topicOf(2)
      const group = world.unique('g')
      await broker.publish(
        topic,
        [0, 1].map((partition) => record('x', null, { partition })),
      )
      const stale: number[] = []
      const began: number[] = []
      await listen({
        group,
        topics: [topic],
        async onBatch({ partition }, context) {
          expect(context.isCurrent()).toBe(true)
          began.push(partition)
          await until('revoked', async () => {
            await context.heartbeat()
            return !context.isCurrent() || context.signal.aborted
          })
          if (context.signal.aborted) return
          stale.push(partition)
          await context.commit(1n)
        },
      })
      await until('both handlers began', () => began.length === 2)
      const two = await listen({ group, topics: [topic] }, other)
      await until('both learnt of it', () => new Set(stale).size === 2)
      await until('the other member gets the uncommitted record', () => two.seen.length === 1)
    })

    test('stop aborts the signal, waits for the handler and lets it commit', async () => {
      const topic = await topicOf()
      const group = world.unique('g')
      await broker.publish(topic, [record('x')])
      let began = false
      const { subscription } = await listen({
        group,
        topics: [topic],
        async onBatch(_, context) {
          began = true
          await until('the signal', () => context.signal.aborted)
          await pause(50)
          await context.commit(1n)
        },
      })
      await until('the handler began', () => began)
      expect(subscription.state).toBe('running')
      await subscription.stop()
      expect(subscription.state).toBe('stopped')
      await subscription.finished
      expect(await broker.admin.lag(group, [topic])).toEqual([
        { topic, partition: 0, committed: 1n, high: 1n, lag: 0n },
      ])
    })

    test('a handler that rejects ends the subscription with its reason', async () => {
      const topic = await topicOf()
      const group = world.unique('g')
      await broker.publish(topic, [record('x')])
      const { subscription } = await listen({
        group,
        topics: [topic],
        onBatch: async () => {
          throw new Error('the handler gave up')
        },
      })
      await expect(subscription.finished).rejects.toThrow('the handler gave up')
      expect(subscription.state).toBe('failed')
      expect((await broker.admin.lag(group, [topic]))[0]?.committed).toBeNull()
    })

    test('partitions are handled in parallel, as many as allowed', async () => {
      const topic = await topicOf(4)
      await broker.publish(
        topic,
        [0, 1, 2, 3].map((partition) => record('x', null, { partition })),
      )
      const most = async (concurrency: number): Promise<number> => {
        let running = 0
        let highest = 0
        const { seen } = await listen({
          group: world.unique('g'),
          topics: [topic],
          concurrency,
          async onBatch(_, context) {
            running += 1
            highest = Math.max(highest, running)
            // All that may be begun has its time to begin.
            if (concurrency > 1) await until('the others began', () => highest === concurrency)
            else await pause(100)
            running -= 1
            await context.commit(1n)
          },
        })
        await until('four records', () => seen.length === 4)
        return highest
      }
      expect(await most(4)).toBe(4)
      expect(await most(1)).toBe(1)
    })

    test('a slow partition does not hold up another', async () => {
      const topic = await topicOf(2)
      const quick: string[] = []
      let release = (): void => {}
      const slow = new Promise<void>((resolve) => (release = resolve))
      await broker.publish(topic, [record('slow', null, { partition: 0 })])
      await listen({
        group: world.unique('g'),
        topics: [topic],
        async onBatch({ partition, records }) {
          if (partition === 0) await slow
          else quick.push(...records.map((item) => text(item.value)!))
        },
      })
      for (const value of numbers(3)) {
        await broker.publish(topic, [record(value, null, { partition: 1 })])
        await until(`record ${value}`, () => quick.includes(value))
      }
      release()
    })

    test('nothing more of a partition is handed out before its handler is done', async () => {
      const topic = await topicOf()
      let running = 0
      const { values } = await listen({
        group: world.unique('g'),
        topics: [topic],
        async onBatch() {
          running += 1
          expect(running).toBe(1)
          await pause(300)
          running -= 1
        },
      })
      for (const value of numbers(4)) {
        await broker.publish(topic, [record(value)])
        await pause(100)
      }
      await until('four records', () => values().length === 4)
      expect(values()).toEqual(numbers(4))
    })

    test('the lag of a group counts what is still to come', async () => {
      const topic = await topicOf(2)
      const group = world.unique('g')
      await broker.publish(
        topic,
        numbers(6).map((value, i) => record(value, null, { partition: i % 2 })),
      )
      const none = { topic, committed: null, high: 3n, lag: 3n }
      expect(await broker.admin.lag(group, [topic])).toEqual([0, 1].map((partition) => ({ ...none, partition })))
      const { seen, subscription } = await listen({
        group,
        topics: [topic],
        onBatch: (batch, context) => context.commit(batch.partition === 0 ? 3n : 1n),
      })
      await until('six records', () => seen.length === 6)
      await subscription.stop()
      expect(await broker.admin.lag(group, [topic])).toEqual([
        { topic, partition: 0, committed: 3n, high: 3n, lag: 0n },
        { topic, partition: 1, committed: 1n, high: 3n, lag: 2n },
      ])
      expect(await broker.admin.listGroups()).toContain(group)
      await broker.admin.deleteGroup(group)
      await broker.admin.deleteGroup(world.unique('never'))
      expect(await broker.admin.listGroups()).not.toContain(group)
    })

    test('who reads a topic is told while they read it, groups and readers alike', async () => {
      const [topic, elsewhere, group] = [await topicOf(2), await topicOf(), world.unique('g')]
      expect(await broker.admin.consumersOf(topic)).toEqual([])
      await listen({ group: world.unique('other'), topics: [elsewhere] })
      const first = await listen({ group, topics: [topic, elsewhere] })
      const second = await listen({ group, topics: [topic] }, other)
      await until('two members', async () => (await broker.admin.consumersOf(topic))[0]?.members === 2)
      expect(await broker.admin.consumersOf(topic)).toEqual([{ group, members: 2 }])
      expect(await broker.admin.consumersOf(elsewhere)).toHaveLength(2)
      await Promise.all([first.subscription.stop(), second.subscription.stop()])
      expect(await broker.admin.consumersOf(topic)).toEqual([])
      await expect(broker.admin.consumersOf(world.unique('none'))).rejects.toThrow('does not exist')
    })

    test('offsets are found by time: the first at or after it, the end beyond the last', async () => {
      const topic = await topicOf(2)
      const at = (value: string, timestamp: number) => record(value, null, { timestamp, partition: 0 })
      await broker.publish(topic, [at('a', 1_700_000_000_000), at('b', 1_700_000_000_500), at('c', 1_700_000_001_000)])
      const found = async (time: number) => [...(await broker.admin.offsetsAt(topic, time))].sort((a, b) => a[0] - b[0])
      expect(await found(0)).toEqual([
        [0, 0n],
        [1, 0n],
      ])
      expect(await found(1_700_000_000_500)).toEqual([
        [0, 1n],
        [1, 0n],
      ])
      expect(await found(1_700_000_000_501)).toEqual([
        [0, 2n],
        [1, 0n],
      ])
      expect(await found(1_700_000_001_001)).toEqual([
        [0, 3n],
        [1, 0n],
      ])
    })

    test('a topic is read from given offsets to its present end, again and again', async () => {
      const topic = await topicOf(2)
      await broker.publish(
        topic,
        numbers(10).map((value, i) => record(value, null, { partition: i % 2 })),
      )
      const from = new Map([
        [0, 3n],
        [1, 5n],
      ])
      for (let round = 0; round < 2; round += 1) {
        const got = await all(broker.read({ topic, from }))
        expect(got.map((item) => text(item.value))).toEqual(['6', '8'])
      }
      expect(await all(broker.read({ topic, from: 'latest' }))).toEqual([])
      expect(await all(broker.read({ topic: await topicOf() }))).toEqual([])
    })

    test('reading may follow what comes, until the signal', async () => {
      const topic = await topicOf()
      await broker.publish(topic, [record('0')])
      const abort = new AbortController()
      const got: (string | null)[] = []
      const reading = (async () => {
        for await (const item of broker.read({ topic, follow: true, signal: abort.signal })) got.push(text(item.value))
      })()
      await until('the first', () => got.length === 1)
      await broker.publish(topic, [record('1')])
      await until('the second', () => got.length === 2)
      abort.abort()
      await reading
      expect(got).toEqual(['0', '1'])
    })

    test('a reader may leave early', async () => {
      const topic = await topicOf()
      await broker.publish(
        topic,
        numbers(100).map((value) => record(value)),
      )
      for await (const item of broker.read({ topic })) {
        if (text(item.value) === '3') break
      }
    })

    test('ping answers, and a closed broker publishes no more', async () => {
      const third = await world.connect()
      await third.ping()
      const topic = await topicOf()
      await third.close()
      await expect(third.publish(topic, [record('x')])).rejects.toMatchObject({ service: 'kafka' })
    })
  })
}
