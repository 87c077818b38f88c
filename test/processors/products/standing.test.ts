import { functionOf } from '../../../processors/products/engine/functions.ts'
import { planProducts } from '../../../processors/products/engine/plan.ts'
import { readWithStanding } from '../../../processors/products/standing/read-standing.ts'
import { fromArrow } from '../../../schemas/columns/arrow.ts'
import type { AnnotationChanged } from '../../../schemas/generated/events.ts'
import { outdatedProducts } from '../../../schemas/product-tables.ts'
import { put, remove } from '../../../schemas/table.ts'
import { chunkData, chunkStats } from '../../../schemas/tables.ts'
import { annotationsChanged, productsComputed, productsRenewed } from '../../../topics/products.ts'
import { bed, ctd, ctdStream, day, dayMicros, oxygen, second } from './products-bed.ts'

test('products stand beside the samples and are told, with the values that a query computes', async () => {
  const [standing, without] = [await bed(), await bed({ withStanding: false })]
  for (const one of [standing, without])
    await one.feed(ctd, [
      [day, { counts: 100 }],
      [day + second, { counts: 200 }],
    ])
  expect(await standing.productColumns()).toHaveLength(1)
  expect(await without.productColumns()).toHaveLength(0)
  expect(await standing.ask(ctd, 'temp')).toEqual([10, 20])
  expect(await without.ask(ctd, 'temp')).toEqual([10, 20])
  const [told] = standing.events(productsComputed)
  expect([...(fromArrow(told?.arrow ?? new Uint8Array()).columns.get('temp')?.values ?? [])]).toEqual([10, 20])
})

test('the first chunk of a stream has its products before the list of streams knows it', async () => {
  const { feed, events } = await bed({ isListed: false })
  await feed(ctd, [[day, { counts: 100 }]])
  expect(events(productsComputed)).toHaveLength(1)
})

test('a query reads what stands: a value altered in the store is what it answers', async () => {
  const { feed, ask, rows, tables } = await bed()
  await feed(ctd, [[day, { counts: 100 }]])
  const product = (await rows(chunkData)).find(({ column_name }) => column_name.startsWith('temp@'))
  const counts = (await rows(chunkData)).find(({ column_name }) => column_name === 'counts')
  await tables.apply([put(chunkData, { ...product!, data: counts!.data })])
  expect(await ask(ctd, 'temp')).toEqual([100])
})

test('a chunk that comes between looking and reading is computed, not given without values', async () => {
  const { feed, rows, tables } = await bed()
  await feed(ctd, [[day, { counts: 100 }]])
  const stats = (await rows(chunkStats)).find(({ column_name }) => column_name.startsWith('temp@'))
  await feed(ctd, [[day + second, { counts: 200 }]])
  // As if the second chunk had come after the look: the look says whole, the products of the chunk are not there.
  const product = (await rows(chunkData)).find(
    (row) => row.column_name.startsWith('temp@') && row.chunk_id !== stats?.chunk_id,
  )
  const { data: _, ...key } = product!
  await tables.apply([remove(chunkData, key)])
  const read = { streamKey: key.stream_key, bins: [day], types: new Map([['counts', { scalar: 'float64' } as const]]) }
  const views = { data: tables.view(chunkData), stats: tables.view(chunkStats) }
  const plan = await planProducts(ctdStream, new Set(['counts']), ['temp'], {
    algorithm: functionOf,
    byIdentifier: async () => null,
    byStream: async () => null,
  })
  const coefficients = { changesIn: () => [], at: () => null, signature: () => JSON.stringify([[day, '10']]) }
  const found = readWithStanding(
    views,
    { ...read, from: day, to: day + dayMicros, limit: 9 },
    plan,
    coefficients,
    new Map(),
  )
  for await (const batch of found) expect([...batch.columns.keys()]).toEqual(['counts'])
})

test('a changed calibration renews the bins that it concerns, and only them; queries are right meanwhile', async () => {
  const { feed, ask, tick, change, events, productColumns, rows } = await bed()
  await feed(ctd, [[day, { counts: 100 }]])
  await feed(ctd, [[day + dayMicros, { counts: 100 }]])
  const before = await productColumns()
  await change(20, day + dayMicros)
  expect((await rows(outdatedProducts)).map(({ bin }) => bin)).toEqual([day + dayMicros])
  expect(await ask(ctd, 'temp')).toEqual([10, 5])
  await tick()
  expect(await rows(outdatedProducts)).toEqual([])
  expect(events(productsRenewed).map(({ bin, chunks, reason }) => [bin, chunks, reason])).toEqual([
    [day + dayMicros, 1, 'CC_a of S1'],
  ])
  const after = await productColumns()
  expect(after).toHaveLength(2)
  expect(after).toEqual(expect.arrayContaining(before.slice(0, 1)))
  expect(await ask(ctd, 'temp')).toEqual([10, 5])
})

