import { Command } from 'commander'
import { blockOf } from '../../processors/instruments/summarise-streams.ts'
import { formatStreamKey } from '../../schemas/streams.ts'
import type { Row, TableStore } from '../../schemas/table.ts'
import { binBlocks, streamBins, streams } from '../../schemas/tables.ts'
import { binsRecounted } from '../../topics/instruments.ts'
import { createPublisher } from '../../topics/publisher.ts'
import { type Emission, emission, subjectOf } from '../../topics/topic.ts'
import { configOf, examples, note, type Print, plural, print, quietLog, withEvents, withTables } from './context.ts'

export const recountCommand = (): Command =>
  new Command('recount')
    .description(
      'Has the list of bins of every stream packed anew where it is not whole, as after an upgrade from a version that kept none.',
    )
    .option('--all', 'of every stream, and every bin of it: also what follows from bins is looked at again')
    .option('--dry-run', 'only say which streams')
    .addHelpText('after', examples('tideline recount --dry-run', 'tideline recount'))
    .action((options: { all?: true; dryRun?: true }, command: Command) =>
      withTables(command, async (tables) => {
        const told = await lacking(tables, options.all === true, print)
        if (options.dryRun === true || told.length === 0) return
        const { openObjects } = await import('../wire.ts')
        await withEvents(command, async ({ broker, codec }) => {
          const objects = await openObjects(configOf(command), quietLog)
          const publisher = createPublisher({ broker, codec, objects, subject: subjectOf })
          await publisher.publish(told)
          note(`${plural(told.length, 'event')} published: 'tideline lag summarise-streams' shows when it is done`)
        })
      }),
    )

/** The events that have it done: one of each block that is not whole is enough. */
export async function lacking(tables: TableStore, isAll: boolean, out: Print): Promise<Emission[]> {
  const [listed, blocks, bins] = [tables.view(streams), tables.view(binBlocks), tables.view(streamBins)]
  const events: Emission[] = []
  let count = 0
  for await (const { refdes, method, stream, deployment } of listed.scan()) {
    count++
    const key = { refdes, method, stream, deployment }
    const prefix = { method, stream, deployment }
    const [kept, found] = await Promise.all([
      blocks.slice({ partition: { refdes }, prefix, columns: ['block', 'bins', 'count'] }),
      bins.slice({ partition: { stream_key: formatStreamKey(key) } }),
    ])
    const packed = new Map(kept.map((row) => [row.block, row]))
    const wanted = [...byBlock(stream, found)].filter(([block, own]) => {
      const sum = own.reduce((all, bin) => all + bin.count, 0)
      return isAll || packed.get(block)?.bins !== own.length || packed.get(block)?.count !== sum
    })
    const chosen = wanted.flatMap(([, own]) => (isAll ? own : own.slice(0, 1)))
    if (chosen.length > 0) out(`${formatStreamKey(key)}: ${plural(wanted.length, 'block')} of bins to be packed`)
    events.push(...chosen.map((bin) => emission(binsRecounted, { ...key, ...told(bin) })))
  }
  out(`${plural(count, 'stream')}, ${events.length === 0 ? 'all whole' : plural(events.length, 'event')}`)
  return events
}

type BinRow = Row<typeof streamBins>

function byBlock(stream: string, bins: readonly BinRow[]): Map<number, BinRow[]> {
  const blocks = new Map<number, BinRow[]>()
  for (const row of bins) {
    const block = blockOf(stream, row.bin)
    blocks.set(block, [...(blocks.get(block) ?? []), row])
  }
  return blocks
}

const told = ({ bin, count, first, last, chunks }: BinRow) => ({ bin, count, first, last, chunks })
