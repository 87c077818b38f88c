import { readFileSync, writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { Command } from 'commander'
import { algorithmsOfPython } from '../../processors/products/algorithms/index-of-samples.ts'
import { readDefinitionFile } from '../../schemas/definitions/definition-file.ts'
import { type Finding, type PreloadFiles, preloadFiles, readPreload } from '../../schemas/definitions/preload.ts'
import type { DefinitionSet } from '../../schemas/definitions/records.ts'
import type { TableStore } from '../../schemas/table.ts'
import { type Change, changesTo } from '../definitions/changes.ts'
import { CommandError, configOf, examples, note, type Print, plural, print, quietLog, table } from './context.ts'

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
    .action(async (file: string | undefined, options: Options, command: Command) => {
      const given = readGiven(file, options.preload)
      report(given, options.report, print)
      const config = configOf(command)
      const { openRelationalTables } = await import('../wire.ts')
      if (options.dryRun === true) {
        const tables = config.postgresUrl === null ? null : await openRelationalTables(config, quietLog)
        const changes = await changesOf(given, tables).finally(() => tables?.close())
        return sayChanges(changes, print)
      }
      const tables = await openRelationalTables(config, quietLog)
      try {
        const changes = await changesOf(given, tables)
        sayChanges(changes, print)
        if (changes.length > 0) await publishAndWait(command, tables, changes)
      } finally {
        await tables.close()
      }
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

const changesOf = ({ definitions, changedBy }: Given, tables: TableStore | null) =>
  changesTo(definitions, tables, { changedBy, now: Date.now() * 1000 })

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

async function publishAndWait(command: Command, tables: TableStore, changes: readonly Change[]): Promise<void> {
  const { notStored, publishChanges, untilWorkedOff } = await import('../definitions/publish.ts')
  const { openBroker, openCodec, openObjects } = await import('../wire.ts')
  const { createPublisher } = await import('../../topics/publisher.ts')
  const { subjectOf } = await import('../../topics/topic.ts')
  const config = configOf(command)
  const broker = await openBroker(config, quietLog)
  try {
    const ports = {
      broker,
      codec: await openCodec(config),
      objects: await openObjects(config, quietLog),
      subject: subjectOf,
    }
    await publishChanges(createPublisher(ports), changes)
    note(`${plural(changes.length, 'event')} published; waiting until they are stored`)
    if (!(await untilWorkedOff(broker, patienceMs))) {
      throw new CommandError(
        "the definitions are published, and not stored yet: start 'tideline start --role processors', or see 'tideline lag store-definitions'",
      )
    }
    const missing = await notStored(tables, changes)
    print(`stored      ${changes.length - missing.length}`)
    if (missing.length === 0) return
    const ids = missing.slice(0, 10).map(({ event }) => `${event.kind} ${event.id}`)
    throw new CommandError(
      `${missing.length} were rejected (${ids.join(', ')}): see 'tideline rejected list --code definition-invalid'`,
    )
  } finally {
    await broker.close()
  }
}
