/**
 * Operations: messages through one program that goes on, a process for each, large objects. Beside each, kcat piped through
 * the same program, `cat`. Alone: `node dist/bench/operations.js`. Needs the roles of processors and the gateway.
 */
import { execFile } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { setTimeout as sleep } from 'node:timers/promises'
import { promisify } from 'node:util'
import { streamObjects } from '../schemas/objects.ts'
import { streamTopic } from '../schemas/streams/managed-stream.ts'
import { createStreamPublisher, type StreamMessage } from '../topics/stream-publisher.ts'
import { type Bed, makeBed } from './bed.ts'
import { hasKcat, largeByKcat, type Piped, startKcat } from './kcat.ts'
import { cpuSeconds, type Figure, peakMiB, percentile, printTable, resetPeak } from './measure.ts'

const run = promisify(execFile)
const cli = join(import.meta.dirname, '../deploy/cli/tideline.js')
const mebi = 1_048_576
const lines = 300_000
const singles = 2_000
const lineBytes = 100
const probes = 3_000
const eightMiB = { bytes: 8 * mebi, count: 40 }
const large = { bytes: 512 * mebi, count: 4 }
const loop = 'while IFS= read -r line; do printf "%s\\n" "$line" | cat; done'

export async function operationFigures(bed: Bed): Promise<Figure[]> {
  const executor = await bed.startRole('executors')
  const { pid } = executor
  const figures: Figure[] = []
  const line = Buffer.alloc(lineBytes, 'x')
  const small = (count: number) => Array.from({ length: count }, () => ({ key: null, value: line, headers: {} }))

  await streamsOf(bed, 'lines', 4)
  await publish(bed, 'lines.in', small(lines))
  const cpu = cpuSeconds(pid)
  await operation(bed, 'lines', { exec: 'cat', process_type: 'service' })
  const service = await rateOf(bed, 'lines.out', lines)
  const cores = (cpuSeconds(pid) - cpu) / service.seconds
  figures.push({
    ...{ name: `a service, messages of ${lineBytes} bytes`, value: service.rate, unit: 'messages/s' },
    note: `${cores.toFixed(2)} cores of the executor`,
  })
  figures.push(...(await beside(bed, { ...plain, from: streamTopic('lines.in') }, lines, 'messages/s')))

  figures.push(...latencies('a service, 200 messages a second', await latencyOf(bed, 'lines.in', 'lines.out')))
  if (hasKcat()) {
    await streamsOf(bed, 'late', 4)
    const [from, to] = [streamTopic('late.in'), streamTopic('late.out')]
    const piped = startKcat(bed, { from, to, program: 'cat', isBounded: false })
    const found = await latencyOf(bed, 'late.in', 'late.out').finally(() => piped.stop())
    figures.push(...latencies('kcat | cat | kcat, the same', found))
  }

  await streamsOf(bed, 'singles', 4)
  await publish(bed, 'singles.in', small(singles))
  await operation(bed, 'singles', { exec: 'cat' }, '--concurrency', '4')
  const single = await rateOf(bed, 'singles.out', singles)
  figures.push({ name: 'a process for each message, 4 at once', value: single.rate, unit: 'processes/s' })
  const looped = { ...plain, program: loop, from: streamTopic('singles.in') }
  figures.push(...(await beside(bed, looped, singles, 'processes/s', 'a loop of the shell, one at a time')))

  for (const { bytes, count } of [eightMiB, large]) figures.push(...(await largeFigures(bed, pid, bytes, count)))
  figures.push(...(await largeByKcat(bed, eightMiB)))
  return figures
}

const plain: Piped = { from: '', to: '', program: 'cat', isBounded: true }

async function streamsOf(bed: Bed, name: string, partitions: number): Promise<void> {
  const create = (end: string) => tideline(bed, 'stream', 'create', `${name}.${end}`, '--partitions', `${partitions}`)
  await Promise.all([create('in'), create('out')])
}

async function operation(bed: Bed, name: string, definition: object, ...options: string[]): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'tideline-bench-'))
  const file = join(folder, 'definition.json')
  writeFileSync(file, JSON.stringify({ definition: { ...definition, name } }))
  const id = (await tideline(bed, 'process', 'register', file)).trim()
  await tideline(bed, 'operation', 'create', name, id, `${name}.in`, `${name}.out`, ...options)
  rmSync(folder, { recursive: true })
}

const tideline = async (bed: Bed, ...args: string[]): Promise<string> =>
  (await run(process.execPath, [cli, ...args], { env: bed.env })).stdout

