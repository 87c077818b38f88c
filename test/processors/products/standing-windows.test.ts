import fc from 'fast-check'
import { fromArrow } from '../../../schemas/columns/arrow.ts'
import { decodeColumn, encodeColumn } from '../../../schemas/columns/encoding.ts'
import type { AnnotationChanged } from '../../../schemas/generated/events.ts'
import { outdatedProducts } from '../../../schemas/product-tables.ts'
import { put } from '../../../schemas/table.ts'
import { chunkData, timeColumn } from '../../../schemas/tables.ts'
import { annotationsChanged, productsComputed, productsRenewed } from '../../../topics/products.ts'
import { bed, ctd, day, dayMicros, following, hourly, second } from './products-bed.ts'

const minute = 60 * second
const hour = 60 * minute
type Rows = [number, Record<string, number>][]

/** Every 20 minutes from an hour on; counts rise by 1 a sample. */
const hours = (from: number, count: number): Rows =>
  Array.from({ length: 3 * count }, (_, at) => [day + from * hour + at * 20 * minute, { counts: 3 * from + at }])
/** Of an hour of these, by hand: the mean of its three samples, less the albedo. */
const kept = (at: number) => 0.945 * (3 * at + 1)

/** Altered values show that they were read, not computed. */
async function alter({ rows, tables }: Awaited<ReturnType<typeof bed>>, value: number) {
  const all = (await rows(chunkData)).filter(({ stream_key }) => stream_key.includes('@windows'))
  const altered = all.filter(({ column_name }) => column_name.startsWith('kept@'))
  for (const row of altered) {
    const column = decodeColumn(row.data)
    const data = encodeColumn({ ...column, values: new Float64Array(column.length).fill(value) })
    await tables.apply([put(chunkData, { ...row, data })])
  }
  return altered.map(({ bin }) => (bin - day) / dayMicros)
}

test('windows stand once rows after them came, with the values that a query computes', async () => {
  const on = await bed({ withWindows: true })
  await on.feed(ctd, hours(0, 30))
  const asked = await on.ask(hourly, 'kept')
  expect(asked).toHaveLength(30)
  for (const [at, value] of asked.entries()) expect(value).toBeCloseTo(kept(at), 9)
  await on.tick()
  expect(await on.rows(outdatedProducts)).toEqual([])
  expect(await on.ask(hourly, 'kept')).toEqual(asked)
  // The first day is whole; of the second the hours that ended are told.
  const told = on.events(productsComputed).filter(({ stream }) => stream === 'test_hourly')
  const values = told.flatMap(({ arrow }) => [...(fromArrow(arrow).columns.get('kept')?.values ?? [])])
  expect(values).toEqual(asked.slice(0, 29))
  expect(told.map(({ bin, count }) => [(bin - day) / dayMicros, count])).toEqual([
    [0, 24],
    [1, 5],
  ])
  expect(await alter(on, -1)).toEqual([0, 1])
  const altered = await on.ask(hourly, 'kept', { stop: day + dayMicros })
  expect(altered).toEqual(new Array(24).fill(-1))
  // With provenance everything is computed, and told.
  expect(await on.ask(hourly, 'kept', { includesProvenance: true })).toEqual(asked)
})

test('an open bin is made anew when a window ended, not with every particle; the last hours stand once no more come', async () => {
  const on = await bed({ withWindows: true })
  const computed = () => on.events(productsComputed).filter(({ stream }) => stream === 'test_hourly').length
  await on.feed(ctd, hours(0, 2))
  await on.tick()
  expect(computed()).toBe(1)
  for (const [at, sample] of hours(2, 2).entries()) {
    await on.feed(ctd, [sample])
    await on.tick()
    expect([at, computed()]).toEqual([at, at < 3 ? 2 : 3])
    expect(await on.rows(outdatedProducts)).toHaveLength(at % 3 === 0 ? 0 : 1)
    expect(await on.ask(hourly, 'kept')).toHaveLength(at < 3 ? 3 : 4)
  }
  await on.tick(61)
  expect(computed()).toBe(4)
  // By then the bin was compacted, which changes nothing.
  await on.tick()
  expect([computed(), await on.rows(outdatedProducts)]).toEqual([4, []])
  const last = on.events(productsComputed).at(-1)
  expect(last?.count).toBe(4)
})

test('a late particle is answered for at once, and its windows are renewed', async () => {
  const [on, plain] = [await bed({ withWindows: true }), await bed({ withStanding: false })]
  for (const one of [on, plain]) await one.feed(ctd, hours(0, 50))
  await on.tick()
  const late: Rows = [[day + 30 * minute, { counts: 1000 }]]
  for (const one of [on, plain]) await one.feed(ctd, late)
  const expected = await plain.ask(hourly, 'kept')
  expect(expected[0]).toBeCloseTo(0.945 * ((0 + 1 + 2 + 1000) / 4), 9)
  expect(await on.ask(hourly, 'kept')).toEqual(expected)
  await on.tick()
  expect(await on.ask(hourly, 'kept')).toEqual(expected)
  const renewed = on.events(productsRenewed).filter(({ stream, chunks }) => stream === 'test_hourly' && chunks > 0)
  expect(renewed.at(-1)).toMatchObject({ bin: day, chunks: 1 })
  await alter(on, -1)
  expect((await on.ask(hourly, 'kept'))[0]).toBe(-1)
})

