import { Command } from 'commander'
import { bindingTexts } from '../../processors/products/binding-text.ts'
import { checkStream, type DefinitionProblem } from '../../processors/products/check-definitions.ts'
import { knownStreams } from '../../processors/products/known-streams.ts'
import { definitions, resolvedStreams } from '../../schemas/catalogue-tables.ts'
import {
  type DefinitionKind,
  type DefinitionRecords,
  identifierOf,
  type ResolvedParameter,
  type ResolvedStream,
} from '../../schemas/definitions/records.ts'
import type { TableStore } from '../../schemas/table.ts'
import { CommandError, examples, type Print, plural, print, table, withCatalogue } from './context.ts'

export const listCommand = (): Command =>
  new Command('list')
    .description('Lists the streams that are defined, or with --kind the parameters or the functions.')
    .option('--kind <kind>', 'stream, parameter or function', 'stream')
    .option('--json', 'one JSON object per line')
    .addHelpText('after', examples('tideline definitions list', 'tideline definitions list --kind function'))
    .action((options: ListOptions, command: Command) =>
      withCatalogue(command, (tables) => listDefinitions(tables, options, print)),
    )

export const showCommand = (): Command =>
  new Command('show')
    .description('Shows a stream with its parameters, or a parameter, or a function, and who uses it.')
    .argument('<id>', 'a stream, a parameter (PD13, stream.name) or a function (PFID27, an algorithm)')
    .option('--json', 'as JSON')
    .addHelpText('after', examples('tideline definitions show ctdbp_no_sample', 'tideline definitions show PD13'))
    .action((id: string, options: { json?: true }, command: Command) =>
      withCatalogue(command, (tables) => showDefinition(tables, id, options.json === true, print)),
    )

export const checkCommand = (): Command =>
  new Command('check')
    .description(
      'Looks for cycles, unknown functions, missing arguments, units that do not fit, and what nobody provides.',
    )
    .argument('[stream...]', 'some streams; all when none is given')
    .option('--json', 'one JSON object per line')
    .addHelpText('after', examples('tideline definitions check', 'tideline definitions check ctdbp_no_sample'))
    .action((names: string[], options: { json?: true }, command: Command) =>
      withCatalogue(command, (tables) => checkDefinitions(tables, names, options.json === true, print)),
    )

export interface ListOptions {
  readonly kind: string
  readonly json?: true
}

const kinds: readonly string[] = ['stream', 'parameter', 'function'] satisfies DefinitionKind[]

export async function allStreams(tables: TableStore): Promise<ResolvedStream[]> {
  const streams: ResolvedStream[] = []
  for await (const { body } of tables.view(resolvedStreams).scan()) streams.push(JSON.parse(body) as ResolvedStream)
  return streams.sort((a, b) => (a.name < b.name ? -1 : 1))
}

async function allOf<K extends DefinitionKind>(tables: TableStore, kind: K): Promise<DefinitionRecords[K][]> {
  const rows = await tables.view(definitions).slice({ partition: { kind } })
  return rows.filter((row) => !row.is_removed).map(({ body }) => JSON.parse(body) as DefinitionRecords[K])
}

export async function listDefinitions(tables: TableStore, { kind, json }: ListOptions, out: Print): Promise<void> {
  if (!kinds.includes(kind)) throw new CommandError(`--kind ${kind}: give ${kinds.join(', ')}`)
  const records = kind === 'stream' ? await allStreams(tables) : await allOf(tables, kind as 'parameter')
  if (json === true) for (const record of records) out(JSON.stringify(record))
  else for (const line of tableOf(kind as DefinitionKind, records)) out(line)
}

function tableOf(kind: DefinitionKind, records: readonly unknown[]): string[] {
  if (kind === 'function') {
    const rows = (records as DefinitionRecords['function'][]).map(({ id, kind, text }) => [id, kind, text])
    return table(['ID', 'KIND', 'TEXT'], rows)
  }
  if (kind === 'parameter') {
    const rows = (records as DefinitionRecords['parameter'][]).map((one) => [
      one.id,
      one.name,
      one.units,
      identifierOf(one) ?? '',
      one.derivation?.functionId ?? '',
      one.longName,
    ])
    return table(['ID', 'NAME', 'UNITS', 'PRODUCT', 'FUNCTION', 'LONG NAME'], rows)
  }
  const rows = (records as ResolvedStream[]).map(({ name, parameters, problems, computedFrom, about }) => {
    const derived = parameters.filter(({ derivation }) => derivation !== null).length
    const kindOfStream = computedFrom.length > 0 ? 'virtual' : 'stored'
    return [name, kindOfStream, String(parameters.length), String(derived), String(problems.length), about]
  })
  return table(['STREAM', 'KIND', 'PARAMETERS', 'DERIVED', 'PROBLEMS', 'ABOUT'], rows)
}

