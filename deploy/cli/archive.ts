import { Command } from 'commander'
import { archives } from '../../schemas/archive-tables.ts'
import { archiveStatus, owedBy } from '../../topics/archive-status.ts'
import { archivesChanged } from '../../topics/archives.ts'
import type { Broker } from '../../topics/broker.ts'
import { subjectOf } from '../../topics/topic.ts'
import { adviceOn, topicNamed } from '../../topics/topic-names.ts'
import {
  CommandError,
  configOf,
  examples,
  note,
  plural,
  print,
  quietLog,
  table,
  withCatalogue,
  withEvents,
} from './context.ts'
import { isoOf } from './event-json.ts'

export const archiveCommand = (): Command =>
  new Command('archive')
    .description('Keeps whole topics in the object store.')
    .addCommand(startCommand())
    .addCommand(stopCommand())
    .addCommand(statusCommand())
    .addCommand(listCommand())
    .addCommand(verifyCommand())
    .addHelpText(
      'after',
      examples('tideline archive start instruments.particles', 'tideline archive status instruments.particles'),
    )

const stream = ['<stream>', 'a managed stream, or any topic'] as const

const startCommand = () =>
  new Command('start')
    .description('Archives a topic from its first message on. Executors do it.')
    .argument(...stream)
    .option('--include-replayed', 'also messages that a replay published')
    .addHelpText('after', examples('tideline archive start instruments.particles'))
    .action((name: string, options: { includeReplayed?: true }, command: Command) =>
      change(command, name, true, options.includeReplayed === true),
    )

const stopCommand = () =>
  new Command('stop')
    .description('Archives a topic no longer; what is archived stays.')
    .argument(...stream)
    .addHelpText('after', examples('tideline archive stop instruments.particles'))
    .action((name: string, _: object, command: Command) => change(command, name, false, false))

const change = (command: Command, name: string, isWanted: boolean, includesReplayed: boolean) =>
  withEvents(command, async ({ broker, codec }) => {
    const topic = await presentTopic(broker, name)
    const encode = await codec.encoder(subjectOf(archivesChanged.name), archivesChanged.schema)
    const event = { topic, isWanted, includesReplayed, changedAt: Date.now() * 1000 }
    await broker.publish(archivesChanged.name, [{ key: Buffer.from(topic), value: encode(event) }])
    note(isWanted ? `${topic} is being archived` : `${topic} is archived no longer; what is archived stays`)
  })

/** Throws a `CommandError` that names near topics, or how to see all. */
export async function presentTopic(broker: Broker, name: string): Promise<string> {
  const present = await broker.admin.listTopics()
  const topic = topicNamed(name, present)
  if (topic !== null) return topic
  throw new CommandError(`there is no topic ${name}: ${adviceOn(name, present)}`)
}

const statusCommand = () =>
  new Command('status')
    .description('Shows what is archived of a topic, what is missing, and how far the archive is behind.')
    .argument(...stream)
    .option('--json', 'as JSON')
    .addHelpText('after', examples('tideline archive status instruments.particles'))
    .action((name: string, options: { json?: true }, command: Command) =>
      withEvents(command, async ({ broker }) => {
        const topic = topicNamed(name, await broker.admin.listTopics()) ?? name
        const row = await withCatalogue(command, (tables) => tables.view(archives).get({ topic }))
        const { openObjects } = await import('../wire.ts')
        const objects = await openObjects(configOf(command), quietLog)
        try {
          const status = await archiveStatus({ broker, objects }, topic)
          if (row === null && status.archived.length === 0) {
            throw new CommandError(`${name} was never archived: 'tideline archive start ${name}' begins`)
          }
          const shown = { topic, isArchived: row?.is_wanted ?? false, ...status }
          if (options.json === true) return print(JSON.stringify(shown))
          const now = shown.isArchived
            ? `archived, ${plural(status.behind ?? 0, 'offset')} behind`
            : 'archived no longer'
          print(`${topic}: ${now}`)
          for (const { topicId, isPresent, segments, bytes, partitions } of status.archived) {
            print(
              `\n${isPresent ? 'the present topic' : 'a former topic'} ${topicId}: ${plural(segments, 'segment')}, ${bytes} bytes`,
            )
            const rows = partitions.map((one) => [
              ...[one.partition, one.from, one.next, one.segments].map(String),
              one.gaps.map((gap) => `${gap.from}-${gap.next - 1}`).join(', ') || 'none',
            ])
            for (const line of table(['PARTITION', 'FROM', 'NEXT', 'SEGMENTS', 'GAPS'], rows)) print(line)
          }
        } finally {
          await objects.close()
        }
      }),
    )

