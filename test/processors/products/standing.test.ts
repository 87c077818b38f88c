import { compactBins } from '../../../processors/instruments/compact-bins.ts'
import { recountBins } from '../../../processors/instruments/recount-bins.ts'
import { storeParticles } from '../../../processors/instruments/store-particles.ts'
import { summariseStreams } from '../../../processors/instruments/summarise-streams.ts'
import { answerData } from '../../../processors/products/answer-data.ts'
import { computeProducts } from '../../../processors/products/compute-products.ts'
import { markOutdatedProducts } from '../../../processors/products/mark-outdated-products.ts'
import { renewProducts } from '../../../processors/products/renew-products.ts'
import { storeCalibrations } from '../../../processors/products/store-calibrations.ts'
import { storeDeployments } from '../../../processors/products/store-deployments.ts'
import { identifierStreams, resolvedStreams } from '../../../schemas/catalogue-tables.ts'
import { fromArrow } from '../../../schemas/columns/arrow.ts'
import { cell } from '../../../schemas/columns/cells.ts'
import { identifierOf } from '../../../schemas/definitions/records.ts'
import type { DataRequested } from '../../../schemas/generated/events.ts'
import { outdatedProducts } from '../../../schemas/product-tables.ts'
import { put } from '../../../schemas/table.ts'
import { chunkStats } from '../../../schemas/tables.ts'
import { particles, particlesAnswered } from '../../../topics/instruments.ts'
import { minuteTicked } from '../../../topics/pipeline.ts'
import {
  calibrationsChanged,
  dataRequested,
  deploymentsChanged,
  productsComputed,
  productsRenewed,
} from '../../../topics/products.ts'
import { drive } from '../../support/drive.ts'
import { particle } from '../instruments/particle-pipeline.ts'
import { calibrated, derived, identified, own, stored, stream } from './engine/definitions.ts'

const second = 1_000_000
const dayMicros = 86_400 * second
const day = Date.UTC(2024, 2, 1) * 1000
const ctd = { refdes: 'CE02SHSM-RID27-03-CTDBPC000', method: 'telemetered', stream: 'test_ctd', deployment: 1 }
const oxygen = { ...ctd, refdes: 'CE02SHSM-RID27-04-DOSTAD000', stream: 'test_oxygen' }
const ctdStream = stream('test_ctd', [
  stored('counts'),
  derived(
    'temp',
    'counts / a',
    { counts: own('counts'), a: calibrated('CC_a') },
    { dataProductIdentifier: 'TEMPWAT', level: 'L1' },
  ),
])
const oxygenStream = stream('test_oxygen', [
  stored('phase'),
  derived('corrected', 'phase + t', { phase: own('phase'), t: identified('TEMPWAT_L1') }),
])

function calibration(start: number, value: number) {
  const event = { asset: 'S1', name: 'CC_a', start, stop: null, value: String(value) }
  return { ...event, source: 'test', version: '', isRemoved: false }
}

async function bed(withStanding = true) {
  const standing = withStanding ? [computeProducts, markOutdatedProducts, renewProducts] : []
  const driven = drive(
    storeParticles,
    recountBins,
    summariseStreams,
    compactBins,
    storeDeployments,
    storeCalibrations,
    ...standing,
    answerData,
  )
  for (const one of [ctdStream, oxygenStream]) {
    const row = { stream: one.name, version: one.version, body: JSON.stringify(one) }
    await driven.tables.apply([put(resolvedStreams, row)])
    for (const parameter of one.parameters) {
      const identifier = identifierOf(parameter)
      if (identifier === null) continue
      await driven.tables.apply([put(identifierStreams, { identifier, stream: one.name, parameter: parameter.id })])
    }
  }
  const place = { latitude: 44.6, longitude: -124.3, depth: 7, waterDepth: 25, details: {}, source: '', version: '' }
  const deployed = { deployment: 1, start: 0, stop: null, ...place, isRemoved: false }
  await driven.send(deploymentsChanged, { ...deployed, refdes: ctd.refdes, asset: 'S1' }, { time: 1 })
  await driven.send(calibrationsChanged, calibration(0, 10), { time: 1 })
  let minute = day + 10 * dayMicros
  return {
    ...driven,
    feed: (key: typeof ctd, rows: readonly (readonly [number, Record<string, number>])[]) =>
      driven.send(
        particles,
        rows.map(([time, numbers]) => ({ ...particle(time, { numbers }), ...key })),
        { time: minute },
      ),
    change: (value: number, start = 0) => driven.send(calibrationsChanged, calibration(start, value), { time: minute }),
    tick: async (minutes = 1) => {
      minute += minutes * 60 * second
      await driven.send(minuteTicked, { minute }, { time: minute })
    },
    productColumns: async () =>
      [...new Set((await driven.rows(chunkStats)).map(({ column_name }) => column_name))].filter((name) =>
        name.includes('@'),
      ),
    async ask(key: typeof ctd, wanted: string) {
      const request = { ...question, refdes: key.refdes, method: key.method, stream: key.stream, parameters: [wanted] }
      const before = driven.events(particlesAnswered).length
      await driven.send(dataRequested, request)
      const parts = driven.events(particlesAnswered).slice(before)
      return parts.flatMap(({ arrow }) => {
        const batch = arrow.length === 0 ? null : fromArrow(arrow)
        const column = batch?.columns.get(wanted)
        return column === undefined ? [] : Array.from({ length: column.length }, (_, row) => cell(column, row))
      })
    },
  }
}

const question: DataRequested = {
  refdes: '',
  method: '',
  stream: '',
  deployment: null,
  parameters: null,
  products: null,
  others: [],
  start: null,
  stop: null,
  computesProducts: true,
  isRaw: false,
  requiresDeployment: false,
  checks: [],
  checkLimits: null,
  coefficients: null,
  reduction: null,
  limit: null,
  interval: null,
  includesProvenance: false,
  includesAnnotations: false,
  query: '',
  requestedAt: 0,
}

test('products stand beside the samples and are told, with the values that a query computes', async () => {
  const [standing, without] = [await bed(), await bed(false)]
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

test('a query reads what stands: a value altered in the store is what it answers', async () => {
  const { feed, ask, rows, tables } = await bed()
  await feed(ctd, [[day, { counts: 100 }]])
  const { chunkData } = await import('../../../schemas/tables.ts')
  const product = (await rows(chunkData)).find(({ column_name }) => column_name.startsWith('temp@'))
  const counts = (await rows(chunkData)).find(({ column_name }) => column_name === 'counts')
  await tables.apply([put(chunkData, { ...product!, data: counts!.data })])
  expect(await ask(ctd, 'temp')).toEqual([100])
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

test('compaction takes products along: they stand for the new chunks', async () => {
  const { feed, ask, tick, productColumns, rows } = await bed()
  for (let at = 0; at < 4; at++) await feed(ctd, [[day + at * second, { counts: 100 * (at + 1) }]])
  await tick(15)
  const chunks = new Set((await rows(chunkStats)).map(({ chunk_id }) => chunk_id))
  expect(chunks.size).toBe(1)
  expect(await productColumns()).toHaveLength(1)
  expect(await ask(ctd, 'temp')).toEqual([10, 20, 30, 40])
})
