import { recountBins } from '../../../../processors/instruments/recount-bins.ts'
import { storeParticles } from '../../../../processors/instruments/store-particles.ts'
import { summariseStreams } from '../../../../processors/instruments/summarise-streams.ts'
import type { Numbers } from '../../../../processors/products/algorithm.ts'
import type { Coefficients } from '../../../../processors/products/engine/arguments.ts'
import { Catalogue, type CatalogueViews } from '../../../../processors/products/engine/catalogue.ts'
import type { Rows } from '../../../../processors/products/engine/evaluate.ts'
import { Notes } from '../../../../processors/products/engine/notes.ts'
import { openSeries, type SeriesContext } from '../../../../processors/products/engine/series.ts'
import {
  computedStreams,
  deployments,
  identifierStreams,
  resolvedStreams,
} from '../../../../schemas/catalogue-tables.ts'
import { cell } from '../../../../schemas/columns/cells.ts'
import { identifierOf, type ResolvedStream } from '../../../../schemas/definitions/records.ts'
import type { Particle } from '../../../../schemas/generated/events.ts'
import { put } from '../../../../schemas/table.ts'
import { chunkData, chunkStats, streamBins, streamColumns, streams } from '../../../../schemas/tables.ts'
import { particles } from '../../../../topics/instruments.ts'
import { drive } from '../../../support/drive.ts'
import { particle } from '../../instruments/particle-pipeline.ts'
import { calibrated, constant, derived, identified, own, stored, stream } from './definitions.ts'

const second = 1_000_000
const day = Date.UTC(2024, 2, 1) * 1000
const site = { method: 'telemetered', deployment: 1 }
const ctd = { ...site, refdes: 'CE02SHSM-RID27-03-CTDBPC000', stream: 'test_ctd' }
const oxygen = { ...site, refdes: 'CE02SHSM-RID27-04-DOSTAD000', stream: 'test_oxygen' }

