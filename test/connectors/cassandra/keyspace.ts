import cassandra from 'cassandra-driver'
import { endpoint } from '../../support/endpoints.ts'

/** Drops a test's keyspace, past the store under test. */
export async function dropKeyspace(keyspace: string): Promise<void> {
  const client = new cassandra.Client({
    contactPoints: endpoint('TIDELINE_CASSANDRA_CONTACT_POINTS').split(','),
    localDataCenter: endpoint('TIDELINE_CASSANDRA_DATACENTER'),
  })
  try {
    await client.execute(`DROP KEYSPACE IF EXISTS "${keyspace}"`)
  } finally {
    await client.shutdown()
  }
}
