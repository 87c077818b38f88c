import { once } from 'node:events'
import { Command } from 'commander'
import { startOf } from '../../api/streams/consume.ts'
import { shownMessage } from '../../api/streams/message-json.ts'
import type { ObjectStore } from '../../schemas/objects.ts'
import { streamTopic } from '../../schemas/streams/managed-stream.ts'
import type { Broker, IncomingRecord } from '../../topics/broker.ts'
import { createStreamReader } from '../../topics/stream-reader.ts'
import { examples, untilInterrupted, wholeNumber, withBroker, withObjects } from './context.ts'
import { refusals } from './managed.ts'
import { demandStream } from './stream-publish.ts'

export interface StreamConsumeOptions {
  /** `beginning`, `end`, a position, or a time. */
  readonly from: string
  readonly group?: string
  readonly count?: number
  readonly json?: true
  /** Without a group only. */
  readonly untilEnd?: true
}

export interface StreamPorts {
  readonly broker: Broker
  readonly objects: ObjectStore
}

export const streamConsumeCommand = (): Command =>
  new Command('consume')
    .description('Prints the messages of a stream as they come, a line each, until Ctrl-C.')
    .argument('<name>', 'a stream')
    .option(
      '--from <where>',
      'beginning, end, a position such as 0:12,1:5, or a time such as 2026-01-31T00:00:00Z',
      'end',
    )
    .option('--group <name>', 'in the name of this consumer group, which goes on where it committed')
    .option('--count <n>', 'stop after so many messages', wholeNumber('--count', 1))
    .option('--json', 'one JSON object per message and line, with key, headers, time, partition and offset')
    .addHelpText(
      'after',
      examples(
        'tideline stream consume ctd.lines --from beginning --count 3',
        'tideline stream consume ctd.lines --group mine --json',
      ),
    )
    .action((name: string, options: StreamConsumeOptions, command: Command) => {
      const { signal } = untilInterrupted()
      return withBroker(command, async (broker) => {
        await demandStream(broker, name)
        await withObjects(command, (objects) =>
          refusals(() => consumeStream({ broker, objects }, name, options, signal)),
        )
      })
    })

/** Prints until `count` or the signal. In the name of a group, what was printed is committed, and nothing else. */
export async function consumeStream(
  { broker, objects }: StreamPorts,
  stream: string,
  { from, group, count = Number.POSITIVE_INFINITY, json, untilEnd }: StreamConsumeOptions,
  signal: AbortSignal,
  out: NodeJS.WritableStream = process.stdout,
): Promise<void> {
  const topic = streamTopic(stream)
  const start = await startOf(broker, topic, group === undefined ? { from } : { from, group })
  const reader = createStreamReader({ broker, objects })
  /** False for a duplicate. */
  const write = async (found: IncomingRecord): Promise<boolean> => {
    const record = await reader.seen(found)
    if (record === null) return false
    const line = json === true ? Buffer.from(JSON.stringify(shownMessage(record))) : (record.value ?? Buffer.alloc(0))
    if (!out.write(Buffer.concat([line, newline]))) await once(out, 'drain')
    return true
  }
  let printed = 0
  if (group === undefined) {
    for await (const record of broker.read({ topic, from: start, follow: untilEnd !== true, signal })) {
      if (await write(record)) printed += 1
      if (printed >= count) return
    }
    return
  }
  const done = new AbortController()
  const end = AbortSignal.any([signal, done.signal])
  const subscription = await broker.subscribe({
    group,
    topics: [topic],
    from: start === 'latest' ? 'latest' : 'earliest',
    concurrency: 1,
    async onBatch({ records }, context) {
      let next: bigint | null = null
      for (const record of records) {
        if (printed >= count || end.aborted || !context.isCurrent()) break
        if (await write(record)) printed += 1
        next = record.offset + 1n
      }
      if (next !== null && context.isCurrent()) await context.commit(next)
      if (printed >= count) done.abort()
    },
  })
  try {
    const over = end.aborted ? Promise.resolve() : once(end, 'abort')
    await Promise.race([over, subscription.finished])
  } finally {
    await subscription.stop()
  }
}

const newline = Buffer.from('\n')
