import { readFileSync, writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { Command } from 'commander'
import { algorithmsOfPython } from '../../processors/products/algorithms/index-of-samples.ts'
import type { EventCodec } from '../../schemas/avro/codec.ts'
import { readDefinitionFile } from '../../schemas/definitions/definition-file.ts'
import { type Finding, type PreloadFiles, preloadFiles, readPreload } from '../../schemas/definitions/preload.ts'
import type { DefinitionSet } from '../../schemas/definitions/records.ts'
import type { Broker } from '../../topics/broker.ts'
import { createPublisher } from '../../topics/publisher.ts'
import { subjectOf } from '../../topics/topic.ts'
import { type Change, changesTo, readTold, type Told } from '../definitions/changes.ts'
import { publishChanges, untilStored } from '../definitions/publish.ts'
import {
  CommandError,
  configOf,
  examples,
  note,
  type Print,
  plural,
  print,
  quietLog,
  table,
  withEvents,
} from './context.ts'

interface Options {
  readonly preload?: string
  readonly report?: string
  readonly dryRun?: true
}
interface Given {
  readonly definitions: DefinitionSet
  readonly findings: readonly Finding[]
  readonly changedBy: string
}

/** How long the processors may take. */
const patienceMs = 180_000

export const importCommand = (): Command =>
  new Command('import')
    .description('Publishes definitions that differ from those stored, and waits until they are stored.')
    .argument('[file]', 'own definitions as JSON (docs/DEFINITIONS.md)')
    .option('--preload <dir>', `folder with OOI's preload database: ${preloadFiles.join(', ')}`)
    .option('--report <file>', 'write what could not be used, row by row, as CSV')
    .option('--dry-run', 'say what would be published, and publish nothing')
    .addHelpText(
      'after',
      examples(
        'tideline definitions import --preload preload-database/csv --report unused.csv',
        'tideline definitions import own.json --dry-run',
      ),
    )
    .action((file: string | undefined, options: Options, command: Command) => {
      const given = readGiven(file, options.preload)
      report(given, options.report, print)
      const isAlone = options.dryRun === true && configOf(command).kafkaBrokers === null
      if (isAlone) return sayChanges(changesOf(given, new Map()), print)
      return withEvents(command, async ({ broker, codec }) => {
        const changes = changesOf(given, await readTold(broker, codec))
        sayChanges(changes, print)
        if (options.dryRun !== true && changes.length > 0) await publishAndWait(command, broker, codec, changes)
      })
    })

export function readGiven(file: string | undefined, preload: string | undefined): Given {
  if ((file === undefined) === (preload === undefined))
    throw new CommandError('give a file, or --preload with a folder')
  const path = file ?? (preload as string)
  const changedBy = `import of ${basename(path)}`
  if (file === undefined) {
    const texts = preloadFiles.map((name) => [name, readText(join(path, name))])
    const { definitions, findings } = readPreload(Object.fromEntries(texts) as PreloadFiles, algorithmsOfPython)
    return { definitions, findings, changedBy }
  }
  try {
    return { definitions: readDefinitionFile(readText(file)), findings: [], changedBy }
  } catch (error) {
    if (!(error instanceof RangeError)) throw error
    throw new CommandError(`${file}: ${error.message}; nothing was published`)
  }
}

function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch (error) {
    throw new CommandError(`cannot read ${path} (${(error as NodeJS.ErrnoException).code}): name what exists`)
  }
}

const changesOf = ({ definitions, changedBy }: Given, told: Told) =>
  changesTo(definitions, told, { changedBy, now: Date.now() * 1000 })

/** Counts on the screen; the rows themselves in the file, or, when they are few, on the screen too. */
export function report({ definitions, findings }: Given, path: string | undefined, out: Print): void {
  const { parameter, function: functions, stream } = definitions
  const read = [
    plural(parameter.length, 'parameter'),
    plural(functions.length, 'function'),
    plural(stream.length, 'stream'),
  ]
  out(`read        ${read.join(', ')}`)
  const rows = findings.map(({ file, line, id, outcome, reason }) => [file, String(line), id, outcome, reason])
  for (const outcome of ['left-out', 'in-part', 'documentation']) {
    const count = findings.filter((one) => one.outcome === outcome).length
    if (count > 0) out(`${outcome.padEnd(11)} ${plural(count, 'row')}`)
  }
  const head = ['file', 'line', 'id', 'outcome', 'reason']
  if (path !== undefined)
    writeFileSync(path, [head, ...rows].map((row) => `${row.map(csvField).join(',')}\r\n`).join(''))
  else
    for (const line of rows.length === 0
      ? []
      : table(
          head.map((name) => name.toUpperCase()),
          rows,
        ))
      out(line)
}

const csvField = (text: string): string => (/[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text)

function sayChanges(changes: readonly Change[], out: Print): void {
  const added = changes.filter(({ before }) => before === null).length
  out(`differs     ${added} new, ${changes.length - added} changed`)
}

/** Throws a `CommandError` where nobody stores them in time. */
export async function publishAndWait(command: Command, broker: Broker, codec: EventCodec, changes: readonly Change[]) {
  const { openObjects } = await import('../wire.ts')
  const objects = await openObjects(configOf(command), quietLog)
  await publishChanges(createPublisher({ broker, codec, objects, subject: subjectOf }), changes)
  note(`${plural(changes.length, 'event')} published; waiting until they are stored`)
  if (await untilStored(broker, patienceMs)) return print(`stored      ${changes.length}`)
  throw new CommandError(
    "the definitions are published, and not stored yet: start 'tideline start --role processors', or see 'tideline lag store-definitions'",
  )
}
