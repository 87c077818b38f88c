import { Command } from 'commander'
import { shownDetail, shownStream } from '../../api/routes/streams.ts'
import { defaultSettings, maxPartitions } from '../../api/streams/stream-settings.ts'
import { useText } from '../../api/streams/stream-uses.ts'
import type { StreamDetail } from '../../api/streams/streams.ts'
import { timeText } from '../../schemas/assets/deployment.ts'
import { CommandError, examples, note, type Print, plural, print, table, wholeNumber } from './context.ts'
import { durationMs, durationText, noteUnlessStored, printJson, userOption, whoIs, withManaged } from './managed.ts'
import { streamConsumeCommand } from './stream-consume.ts'
import { streamFileCommand } from './stream-file.ts'
import { publishCommand } from './stream-publish.ts'

export const streamCommand = (): Command =>
  new Command('stream')
    .description('Streams that anyone may make: topics stream.<name>, of raw messages.')
    .addCommand(createCommand())
    .addCommand(listCommand())
    .addCommand(showCommand())
    .addCommand(removeCommand())
    .addCommand(publishCommand())
    .addCommand(streamFileCommand())
    .addCommand(streamConsumeCommand())
    .addHelpText('after', examples('tideline stream create ctd.lines', 'tideline stream list'))

interface CreateOptions {
  readonly partitions?: number
  readonly retention?: string
  readonly retentionBytes?: number
  readonly replication?: number
  readonly user?: string
}

const createCommand = () =>
  new Command('create')
    .description('Creates a stream; the same again changes nothing.')
    .argument('<name>', 'letters, digits, dots, underscores and hyphens')
    .option('--partitions <n>', `partitions (default ${defaultSettings.partitions})`, wholeNumber('--partitions', 1))
    .option('--retention <time>', 'how long messages are kept: 7d, 12h, forever (default 7d)')
    .option(
      '--retention-bytes <n>',
      'how many bytes of a partition are kept (default all)',
      wholeNumber('--retention-bytes', 1_024),
    )
    .option(
      '--replication <n>',
      'copies of each partition (default as the brokers are set)',
      wholeNumber('--replication', 1),
    )
    .option(...userOption)
    .addHelpText('after', examples('tideline stream create ctd.lines --partitions 6 --retention 30d'))
    .action((name: string, options: CreateOptions, command: Command) =>
      withManaged(command, async ({ streams }) => {
        const {
          partitions = defaultSettings.partitions,
          retention,
          retentionBytes = null,
          replication = null,
        } = options
        if (partitions > maxPartitions) {
          throw new CommandError(`--partitions ${partitions}: give at most ${maxPartitions}`)
        }
        // Not by commander, which takes null for no value.
        const retentionMs = retention === undefined ? defaultSettings.retentionMs : durationMs('--retention')(retention)
        const settings = { partitions, retentionMs, retentionBytes, replication }
        const { stream, isNew, isStored } = await streams.create(name, settings, whoIs(options))
        note(isNew ? `${name} is there: the topic ${stream.topic}` : `${name} was there, with these settings`)
        noteUnlessStored(isStored)
      }),
    )

const listCommand = () =>
  new Command('list')
    .description('Lists the streams.')
    .option('--json', 'one JSON object per line')
    .addHelpText('after', examples('tideline stream list'))
    .action((options: { json?: true }, command: Command) =>
      withManaged(command, async ({ streams }) => {
        const found = await streams.list()
        if (options.json === true) return printJson(found.map(shownStream))
        if (found.length === 0) return note("there are no streams: 'tideline stream create NAME' makes one")
        const rows = found.map(({ name, partitions, retentionMs, createdAt }) => [
          ...[name, String(partitions), durationText(retentionMs)],
          createdAt === null ? 'another program' : timeText(createdAt),
        ])
        for (const line of table(['NAME', 'PARTITIONS', 'KEPT', 'CREATED'], rows)) print(line)
      }),
    )

const showCommand = () =>
  new Command('show')
    .description('Shows a stream: settings, offsets, and what uses it.')
    .argument('<name>', 'a stream')
    .option('--json', 'as JSON')
    .addHelpText('after', examples('tideline stream show ctd.lines'))
    .action((name: string, options: { json?: true }, command: Command) =>
      withManaged(command, async ({ streams }) => {
        const stream = await streams.show(name)
        if (options.json === true) print(JSON.stringify(shownDetail(stream)))
        else show(stream, print)
      }),
    )

function show({ topic, messages, retentionMs, retentionBytes, uses, offsets }: StreamDetail, out: Print): void {
  out(`topic     ${topic}`)
  out(`messages  ${messages}`)
  out(`kept      ${durationText(retentionMs)}${retentionBytes === null ? '' : `, ${retentionBytes} bytes a partition`}`)
  out(`used as   ${uses.map(useText).join(', ') || 'nothing'}\n`)
  const rows = offsets.map(({ partition, low, high }) => [partition, low, high].map(String))
  for (const line of table(['PARTITION', 'FIRST', 'NEXT'], rows)) out(line)
}

const removeCommand = () =>
  new Command('remove')
    .description('Removes a stream with all its messages. Refused while something uses it.')
    .argument('<name>', 'a stream')
    .option(...userOption)
    .addHelpText('after', examples('tideline stream remove ctd.lines'))
    .action((name: string, options: { user?: string }, command: Command) =>
      withManaged(command, async ({ streams }) => {
        const { messages } = await streams.show(name)
        const { isStored } = await streams.remove(name, whoIs(options))
        note(`${name} is gone, with ${plural(Number(messages), 'message')}`)
        noteUnlessStored(isStored)
      }),
    )