const listCommand = () =>
  new Command('list')
    .description('Lists the topics that are archived, and those that were.')
    .option('--json', 'one JSON object per line')
    .addHelpText('after', examples('tideline archive list'))
    .action((options: { json?: true }, command: Command) =>
      withCatalogue(command, async (tables) => {
        const rows: string[][] = []
        for await (const { topic, is_wanted, includes_replayed, changed_at } of tables.view(archives).scan()) {
          const since = String(isoOf(changed_at))
          const shown = { topic, isArchived: is_wanted, includesReplayed: includes_replayed, since }
          if (options.json === true) print(JSON.stringify(shown))
          else
            rows.push([topic, is_wanted ? 'archived' : 'stopped', since.slice(0, 19), includes_replayed ? 'yes' : 'no'])
        }
        if (options.json === true) return
        if (rows.length === 0) return print('no topic is archived')
        rows.sort(([a = ''], [b = '']) => (a < b ? -1 : 1))
        for (const line of table(['TOPIC', 'STATE', 'SINCE', 'REPLAYED TOO'], rows)) print(line)
      }),
    )

const verifyCommand = () =>
  new Command('verify')
    .description('Reads an archive through: SHA-256 of every segment, counts, order, and offsets that are missing.')
    .argument(...stream)
    .option('--quick', 'the index only: do not read the segments')
    .option('--json', 'as JSON')
    .addHelpText('after', examples('tideline archive verify instruments.particles'))
    .action((name: string, options: { quick?: true; json?: true }, command: Command) =>
      withEvents(command, async ({ broker }) => {
        const topic = topicNamed(name, await broker.admin.listTopics()) ?? name
        const { openObjects } = await import('../wire.ts')
        const { verifyArchive } = await import('../../connectors/archives/verify.ts')
        const objects = await openObjects(configOf(command), quietLog)
        try {
          const owed = await owedBy(broker, topic)
          const verified = await verifyArchive(objects, topic, { isThorough: options.quick !== true, owed })
          const { findings, ...sums } = verified
          if (sums.segments === 0 && findings.length === 0) {
            throw new CommandError(`nothing of ${topic} is archived: 'tideline archive start ${name}' begins`)
          }
          if (options.json === true) print(JSON.stringify({ topic, ...sums, findings }))
          else {
            print(
              `${topic}: ${plural(sums.segments, 'segment')}, ${plural(sums.messages, 'message')}, ${sums.bytes} bytes`,
            )
            print(
              `${plural(sums.withoutMessage, 'offset')} without a message: compacted, transaction markers, replayed`,
            )
            const rows = findings.map((one) => [
              one.kind,
              String(one.partition),
              `${one.from}-${one.next - 1}`,
              one.reason,
            ])
            if (rows.length === 0) print('nothing is missing or damaged')
            else for (const line of table(['WHAT', 'PARTITION', 'OFFSETS', 'REASON'], rows)) print(line)
          }
          const bad = findings.filter(({ kind }) => kind !== 'unfinished')
          if (bad.length > 0) throw new CommandError(`${plural(bad.length, 'fault')} in the archive of ${topic}`)
        } finally {
          await objects.close()
        }
      }),
    )