async function publish({ wiring }: Bed, stream: string, messages: readonly StreamMessage[]): Promise<void> {
  const publisher = createStreamPublisher(wiring)
  for (let at = 0; at < messages.length; at += 5_000) await publisher.publish(stream, messages.slice(at, at + 5_000))
}

/** From the first to the last message that was put out, by Kafka's timestamps. */
async function rateOf({ wiring: { broker } }: Bed, stream: string, count: number) {
  const topic = streamTopic(stream)
  for (;;) {
    const found = (await broker.admin.describeTopic(topic))?.partitions ?? []
    if (found.reduce((sum, { high }) => sum + Number(high), 0) >= count) break
    await sleep(200)
  }
  let [first, last] = [Number.POSITIVE_INFINITY, 0]
  for await (const { timestamp } of broker.read({ topic })) {
    first = Math.min(first, timestamp)
    last = Math.max(last, timestamp)
  }
  const seconds = (last - first) / 1000
  return { seconds, rate: (count - 1) / seconds }
}

async function beside(
  bed: Bed,
  piped: Piped,
  count: number,
  unit: string,
  how = 'kcat | cat | kcat',
): Promise<Figure[]> {
  if (!hasKcat()) return []
  const stream = `${piped.from.replace(/^stream\./, '')}.kcat`
  await tideline(bed, 'stream', 'create', stream, '--partitions', '4')
  await startKcat(bed, { ...piped, to: streamTopic(stream) }).ended
  const { rate } = await rateOf(bed, stream, count)
  return [{ name: `kcat beside it: ${how}`, value: rate, unit }]
}

/** Milliseconds from publishing to a reader of the output, 200 a second for 15 s. */
async function latencyOf({ wiring: { broker } }: Bed, input: string, output: string): Promise<number[]> {
  const found: number[] = []
  let isWarm = false
  const reading = new AbortController()
  const reader = (async () => {
    const from = { topic: streamTopic(output), from: 'latest', follow: true, signal: reading.signal } as const
    for await (const { value } of broker.read(from)) {
      const sent = Buffer.from(value ?? []).toString()
      if (sent === 'warm') isWarm = true
      else found.push(performance.now() - Number(sent))
    }
  })()
  const send = (text: string, key: number) =>
    broker.publish(streamTopic(input), [{ key: Buffer.from(String(key)), value: Buffer.from(text), headers: {} }])
  for (let at = 0; !isWarm; at += 1, await sleep(200)) await send('warm', at % 20)
  await sleep(2_000)
  for (let at = 0; at < probes; at += 1, await sleep(5)) void send(String(performance.now()), at % 20)
  for (let tries = 0; found.length < probes && tries < 100; tries += 1) await sleep(100)
  reading.abort()
  await reader
  // kcat begins at the end of each partition when it gets to it.
  if (found.length < probes * 0.9) throw new Error(`${found.length} of ${probes} messages came through ${output}`)
  return found
}

const latencies = (name: string, found: readonly number[]): Figure[] =>
  [50, 99].map((percent) => ({ name: `${name}, p${percent}`, value: percentile(found, percent), unit: 'ms' }))

async function largeFigures(bed: Bed, pid: number, bytes: number, count: number): Promise<Figure[]> {
  const size = bytes / mebi
  const name = `of-${size}-mib`
  await streamsOf(bed, name, 1)
  const piece = randomBytes(mebi)
  const body = Readable.from(Array.from({ length: size }, () => piece))
  const claim = await bed.wiring.objects.putStream(streamObjects, `bench/${size}`, body, bytes)
  const one = { key: null, value: new Uint8Array(0), headers: {}, claim }
  await publish(
    bed,
    `${name}.in`,
    Array.from({ length: count }, () => one),
  )
  resetPeak(pid)
  await operation(bed, name, { exec: 'cat', framing: 'raw', max_output: bytes, timeout: 600 }, '--concurrency', '2')
  const { rate } = await rateOf(bed, `${name}.out`, count)
  return [
    { name: `objects of ${size} MiB`, value: rate, unit: 'objects/s', note: `${(rate * size).toFixed(0)} MiB/s` },
    { name: `the same, peak memory of the executor`, value: peakMiB(pid), unit: 'MiB' },
  ]
}

if (process.argv[1] === import.meta.filename) {
  const bed = await makeBed()
  try {
    await Promise.all([bed.startRole('processors'), bed.startRole('gateway')])
    printTable(await operationFigures(bed))
  } finally {
    await bed.close()
  }
}