test('a changed calibration renews the windows that follow from it', async () => {
  const on = await bed({ withWindows: true })
  await on.feed(ctd, hours(0, 50))
  await on.tick()
  const before = await on.ask(hourly, 'warm')
  expect(before[30]).toBeCloseTo(kept(30) / 10, 9)
  await on.change(20, day + 30 * hour)
  const expected = before.map((value, at) => (at < 30 ? value : (value as number) / 2))
  const close = async () => {
    for (const [at, value] of (await on.ask(hourly, 'warm')).entries())
      expect(value).toBeCloseTo(expected[at] as number, 9)
  }
  await close()
  const told = on.events(productsRenewed).length
  await on.tick()
  await close()
  const renewed = on.events(productsRenewed).slice(told)
  expect(renewed.filter(({ stream, chunks }) => stream === 'test_hourly' && chunks > 0).map(({ bin }) => bin)).toEqual([
    day + dayMicros,
    day + 2 * dayMicros,
  ])
  // What the calibration does not touch still stands.
  await alter(on, -1)
  expect((await on.ask(hourly, 'kept'))[0]).toBe(-1)
})

const exclusion: AnnotationChanged = {
  ...{ id: 'a1', subsite: 'CE02SHSM', node: 'RID27', sensor: '03-CTDBPC000', method: null, stream: null },
  ...{ parameters: [], start: day + 20 * minute, stop: day + hour, text: 'Pump off.', isExclusion: true },
  ...{ qcFlag: null, author: 'a person', createdAt: 1, isRemoved: false },
}

test('windows that hold excluded rows are computed without them; the others are read', async () => {
  const on = await bed({ withWindows: true })
  await on.feed(ctd, hours(0, 50))
  await on.tick()
  await alter(on, -1)
  await on.send(annotationsChanged, exclusion)
  const found = await on.ask(hourly, 'kept', { start: day, stop: day + 2 * dayMicros })
  expect(found[0]).toBe(0)
  expect(found[1]).toBeCloseTo(kept(1), 9)
  expect(found.slice(24)).toEqual(new Array(24).fill(-1))
})

test('what is made with windows of another instrument is renewed when rows of it come', async () => {
  const on = await bed({ withWindows: true })
  await on.feed(following, [[day + 90 * minute, { sign: 2 }]])
  expect(await on.ask(following, 'followed')).toEqual([null])
  await on.feed(ctd, hours(0, 3))
  await on.tick()
  // Half past one is the stamp of the second hour.
  expect((await on.ask(following, 'followed'))[0]).toBeCloseTo(2 * kept(1), 9)
  const [, product] = await on.productColumns()
  expect(product).toBeDefined()
})

const some = fc.array(fc.record({ at: fc.nat(3 * 24 * 3), counts: fc.nat(9) }), { minLength: 1, maxLength: 40 })

test('whatever is asked for, what stands is what is computed, in whatever order rows came', async () => {
  const property = fc.asyncProperty(some, fc.nat(40), fc.nat(70), fc.nat(70), async (given, cut, a, b) => {
    const rows = given.map(({ at, counts }) => [day + at * 20 * minute, { counts }] as [number, Record<string, number>])
    const [on, plain, other] = [
      await bed({ withWindows: true }),
      await bed({ withStanding: false }),
      await bed({ withWindows: true }),
    ]
    await on.feed(ctd, rows.slice(0, cut))
    await on.tick()
    await on.feed(ctd, rows.slice(cut))
    await on.tick(90)
    await plain.feed(ctd, rows)
    const range = { start: day + Math.min(a, b) * hour, stop: day + Math.max(a, b) * hour + 1 }
    for (const asked of [{}, range, { ...range, limit: 3 }]) {
      for (const name of ['kept', 'warm']) {
        expect(await on.ask(hourly, name, asked)).toEqual(await plain.ask(hourly, name, asked))
      }
    }
    // Told from the other end, and the same rows stand.
    for (const row of [...rows].reverse()) await other.feed(ctd, [row])
    await other.tick(90)
    const standing = async ({ rows: rowsOf }: typeof on) =>
      (await rowsOf(chunkData))
        .filter(({ stream_key, column_name }) => stream_key.includes('@windows') && column_name !== timeColumn)
        .map(({ bin, column_name, data }) => [bin, column_name, Buffer.from(data).toString('hex')].join(' '))
        .sort()
    expect(await standing(other)).toEqual(await standing(on))
  })
  await fc.assert(property, { numRuns: 12 })
})
