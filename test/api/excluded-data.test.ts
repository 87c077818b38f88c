/** Data that annotations exclude are not given out, however they are asked for. */
import type { Ask } from '../../api/ask.ts'
import { createServer } from '../../api/server.ts'
import { createMemoryTables } from '../../connectors/memory/tables.ts'
import { annotations } from '../../schemas/catalogue-tables.ts'
import { put } from '../../schemas/table.ts'
import { fakeGateway, partsOf } from './pipeline.ts'

const path = '/data/CE02SHSM-RID27-03-CTDBPC000/telemetered/ctdbp_cdef_dcl_instrument'
const micros = (text: string): number => Date.parse(text) * 1000
const excluding = {
  ...{ subsite: 'CE02SHSM', id: 'CE02SHSM-1', node: null, sensor: null, method: null, stream: null },
  ...{ parameters: '[]', text: 'adrift', author: 'a person', created_at: 1, qc_flag: null },
  ...{ start: micros('2024-03-02T00:00:00Z'), stop: micros('2024-03-03T00:00:00Z') as number | null },
  ...{ is_exclusion: true, is_removed: false },
}

test.each<[string, Partial<typeof excluding> | null, string, 'as stored' | 'masked']>([
  ['nothing was said', null, '', 'as stored'],
  ['no range', {}, '', 'masked'],
  ['a range over its end', {}, '?start=2024-03-02T23:59:59Z', 'masked'],
  ['a range from its end', {}, '?start=2024-03-03T00:00:00Z', 'as stored'],
  ['a range up to its start', {}, '?stop=2024-03-02T00:00:00Z', 'as stored'],
  ['a range over its start', {}, '?stop=2024-03-02T00:00:01Z', 'masked'],
  ['it is open', { stop: null }, '?start=2030-01-01T00:00:00Z', 'masked'],
  ['it excludes nothing', { is_exclusion: false }, '', 'as stored'],
  ['it was withdrawn', { is_removed: true }, '', 'as stored'],
  ['it is of another site', { subsite: 'CE04OSSM' }, '', 'as stored'],
])('%s', async (_, said, query, way) => {
  const tables = createMemoryTables()
  if (said !== null) await tables.apply([put(annotations, { ...excluding, ...said })])
  const asked: string[] = []
  const answering =
    (name: string): Ask<unknown> =>
    async () => {
      asked.push(name)
      return partsOf(new Uint8Array())
    }
  const powers = { ask: answering('as stored'), askData: answering('masked'), annotations: tables.view(annotations) }
  const app = createServer(fakeGateway(powers).gateway, { maxEventLoopDelayMs: 0 })
  expect((await app.inject(path + query)).statusCode).toBe(200)
  expect(asked).toEqual([way])
  await app.close()
})
