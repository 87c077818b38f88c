import { Command } from 'commander'
import type { EventCodec } from '../../schemas/avro/codec.ts'
import { fromArrow } from '../../schemas/columns/arrow.ts'
import { cell } from '../../schemas/columns/cells.ts'
import type { ScalarType } from '../../schemas/columns/column.ts'
import { Reject } from '../../schemas/failures.ts'
import { streamTopic } from '../../schemas/streams/managed-stream.ts'
import type { Broker, IncomingRecord } from '../../topics/broker.ts'
import type { AnyTopic } from '../../topics/topic.ts'
import {
  CommandError,
  declaredTopic,
  examples,
  isDeclared,
  type Print,
  print,
  untilInterrupted,
  wholeNumber,
  withBroker,
  withEvents,
  withObjects,
} from './context.ts'
import { eventToJson, isoOf, microsOf } from './event-json.ts'
import { refusals } from './managed.ts'
import { consumeStream, type StreamConsumeOptions } from './stream-consume.ts'

export interface ConsumeOptions {
  /** `earliest`, `latest`, or milliseconds since 1970. */
  readonly from: 'earliest' | 'latest' | number
  readonly count: number
  readonly untilEnd: boolean
  readonly json: boolean
  readonly rows: boolean
  readonly whole: boolean
  readonly signal: AbortSignal
}

export const consumeCommand = (): Command =>
  new Command('consume')
    .description('Prints the events of a topic, decoded, or the messages of a stream, until Ctrl-C.')
    .argument('<topic>', 'a topic or a stream')
    .option('--from <where>', 'beginning, end, or a time such as 2026-01-31T00:00:00Z', 'end')
    .option('--group <name>', 'of a stream, in the name of this consumer group, which goes on where it committed')
    .option('--count <n>', 'stop after so many events', wholeNumber('--count', 1))
    .option('--until-end', 'stop at the present end of the topic')
    .option('--json', 'one JSON object per event and line')
    .option('--rows', 'one line per particle of a particle batch')
    .option('--whole', 'show bytes whole, as base64: such values can be produced again')
    .addHelpText(
      'after',
      examples(
        'tideline consume instruments.particle-batches --from earliest --count 3',
        'tideline consume rejected --from 2026-01-31T00:00:00Z --until-end --json',
      ),
    )
    .action((name: string, options: Record<string, unknown>, command: Command) => {
      const interrupted = untilInterrupted()
      if (!isDeclared(name)) return fromStream(name, options, command, interrupted.signal)
      const topic = declaredTopic(name)
      if (options.group !== undefined) throw new CommandError('--group: groups are for streams; leave it out')
      const wanted: ConsumeOptions = {
        from: startOf(options.from as string),
        count: (options.count as number | undefined) ?? Number.POSITIVE_INFINITY,
        untilEnd: options.untilEnd === true,
        json: options.json === true,
        rows: options.rows === true,
        whole: options.whole === true,
        signal: interrupted.signal,
      }
      return withEvents(command, ({ broker, codec }) => consume(broker, codec, topic, wanted, print))
    })

/** What is no topic of the pipeline is a stream. */
function fromStream(name: string, options: Record<string, unknown>, command: Command, signal: AbortSignal) {
  const others = options as unknown as StreamConsumeOptions & { rows?: true; whole?: true }
  if (others.rows === true || others.whole === true) {
    throw new CommandError(`--rows and --whole are for topics of the pipeline; ${name} is none`)
  }
  if (others.group !== undefined && others.untilEnd === true) {
    throw new CommandError('--until-end: a group goes on where it is; use --count')
  }
  return withBroker(command, async (broker) => {
    if (!(await broker.admin.listTopics()).includes(streamTopic(name))) declaredTopic(name)
    await withObjects(command, (objects) => refusals(() => consumeStream({ broker, objects }, name, others, signal)))
  })
}

function startOf(text: string): ConsumeOptions['from'] {
  if (text === 'earliest' || text === 'beginning') return 'earliest'
  if (text === 'latest' || text === 'end') return 'latest'
  const micros = microsOf(text)
  if (micros !== null) return micros / 1000
  throw new CommandError(`--from ${text}: give beginning, end or a time with zone such as 2026-01-31T00:00:00Z`)
}

/** Prints events until `count`, the end, or the signal. One that does not decode is printed as such. */
export async function consume(
  broker: Broker,
  codec: EventCodec,
  topic: AnyTopic,
  options: ConsumeOptions,
  out: Print,
): Promise<void> {
  const from = typeof options.from === 'number' ? 'earliest' : options.from
  const records = broker.read({ topic: topic.name, from, follow: !options.untilEnd, signal: options.signal })
  let printed = 0
  for await (const record of records) {
    if (typeof options.from === 'number' && record.timestamp < options.from) continue
    for (const line of await describe(record, codec, topic, options)) out(line)
    printed += 1
    if (printed >= options.count) return
  }
}

const text = new TextDecoder()

async function describe(
  record: IncomingRecord,
  codec: EventCodec,
  topic: AnyTopic,
  options: ConsumeOptions,
): Promise<string[]> {
  const key = record.key === null ? null : text.decode(record.key)
  const time = isoOf(record.timestamp * 1000)
  let value: unknown
  try {
    const decoded = await codec.decode<unknown>(topic.schema, record.value)
    if (options.rows) return particleRows(decoded)
    value = eventToJson(topic.schema.json, decoded, { bytes: options.whole ? 'whole' : 'short' })
  } catch (error) {
    if (!(error instanceof Reject)) throw error
    value = { undecodable: error.code, reason: error.message, length: record.value?.length ?? 0 }
  }
  if (!options.json) return [`${record.partition}-${record.offset}  ${time}  ${key ?? ''}  ${JSON.stringify(value)}`]
  const headers = Object.fromEntries(Object.entries(record.headers).map(([name, bytes]) => [name, text.decode(bytes)]))
  const { partition, offset } = record
  return [JSON.stringify({ topic: topic.name, partition, offset: Number(offset), time, key, headers, value })]
}

/** The particles of a batch (or a part of an answer), a JSON line each. */
function particleRows(event: unknown): string[] {
  const arrow = (event as { arrow?: unknown }).arrow
  if (!(arrow instanceof Uint8Array)) {
    throw new CommandError('--rows: the events of this topic carry no Arrow batch; leave --rows out')
  }
  if (arrow.length === 0) return []
  const batch = fromArrow(arrow)
  return Array.from(batch.time, (time, row) => {
    const values = [...batch.columns].map(([name, column]) => [name, plain(cell(column, row), column.type.scalar)])
    return JSON.stringify({ time: isoOf(Number(time)), ...Object.fromEntries(values) })
  })
}

/** Times as ISO-8601; integers beyond the exact range of a double as text. */
function plain(value: unknown, scalar: ScalarType): unknown {
  if (Array.isArray(value)) return value.map((item) => plain(item, scalar))
  if (typeof value !== 'bigint' && typeof value !== 'number') return value
  if (scalar === 'timestamp') return isoOf(Number(value))
  return typeof value === 'number' || Number.isSafeInteger(Number(value)) ? Number(value) : String(value)
}
