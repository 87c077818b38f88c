import { Command } from 'commander'
import type { Broker, PartitionLag } from '../../topics/broker.ts'
import { topics } from '../../topics/index.ts'
import { CommandError, examples, type Print, print, table, withBroker } from './context.ts'

/** Topics that each group of the pipeline consumes, by group. */
type Groups = ReadonlyMap<string, readonly string[]>

export const lagCommand = (): Command =>
  new Command('lag')
    .description('Shows how many events each processor has still to handle, or one group by partition.')
    .argument('[group]', 'a processor, or any consumer group')
    .option('--json', 'as JSON')
    .addHelpText('after', examples('tideline lag', 'tideline lag store-particles'))
    .action(async (group: string | undefined, options: { json?: true }, command: Command) => {
      const { processors } = await import('../../processors/index.ts')
      const known: Groups = new Map(
        processors.map((processor) => [
          processor.name,
          processor.consumes.map((topic: { name: string }) => topic.name),
        ]),
      )
      await withBroker(command, async (broker) => {
        const asJson = options.json === true
        if (group === undefined) await listLag(broker, known, asJson, print)
        else await showLag(broker, group, known, asJson, print)
      })
    })

const total = (lags: readonly PartitionLag[]): bigint => lags.reduce((sum, { lag }) => sum + lag, 0n)

export async function listLag(broker: Broker, known: Groups, asJson: boolean, out: Print): Promise<void> {
  const groups = await Promise.all(
    [...known].map(async ([group, consumed]) => ({ group, consumed, lags: await broker.admin.lag(group, consumed) })),
  )
  if (asJson) {
    return out(
      JSON.stringify(
        groups.map(({ group, consumed, lags }) => ({ group, topics: consumed, lag: Number(total(lags)) })),
      ),
    )
  }
  const rows = groups.map(({ group, consumed, lags }) => [group, String(total(lags)), consumed.join(', ')])
  for (const line of table(['GROUP', 'LAG', 'TOPICS'], rows)) out(line)
}

export async function showLag(
  broker: Broker,
  group: string,
  known: Groups,
  asJson: boolean,
  out: Print,
): Promise<void> {
  const lags = await broker.admin.lag(group, known.get(group) ?? topics.map((topic) => topic.name))
  const shown = known.has(group) ? lags : lags.filter(({ committed }) => committed !== null)
  if (shown.length === 0) {
    throw new CommandError(`no group ${group} has read a topic: the processors are ${[...known.keys()].join(', ')}`)
  }
  if (asJson) {
    const plain = shown.map((one) => ({ ...one, committed: one.committed === null ? null : Number(one.committed) }))
    return out(JSON.stringify(plain.map((one) => ({ ...one, high: Number(one.high), lag: Number(one.lag) }))))
  }
  const rows = shown.map(({ topic, partition, committed, high, lag }) =>
    [topic, partition, committed ?? 'none', high, lag].map(String),
  )
  for (const line of table(['TOPIC', 'PARTITION', 'COMMITTED', 'NEXT', 'LAG'], rows)) out(line)
}
