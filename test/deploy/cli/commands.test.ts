import { createMemoryBroker } from '../../../connectors/memory/broker.ts'
import { createMemoryObjects } from '../../../connectors/memory/objects.ts'
import { createMemoryRegistry } from '../../../connectors/memory/registry.ts'
import { consume } from '../../../deploy/cli/consume.ts'
import { type Print, table } from '../../../deploy/cli/context.ts'
import { listLag, showLag } from '../../../deploy/cli/lag.ts'
import { parseLines, produce } from '../../../deploy/cli/produce.ts'
import { list, show } from '../../../deploy/cli/rejected.ts'
import { discard, retry } from '../../../deploy/cli/rejections.ts'
import { listTopics, showTopic } from '../../../deploy/cli/topics.ts'
import { topicPlan } from '../../../deploy/provision.ts'
import { createCodec } from '../../../schemas/avro/codec.ts'
import type { Rejected } from '../../../schemas/generated/events.ts'
import { rejectedBytes } from '../../../schemas/objects.ts'
import { topics } from '../../../topics/index.ts'
import { particles } from '../../../topics/instruments.ts'
import { rejected } from '../../../topics/pipeline.ts'
import { subjectOf } from '../../../topics/topic.ts'

async function setUp() {
  const broker = createMemoryBroker()
  const registry = createMemoryRegistry()
  await broker.admin.ensureTopics(topics.map(topicPlan))
  for (const topic of topics) await registry.register(subjectOf(topic.name), topic.schema.json)
  const lines: string[] = []
  const out: Print = (line) => lines.push(line)
  return { broker, codec: createCodec(registry), objects: createMemoryObjects(), lines, out }
}

const options = {
  from: 'earliest' as const,
  count: Number.POSITIVE_INFINITY,
  untilEnd: true,
  json: true,
  rows: false,
  whole: false,
  signal: new AbortController().signal,
}
const line = (stream: string, temp: number) =>
  JSON.stringify({
    refdes: 'CE02SHSM-RID27-03-CTDBPC000',
    method: 'streamed',
    stream,
    time: '2013-11-23T00:00:21Z',
    numbers: { temp },
  })
const refusal: Rejected = {
  code: 'avro-invalid',
  reason: 'truncated',
  by: 'store-particles',
  topic: 'instruments.particles',
  partition: 2,
  offset: 17,
  file: null,
  line: null,
  text: null,
  key: Uint8Array.of(107),
  bytes: Uint8Array.of(0, 0, 9),
  claim: null,
  headers: { 'request-id': Uint8Array.of(114) },
  stack: null,
}

describe('produce and consume', () => {
  test('JSON lines come back decoded, keyed by their stream key', async () => {
    const { broker, codec, lines, out } = await setUp()
    await produce(broker, codec, particles, parseLines(particles, `${line('a', 9.5)}\n\n${line('a', 9.25)}\n`))
    await consume(broker, codec, particles, options, out)
    const seen = lines.map((text) => JSON.parse(text))
    expect(seen.map(({ value }) => value.numbers.temp)).toEqual([9.5, 9.25])
    expect(seen[0]).toMatchObject({
      topic: 'instruments.particles',
      offset: 0,
      key: 'CE02SHSM-RID27-03-CTDBPC000/streamed/a/0',
      value: { time: '2013-11-23T00:00:21.000000Z', deployment: 0 },
    })
  })

  test('a bad line is named by number, before anything is published', () => {
    const bad = `${line('a', 1)}\n${line('a', 2).replace('"temp":2', '"temp":"x"')}\n`
    expect(() => parseLines(particles, bad)).toThrow(
      'line 2: numbers.temp is "x": give a number; nothing was published',
    )
    expect(() => parseLines(particles, `${line('a', 1)}\n{`)).toThrow('line 2 is no JSON')
    expect(() => parseLines(particles, '\n')).toThrow('nothing to publish')
  })

  test('it stops after the count, and shows what does not decode', async () => {
    const { broker, codec, lines, out } = await setUp()
    await broker.publish(particles.name, [{ key: null, value: Uint8Array.of(9, 9), partition: 0 }])
    await broker.publish(particles.name, [{ key: null, value: Uint8Array.of(9, 9), partition: 0 }])
    await consume(broker, codec, particles, { ...options, count: 1, untilEnd: false }, out)
    expect(lines).toHaveLength(1)
    expect(JSON.parse(lines[0] as string).value).toMatchObject({ undecodable: 'wrong-magic-byte', length: 2 })
  })

  test('a time skips what is older', async () => {
    const { broker, codec, lines, out } = await setUp()
    const record = { key: null, value: Uint8Array.of(9), partition: 0 }
    await broker.publish(particles.name, [
      { ...record, timestamp: 1000 },
      { ...record, timestamp: 2000 },
    ])
    await consume(broker, codec, particles, { ...options, from: 1500 }, out)
    expect(lines.map((text) => JSON.parse(text).offset)).toEqual([1])
  })
})

