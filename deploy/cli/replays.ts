import { Command } from 'commander'
import { isGoing, type ShownReplay, shownReplay } from '../../api/shown-replay.ts'
import { replayStates, replays } from '../../schemas/archive-tables.ts'
import type { TableStore } from '../../schemas/table.ts'
import { replaysAdvanced } from '../../topics/archives.ts'
import { subjectOf } from '../../topics/topic.ts'
import { CommandError, examples, note, print, table, withCatalogue, withEvents } from './context.ts'

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
        const shown: ShownReplay[] = []
        for await (const { replay } of tables.view(replays).scan()) shown.push(await known(tables, replay))
        shown.sort((a, b) => (a.requestedAt < b.requestedAt ? 1 : -1))
        if (options.json === true) {
          for (const one of shown) print(JSON.stringify(one))
          return
        }
        if (shown.length === 0) return print('nothing was replayed')
        const rows = shown.map((one) => [one.id, one.state, String(one.messages), one.topic, one.onto, one.requestedAt])
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
      const replay = await withCatalogue(command, (tables) => known(tables, id))
      if (!isGoing(replay)) throw new CommandError(`the replay ${id} is ${replay.state}`)
      await withEvents(command, async ({ broker, codec }) => {
        const encode = await codec.encoder(subjectOf(replaysAdvanced.name), replaysAdvanced.schema)
        const step = { replay: id, step: 'cancelled', messages: replay.messages, problem: null, at: Date.now() * 1000 }
        await broker.publish(replaysAdvanced.name, [{ key: Buffer.from(id), value: encode(step) }])
      })
      note(`the replay ${id} is called off`)
    })

async function known(tables: TableStore, id: string): Promise<ShownReplay> {
  const row = await tables.view(replays).get({ replay: id })
  if (row !== null) return shownReplay(row, await tables.view(replayStates).get({ replay: id }))
  throw new CommandError(`there is no replay ${id}: 'tideline replays list' shows those there are`)
}
