import { archives } from '../../schemas/archive-tables.ts'
import { put } from '../../schemas/table.ts'
import { archivesChanged } from '../../topics/archives.ts'
import { defineProcessor } from '../processor.ts'

export const storeArchives = defineProcessor({
  name: 'store-archives',
  about: 'Keeps which topics are to be archived, as it was said last.',
  consumes: [archivesChanged],
  produces: [],
  writes: [archives],
  async process(events) {
    return {
      write: events.map(({ value: { topic, isWanted, includesReplayed, changedAt } }) =>
        put(archives, { topic, is_wanted: isWanted, includes_replayed: includesReplayed, changed_at: changedAt }),
      ),
    }
  },
})
