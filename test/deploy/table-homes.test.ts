import { createMemoryTables } from '../../connectors/memory/tables.ts'
import { routeTables } from '../../deploy/table-homes.ts'
import { identifierStreams } from '../../schemas/catalogue-tables.ts'
import { Unavailable } from '../../schemas/failures.ts'
import { atomically, put, type TableStore } from '../../schemas/table.ts'
import { streamColumns } from '../../schemas/tables.ts'
import { tablesContract } from '../contracts/tables.ts'

tablesContract('two memory stores as one', async () =>
  routeTables({ wide: createMemoryTables(), relational: createMemoryTables() }),
)

const column = { stream_key: 'x', column_name: 'y', type: 'float64' }
const identifier = { identifier: 'x', stream: 'y', parameter: 'PD1' }

test('each table lives in its home', async () => {
  const stores = { wide: createMemoryTables(), relational: createMemoryTables() }
  const both = routeTables(stores)
  await both.apply([put(streamColumns, column), put(identifierStreams, identifier)])
  expect(await both.view(streamColumns).get(column)).toEqual(column)
  expect(await both.view(identifierStreams).get(identifier)).toEqual(identifier)
  expect(await stores.wide.view(identifierStreams).get(identifier)).toBeNull()
  expect(await stores.relational.view(streamColumns).get(column)).toBeNull()
})

test('a write over two homes is refused, and nothing of the call is done', async () => {
  const both = routeTables({ wide: createMemoryTables(), relational: createMemoryTables() })
  const mixed = atomically(put(streamColumns, column), put(identifierStreams, identifier))
  await expect(both.apply([put(identifierStreams, identifier), mixed])).rejects.toThrow(/spans two stores/)
  expect(await both.view(identifierStreams).get(identifier)).toBeNull()
})

test('a fault of one store shows before the absence of the other', async () => {
  const failing = (error: Error): TableStore => ({ ...createMemoryTables(), ping: () => Promise.reject(error) })
  const away = failing(new Unavailable('cassandra', 'gone'))
  await expect(routeTables({ wide: away, relational: createMemoryTables() }).ping()).rejects.toThrow('gone')
  await expect(routeTables({ wide: away, relational: failing(new Error('wrong')) }).ping()).rejects.toThrow('wrong')
})
