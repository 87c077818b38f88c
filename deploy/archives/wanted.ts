import type { WantedArchive } from '../../connectors/archives/archiver.ts'
import { archives } from '../../schemas/archive-tables.ts'
import type { TableStore } from '../../schemas/table.ts'

/** Topics that are to be archived, from the table that store-archives writes. */
export async function wantedArchives(tables: Pick<TableStore, 'view'>): Promise<WantedArchive[]> {
  const wanted: WantedArchive[] = []
  for await (const { topic, is_wanted, includes_replayed } of tables.view(archives).scan()) {
    if (is_wanted) wanted.push({ topic, includesReplayed: includes_replayed })
  }
  return wanted
}
