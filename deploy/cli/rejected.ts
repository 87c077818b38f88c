import { Command } from 'commander'
import { rejected } from '../../topics/pipeline.ts'
import { configOf, examples, note, type Print, print, quietLog, table, withEvents } from './context.ts'
import { eventToJson, isoOf } from './event-json.ts'
import {
  discard,
  type EventPorts,
  findRejection,
  originOf,
  type Rejection,
  readRejections,
  retry,
} from './rejections.ts'

export const rejectedCommand = (): Command =>
  new Command('rejected')
    .description('Shows what could not be processed, and retries or discards it.')
    .addCommand(listCommand())
    .addCommand(showCommand())
    .addCommand(retryCommand())
    .addCommand(discardCommand())
    .addHelpText('after', examples('tideline rejected list', 'tideline rejected show 0-17'))

const listCommand = () =>
  new Command('list')
    .description('Lists open rejections, oldest first.')
    .option('--all', 'also those that were retried or discarded')
    .option('--code <code>', 'only those with this code')
    .option('--json', 'one JSON object per line')
    .addHelpText('after', examples('tideline rejected list --code line-unparsed'))
    .action((options: ListOptions, command: Command) => withEvents(command, (ports) => list(ports, options, print)))

const showCommand = () =>
  new Command('show')
    .description('Shows a rejection whole: origin, code, reason, bytes and what became of it.')
    .argument('<id>', 'partition-offset, from the list')
    .addHelpText('after', examples('tideline rejected show 0-17'))
    .action((id: string, _: object, command: Command) => withEvents(command, (ports) => show(ports, id, print)))

const retryCommand = () =>
  new Command('retry')
    .description('Publishes the original bytes again to the topic they came from.')
    .argument('<id...>', 'partition-offset, from the list')
    .option('--reason <text>', 'why it should work now', 'retried by an operator')
    .addHelpText(
      'after',
      examples('tideline rejected retry 0-17', 'tideline rejected retry 0-17 0-18 --reason "schema registered"'),
    )
    .action((ids: string[], { reason }: { reason: string }, command: Command) =>
      withEvents(command, async (ports) => {
        const { openObjects } = await import('../wire.ts')
        for (const id of ids) {
          const topic = await retry(ports, () => openObjects(configOf(command), quietLog), id, reason)
          note(`${id} was published again to ${topic}`)
        }
      }),
    )

const discardCommand = () =>
  new Command('discard')
    .description('Closes a rejection for good; its bytes stay readable until the topic drops them.')
    .argument('<id...>', 'partition-offset, from the list')
    .requiredOption('--reason <text>', 'why it is not needed')
    .addHelpText('after', examples('tideline rejected discard 0-17 --reason "test data"'))
    .action((ids: string[], { reason }: { reason: string }, command: Command) =>
      withEvents(command, async (ports) => {
        for (const id of ids) {
          await discard(ports, id, reason)
          note(`${id} is discarded`)
        }
      }),
    )

export interface ListOptions {
  readonly all?: true
  readonly code?: string
  readonly json?: true
}

const stateOf = ({ resolved }: Rejection): string => resolved?.action ?? 'open'

export async function list(ports: EventPorts, options: ListOptions, out: Print): Promise<void> {
  const rows: string[][] = []
  for await (const rejection of readRejections(ports)) {
    const { id, at, event } = rejection
    if (options.all !== true && rejection.resolved !== null) continue
    if (options.code !== undefined && options.code !== event.code) continue
    const time = String(isoOf(at * 1000))
    const { code, by, reason } = event
    const state = stateOf(rejection)
    if (options.json === true) out(JSON.stringify({ id, time, code, by, origin: originOf(event), state, reason }))
    else rows.push([id, time.slice(0, 19), code, by, originOf(event), state, oneLine(reason)])
  }
  if (options.json === true) return
  if (rows.length === 0) return out(options.all === true ? 'nothing was rejected' : 'nothing is rejected and open')
  for (const line of table(['ID', 'TIME', 'CODE', 'BY', 'ORIGIN', 'STATE', 'REASON'], rows)) out(line)
}

export async function show(ports: EventPorts, id: string, out: Print): Promise<void> {
  const rejection = await findRejection(ports, id)
  const event = eventToJson(rejected.schema.json, rejection.event, { bytes: 'whole' }) as object
  const { at, resolved } = rejection
  out(JSON.stringify({ id, time: isoOf(at * 1000), state: stateOf(rejection), resolved, ...event }, null, 2))
}

const oneLine = (text: string): string => text.replaceAll(/\s+/g, ' ').slice(0, 120)
