import { differingOptions, parseOptions } from '../../../connectors/cassandra/table-options.ts'
import { tables } from '../../../schemas/tables.ts'

const declared =
  "gc_grace_seconds = 600 AND comment = 'a = b' AND compaction = {'class': 'SizeTieredCompactionStrategy', 'tombstone_threshold': '0.1', 'min_threshold': 4}"
const stored = {
  gc_grace_seconds: 600,
  comment: 'a = b',
  compaction: {
    class: 'org.apache.cassandra.db.compaction.SizeTieredCompactionStrategy',
    max_threshold: '32',
    min_threshold: '4',
    tombstone_threshold: '0.1',
  },
}

test('options are read from their CQL', () => {
  expect(Object.fromEntries(parseOptions(declared))).toEqual({
    gc_grace_seconds: '600',
    comment: 'a = b',
    compaction: { class: 'SizeTieredCompactionStrategy', tombstone_threshold: '0.1', min_threshold: '4' },
  })
  expect(() => parseOptions('gc_grace_seconds = 600 AND CLUSTERING ORDER BY (a DESC)')).toThrow(
    'not "CLUSTERING ORDER BY (a DESC)"',
  )
})

test('what the store holds as declared does not differ, whatever it holds besides', () => {
  expect(differingOptions(declared, stored)).toEqual([])
})

test('each option that is not as declared is named', () => {
  const compaction = { ...stored.compaction, tombstone_threshold: '0.2' }
  expect(differingOptions(declared, { ...stored, gc_grace_seconds: 864_000, compaction })).toEqual([
    'gc_grace_seconds',
    'compaction',
  ])
  expect(differingOptions(declared, {})).toEqual(['gc_grace_seconds', 'comment', 'compaction'])
})

test('tables whose rows are removed as a matter of course lose the tombstones within minutes', () => {
  const short = tables.filter(
    (table) => table.options !== undefined && parseOptions(table.options).get('gc_grace_seconds') === '600',
  )
  expect(short.map((table) => table.name)).toEqual([
    'chunk_data',
    'chunk_stats',
    'chunk_sources',
    'fragmented_bins',
    'outdated_products',
  ])
})
