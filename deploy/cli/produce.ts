import { createReadStream } from 'node:fs'
import { Command } from 'commander'
import type { EventCodec } from '../../schemas/avro/codec.ts'
import { Unavailable } from '../../schemas/failures.ts'
import type { Broker } from '../../topics/broker.ts'
import { type AnyTopic, subjectOf } from '../../topics/topic.ts'
import { CommandError, configOf, declaredTopic, examples, note, plural, withEvents } from './context.ts'
import { eventFromJson } from './event-json.ts'

export const produceCommand = (): Command =>
  new Command('produce')
    .description(
      'Publishes JSON lines as events. All lines are checked against the schema first; a bad one publishes nothing.',
    )
    .argument('<topic>', 'a topic')
    .option('--file <path>', 'read from a file instead of standard input')
    .addHelpText(
      'after',
      examples(
        'tideline produce instruments.particles --file particles.ndjson',
        `echo '{"refdes":"CE02SHSM-RID27-03-CTDBPC000","method":"streamed","stream":"trial","time":"2026-01-31T00:00:00Z","numbers":{"temp":9.5}}' | tideline produce instruments.particles`,
      ),
    )
    .action(async (name: string, options: { file?: string }, command: Command) => {
      const topic = declaredTopic(name)
      const events = parseLines(topic, await readText(options.file))
      await withEvents(command, async ({ broker, codec }) => {
        await produce(broker, codec, topic, events)
        note(`${plural(events.length, 'event')} published to ${topic.name}`)
      })
    })

export const encodeCommand = (): Command =>
  new Command('encode')
    .description('Writes one event as bytes in the Confluent wire format, for kcat and the like to produce.')
    .argument('<topic>', 'a topic')
    .argument('[file]', 'a JSON file; standard input when absent')
    .addHelpText(
      'after',
      examples(
        'tideline encode instruments.particles particle.json > particle.avro',
        'kcat -P -b 127.0.0.1:9092 -t instruments.particles -k CE02SHSM-RID27-03-CTDBPC000/streamed/trial/0 particle.avro',
      ),
    )
    .action(async (name: string, file: string | undefined, _: object, command: Command) => {
      const topic = declaredTopic(name)
      const [event] = parseDocument(topic, await readText(file))
      const { openCodec } = await import('../wire.ts')
      const codec = await openCodec(configOf(command))
      const encode = await codec.encoder<unknown>(subjectOf(topic.name), topic.schema)
      process.stdout.write(encode(event))
    })

/** Every line as an event with defaults filled in. Throws a `CommandError` that names the first bad line. */
export function parseLines(topic: AnyTopic, text: string): unknown[] {
  const events: unknown[] = []
  for (const [index, line] of text.split('\n').entries()) {
    if (line.trim() !== '') events.push(parseEvent(topic, line, `line ${index + 1}`, 'nothing was published'))
  }
  if (events.length === 0) throw new CommandError('there is nothing to publish: give one JSON object per line')
  return events
}

const parseDocument = (topic: AnyTopic, text: string): [unknown] => [
  parseEvent(topic, text, 'the file', 'nothing was written'),
]

function parseEvent(topic: AnyTopic, text: string, where: string, effect: string): unknown {
  let json: unknown
  try {
    json = JSON.parse(text)
  } catch (error) {
    throw new CommandError(`${where} is no JSON (${(error as Error).message}); ${effect}`)
  }
  try {
    return eventFromJson(topic.schema.json, json)
  } catch (error) {
    throw new CommandError(`${where}: ${(error as Error).message}; ${effect}`)
  }
}

const recordsAtOnce = 500

/** Publishes in order. Encodes everything before the first is sent. */
export async function produce(
  broker: Broker,
  codec: EventCodec,
  topic: AnyTopic,
  events: readonly unknown[],
): Promise<void> {
  const encode = await codec.encoder<unknown>(subjectOf(topic.name), topic.schema)
  const keys = new TextEncoder()
  const records = events.map((event, index) => {
    const value = encode(event)
    if (value.length <= topic.maxMessageBytes) return { key: keys.encode(topic.key(event)), value }
    throw new CommandError(
      `event ${index + 1} has ${value.length} bytes; ${topic.name} takes ${topic.maxMessageBytes}: make it smaller; nothing was published`,
    )
  })
  for (let from = 0; from < records.length; from += recordsAtOnce) {
    try {
      await broker.publish(topic.name, records.slice(from, from + recordsAtOnce))
    } catch (error) {
      if (!(error instanceof Unavailable) || from === 0) throw error
      throw new CommandError(`the first ${from} events were published, then: ${error.message}; publish the rest again`)
    }
  }
}

async function readText(file: string | undefined): Promise<string> {
  const input = file === undefined ? process.stdin : createReadStream(file)
  const parts: Buffer[] = []
  try {
    for await (const part of input) parts.push(Buffer.from(part as Uint8Array))
  } catch (error) {
    throw new CommandError(`cannot read ${file} (${(error as NodeJS.ErrnoException).code}): name a file that exists`)
  }
  return Buffer.concat(parts).toString('utf8')
}
