import { type CassandraTables, connectCassandra } from '../../../connectors/cassandra/tables.ts'
import { silentLog } from '../../../schemas/log.ts'
import { contractTables, tablesContract } from '../../contracts/tables.ts'
import { endpoint, freshNamespace } from '../../support/endpoints.ts'
import { dropKeyspace } from './keyspace.ts'

const keyspace = freshNamespace('tideline_test_')
afterAll(() => dropKeyspace(keyspace))

async function connect(): Promise<CassandraTables> {
  return await connectCassandra({
    contactPoints: endpoint('TIDELINE_CASSANDRA_CONTACT_POINTS').split(','),
    datacenter: endpoint('TIDELINE_CASSANDRA_DATACENTER'),
    keyspace,
    log: silentLog,
  })
}

tablesContract('Cassandra', async () => {
  const store = await connect()
  try {
    await store.provision(contractTables)
    return store
  } catch (error) {
    await store.close()
    throw error
  }
})