export async function showDefinition(tables: TableStore, id: string, asJson: boolean, out: Print): Promise<void> {
  const row = await tables.view(resolvedStreams).get({ stream: id })
  if (row !== null) {
    const stream = JSON.parse(row.body) as ResolvedStream
    return asJson ? out(JSON.stringify(stream, null, 2)) : showStream(stream, out)
  }
  for (const kind of ['parameter', 'function'] as const) {
    const stored = await tables.view(definitions).get({ kind, id })
    if (stored === null || stored.is_removed) continue
    const record = JSON.parse(stored.body) as object
    out(
      JSON.stringify(
        { kind, version: stored.version, usedBy: usersOf(await allStreams(tables), kind, id), ...record },
        null,
        2,
      ),
    )
    return
  }
  throw new CommandError(`nothing is defined as ${id}: 'tideline definitions list' shows the streams`)
}

/** Streams that have the parameter; parameters that are computed by the function. */
function usersOf(streams: readonly ResolvedStream[], kind: 'parameter' | 'function', id: string): string[] {
  const isIt = (one: ResolvedParameter) => (kind === 'parameter' ? one.id === id : one.derivation?.functionId === id)
  const users = streams.flatMap(({ name, parameters }) =>
    parameters.filter(isIt).map((one) => (kind === 'parameter' ? name : one.id)),
  )
  return [...new Set(users)]
}

function showStream({ name, about, version, computedFrom, parameters, problems }: ResolvedStream, out: Print): void {
  out(`${name}: ${about}`)
  out(`version    ${version}`)
  if (computedFrom.length > 0) out(`computed   from ${computedFrom.join(', ')}`)
  for (const problem of problems) out(`problem    ${problem}`)
  out('')
  const rows = parameters.map((one) => [one.name, one.units, identifierOf(one) ?? '', derivationText(one)])
  for (const line of table(['PARAMETER', 'UNITS', 'PRODUCT', 'COMPUTED BY'], rows)) out(line)
}

function derivationText({ derivation }: ResolvedParameter): string {
  if (derivation === null) return ''
  const bound = Object.entries(derivation.bindings).map(([name, list]) => `${name}: ${bindingTexts(list).join(' | ')}`)
  return `${derivation.text} (${bound.join(', ')})`
}

export async function checkDefinitions(
  tables: TableStore,
  names: readonly string[],
  asJson: boolean,
  out: Print,
): Promise<void> {
  const streams = await allStreams(tables)
  const unknown = names.filter((name) => !streams.some((stream) => stream.name === name))
  if (unknown.length > 0) throw new CommandError(`no stream ${unknown.join(', ')} is defined`)
  const known = knownStreams(streams)
  const checked = names.length === 0 ? streams : streams.filter(({ name }) => names.includes(name))
  const problems = checked.flatMap((stream) => checkStream(stream, known))
  if (asJson) for (const problem of problems) out(JSON.stringify(problem))
  else for (const line of problems.length === 0 ? [] : problemTable(problems)) out(line)
  if (problems.length === 0) return out(`${plural(checked.length, 'stream')}: nothing is wrong`)
  throw new CommandError(`${plural(problems.length, 'problem')} in ${plural(checked.length, 'stream')}`)
}

/** The same problem of a parameter that many streams have stands once. */
function problemTable(problems: readonly DefinitionProblem[]): string[] {
  const groups = new Map<string, { problem: DefinitionProblem; streams: string[] }>()
  for (const problem of problems) {
    const key = JSON.stringify([problem.kind, problem.parameter, problem.detail])
    const group = groups.get(key) ?? { problem, streams: [] }
    groups.set(key, group)
    group.streams.push(problem.stream)
  }
  const rows = [...groups.values()].map(({ problem: { kind, parameter, detail }, streams }) => [
    kind,
    parameter ?? '',
    streams.length === 1 ? String(streams[0]) : `${streams[0]} and ${streams.length - 1} more`,
    detail,
  ])
  return table(
    ['PROBLEM', 'PARAMETER', 'STREAM', 'DETAIL'],
    rows.sort(([a = ''], [b = '']) => (a < b ? -1 : a > b ? 1 : 0)),
  )
}
