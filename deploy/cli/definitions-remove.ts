import { Command } from 'commander'
import type { DefinitionKind } from '../../schemas/definitions/records.ts'
import type { TableStore } from '../../schemas/table.ts'
import { streams } from '../../schemas/tables.ts'
import { type Change, readTold, type Told } from '../definitions/changes.ts'
import { type Definition, dependentsOf, standing } from '../definitions/dependents.ts'
import { CommandError, examples, type Print, plural, print, table, withEvents, withTables } from './context.ts'
import { publishAndWait } from './definitions-import.ts'

export interface RemoveOptions {
  readonly kind?: string
  readonly force?: true
  readonly dryRun?: true
}

export const removeCommand = (): Command =>
  new Command('remove')
    .description('Removes a stream, a parameter or a function; refused while a stream that has particles needs it.')
    .argument('<id>', 'a stream, a parameter (PD13, stream.name) or a function (PFID27, an algorithm)')
    .option('--kind <kind>', 'stream, parameter or function, where several have this id')
    .option('--force', 'remove it all the same: what depends on it can be computed no longer')
    .option('--dry-run', 'say what depends on it, and remove nothing')
    .addHelpText('after', examples('tideline definitions remove PD13 --dry-run'))
    .action((id: string, options: RemoveOptions, command: Command) =>
      withEvents(command, async ({ broker, codec }) => {
        const told = await readTold(broker, codec)
        const change = await withTables(command, (tables) => removal(tables, told, id, options, print))
        if (options.dryRun !== true) await publishAndWait(command, broker, codec, [change])
      }),
    )

const kinds: readonly DefinitionKind[] = ['stream', 'parameter', 'function']

/** Says what depends on it. Throws a `CommandError` where something in use does, unless forced or only tried. */
export async function removal(
  tables: TableStore,
  told: Told,
  id: string,
  { kind, force = undefined, dryRun = undefined }: RemoveOptions,
  out: Print,
): Promise<Change> {
  const before = definitionOf(told, id, kind)
  const dependents = dependentsOf(told, before)
  const rows = dependents.map((one) => [one.kind, one.id, one.why])
  if (rows.length > 0) for (const line of table(['DEPENDS', 'ID', 'WHY'], rows)) out(line)
  const inUse = await streamsInUse(tables, told, [before, ...dependents])
  if (inUse.length > 0) {
    const have = `${inUse.join(', ')} ${inUse.length === 1 ? 'has' : 'have'} particles`
    const detail = `${before.kind} ${id} is in use: ${have}`
    if (force !== true && dryRun !== true) throw new CommandError(`${detail}; --force removes it all the same`)
    out(detail)
  } else out(`${before.kind} ${id}: ${plural(dependents.length, 'dependent')}, none in use`)
  const changedAt = Math.max(Date.now() * 1000, before.changedAt + 1)
  const event = {
    kind: before.kind,
    id,
    version: '',
    body: '',
    isRemoved: true,
    changedBy: 'removed by hand',
    changedAt,
  }
  return { event, before }
}

function definitionOf(told: Told, id: string, kind: string | undefined) {
  if (kind !== undefined && !kinds.some((one) => one === kind)) {
    throw new CommandError(`--kind ${kind}: give ${kinds.join(', ')}`)
  }
  const found = kinds.flatMap((one) => {
    const event = told.get(`${one}/${id}`)
    return event === undefined || event.isRemoved || (kind !== undefined && kind !== one) ? [] : [event]
  })
  const [only, another] = found
  if (only === undefined)
    throw new CommandError(`nothing is defined as ${id}: 'tideline definitions list' shows the streams`)
  if (another !== undefined) {
    throw new CommandError(`${id} is a ${found.map((one) => one.kind).join(' and a ')}: give --kind`)
  }
  return only
}

/** Of the streams among them, those with particles, and virtual ones that are computed from such. */
async function streamsInUse(tables: TableStore, told: Told, all: readonly Definition[]): Promise<string[]> {
  const names = all.flatMap(({ kind, id }) => (kind === 'stream' ? [id] : []))
  if (names.length === 0) return []
  const stored = new Set<string>()
  for await (const { stream } of tables.view(streams).scan()) stored.add(stream)
  const defined = standing(told, 'stream')
  const isUsed = (name: string, around: readonly string[] = []): boolean =>
    stored.has(name) ||
    (defined.get(name)?.computedFrom.some((host) => !around.includes(host) && isUsed(host, [...around, name])) ?? false)
  return names.filter((name) => isUsed(name)).sort()
}
