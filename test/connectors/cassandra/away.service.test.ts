import { setTimeout as sleep } from 'node:timers/promises'
import { connectCassandra, maxWriteBytes } from '../../../connectors/cassandra/tables.ts'
import { silentLog } from '../../../schemas/log.ts'
import { defineTable, put, type TableStore } from '../../../schemas/table.ts'
import { type CutProxy, startCutProxy } from '../../support/cut-proxy.ts'
import { endpoint, freshNamespace } from '../../support/endpoints.ts'
import { until } from '../../support/until.ts'
import { dropKeyspace } from './keyspace.ts'

const lines = defineTable({
  name: 'lines',
  about: '',
  columns: { page: { type: 'text', about: '' }, line: { type: 'int', about: '' }, body: { type: 'blob', about: '' } },
  partitionKey: ['page'],
  clusteringKey: ['line'],
})
const keyspace = freshNamespace('tideline_test_')
afterAll(() => dropKeyspace(keyspace))
const away = { name: 'Unavailable', service: 'cassandra' }
const line = (number: number) => put(lines, { page: 'p', line: number, body: new Uint8Array(8) })

const connectThrough = (contactPoint: string) =>
  connectCassandra({
    contactPoints: [contactPoint],
    datacenter: endpoint('TIDELINE_CASSANDRA_DATACENTER'),
    keyspace,
    log: silentLog,
  })

/** Until the store answers again, by itself. */
const recovered = (store: TableStore) =>
  until('the store answers again', async () => {
    try {
      await store.apply([line(99)])
      return true
    } catch (error) {
      expect(error).toMatchObject(away)
      return false
    }
  })

describe('Cassandra behind a connection that fails', () => {
  let proxy: CutProxy
  let store: Awaited<ReturnType<typeof connectThrough>>
  beforeAll(async () => {
    proxy = await startCutProxy(endpoint('TIDELINE_CASSANDRA_CONTACT_POINTS').split(',')[0]!)
    store = await connectThrough(`127.0.0.1:${proxy.port}`)
    await store.provision([lines])
  })
  afterAll(async () => {
    await store?.close()
    await proxy?.close()
  })

  test('is Unavailable while cut, and works again after healing, by itself', async () => {
    await store.apply([line(1)])
    await proxy.cut()
    await expect(store.apply([line(2)])).rejects.toMatchObject(away)
    await expect(store.view(lines).slice({ partition: { page: 'p' } })).rejects.toMatchObject(away)
    await expect(store.ping()).rejects.toMatchObject(away)
    await sleep(3_000)
    await expect(store.apply([line(3)])).rejects.toMatchObject(away)
    await proxy.heal()
    await recovered(store)
    const rows = await store.view(lines).slice({ partition: { page: 'p' }, columns: ['line'] })
    expect(rows.map((row) => row.line)).toEqual([1, 99])
  })

  test('writes in flight at the cut are done or Unavailable', async () => {
    const writes = Promise.allSettled(Array.from({ length: 200 }, (_, at) => store.apply([line(1_000 + at)])))
    await proxy.cut()
    for (const outcome of await writes) {
      if (outcome.status === 'rejected') expect(outcome.reason).toMatchObject(away)
    }
    await proxy.heal()
    await recovered(store)
  })

  test('is Unavailable when it keeps the connection and says nothing', async () => {
    proxy.silence()
    // Else it would wait for ever.
    await expect(store.apply([line(4)])).rejects.toMatchObject(away)
    await proxy.heal()
    await recovered(store)
  })
})

test('an absent server is Unavailable at once', async () => {
  await expect(connectThrough('127.0.0.1:9')).rejects.toMatchObject(away)
})

test('a wrong data centre is named', async () => {
  const wrong = connectCassandra({
    contactPoints: endpoint('TIDELINE_CASSANDRA_CONTACT_POINTS').split(','),
    datacenter: 'atlantis',
    keyspace,
    log: silentLog,
  })
  await expect(wrong).rejects.toThrow(/atlantis/)
})

describe('Cassandra itself', () => {
  const connect = () => connectThrough(endpoint('TIDELINE_CASSANDRA_CONTACT_POINTS').split(',')[0]!)

  test('takes a write of 8 MiB, and one larger is refused before it is sent', async () => {
    const store = await connect()
    const body = new Uint8Array(maxWriteBytes - 1_000)
    await store.apply([put(lines, { page: 'large', line: 1, body })])
    const [row] = await store.view(lines).slice({ partition: { page: 'large' } })
    expect(row?.body.length).toBe(body.length)
    const larger = put(lines, { page: 'large', line: 1, body: new Uint8Array(maxWriteBytes) })
    await expect(store.apply([larger])).rejects.toThrow(/make its chunks smaller/)
    await store.close()
  })

  test('provisioning says what it made, adds columns, and refuses to change a type or a key', async () => {
    const store = await connect()
    const first = defineTable({ ...lines, name: 'grows' })
    expect(await store.provision([first])).toEqual(['table grows'])
    expect(await store.provision([first])).toEqual([])
    const grown = defineTable({
      ...first,
      columns: { ...first.columns, note: { type: 'text', about: '', nullable: true } },
    })
    expect(await store.provision([grown])).toEqual(['column grows.note'])
    await store.apply([put(grown, { page: 'p', line: 1, body: new Uint8Array(1), note: 'ü' })])
    expect(await store.view(grown).get({ page: 'p', line: 1 })).toMatchObject({ note: 'ü' })
    expect(await store.provision([first])).toEqual([])
    const retyped = { ...first, columns: { ...first.columns, body: { type: 'text', about: '' } } } as never
    await expect(store.provision([retyped])).rejects.toThrow(/grows\.body is declared text.* is blob/)
    const rekeyed = { ...first, partitionKey: ['line'], clusteringKey: ['page'] } as never
    await expect(store.provision([rekeyed])).rejects.toThrow(/grows\.page is declared text, clustering 0/)
    await store.close()
  })

  test('a keyspace that was not provisioned says how to go on', async () => {
    const store = await connect()
    const absent = defineTable({ ...lines, name: 'absent' })
    await expect(store.apply([put(absent, { page: 'p', line: 1, body: new Uint8Array(1) })])).rejects.toThrow(
      /run the provisioning first/,
    )
    await store.close()
  })
})
