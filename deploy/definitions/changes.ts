/** Definitions as events: only what differs from what is stored. */
import { definitions, definitionVersions } from '../../schemas/catalogue-tables.ts'
import { canonicalJson, textVersion } from '../../schemas/content-version.ts'
import { idOf } from '../../schemas/definitions/record-checks.ts'
import type { DefinitionKind, DefinitionSet } from '../../schemas/definitions/records.ts'
import type { DefinitionChanged } from '../../schemas/generated/events.ts'
import type { Row, TableStore } from '../../schemas/table.ts'

export interface Change {
  readonly event: DefinitionChanged
  /** Null: it is new. */
  readonly before: Row<typeof definitions> | null
}

export interface ChangeOptions {
  readonly changedBy: string
  /** UTC microseconds. */
  readonly now: number
  /** What somebody else changed last is left as it is. */
  readonly leaveOthers?: boolean
}

/** Functions first, streams last: each stream is resolved once, with everything known. */
const kinds: readonly DefinitionKind[] = ['function', 'parameter', 'stream']

/** Null as `tables`: as if nothing were stored. */
export async function changesTo(
  set: DefinitionSet,
  tables: TableStore | null,
  { changedBy, now, leaveOthers = false }: ChangeOptions,
): Promise<Change[]> {
  const changes: Change[] = []
  for (const kind of kinds) {
    const rows = (await tables?.view(definitions).slice({ partition: { kind } })) ?? []
    const stored = new Map(rows.map((row) => [row.id, row]))
    for (const record of set[kind]) {
      const id = idOf(kind, record)
      const body = canonicalJson(record)
      const version = textVersion(body)
      const before = stored.get(id) ?? null
      if (before?.version === version && !before.is_removed) continue
      if (leaveOthers && before !== null && !(await isBy(changedBy, tables as TableStore, before))) continue
      // The latest counts, also where the clock that stamped the one before was ahead.
      const changedAt = Math.max(now, (before?.changed_at ?? 0) + 1)
      const event: DefinitionChanged = { kind, id, version, body, isRemoved: false, changedBy, changedAt }
      changes.push({ event, before })
    }
  }
  return changes
}

async function isBy(name: string, tables: TableStore, row: Row<typeof definitions>): Promise<boolean> {
  if (row.is_removed) return false
  const { kind, id, version } = row
  return (await tables.view(definitionVersions).get({ kind, id, version }))?.changed_by === name
}
