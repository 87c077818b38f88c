import { randomBytes } from 'node:crypto'
import { Command } from 'commander'
import { replayStates } from '../../schemas/archive-tables.ts'
import { replaysRequested } from '../../topics/archives.ts'
import { planReplay, type ReplayPlan, replayRequest } from '../../topics/replay-plan.ts'
import { subjectOf } from '../../topics/topic.ts'
import { topicNamed } from '../../topics/topic-names.ts'
import { presentTopic } from './archive.ts'
import {
  CommandError,
  configOf,
  examples,
  note,
  plural,
  print,
  quietLog,
  untilInterrupted,
  withCatalogue,
  withEvents,
} from './context.ts'
import { isoOf, microsOf } from './event-json.ts'

interface ReplayOptions {
  readonly onto?: string
  readonly from?: string
  readonly to?: string
  readonly rate?: number
  readonly topicId?: string
  readonly timestamps?: string
  readonly dryRun?: true
  readonly detach?: true
  readonly json?: true
}

export const replayCommand = (): Command =>
  new Command('replay')
    .description('Publishes archived messages again, with key, value, headers and the time that they had.')
    .argument('<stream>', 'a managed stream, or any topic, that was archived')
    .option('--onto <stream>', 'the topic to publish to; the same when absent')
    .option('--from <time>', 'messages of this time or later, such as 2026-01-31T00:00:00Z')
    .option('--to <time>', 'messages before this time')
    .option('--rate <n>', 'messages a second at most', rateOf)
    .option('--topic-id <id>', 'which of the topics that had this name')
    .option(
      '--timestamps <which>',
      'kept or renewed; when absent kept, unless the topic would delete them for their age',
    )
    .option('--dry-run', 'say what would be published')
    .option('--detach', 'do not wait for the end')
    .option('--json', 'as JSON')
    .addHelpText(
      'after',
      examples(
        'tideline replay instruments.particles --from 2026-01-31T00:00:00Z --to 2026-02-01T00:00:00Z --dry-run',
        'tideline replay instruments.particles --rate 5000',
      ),
    )
    .action((name: string, options: ReplayOptions, command: Command) => replay(name, options, command))

function rateOf(text: string): number {
  const rate = Number(text)
  if (text.trim() !== '' && rate > 0 && Number.isFinite(rate)) return rate
  throw new CommandError(`--rate ${text}: give a number above 0`)
}

function timeOf(option: string, text: string | undefined): number | null {
  if (text === undefined) return null
  const micros = microsOf(text)
  if (micros !== null) return micros / 1000
  throw new CommandError(`${option} ${text}: give a time with zone such as 2026-01-31T00:00:00Z`)
}

function keepsOf(text: string | undefined): boolean | null {
  if (text === undefined) return null
  if (text === 'kept' || text === 'renewed') return text === 'kept'
  throw new CommandError(`--timestamps ${text}: give kept or renewed`)
}

const optionOf = {
  topic: '<stream>',
  topicId: '--topic-id',
  onto: '--onto',
  from: '--from',
  to: '--to',
  keepsTimestamps: '--timestamps',
}

async function replay(name: string, options: ReplayOptions, command: Command): Promise<void> {
  const range = { from: timeOf('--from', options.from), to: timeOf('--to', options.to) }
  const keepsTimestamps = keepsOf(options.timestamps)
  const id = randomBytes(8).toString('hex')
  const request = await withEvents(command, async ({ broker, codec }) => {
    const { openObjects } = await import('../wire.ts')
    const objects = await openObjects(configOf(command), quietLog)
    try {
      const topic = topicNamed(name, await broker.admin.listTopics()) ?? name
      const onto = options.onto === undefined ? topic : await presentTopic(broker, options.onto)
      const wish = { topic, topicId: options.topicId ?? null, onto, ...range, keepsTimestamps }
      const now = Date.now()
      const plan = await planReplay({ broker, objects }, wish, now)
      if ('field' in plan) throw new CommandError(`${optionOf[plan.field]}: ${plan.reason}`)
      if (options.dryRun === true) return printPlan(plan, options.json === true)
      const asked = replayRequest(plan, wish, { replay: id, rate: options.rate ?? null, now })
      const encode = await codec.encoder(subjectOf(replaysRequested.name), replaysRequested.schema)
      await broker.publish(replaysRequested.name, [{ key: Buffer.from(id), value: encode(asked) }])
      return asked
    } finally {
      await objects.close()
    }
  })
  if (request === null) return
  if (options.json !== true) note(`replay ${id}: up to ${plural(request.expected, 'message')} onto ${request.onto}`)
  const messages = options.detach === true ? null : await theEnd(command, id)
  if (options.json === true) print(JSON.stringify({ replay: id, onto: request.onto, messages }))
  else if (messages !== null) note(`replayed ${plural(messages, 'message')}`)
}

function printPlan(plan: ReplayPlan, asJson: boolean): null {
  const { segments, ...rest } = plan
  const time = (ms: number | null) => (ms === null ? null : isoOf(ms * 1000))
  const shown = { ...rest, segments: segments.length, earliest: time(plan.earliest), latest: time(plan.latest) }
  if (asJson) print(JSON.stringify(shown))
  else {
    print(`${plan.topic} (${plan.topicId}) onto ${plan.onto}`)
    print(`up to ${plural(plan.messages, 'message')} of ${plural(segments.length, 'segment')}, ${plan.bytes} bytes`)
    print(`from ${shown.earliest} to ${shown.latest}`)
    print(
      plan.keepsTimestamps
        ? 'timestamps are kept'
        : 'messages get the time of the replay, and theirs in the header tideline-event-time',
    )
    for (const { partition, from, next } of plan.gaps)
      print(`never archived: partition ${partition}, ${from}-${next - 1}`)
  }
  return null
}

/** Messages published; null when the user does not wait any longer. Throws a `CommandError` when the replay fails. */
async function theEnd(command: Command, id: string): Promise<number | null> {
  const interrupted = untilInterrupted()
  return withCatalogue(command, async (tables) => {
    let said = 0
    while (!interrupted.signal.aborted) {
      const row = await tables.view(replayStates).get({ replay: id })
      if (row?.state === 'finished') return row.messages
      if (row !== null && row.state !== 'running') {
        const detail = row.problem === null ? '' : `: ${(JSON.parse(row.problem) as { detail: string }).detail}`
        throw new CommandError(`the replay ${id} ${row.state === 'failed' ? 'failed' : 'was cancelled'}${detail}`)
      }
      if (row !== null && row.messages > said) note(`${row.messages} published`)
      said = row?.messages ?? 0
      await new Promise((resolve) => setTimeout(resolve, 300))
    }
    note(`the replay goes on: 'tideline replays show ${id}' says how far it is`)
    return null
  })
}
