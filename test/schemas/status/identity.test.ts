import { deployedStreamId, expectedStreamId, instrumentId } from '../../../schemas/status/identity.ts'

const ctd = { refdes: 'CE02SHSM-RID27-03-CTDBPC000', method: 'telemetered', stream: 'ctdbp_cdef_dcl_instrument' }

test('an id depends on the whole name, is exact in JSON and never 0', () => {
  const ids = [
    instrumentId(ctd.refdes),
    deployedStreamId(ctd),
    deployedStreamId({ ...ctd, method: 'streamed' }),
    expectedStreamId({ name: ctd.stream, method: ctd.method }),
  ]
  expect(new Set(ids).size).toBe(ids.length)
  for (const id of ids) expect(Number.isSafeInteger(id) && id > 0 && id < 2 ** 48).toBe(true)
  expect(deployedStreamId({ ...ctd })).toBe(ids[1])
})

test('100,000 streams have 100,000 ids', () => {
  const ids = new Set(Array.from({ length: 100_000 }, (_, at) => deployedStreamId({ ...ctd, stream: `stream_${at}` })))
  expect(ids.size).toBe(100_000)
})
