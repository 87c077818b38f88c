import { Command } from 'commander'
import { replayStates, replays } from '../../schemas/archive-tables.ts'
import type { Row, TableStore } from '../../schemas/table.ts'
import { replaysAdvanced } from '../../topics/archives.ts'
import { subjectOf } from '../../topics/topic.ts'
import { CommandError, examples, note, print, table, withCatalogue, withEvents } from './context.ts'
import { isoOf } from './event-json.ts'

export const replaysCommand = (): Command =>
  new Command('replays')
    .description('Shows replays, or calls one off.')
    .addCommand(listCommand())
    .addCommand(showCommand())
    .addCommand(cancelCommand())
    .addHelpText('after', examples('tideline replays list', 'tideline replays cancel 5f3a9c0d1e2b4a68'))

const listCommand = () =>
  new Command('list')
    .description('Lists the replays, newest first.')
    .option('--json', 'one JSON object per line')
    .addHelpText('after', examples('tideline replays list'))
    .action((options: { json?: true }, command: Command) =>
      withCatalogue(command, async (tables) => {
        const found = []
        for await (const row of tables.view(replays).scan()) found.push(row)
        const shown = await Promise.all(
          found.sort((a, b) => b.requested_at - a.requested_at).map((row) => shownReplay(tables, row)),
        )
        if (options.json === true) {
          for (const one of shown) print(JSON.stringify(one))
          return
        }
        if (shown.length === 0) return print('nothing was replayed')
        const rows = shown.map((one) => [
          one.replay,
          one.state,
          String(one.messages),
          one.topic,
          one.onto,
          one.requestedAt,
        ])
        for (const line of table(['REPLAY', 'STATE', 'MESSAGES', 'ARCHIVE OF', 'ONTO', 'ASKED FOR'], rows)) print(line)
      }),
    )

const showCommand = () =>
  new Command('show')
    .description('Shows one replay.')
    .argument('<replay>', 'its id')
    .addHelpText('after', examples('tideline replays show 5f3a9c0d1e2b4a68'))
    .action((id: string, _: object, command: Command) =>
      withCatalogue(command, async (tables) => print(JSON.stringify(await known(tables, id), null, 2))),
    )

const cancelCommand = () =>
  new Command('cancel')
    .description('Calls a replay off; what is published stays.')
    .argument('<replay>', 'its id')
    .addHelpText('after', examples('tideline replays cancel 5f3a9c0d1e2b4a68'))
    .action(async (id: string, _: object, command: Command) => {
      const { state, messages } = await withCatalogue(command, (tables) => known(tables, id))
      if (state !== 'running' && state !== 'requested') throw new CommandError(`the replay ${id} is ${state}`)
      await withEvents(command, async ({ broker, codec }) => {
        const encode = await codec.encoder(subjectOf(replaysAdvanced.name), replaysAdvanced.schema)
        const step = { replay: id, step: 'cancelled', messages, problem: null, at: Date.now() * 1000 }
        await broker.publish(replaysAdvanced.name, [{ key: Buffer.from(id), value: encode(step) }])
      })
      note(`the replay ${id} is called off`)
    })

async function known(tables: TableStore, id: string) {
  const row = await tables.view(replays).get({ replay: id })
  if (row === null) throw new CommandError(`there is no replay ${id}: 'tideline replays list' shows those there are`)
  return shownReplay(tables, row)
}

async function shownReplay(tables: TableStore, row: Row<typeof replays>) {
  const state = await tables.view(replayStates).get({ replay: row.replay })
  const time = (ms: number | null) => (ms === null ? null : isoOf(ms * 1000))
  return {
    replay: row.replay,
    state: state?.state ?? 'requested',
    messages: state?.messages ?? 0,
    expected: row.expected,
    topic: row.topic,
    topicId: row.topic_id,
    onto: row.onto,
    from: time(row.from_time),
    to: time(row.to_time),
    rate: row.rate,
    timestamps: row.keeps_timestamps ? 'kept' : 'renewed',
    requestedAt: String(isoOf(row.requested_at)),
    problem: state?.problem == null ? null : (JSON.parse(state.problem) as unknown),
  }
}