const ctdStream = stream('test_ctd', [
  stored('counts', { fill: -9999 }),
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

/** `CC_a` is 10 until noon and 20 after it. */
const noon = day + 43_200 * second
const number = (value: number): Numbers => ({ values: Float64Array.of(value), width: 1, stride: 0, shape: [] })
const two: Numbers = { values: Float64Array.of(44, 45), width: 2, stride: 0, shape: [2] }
const coefficients: Coefficients = {
  changesIn: (from, to) => (from < noon && noon < to ? [noon] : []),
  at: (name, micros) => (name === 'CC_two' ? two : name === 'CC_a' ? number(micros < noon ? 10 : 20) : null),
  signature: (name) => name,
}

async function bed(...defined: readonly ResolvedStream[]) {
  const driven = drive(storeParticles, recountBins, summariseStreams)
  for (const one of defined) {
    await driven.tables.apply([
      put(resolvedStreams, { stream: one.name, version: one.version, body: JSON.stringify(one) }),
    ])
    for (const parameter of one.parameters) {
      const identifier = identifierOf(parameter)
      if (identifier === null) continue
      await driven.tables.apply([put(identifierStreams, { identifier, stream: one.name, parameter: parameter.id })])
    }
  }
  const view = driven.tables.view
  const views: CatalogueViews = {
    data: view(chunkData),
    stats: view(chunkStats),
    bins: view(streamBins),
    streams: view(streams),
    columns: view(streamColumns),
    resolved: view(resolvedStreams),
    identifiers: view(identifierStreams),
    computed: view(computedStreams),
    deployments: view(deployments),
  }
  return {
    feed: (key: typeof ctd, rows: readonly (readonly [number, Record<string, number>, Partial<Particle>?])[]) =>
      driven.send(
        particles,
        rows.map(([time, numbers, more]) => ({ ...particle(time, { numbers, ...more }), ...key })),
      ),
    async rows(key: typeof ctd, wanted: readonly string[], from = day, to = day + 86_400 * second) {
      const catalogue = new Catalogue(views)
      const resolved = (await catalogue.resolved(key.stream)) as ResolvedStream
      const plan = await catalogue.plan(key, resolved, wanted, { from, to })
      const notes = new Notes()
      const context: SeriesContext = { views, notes, coefficients: async () => coefficients }
      const request = { ...key, deployment: null, plan, from, to, limit: Number.POSITIVE_INFINITY }
      const found: Rows[] = []
      for await (const rows of openSeries(request, context)) found.push(rows)
      const values = (name: string) =>
        found.flatMap(({ batch }) =>
          Array.from({ length: batch.length }, (_, row) => cell(batch.columns.get(name) as never, row)),
        )
      return { values, times: found.flatMap(({ batch }) => [...batch.time]), notes: notes.all(), plan }
    },
  }
}

test('where one number is wanted an array is not taken for its first', async () => {
  const bindings = { pressure: own('counts'), latitude: calibrated('CC_two') }
  const algorithm = derived('depth', 'depth_from_pressure_dbar', bindings, { kind: 'algorithm' })
  const expression = derived('sum', 'counts + a', { counts: own('counts'), a: calibrated('CC_two') })
  const { feed, rows } = await bed(stream('test_ctd', [stored('counts'), algorithm, expression]))
  await feed(ctd, [[day, { counts: 100 }]])
  const { values, notes } = await rows(ctd, ['depth', 'sum'])
  expect([...values('depth'), ...values('sum')]).toEqual([Number.NaN, Number.NaN])
  expect(notes.map(({ parameter, detail }) => `${parameter}: ${detail}`)).toEqual([
    'depth: CC_two is 2 numbers, and argument latitude takes one',
    'sum: counts + a: it gives 2 values a row, and one is wanted',
  ])
})

test('a function that fails on some rows says so of them, and delivers the others', async () => {
  const bindings = { SP: own('counts'), t: constant(10), p: constant(100), lat: constant(44), lon: constant(-124) }
  const density = derived('density', 'ctd_density', bindings, { kind: 'algorithm' })
  const { feed, rows } = await bed(stream('test_ctd', [stored('counts'), density]))
  await feed(ctd, [
    [day, { counts: 35 }],
    [day + second, { counts: -1 }],
    [day + 2 * second, { counts: 35 }],
  ])
  const { values, notes } = await rows(ctd, ['density'])
  // gsw 3.6 (Python).
  const expected = expect.closeTo(1027.4087196278147, 9)
  expect(values('density')).toEqual([expected, Number.NaN, expected])
  expect(notes).toMatchObject([
    { parameter: 'density', code: 'row-failed', rows: 1, first: day + second, last: day + second },
  ])
})

test('an expression over rows of several values gives as many', async () => {
  const spectrum = stored('spectrum', { type: { scalar: 'float64', list: 'varying' } })
  const twice = derived('twice', '2 * s', { s: own('spectrum') })
  const { feed, rows } = await bed(stream('test_ctd', [spectrum, twice, derived('more', 't + 1', { t: own('twice') })]))
  await feed(ctd, [
    [day, {}, { vectors: { spectrum: { kind: 'float64', data: Buffer.from(Float64Array.of(1, 2).buffer) } } }],
  ])
  const { values } = await rows(ctd, ['more', 'twice'])
  expect([...values('more'), ...values('twice')]).toEqual([
    [3, 5],
    [2, 4],
  ])
})

test('coefficients apply each in its interval; fill values are missing', async () => {
  const { feed, rows } = await bed(ctdStream)
  await feed(ctd, [
    [day, { counts: 100 }],
    [day + second, { counts: -9999 }],
    [noon, { counts: 100 }],
  ])
  const { values, notes } = await rows(ctd, ['temp'])
  expect(values('temp')).toEqual([10, Number.NaN, 5])
  expect(notes).toEqual([])
})

test('a parameter of another instrument on the node is computed there and interpolated here', async () => {
  const { feed, rows } = await bed(ctdStream, oxygenStream)
  await feed(ctd, [
    [day, { counts: 100 }],
    [day + 60 * second, { counts: 300 }],
  ])
  await feed(oxygen, [
    [day + 30 * second, { phase: 1 }],
    [day + 3_600 * second, { phase: 2 }],
  ])
  const { values, plan } = await rows(oxygen, ['corrected'])
  expect(plan.missing).toEqual([])
  // Half way between 10 and 30 degrees; an hour later nothing is known.
  expect(values('corrected')).toEqual([21, Number.NaN])
})

test('without a supporting stream the rest is delivered, and the plan says what is missing', async () => {
  const { feed, rows } = await bed(oxygenStream)
  await feed(oxygen, [[day, { phase: 1 }]])
  const { values, plan } = await rows(oxygen, ['phase', 'corrected'])
  expect(values('phase')).toEqual([1])
  expect(plan.missing[0]?.reason).toContain('TEMPWAT_L1')
})

test('a missing coefficient is noted with the rows that it costs', async () => {
  const other = stream('test_ctd', [
    stored('counts'),
    derived('temp', 'counts / b', { counts: own('counts'), b: calibrated('CC_b') }),
  ])
  const { feed, rows } = await bed(other)
  await feed(ctd, [[day, { counts: 1 }]])
  const { values, notes } = await rows(ctd, ['temp'])
  expect(values('temp')).toEqual([Number.NaN])
  expect(notes).toEqual([
    {
      parameter: 'temp',
      code: 'calibration-missing',
      detail: 'no CC_b is valid here (argument b)',
      rows: 1,
      first: day,
      last: day,
    },
  ])
})

describe('a virtual stream', () => {
  const bottom = { ...site, refdes: 'RS03CCAL-MJ03F-05-BOTPTA301', stream: 'test_pressure' }
  const bins = { ...bottom, stream: 'test_bins' }
  const weeks = { ...bottom, stream: 'test_weeks' }
  const algorithm = { kind: 'algorithm' } as const
  const single = { ...algorithm, type: { scalar: 'float32' } } as const
  const pressure = stream('test_pressure', [stored('psia'), stored('tide'), stored('light')])
  const of = { botpres: own('psia'), predtide: own('tide') }
  const binned = stream(
    'test_bins',
    [
      derived('seconds', 'prs_botsflu_time15s', of, algorithm),
      derived('rate', 'prs_botsflu_10minrate', of, algorithm),
      derived('tsunami', 'prs_eruption_occurred', { botsflu_10minrate: own('rate') }, algorithm),
    ],
    { computedFrom: ['test_pressure'] },
  )
  const hourly = stream(
    'test_hours',
    [derived('mean', 'met_netsirr_hourly', { shortwave_down: own('light') }, single)],
    { computedFrom: ['test_pressure'] },
  )
  const weekly = stream(
    'test_weeks',
    [
      derived('again', 'met_netsirr_hourly', { shortwave_down: own('mean') }, single),
      derived('slope', 'prs_botsflu_4wkrate_from_daydepth', { daydepth: own('again') }, algorithm),
    ],
    { computedFrom: ['test_hours'] },
  )
  const everything = day + 100 * 86_400 * second

  test('gives the same rows whatever part of them is asked for', async () => {
    const { feed, rows } = await bed(pressure, binned)
    const samples = Array.from({ length: 100 }, (_, bin) => [
      day + bin * 15 * second,
      { psia: 2250 + Math.sin(bin / 7), tide: bin / 100 },
    ]) as [number, Record<string, number>][]
    await feed(bottom, samples)
    const whole = await rows(bins, ['seconds', 'rate', 'tsunami'])
    const isKnown = whole.values('rate').map((rate) => !Number.isNaN(rate))
    expect(isKnown).toEqual(samples.map((_, bin) => bin >= 59 && bin < 80))
    expect(whole.values('tsunami')).toEqual(
      whole.values('rate').map((rate) => (Number.isNaN(rate) ? rate : Number((rate as number) <= -5))),
    )
    const part = await rows(bins, ['rate', 'tsunami'], day + 65 * 15 * second, day + 70 * 15 * second)
    expect(part.times).toEqual(whole.times.slice(65, 70))
    expect(part.values('rate')).toEqual(whole.values('rate').slice(65, 70))
    expect(part.values('tsunami')).toEqual(whole.values('tsunami').slice(65, 70))
  })

  test('may be computed from another; steps on its rows look back, in doubles', async () => {
    const { feed, rows } = await bed(pressure, hourly, weekly)
    const days = Array.from({ length: 40 }, (_, at) => at)
    await feed(
      bottom,
      days.map((at) => [day + at * 86_400 * second + 60 * second, { light: 1000 + at / 1024 }]),
    )
    const whole = await rows(weeks, ['again', 'slope'], day, everything)
    expect(whole.plan.missing).toEqual([])
    const slopes = whole.values('slope') as number[]
    expect(slopes.map(Number.isNaN)).toEqual(days.map((at) => at < 21))
    // A day's step in light, less its albedo twice over, in per cent of a year.
    const expected = (0.945 ** 2 / 1024) * 36_500
    expect(slopes.slice(21).filter((slope) => Math.abs(slope - expected) > 1e-3 * expected)).toEqual([])
    const from = day + 30 * 86_400 * second
    const part = await rows(weeks, ['slope'], from, from + 3 * 86_400 * second)
    expect(part.values('slope')).toEqual(slopes.slice(30, 33))
  })
})
