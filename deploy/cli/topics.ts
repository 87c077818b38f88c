import { Command } from 'commander'
import type { Broker, TopicInfo } from '../../topics/broker.ts'
import { topics } from '../../topics/index.ts'
import { type AnyTopic, subjectOf } from '../../topics/topic.ts'
import { CommandError, declaredTopic, examples, type Print, plural, print, table, withBroker } from './context.ts'

export const topicsCommand = (): Command =>
  new Command('topics')
    .description('Lists the topics, or shows one: partitions, retention, schema, owner, events held.')
    .argument('[name]', 'a topic')
    .option('--json', 'as JSON')
    .addHelpText('after', examples('tideline topics', 'tideline topics instruments.particles'))
    .action((name: string | undefined, options: { json?: true }, command: Command) =>
      withBroker(command, async (broker) => {
        const asJson = options.json === true
        if (name === undefined) await listTopics(broker, asJson, print)
        else await showTopic(broker, declaredTopic(name), asJson, print)
      }),
    )

export const retentionOf = (topic: AnyTopic): string =>
  topic.retention === 'compact' ? 'compacted' : plural(topic.retention.days, 'day')

/** Offsets between the watermarks: an upper bound of the events held, exact where nothing was compacted. */
const heldIn = (info: TopicInfo): bigint => info.partitions.reduce((sum, { low, high }) => sum + high - low, 0n)

export async function listTopics(broker: Broker, asJson: boolean, out: Print): Promise<void> {
  const infos = await Promise.all(topics.map((topic) => broker.admin.describeTopic(topic.name)))
  if (asJson) {
    out(JSON.stringify(topics.map((topic, index) => describe(topic, infos[index] ?? null))))
    return
  }
  const rows = topics.map((topic, index) => {
    const info = infos[index] ?? null
    const held = info === null ? 'not provisioned' : String(heldIn(info))
    return [
      topic.name,
      String(info?.partitions.length ?? topic.partitions),
      retentionOf(topic),
      topic.owner,
      held,
      topic.about,
    ]
  })
  for (const line of table(['TOPIC', 'PARTITIONS', 'RETENTION', 'OWNER', 'EVENTS', 'ABOUT'], rows)) out(line)
}

export async function showTopic(broker: Broker, topic: AnyTopic, asJson: boolean, out: Print): Promise<void> {
  const info = await broker.admin.describeTopic(topic.name)
  if (asJson) return out(JSON.stringify(describe(topic, info)))
  if (info === null) throw new CommandError(`${topic.name} is declared but not on the broker: run 'tideline provision'`)
  out(`${topic.name}: ${topic.about}`)
  out(`owner      ${topic.owner}`)
  out(`key        ${topic.keyedBy}`)
  out(`retention  ${retentionOf(topic)}`)
  out(`schema     ${topic.schema.fullName}, subject ${subjectOf(topic.name)}`)
  out(`largest    ${topic.maxMessageBytes} bytes a message`)
  out('')
  const rows = info.partitions.map(({ partition, low, high }) => [partition, low, high, high - low].map(String))
  for (const line of table(['PARTITION', 'FIRST', 'NEXT', 'EVENTS'], rows)) out(line)
}

function describe(topic: AnyTopic, info: TopicInfo | null) {
  return {
    name: topic.name,
    about: topic.about,
    owner: topic.owner,
    keyedBy: topic.keyedBy,
    retention: topic.retention,
    maxMessageBytes: topic.maxMessageBytes,
    schema: topic.schema.fullName,
    subject: subjectOf(topic.name),
    isProvisioned: info !== null,
    events: info === null ? null : Number(heldIn(info)),
    partitions:
      info?.partitions.map(({ partition, low, high }) => ({ partition, low: Number(low), high: Number(high) })) ?? [],
  }
}
