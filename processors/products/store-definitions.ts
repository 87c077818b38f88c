import {
  computedStreams,
  definitions,
  definitionVersions,
  identifierStreams,
  resolvedStreams,
} from '../../schemas/catalogue-tables.ts'
import { canonicalJson, textVersion } from '../../schemas/content-version.ts'
import { idOf, recordProblem } from '../../schemas/definitions/record-checks.ts'
import type { DefinitionKind, DefinitionRecords } from '../../schemas/definitions/records.ts'
import type { DefinitionChanged } from '../../schemas/generated/events.ts'
import { put, type Row, type Write } from '../../schemas/table.ts'
import { definitionsChanged, streamsResolved } from '../../topics/products.ts'
import { defineProcessor, type Views } from '../processor.ts'
import { resolveTouched } from './resolve-touched.ts'

type DefinitionRow = Row<typeof definitions>
type VersionRow = Row<typeof definitionVersions>
const kinds: readonly DefinitionKind[] = ['parameter', 'function', 'stream']
const views = { definitions, versions: definitionVersions, resolved: resolvedStreams }

export const storeDefinitions = defineProcessor({
  name: 'store-definitions',
  about: 'Keeps every version of every definition, and resolves the streams that a change touches.',
  consumes: [definitionsChanged],
  produces: [streamsResolved],
  reads: views,
  writes: [definitions, definitionVersions, identifierStreams, computedStreams, resolvedStreams],
  async *process(events, views) {
    const read = events.map((input) => ({ input, definition: readDefinition(input.value) }))
    const reject = read.flatMap(({ input, definition }) =>
      'problem' in definition ? [{ input, code: 'definition-invalid', reason: definition.problem }] : [],
    )
    const changes = read.flatMap(({ definition }) => ('problem' in definition ? [] : [definition]))
    const stored = await storedDefinitions(views)
    const latest = new Map<string, DefinitionRow>()
    for (const { row } of changes) {
      const key = `${row.kind}/${row.id}`
      const before = latest.get(key) ?? stored.get(key)
      latest.set(key, before !== undefined && isLater(before, row) ? before : row)
    }
    const write: Write[] = [...latest.values()].map((row) => put(definitions, row))
    yield { write: [...write, ...(await versionWrites(changes, views))], reject }
    const now = new Map([...stored, ...latest])
    yield* resolveTouched(now.values(), new Set(latest.keys()), views.resolved)
  },
})

interface Change {
  readonly row: DefinitionRow
  readonly changedBy: string
}

/** The row of an event, its body in canonical form; or what is wrong with it. */
function readDefinition(event: DefinitionChanged): Change | { readonly problem: string } {
  const { kind, id, isRemoved, changedAt, changedBy } = event
  if (isRemoved) {
    const row = { kind, id, version: '', changed_at: changedAt, is_removed: true, body: '' }
    return { row, changedBy }
  }
  let value: unknown
  try {
    value = JSON.parse(event.body)
  } catch (error) {
    return { problem: `the body of ${kind} ${id} is no JSON: ${(error as Error).message}` }
  }
  const problem = recordProblem(kind, value)
  if (problem !== null) return { problem: `${kind} ${id}: ${problem}` }
  const own = idOf(kind, value as DefinitionRecords[typeof kind])
  if (own !== id) return { problem: `the event is of ${kind} ${id}, its body of ${own}` }
  const body = canonicalJson(value)
  const version = textVersion(body)
  if (event.version !== '' && event.version !== version) {
    return { problem: `${kind} ${id} says version ${event.version}, and its body has ${version}` }
  }
  return { row: { kind, id, version, changed_at: changedAt, is_removed: false, body }, changedBy }
}

/** Of two states of one definition the later stands, in whatever order they come; of equally late ones, always the same. */
function isLater(a: DefinitionRow, b: DefinitionRow): boolean {
  return a.changed_at > b.changed_at || (a.changed_at === b.changed_at && a.version > b.version)
}

async function storedDefinitions({ definitions: view }: Views<typeof views>): Promise<Map<string, DefinitionRow>> {
  const rows = await Promise.all(kinds.map((kind) => view.slice({ partition: { kind } })))
  return new Map(rows.flat().map((row) => [`${row.kind}/${row.id}`, row]))
}

/** The first time each version came, and who brought it. */
async function versionWrites(changes: readonly Change[], { versions: view }: Views<typeof views>): Promise<Write[]> {
  const first = new Map<string, VersionRow>()
  const keep = (row: VersionRow) => {
    const key = `${row.kind}/${row.id}/${row.version}`
    const known = first.get(key)
    if (known === undefined || isEarlier(row, known)) first.set(key, row)
  }
  for (const { row, changedBy } of changes) {
    const { kind, id, version, changed_at, body } = row
    if (!row.is_removed) keep({ kind, id, version, changed_at, changed_by: changedBy, body })
  }
  const stored = await Promise.all([...first.values()].map(({ kind, id, version }) => view.get({ kind, id, version })))
  for (const row of stored) if (row !== null) keep(row)
  return [...first.values()].map((row) => put(definitionVersions, row))
}

function isEarlier(a: VersionRow, b: VersionRow): boolean {
  return a.changed_at < b.changed_at || (a.changed_at === b.changed_at && a.changed_by < b.changed_by)
}
