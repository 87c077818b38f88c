import { Command } from 'commander'
import {
  annotationRow,
  annotationsIn,
  changedAnnotation,
  newAnnotation,
  scopeOf,
  shownRow,
} from '../../api/annotations.ts'
import type { AnnotationBody } from '../../api/asset-schemas.ts'
import { timeOf } from '../../api/data-question.ts'
import { GatewayProblem } from '../../api/problems.ts'
import { storeAnnotations } from '../../processors/products/store-annotations.ts'
import { annotationOf } from '../../schemas/annotation.ts'
import { timeText } from '../../schemas/assets/deployment.ts'
import { annotations } from '../../schemas/catalogue-tables.ts'
import type { AnnotationChanged } from '../../schemas/generated/events.ts'
import type { TableView } from '../../schemas/table.ts'
import { annotationsChanged } from '../../topics/products.ts'
import { CommandError, examples, note, type Print, print, table, withCatalogue } from './context.ts'
import { publishAndWait } from './import-assets.ts'

export const annotationsCommand = (): Command =>
  new Command('annotations')
    .description('What people say about data: creates, lists, closes and withdraws annotations.')
    .addCommand(createCommand())
    .addCommand(listCommand())
    .addCommand(closeCommand())
    .addCommand(removeCommand())
    .addHelpText('after', examples('tideline annotations list CE02SHSM-RID27-03-CTDBPC000'))

interface Said {
  readonly subsite?: string
  readonly refdes?: string
  readonly node?: string
  readonly sensor?: string
  readonly method?: string
  readonly stream?: string
  readonly parameters?: string
  readonly start: string
  readonly stop?: string
  readonly exclude?: true
  readonly qcFlag?: string
  readonly author?: string
}

const createCommand = () =>
  new Command('create')
    .description('Says something about data of a time.')
    .argument('<text>', 'what there is to say')
    .option('--refdes <refdes>', 'about an instrument')
    .option('--subsite <subsite>', 'about a subsite and all that belongs to it')
    .option('--node <node>', 'about a node of the subsite')
    .option('--sensor <sensor>', 'about a sensor of the node, such as 03-CTDBPC000')
    .option('--method <method>', 'data that came this way')
    .option('--stream <stream>', 'data of this stream')
    .option('--parameters <names>', 'values of these parameters, with commas between')
    .requiredOption('--start <time>', 'from this time on')
    .option('--stop <time>', 'before this time; else it stays open')
    .option('--exclude', 'the data are not to be given out')
    .option('--qc-flag <flag>', 'pass, not_evaluated, suspect, fail, not_operational, not_available or pending_ingest')
    .option('--author <name>', 'who says so; default: the user')
    .addHelpText(
      'after',
      examples(
        'tideline annotations create "Biofouling of the cell." --refdes CE02SHSM-RID27-03-CTDBPC000 --parameters conductivity --start 2024-06-01T00:00:00Z --qc-flag suspect',
        'tideline annotations create "Buoy adrift." --subsite CE02SHSM --start 2024-12-24T06:00:00Z --stop 2024-12-26T00:00:00Z --exclude',
      ),
    )
    .action(async (text: string, said: Said, command: Command) => {
      const event = named(() => newAnnotation(bodyOf(text, said), null, Date.now() * 1000))
      await publishAndWait(command, annotationsChanged, storeAnnotations.name, [event])
      print(event.id)
    })

/** What the options say, as the gateway would take it. */
export function bodyOf(text: string, { parameters, exclude, author, ...said }: Said): AnnotationBody {
  const who = author ?? process.env.USER ?? process.env.LOGNAME ?? ''
  const names = parameters === undefined ? {} : { parameters: parameters.split(',').map((name) => name.trim()) }
  return { ...said, ...names, text, author: who, isExclusion: exclude === true }
}

const listCommand = () =>
  new Command('list')
    .description('Lists the annotations about an instrument or a subsite, or all.')
    .argument('[refdes]', 'a reference designator, or a subsite')
    .option('--method <method>', 'about data that came this way')
    .option('--stream <stream>', 'about data of this stream')
    .option('--start <time>', 'that reach beyond this time')
    .option('--stop <time>', 'that begin before this time')
    .option('--json', 'one JSON object per line')
    .addHelpText('after', examples('tideline annotations list CE02SHSM', 'tideline annotations list --json'))
    .action((refdes: string | undefined, options: ListOptions, command: Command) =>
      withCatalogue(command, (tables) => list(tables.view(annotations), refdes, options, print)),
    )

export interface ListOptions {
  readonly method?: string
  readonly stream?: string
  readonly start?: string
  readonly stop?: string
  readonly json?: true
}

export async function list(
  view: TableView<typeof annotations>,
  refdes: string | undefined,
  { json, start, stop, ...about }: ListOptions,
  out: Print,
): Promise<void> {
  const place = refdes === undefined ? {} : refdes.includes('-') ? { refdes } : { subsite: refdes }
  const [from, to] = named(() => [timeOf('--start', start), timeOf('--stop', stop)])
  const rows = await annotationsIn(view, scopeOf({ ...place, ...about }), from ?? null, to ?? null)
  if (json === true) {
    for (const row of rows) out(JSON.stringify(shownRow(row)))
    return
  }
  if (rows.length === 0) return out('there are no annotations')
  const cells = rows.map((row) => [
    row.id,
    [row.subsite, row.node, row.sensor].filter((part) => part !== null).join('-'),
    timeText(row.start),
    row.stop === null ? 'open' : timeText(row.stop),
    row.is_exclusion ? 'excludes' : (row.qc_flag ?? ''),
    row.text.replaceAll(/\s+/g, ' ').slice(0, 80),
  ])
  for (const line of table(['ID', 'ABOUT', 'START', 'STOP', 'FLAG', 'TEXT'], cells)) out(line)
}

const closeCommand = () =>
  new Command('close')
    .description('Ends an annotation.')
    .argument('<id>', 'the id, from the list')
    .option('--stop <time>', 'the time at which it ends; default: now')
    .addHelpText('after', examples('tideline annotations close CE02SHSM-0d1f… --stop 2024-07-01T00:00:00Z'))
    .action((id: string, { stop }: { stop?: string }, command: Command) =>
      change(command, id, 'closed', (before) => changedAnnotation(before, { stop: stop ?? new Date().toISOString() })),
    )

const removeCommand = () =>
  new Command('remove')
    .description('Withdraws an annotation.')
    .argument('<id>', 'the id, from the list')
    .addHelpText('after', examples('tideline annotations remove CE02SHSM-0d1f…'))
    .action((id: string, _: object, command: Command) =>
      change(command, id, 'withdrawn', (before) => ({ ...before, isRemoved: true })),
    )

async function change(
  command: Command,
  id: string,
  done: string,
  change: (before: AnnotationChanged) => AnnotationChanged,
): Promise<void> {
  const before = await withCatalogue(command, (tables) => named(() => annotationRow(tables.view(annotations), id)))
  const event = named(() => change(annotationOf(before)))
  await publishAndWait(command, annotationsChanged, storeAnnotations.name, [event])
  note(`${id} is ${done}`)
}

/** What the gateway would refuse, as this command's one line. */
function named<T>(work: () => T): T {
  const told = (error: unknown) => (error instanceof GatewayProblem ? new CommandError(error.detail) : error)
  try {
    const result = work()
    if (result instanceof Promise) {
      return result.catch((error: unknown) => {
        throw told(error)
      }) as T
    }
    return result
  } catch (error) {
    throw told(error)
  }
}
