import cassandra from 'cassandra-driver'
import { connectCassandra } from '../../../connectors/cassandra/tables.ts'
import { silentLog } from '../../../schemas/log.ts'
import type { Table } from '../../../schemas/table.ts'
import { fragmentedBins } from '../../../schemas/tables.ts'
import { endpoint, freshNamespace } from '../../support/endpoints.ts'
import { dropKeyspace } from './keyspace.ts'

const keyspace = freshNamespace('tideline_test_')
const contactPoints = endpoint('TIDELINE_CASSANDRA_CONTACT_POINTS').split(',')
const datacenter = endpoint('TIDELINE_CASSANDRA_DATACENTER')
afterAll(() => dropKeyspace(keyspace))

async function optionsOf(table: string) {
  const client = new cassandra.Client({ contactPoints, localDataCenter: datacenter })
  try {
    const found = await client.execute(
      'SELECT * FROM system_schema.tables WHERE keyspace_name = ? AND table_name = ?',
      [keyspace, table],
      { prepare: true },
    )
    return found.rows[0]
  } finally {
    await client.shutdown()
  }
}

test('a table gets its options when made, and later when they differ', async () => {
  const store = await connectCassandra({ contactPoints, datacenter, keyspace, log: silentLog })
  try {
    const { options: _, ...bare } = fragmentedBins
    await store.provision([bare as unknown as Table])
    expect((await optionsOf(fragmentedBins.name))?.gc_grace_seconds).toBe(864_000)

    expect(await store.provision([fragmentedBins])).toEqual([
      'options fragmented_bins: gc_grace_seconds, memtable_flush_period_in_ms, compaction',
    ])
    expect(await optionsOf(fragmentedBins.name)).toMatchObject({
      gc_grace_seconds: 600,
      memtable_flush_period_in_ms: 600_000,
      compaction: {
        class: expect.stringContaining('SizeTieredCompactionStrategy'),
        unchecked_tombstone_compaction: 'true',
        tombstone_threshold: '0.1',
        tombstone_compaction_interval: '600',
      },
    })
    expect(await store.provision([fragmentedBins])).toEqual([])

    const fresh = { ...fragmentedBins, name: 'fresh_bins' }
    expect(await store.provision([fresh])).toEqual(['table fresh_bins'])
    expect((await optionsOf('fresh_bins'))?.gc_grace_seconds).toBe(600)
    expect(await store.provision([fresh])).toEqual([])
  } finally {
    await store.close()
  }
})