test('a supporting stream that fills in renews the products that looked for it', async () => {
  const { feed, ask, tick, events } = await bed()
  await feed(oxygen, [[day + 30 * second, { phase: 1 }]])
  expect(await ask(oxygen, 'corrected')).toEqual([null])
  await feed(ctd, [
    [day, { counts: 100 }],
    [day + 60 * second, { counts: 300 }],
  ])
  await tick()
  expect(events(productsRenewed).map(({ stream: of, chunks }) => [of, chunks])).toEqual([['test_oxygen', 1]])
  expect(await ask(oxygen, 'corrected')).toEqual([21])
})

test('a mark without force does not take the place of one with it', async () => {
  const { feed, ask, tick, redeploy, rows } = await bed()
  await feed(ctd, [[day, { counts: 100 }]])
  await feed(oxygen, [[day + 30 * second, { phase: 1 }]])
  await tick()
  await feed(ctd, [[day + 60 * second, { counts: 300 }]])
  await redeploy(oxygen.refdes)
  const marks = (await rows(outdatedProducts)).filter(({ stream_key }) => stream_key.includes('test_oxygen'))
  expect(marks.map(({ is_forced }) => is_forced).sort()).toEqual([false, true])
  await tick()
  expect(await rows(outdatedProducts)).toEqual([])
  expect(await ask(oxygen, 'corrected')).toEqual([21])
})

describe('a supporting stream', () => {
  const rows = [
    [day, { counts: 100 }],
    [day + 60 * second, { counts: 300 }],
  ] as const
  /** The oxygen sensor is not excluded by it, the CTD is. */
  const annotation = (more: Partial<AnnotationChanged> = {}): AnnotationChanged => ({
    ...{ id: 'a1', subsite: 'CE02SHSM', node: 'RID27', sensor: '03-CTDBPC000', method: null, stream: null },
    ...{ parameters: [], start: day + 60 * second, stop: day + 61 * second, text: 'Pump off.', isExclusion: true },
    ...{ qcFlag: null, author: 'a person', createdAt: 1, isRemoved: false, ...more },
  })

  test.each([true, false])('is without what annotations exclude of it (products stand: %s)', async (withStanding) => {
    const { feed, ask, tick, send, rows: rowsOf } = await bed({ withStanding })
    await feed(ctd, rows)
    await feed(oxygen, [[day + 30 * second, { phase: 1 }]])
    await tick()
    expect(await ask(oxygen, 'corrected')).toEqual([21])
    const answers: unknown[] = []
    for (const said of [
      annotation(),
      annotation({ isRemoved: true }),
      annotation({ isRemoved: false, start: day, stop: day + second }),
      annotation({ parameters: ['counts'] }),
      annotation({ parameters: ['temp'] }),
      annotation({ isExclusion: false }),
    ]) {
      await send(annotationsChanged, said)
      const atOnce = await ask(oxygen, 'corrected')
      if (withStanding) expect((await rowsOf(outdatedProducts)).map(({ reason }) => reason)).toEqual(['annotation a1'])
      await tick()
      expect(await ask(oxygen, 'corrected')).toEqual(atOnce)
      answers.push(...atOnce)
    }
    // A minute of 10 and 30 degrees: half way between them, or the one that is left.
    expect(answers).toEqual([11, 21, 31, 11, 11, 21])
  })

  test('is without rows outside its deployments, and an annotation that excludes nothing outdates nothing', async () => {
    const { feed, ask, tick, send, rows: rowsOf, until } = await bed()
    await feed(ctd, rows)
    await feed(oxygen, [[day + 30 * second, { phase: 1 }]])
    await until(ctd.refdes, day + 10 * second)
    expect(await ask(oxygen, 'corrected')).toEqual([11])
    await tick()
    await send(annotationsChanged, annotation({ isExclusion: false, createdAt: day + 10 * dayMicros + 60 * second }))
    expect(await rowsOf(outdatedProducts)).toEqual([])
    await until(ctd.refdes, null)
    await tick()
    expect(await ask(oxygen, 'corrected')).toEqual([21])
  })
})

test('a corrected fill value of a stored parameter renews what was made of it', async () => {
  const { feed, ask, tick, define, events } = await bed()
  await feed(ctd, [[day, { counts: 100 }]])
  expect(await ask(ctd, 'temp')).toEqual([10])
  await define({ fill: 100 })
  expect(await ask(ctd, 'temp')).toEqual([Number.NaN])
  await tick()
  expect(events(productsRenewed).map(({ chunks }) => chunks)).toEqual([1])
  expect(await ask(ctd, 'temp')).toEqual([Number.NaN])
})

test('compaction takes products along: they stand for the new chunks', async () => {
  const { feed, ask, tick, productColumns, rows } = await bed()
  for (let at = 0; at < 4; at++) await feed(ctd, [[day + at * second, { counts: 100 * (at + 1) }]])
  await tick(15)
  const chunks = new Set((await rows(chunkStats)).map(({ chunk_id }) => chunk_id))
  expect(chunks.size).toBe(1)
  expect(await productColumns()).toHaveLength(1)
  expect(await ask(ctd, 'temp')).toEqual([10, 20, 30, 40])
})
