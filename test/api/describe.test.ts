import { createDescribe } from '../../api/describe.ts'
import { createMemoryTables } from '../../connectors/memory/tables.ts'
import { deployments, resolvedStreams } from '../../schemas/catalogue-tables.ts'
import { Unavailable } from '../../schemas/failures.ts'
import { silentLog } from '../../schemas/log.ts'
import { put, type TableStore } from '../../schemas/table.ts'

const source = {
  refdes: 'CE02SHSM-RID27-03-CTDBPC000',
  method: 'telemetered',
  stream: 'ctdbp_cdef_dcl_instrument',
}
const deployed = (deployment: number) => ({
  refdes: source.refdes,
  deployment,
  start: deployment * 1000,
  stop: null,
  asset: 'CGINS-CTDBPC-50002',
  latitude: 44.6,
  longitude: -124.3,
  depth: 7,
  water_depth: 80,
  details: '{"manufacturer":"Sea-Bird","serialNumber":"16-50002"}',
  version: 'v',
})

test('a stream is described by the registry, its instrument by the deployments', async () => {
  const tables = createMemoryTables()
  const body = JSON.stringify({
    about: 'From the registry',
    parameters: [{ name: 'temp', units: 'degC', longName: 'T' }],
  })
  await tables.apply([
    put(resolvedStreams, { stream: source.stream, version: 'v', body }),
    put(deployments, deployed(2)),
    put(deployments, deployed(1)),
  ])
  const facts = await createDescribe(tables, silentLog)(source)
  expect([...facts.parameters.keys()]).toEqual(['temp'])
  expect(facts).toMatchObject({
    about: 'From the registry',
    deployments: [{ number: 1 }, { number: 2, latitude: 44.6, longitude: -124.3, depth: 7, waterDepth: 80 }],
    instrument: { manufacturer: 'Sea-Bird', model: null, serialNumber: '16-50002' },
  })
})

test('while the catalogue is away, our own definitions describe what they can', async () => {
  const away = async () => {
    throw new Unavailable('postgres', 'no answer')
  }
  const tables = { view: () => ({ get: away, slice: away }) } as unknown as TableStore
  const describe = createDescribe(tables, silentLog)
  expect((await describe(source)).parameters.get('temp')).toMatchObject({ units: 'degrees_Celsius' })
  expect((await describe({ ...source, stream: 'unheard_of' })).parameters.size).toBe(0)
})
