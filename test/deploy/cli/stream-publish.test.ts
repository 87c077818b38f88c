import { mkdtemp, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { PassThrough } from 'node:stream'
import { createMemoryBroker } from '../../../connectors/memory/broker.ts'
import { createMemoryObjects } from '../../../connectors/memory/objects.ts'
import { durationMs, durationText } from '../../../deploy/cli/managed.ts'
import { consumeStream, type StreamConsumeOptions } from '../../../deploy/cli/stream-consume.ts'
import { demandOthersBucket } from '../../../deploy/cli/stream-file.ts'
import { demandStream, publish, type WhatToPublish } from '../../../deploy/cli/stream-publish.ts'
import type { IncomingRecord } from '../../../topics/broker.ts'

const setUp = async () => {
  const broker = createMemoryBroker()
  await broker.admin.ensureTopics([{ name: 'stream.s', partitions: 1, config: {} }])
  return { broker, objects: createMemoryObjects() }
}

async function* pieces(...texts: readonly string[]) {
  for (const text of texts) yield Buffer.from(text, 'latin1')
}

const valuesOf = async ({ broker }: Awaited<ReturnType<typeof setUp>>) => {
  const found: string[] = []
  for await (const { value } of broker.read({ topic: 'stream.s' })) found.push(Buffer.from(value!).toString('latin1'))
  return found
}

test.each<[string, readonly string[], Partial<WhatToPublish>, readonly string[]]>([
  ['each line is a message, the last one too without its end', ['a\nb', 'c\n\nd'], {}, ['a', 'bc', '', 'd']],
  ['a line feed at the end makes no more', ['a\n', '\n'], {}, ['a', '']],
  ['carriage returns and bytes that are no UTF-8 stay', ['a\r\n\xff', '\xfe\n'], {}, ['a\r', '\xff\xfe']],
  ['the whole of it', ['a\nb', '\n\xff'], { raw: true }, ['a\nb\n\xff']],
  ['a hyphen stands for standard input', ['a\n'], { text: '-' }, ['a']],
  ['a text is itself', [], { text: 'a\nb' }, ['a\nb']],
  ['nothing is nothing', [], {}, []],
])('%s', async (_, input, options, expected) => {
  const ports = await setUp()
  expect(await publish(ports, 's', { header: {}, ...options }, pieces(...input))).toBe(expected.length)
  expect(await valuesOf(ports)).toEqual(expected)
})

test('a text and a file, and a stream that is not there, are refused; what is large goes by claim check', async () => {
  const ports = await setUp()
  await expect(publish(ports, 's', { text: 'a', file: 'b', header: {} })).rejects.toThrow('not both')
  await expect(demandStream(ports.broker, 't')).rejects.toThrow("'tideline stream create t'")
  const large = `a\n${'x'.repeat(1_100_000)}\n`
  expect(await publish(ports, 's', { header: {} }, pieces('one\n', large))).toBe(3)
  const found = []
  for await (const record of ports.broker.read({ topic: 'stream.s' })) found.push(record)
  const claimed = found[2]
  expect([claimed?.value?.length, Buffer.from(claimed?.headers['tideline-claim-size'] ?? []).toString()]).toEqual([
    0,
    '1100000',
  ])
  expect(await consumed(ports, { from: 'earliest', count: 3 })).toBe(`one\n${large}`)
})

test('a large file flows to the object store, and is not read into memory', async () => {
  const ports = await setUp()
  ports.objects.put = () => Promise.reject(new Error('a whole body was put'))
  const path = join(await mkdtemp(join(tmpdir(), 'publish-')), 'large')
  await writeFile(path, Buffer.alloc(300_000, 'x'))
  expect(await publish(ports, 's', { file: path, key: 'k', header: { h: 'v' } })).toBe(1)
  const found = []
  for await (const record of ports.broker.read({ topic: 'stream.s' })) found.push(record)
  const [{ key, headers, value }] = found as [IncomingRecord]
  expect([Buffer.from(key!).toString(), Buffer.from(headers.h!).toString(), value!.length]).toEqual(['k', 'v', 0])
  expect(await consumed(ports, { from: 'earliest', count: 1 })).toBe(`${'x'.repeat(300_000)}\n`)
  await expect(publish(ports, 's', { file: `${path}.none`, header: {} })).rejects.toThrow('can not be read')
})

test('no file goes into a bucket of the pipeline', () => {
  expect(() => demandOthersBucket('exports')).toThrow('bucket exports is one of the pipeline')
  for (const bucket of ['images', 'stream-objects']) expect(() => demandOthersBucket(bucket)).not.toThrow()
})

async function consumed(ports: Awaited<ReturnType<typeof setUp>>, options: StreamConsumeOptions) {
  const out = new PassThrough()
  const text = out.setEncoding('latin1').toArray()
  await consumeStream(ports, 's', options, new AbortController().signal, out)
  out.end()
  return (await text).join('')
}

test('a group is left where its printing ended, not where its reading did', async () => {
  const ports = await setUp()
  await publish(ports, 's', { header: {} }, pieces('a\nb\nc\nd\n'))
  expect(await consumed(ports, { from: 'beginning', group: 'g', count: 2 })).toBe('a\nb\n')
  expect(await ports.broker.admin.lag('g', ['stream.s'])).toMatchObject([{ committed: 2n, lag: 2n }])
  expect(await consumed(ports, { from: 'beginning', group: 'g', count: 1 })).toBe('c\n')
  expect(await consumed(ports, { from: '0:1', count: 2 })).toBe('b\nc\n')
  await expect(consumed(ports, { from: '0:1', group: 'g' })).rejects.toThrow('from must be beginning or end')
})

test('times are read and shown', () => {
  const read = durationMs('--retention')
  expect(['7d', '36h', '90s', '1500ms', 'forever'].map(read)).toEqual([604_800_000, 129_600_000, 90_000, 1_500, null])
  for (const bad of ['', '7', '7w', '-1d', '10ms', '1.5h']) expect(() => read(bad)).toThrow('--retention')
  expect([604_800_000, 129_600_000, 90_000, 1_500, null].map(durationText)).toEqual([
    '7d',
    '36h',
    '90s',
    '1500ms',
    'forever',
  ])
})
