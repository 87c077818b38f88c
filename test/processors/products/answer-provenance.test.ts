import { toArrow } from '../../../schemas/columns/arrow.ts'
import { put } from '../../../schemas/table.ts'
import { sourceFiles } from '../../../schemas/tables.ts'
import { particleBatches } from '../../../topics/instruments.ts'
import { columnBatch } from '../instruments/particle-pipeline.ts'
import { bed, ctd, day, dayMicros, oxygen, second } from './products-bed.ts'

const asked = { includesProvenance: true }
const piece = (from: number, to: number) => ({
  ...{ source: 'ctd', path: '/logs/a.log', from, to },
  ...{ parser: 'some_parser@3', firstSeen: day },
})
const batch = (source: ReturnType<typeof piece>, rows: readonly (readonly [number, number])[]) => ({
  ...{ ...ctd, count: rows.length, source },
  arrow: toArrow(
    columnBatch(
      { counts: 'float64' },
      rows.map(([time, counts]) => ({ time, values: { counts } })),
    ),
  ),
})
const finished = {
  ...{ source: 'ctd', first_seen: day, path: '/logs/a.log.1', sha256: 'aa11', size: 500, object: 'aa/aa11-1' },
  ...{ parser: 'some_parser@3', particles: 4, rejected: 0, finished_at: day },
}

test('an answer names its chunks, and the bytes of which file each came from, also when the file was renamed', async () => {
  const { ask, closing, send, tables } = await bed()
  await send(
    particleBatches,
    batch(piece(0, 100), [
      [day, 1],
      [day + second, 2],
    ]),
  )
  await send(particleBatches, batch(piece(100, 200), [[day + dayMicros, 3]]))
  await tables.apply([put(sourceFiles, { ...finished, sha256: 'short', size: 150 }), put(sourceFiles, finished)])
  await ask(ctd, 'temp', { ...asked, stop: day + 2 * dayMicros })
  const read = closing().chunksRead['CE02SHSM-RID27-03-CTDBPC000/telemetered/test_ctd/1']
  expect(read).toMatchObject({ chunks: 2, particles: 3, chunkIds: [expect.any(String), expect.any(String)] })
  expect(read.firstChunk).toMatchObject({ id: read.chunkIds[0], particles: 2, first: '2024-03-01T00:00:00.000000Z' })
  expect(read.sources).toEqual([
    {
      ...{ file: '/logs/a.log', source: 'ctd', parser: 'some_parser@3', firstSeen: '2024-03-01T00:00:00.000000Z' },
      ...{ bytes: [[0, 200]], chunks: 2 },
      ...{ first: '2024-03-01T00:00:00.000000Z', last: '2024-03-02T00:00:00.000000Z' },
      raw: { sha256: 'aa11', size: 500, bucket: 'raw-files', key: 'aa/aa11-1', name: '/logs/a.log.1' },
    },
  ])
})

test('only the chunks that were read are named, those of supporting streams too; nothing where it is not asked for', async () => {
  const { feed, ask, closing } = await bed()
  await feed(ctd, [
    [day, { counts: 1 }],
    [day + 2 * second, { counts: 3 }],
  ])
  await feed(ctd, [[day + 5 * dayMicros, { counts: 1 }]])
  await feed(oxygen, [[day + second, { phase: 1 }]])
  await ask(oxygen, 'corrected', { ...asked, coefficients: '{}' })
  const { chunksRead } = closing()
  expect(Object.keys(chunksRead).map((key) => key.split('/')[2])).toEqual(['test_ctd', 'test_oxygen'])
  expect(Object.values(chunksRead)).toMatchObject([
    { chunks: 1, particles: 2, sources: [{ topic: 'instruments.particles', producer: null, chunks: 1 }] },
    { chunks: 1, particles: 1 },
  ])
  await ask(oxygen, 'corrected')
  expect(closing()).not.toHaveProperty('chunksRead')
})

test('coefficients come with their values, the time for which each held, and where they came from', async () => {
  const { feed, ask, change, closing } = await bed()
  await change(20, day + second)
  await change(30, day + 100 * dayMicros)
  await feed(ctd, [
    [day, { counts: 100 }],
    [day + 2 * second, { counts: 100 }],
  ])
  expect(await ask(ctd, 'temp', asked)).toEqual([10, 5])
  const [used, ...others] = closing().deploymentsUsed
  expect(others).toEqual([])
  expect(used).toMatchObject({ refdes: ctd.refdes, deployment: 1, asset: 'S1', start: '1970-01-01T00:00:00.000000Z' })
  const change1 = '2024-03-01T00:00:01.000000Z'
  const by = { name: 'CC_a', from: 'calibration', source: 'test', version: expect.stringMatching(/^[0-9a-f]{32}$/) }
  expect(used.coefficients).toEqual([
    { ...by, value: 10, validFrom: '1970-01-01T00:00:00.000000Z', validTo: change1 },
    { ...by, value: 20, validFrom: change1, validTo: '2024-06-09T00:00:00.000000Z' },
  ])
})

test('a coefficient sent with the request stands before the one that is kept', async () => {
  const { feed, ask, closing } = await bed()
  await feed(ctd, [[day, { counts: 100 }]])
  const coefficients = JSON.stringify({ CC_a: [{ start: null, stop: null, value: 50 }] })
  await ask(ctd, 'temp', { ...asked, coefficients })
  expect(closing().deploymentsUsed[0].coefficients).toEqual([
    { name: 'CC_a', value: 50, validFrom: null, validTo: null, from: 'request', source: null, version: null },
  ])
})
