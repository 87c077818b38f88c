import { Command } from 'commander'
import { type Asked, type Explanation, explain, nearestTime } from '../../processors/products/explain/explain.ts'
import type { TableStore } from '../../schemas/table.ts'
import { streams } from '../../schemas/tables.ts'
import { dataViews } from '../exports/open-rows.ts'
import { CommandError, examples, type Print, print, wholeNumber, withTables } from './context.ts'
import { isoOf, microsOf } from './event-json.ts'
import { explanationLines } from './explanation-text.ts'

export const productsCommand = (): Command =>
  new Command('products')
    .description('Values of data products: where they come from.')
    .addCommand(explainCommand())
    .addHelpText('after', examples(example))

const example =
  'tideline products explain CE02SHSM-RID27-03-CTDBPC000 ctdbp_cdef_dcl_instrument practical_salinity --time 2024-03-01T00:00:15Z'

export interface ExplainOptions {
  readonly time?: string
  readonly from?: string
  readonly to?: string
  readonly method?: string
  readonly deployment?: string
  readonly json?: true
}

const explainCommand = (): Command =>
  new Command('explain')
    .description(
      'Computes values anew and says what each follows from: functions with their arguments down to stored samples, coefficients, deployments, supporting streams, chunks, raw files and their parsers.',
    )
    .argument('<refdes>', 'the instrument')
    .argument('<stream>', 'the stream')
    .argument('<parameter>', 'name or id of a parameter')
    .option('--time <time>', 'the row nearest to this time, within a day')
    .option('--from <time>', 'first time of a range; its first 100 rows are explained')
    .option('--to <time>', 'time after the last')
    .option('--method <method>', 'how the data came; needed where there are several')
    .option('--deployment <number>', 'of one deployment only')
    .option('--json', 'everything, as one JSON object')
    .addHelpText('after', examples(example))
    .action((refdes: string, stream: string, parameter: string, options: ExplainOptions, command: Command) =>
      withTables(command, (tables) => explainProduct(tables, { refdes, stream, parameter }, options, print)),
    )

type Named = Pick<Asked, 'refdes' | 'stream' | 'parameter'>

export async function explainProduct(
  tables: TableStore,
  named: Named,
  options: ExplainOptions,
  out: Print,
): Promise<void> {
  const deployment = options.deployment === undefined ? null : wholeNumber('--deployment', 0)(options.deployment)
  const chosen = { ...named, method: options.method ?? (await onlyMethod(tables, named)), deployment }
  const found = await explain(dataViews(tables), { ...chosen, ...(await rangeOf(tables, chosen, options)) })
  const explanation = given<Explanation>(found)
  if (explanation.values.length === 0) throw new CommandError(`${named.stream} of ${named.refdes} has no rows there`)
  if (options.json === true) return out(JSON.stringify(explanation, null, 2))
  for (const line of explanationLines(explanation)) out(line)
}

/** A problem of the answer engine is what the user must mend. */
function given<T extends object>(found: T | { readonly code: string; readonly detail: string }): T {
  if ('code' in found) throw new CommandError(found.detail)
  return found
}

async function onlyMethod(tables: TableStore, { refdes, stream }: Named): Promise<string> {
  const rows = await tables.view(streams).slice({ partition: { refdes } })
  // A virtual stream has no rows of its own: it is had by the methods of the instrument.
  const own = rows.filter((row) => row.stream === stream)
  const methods = [...new Set((own.length > 0 ? own : rows).map(({ method }) => method))].sort()
  const [only] = methods
  if (only === undefined) throw new CommandError(`no particles of ${refdes} were ever stored`)
  if (methods.length > 1) throw new CommandError(`give --method: data of ${refdes} came ${methods.join(', ')}`)
  return only
}

async function rangeOf(
  tables: TableStore,
  chosen: Omit<Asked, 'from' | 'to'>,
  { time, from, to }: ExplainOptions,
): Promise<Pick<Asked, 'from' | 'to'>> {
  if (time === undefined) {
    if (from === undefined || to === undefined) throw new CommandError('give --time, or --from and --to')
    const range = { from: timeOf('--from', from), to: timeOf('--to', to) }
    if (range.to <= range.from) throw new CommandError(`--to ${to} must be after --from ${from}`)
    return range
  }
  if (from !== undefined || to !== undefined) throw new CommandError('give --time, or --from and --to; not both')
  const asked = timeOf('--time', time)
  const nearest = await nearestTime(dataViews(tables), chosen, asked)
  if (nearest === null)
    throw new CommandError(`${chosen.stream} of ${chosen.refdes} has no row within a day of ${time}`)
  const at = typeof nearest === 'number' ? nearest : given<never>(nearest)
  return { from: at, to: at + 1 }
}

function timeOf(option: string, text: string): number {
  const micros = microsOf(text)
  if (micros === null) throw new CommandError(`${option} ${text}: give a time like ${isoOf(1_385_164_821_000_000)}`)
  return micros
}