describe('rejected', () => {
  async function withRejected(...events: Rejected[]) {
    const all = await setUp()
    const encode = await all.codec.encoder(subjectOf(rejected.name), rejected.schema)
    await all.broker.publish(
      rejected.name,
      events.map((event) => ({ key: null, value: encode(event) })),
    )
    return all
  }
  async function recordsOf({ broker }: Awaited<ReturnType<typeof setUp>>, topic: string) {
    const records = []
    for await (const record of broker.read({ topic })) records.push(record)
    return records
  }
  const open = async (all: Awaited<ReturnType<typeof setUp>>) => {
    all.lines.length = 0
    await list(all, { json: true }, all.out)
    return all.lines.map((text) => JSON.parse(text).id as string)
  }

  test('retry publishes bytes, key and headers again and closes the rejection', async () => {
    const all = await withRejected(refusal, refusal)
    expect(await open(all)).toEqual(['0-0', '0-1'])
    await retry(all, async () => all.objects, '0-1', 'fixed')
    expect(await open(all)).toEqual(['0-0'])
    const [again] = await recordsOf(all, 'instruments.particles')
    expect([...(again?.key ?? [])]).toEqual([107])
    expect([...(again?.value ?? [])]).toEqual([0, 0, 9])
    expect([...(again?.headers['request-id'] ?? [])]).toEqual([114])
    expect(new TextDecoder().decode(again?.headers['retried-from'])).toBe('rejected/0-1')
  })

  test('retry fetches claimed bytes', async () => {
    const all = await setUp()
    const claim = await all.objects.put(rejectedBytes, 'k', Uint8Array.of(1, 2, 3))
    const encode = await all.codec.encoder(subjectOf(rejected.name), rejected.schema)
    await all.broker.publish(rejected.name, [{ key: null, value: encode({ ...refusal, bytes: null, claim }) }])
    await retry(all, async () => all.objects, '0-0', 'fixed')
    const [again] = await recordsOf(all, 'instruments.particles')
    expect([...(again?.value ?? [])]).toEqual([1, 2, 3])
  })

  test('a line of a file is not retried: the message says what to do', async () => {
    const all = await withRejected({ ...refusal, topic: null, partition: null, offset: null, file: 'a.log', line: 3 })
    await expect(retry(all, async () => all.objects, '0-0', 'x')).rejects.toThrow('0-0 is a line of a file (a.log:3)')
    expect(await open(all)).toEqual(['0-0'])
  })

  test('discard closes it, and a discarded one is not retried', async () => {
    const all = await withRejected(refusal)
    await discard(all, '0-0', 'test data')
    expect(await open(all)).toEqual([])
    await expect(retry(all, async () => all.objects, '0-0', 'x')).rejects.toThrow('0-0 was discarded (test data)')
    expect(await recordsOf(all, 'instruments.particles')).toEqual([])
  })

  test('show prints everything; ids are checked', async () => {
    const all = await withRejected(refusal)
    await show(all, '0-0', all.out)
    expect(JSON.parse(all.lines.join('\n'))).toMatchObject({ id: '0-0', state: 'open', bytes: { base64: 'AAAJ' } })
    await expect(show(all, '17', all.out)).rejects.toThrow('17 is no id of a rejection')
    await expect(show(all, '0-9', all.out)).rejects.toThrow('there is no rejection 0-9')
  })
})

describe('topics and lag', () => {
  test('every topic is listed with what it holds', async () => {
    const { broker, codec, lines, out } = await setUp()
    await produce(broker, codec, particles, parseLines(particles, line('a', 1)))
    await listTopics(broker, false, out)
    expect(lines).toHaveLength(topics.length + 1)
    expect(lines[1]).toMatch(/^instruments\.particles +6 +30 days +instruments +1 +One sample/)
  })

  test('a topic that is not there says how to make it', async () => {
    const { out } = await setUp()
    await expect(showTopic(createMemoryBroker(), particles, false, out)).rejects.toThrow("run 'tideline provision'")
  })

  test('lag by group and by partition', async () => {
    const { broker, codec, lines, out } = await setUp()
    await produce(broker, codec, particles, parseLines(particles, `${line('a', 1)}\n${line('a', 2)}`))
    const known = new Map([['store-particles', [particles.name]]])
    await listLag(broker, known, false, out)
    expect(lines[1]).toMatch(/^store-particles +2 +instruments\.particles$/)
    await expect(showLag(broker, 'nobody', known, false, out)).rejects.toThrow('no group nobody has read a topic')
  })
})

test('columns are as wide as their widest cell', () => {
  expect(
    table(
      ['A', 'B'],
      [
        ['long', 'x'],
        ['s', ''],
      ],
    ),
  ).toEqual(['A     B', 'long  x', 's'])
})
