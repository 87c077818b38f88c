import { readFile } from 'node:fs/promises'
import { Command } from 'commander'
import { Reject } from '../../schemas/failures.ts'
import { type ObjectStore, streamObjects } from '../../schemas/objects.ts'
import { streamTopic } from '../../schemas/streams/managed-stream.ts'
import type { Broker } from '../../topics/broker.ts'
import { createStreamPublisher, type StreamMessage, type StreamPublisherPorts } from '../../topics/stream-publisher.ts'
import { claimCheckBytes } from '../../topics/topic.ts'
import { CommandError, examples, note, plural, withBroker, withObjects } from './context.ts'
import { infoOf, putFile } from './file-object.ts'
import { collect } from './managed.ts'

interface PublishOptions {
  readonly file?: string
  readonly raw?: true
  readonly key?: string
  readonly header: Readonly<Record<string, string>>
}

export const publishCommand = (): Command =>
  new Command('publish')
    .description('Publishes to a stream: a text, a file as one message, or each line of standard input.')
    .argument('<name>', 'a stream')
    .argument('[text]', 'the message; - or nothing: standard input')
    .option('--file <path>', 'a file is the message, byte for byte')
    .option('--raw', 'the whole of standard input is one message, byte for byte')
    .option('--key <key>', 'the key: messages of one key stay in order')
    .option('--header <name=value>', 'a header; may be given several times', collectHeader, {})
    .addHelpText(
      'after',
      examples(
        'tideline publish ctd.lines "12.3, 4.5"',
        'tail -F ctd.log | tideline publish ctd.lines --key ctd1',
        'tideline publish pictures --file a.png --header content-type=image/png',
      ),
    )
    .action((name: string, text: string | undefined, options: PublishOptions, command: Command) =>
      withBroker(command, async (broker) => {
        await demandStream(broker, name)
        const what = { ...options, ...(text === undefined ? {} : { text }) }
        const count = await withObjects(command, (objects) => publish({ broker, objects }, name, what))
        note(`${plural(count, 'message')} published to ${name}`)
      }),
    )

function collectHeader(text: string, before: Readonly<Record<string, string>>): Record<string, string> {
  const at = text.indexOf('=')
  if (at < 1) throw new CommandError(`--header ${text}: give it as name=value`)
  return { ...before, [text.slice(0, at)]: text.slice(at + 1) }
}

export async function demandStream(broker: Broker, name: string): Promise<void> {
  if ((await broker.admin.listTopics()).includes(streamTopic(name))) return
  throw new CommandError(`there is no stream ${name}: 'tideline stream create ${name}' makes it`)
}

export interface WhatToPublish extends PublishOptions {
  readonly text?: string
}

/** Resolves with the number of messages once the brokers have them all. */
export async function publish(
  ports: StreamPublisherPorts & { readonly objects: Pick<ObjectStore, 'putStream'> },
  stream: string,
  { text, file, raw, key, header }: WhatToPublish,
  input: AsyncIterable<Buffer> = process.stdin,
): Promise<number> {
  if (file !== undefined && text !== undefined) throw new CommandError('give a text or --file, not both')
  const { publish: send } = createStreamPublisher(ports)
  const message = (value: Uint8Array): StreamMessage => ({
    key: key === undefined ? null : Buffer.from(key),
    value,
    headers: header,
  })
  let count = 0
  const sendAll = async (values: readonly Uint8Array[]) => {
    try {
      await send(stream, values.map(message))
    } catch (error) {
      if (error instanceof Reject) throw new CommandError(`${error.message}; ${plural(count, 'message')} went before`)
      throw error
    }
    count += values.length
  }
  const sendFile = async (path: string) => {
    const info = await infoOf(path)
    // A pipe has no size: it is read as it comes.
    if (!info.isFile() || info.size <= claimCheckBytes) return sendAll([await readFile(path)])
    const claim = await putFile(ports.objects, streamObjects, path, (sha256) => `${stream}/${sha256}`)
    await send(stream, [{ ...message(new Uint8Array(0)), claim }])
    count += 1
  }
  if (file !== undefined) await sendFile(file)
  else if (text !== undefined && text !== '-') await sendAll([Buffer.from(text)])
  else if (raw === true) await sendAll([Buffer.concat(await collect(input))])
  else for await (const some of lines(input)) await sendAll(some)
  return count
}

/** The lines that each piece of input completes; the last may lack its line feed. */
async function* lines(input: AsyncIterable<Buffer>): AsyncGenerator<Uint8Array[]> {
  let rest: Buffer[] = []
  for await (const piece of input) {
    const found: Uint8Array[] = []
    let from = 0
    for (let end = piece.indexOf(10); end >= 0; end = piece.indexOf(10, from)) {
      found.push(Buffer.concat([...rest, piece.subarray(from, end)]))
      rest = []
      from = end + 1
    }
    if (from < piece.length) rest.push(piece.subarray(from))
    if (found.length > 0) yield found
  }
  if (rest.length > 0) yield [Buffer.concat(rest)]
}
