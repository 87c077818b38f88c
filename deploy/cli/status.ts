import { readFileSync } from 'node:fs'
import { basename } from 'node:path'
import { Command } from 'commander'
import { storeExpectedStreams } from '../../processors/status/store-expected-streams.ts'
import { timeText } from '../../schemas/assets/deployment.ts'
import { readExpectedCsv } from '../../schemas/status/expected-csv.ts'
import { rollUp, type State, states, worstFirst } from '../../schemas/status/states.ts'
import { streamStatuses } from '../../schemas/status-tables.ts'
import type { Row, TableStore } from '../../schemas/table.ts'
import { expectedStreamsChanged } from '../../topics/status.ts'
import { CommandError, examples, type Print, plural, print, table, withCatalogue } from './context.ts'
import { publishAndWait } from './import-assets.ts'
import { targetsCommand } from './status-targets.ts'

export const statusCommand = (): Command =>
  new Command('status')
    .description('Which streams deliver, which are late, and since when, instrument by instrument.')
    .option('--refdes <part>', 'only instruments with this in their reference designator')
    .option('--method <part>', 'only streams with this in their method')
    .option('--stream <part>', 'only streams with this in their name')
    .option('--status <state>', `only streams that are ${states.join(', ')}`)
    .option('--json', 'one JSON object per instrument and line')
    .action((options: ListOptions, command: Command) =>
      withCatalogue(command, (tables) => list(tables, options, print)),
    )
    .addCommand(expectedCommand())
    .addCommand(targetsCommand())
    .addHelpText('after', examples('tideline status --refdes CTDBP --status failed', 'tideline status --json'))

const expectedCommand = () =>
  new Command('expected')
    .description('Loads what is expected of streams, and waits until it is stored. Streams not in the file stay.')
    .requiredOption(
      '--file <csv>',
      'name,method,expected_rate,warn_interval,fail_interval; or stream,method,expected rate (Hz),timeout',
    )
    .option('--dry-run', 'only check the file')
    .addHelpText('after', examples('tideline status expected --file expected.csv'))
    .action(async ({ file, dryRun }: { readonly file: string; readonly dryRun?: true }, command: Command) => {
      const events = expectedIn(readText(file), file, print)
      print(`read    ${plural(events.length, 'expected stream')}`)
      if (dryRun === true || events.length === 0) return
      await publishAndWait(command, expectedStreamsChanged, storeExpectedStreams.name, events)
      print(`stored  ${events.length}`)
    })

/** All of the file, or nothing: each bad row is printed by its line, and a `CommandError` thrown. */
export function expectedIn(text: string, file: string, out: Print) {
  const { events, problems } = readExpectedCsv(text, basename(file))
  for (const { line, reason } of problems) out(`${file}:${line}: ${reason}`)
  if (problems.length === 0) return events
  throw new CommandError(`nothing of ${file} was used: correct what is said above`)
}

function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch (error) {
    throw new CommandError(`${file} cannot be read: ${(error as Error).message}`)
  }
}

interface ListOptions {
  readonly refdes?: string
  readonly method?: string
  readonly stream?: string
  readonly status?: string
  readonly json?: true
}
type StatusRow = Row<typeof streamStatuses>

export async function list(tables: TableStore, options: ListOptions, out: Print): Promise<void> {
  const { refdes = '', method = '', stream = '', status } = options
  if (status !== undefined && !states.includes(status as State)) {
    throw new CommandError(`--status ${status}: give one of ${states.join(', ')}`)
  }
  const instruments = new Map<string, StatusRow[]>()
  for await (const row of tables.view(streamStatuses).scan()) {
    if (row.refdes.includes(refdes)) instruments.set(row.refdes, [...(instruments.get(row.refdes) ?? []), row])
  }
  const isAsked = (row: StatusRow) =>
    row.method.includes(method) && row.stream.includes(stream) && (status ?? row.state) === row.state
  const found = [...instruments]
    .map(([name, rows]) => ({ name, ...rollUp(rows.map(({ state }) => state as State)), rows: rows.filter(isAsked) }))
    .filter(({ rows }) => rows.length > 0)
    .sort((a, b) => (a.name < b.name ? -1 : 1))
  if (found.length === 0 && options.json !== true) return out('no such stream was judged yet')
  for (const { name, state, reason, rows } of found) {
    const streams = rows
      .sort((a, b) => (`${a.stream} ${a.method}` < `${b.stream} ${b.method}` ? -1 : 1))
      .map((row) => ({ ...row, since: timeText(row.changed_at) }))
    if (options.json === true) {
      const shown = streams.map(({ id, method, stream, state, since, reason }) => ({
        id,
        method,
        stream,
        state,
        since,
        reason,
      }))
      out(JSON.stringify({ refdes: name, state, reason, streams: shown }))
      continue
    }
    out(`${name}  ${state}  (${reason})`)
    const cells = streams.map(({ stream, method, state, since, reason }) => [
      `  ${stream}`,
      method,
      state,
      since,
      reason,
    ])
    for (const line of table(['  STREAM', 'METHOD', 'STATE', 'SINCE', 'REASON'], cells)) out(line)
  }
  if (options.json !== true) out(summary(found))
}

/** How many of what is shown are in each state, the worst first. */
function summary(found: readonly { readonly state: State; readonly rows: readonly StatusRow[] }[]): string {
  const counted = (all: readonly string[]) =>
    worstFirst.flatMap((state) => {
      const count = all.filter((one) => one === state).length
      return count === 0 ? [] : [`${count} ${state}`]
    })
  const streams = found.flatMap(({ rows }) => rows.map(({ state }) => state))
  const said = (what: string, all: readonly string[]) => `${plural(all.length, what)}: ${counted(all).join(', ')}`
  return `${said(
    'instrument',
    found.map(({ state }) => state),
  )}. ${said('stream', streams)}`
}
