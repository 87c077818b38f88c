/** A CTD and an oxygen sensor with products, driven from the particle to the answer. */
import { compactBins } from '../../../processors/instruments/compact-bins.ts'
import { recountBins } from '../../../processors/instruments/recount-bins.ts'
import { storeParticles } from '../../../processors/instruments/store-particles.ts'
import { summariseStreams } from '../../../processors/instruments/summarise-streams.ts'
import { answerData } from '../../../processors/products/answer-data.ts'
import { computeProducts } from '../../../processors/products/compute-products.ts'
import { markOutdatedProducts } from '../../../processors/products/mark-outdated-products.ts'
import { renewProducts } from '../../../processors/products/renew-products.ts'
import { storeAnnotations } from '../../../processors/products/store-annotations.ts'
import { storeCalibrations } from '../../../processors/products/store-calibrations.ts'
import { storeDeployments } from '../../../processors/products/store-deployments.ts'
import { storeQualityTests } from '../../../processors/products/store-quality-tests.ts'
import { computedStreams, identifierStreams, resolvedStreams } from '../../../schemas/catalogue-tables.ts'
import { fromArrow } from '../../../schemas/columns/arrow.ts'
import { cell } from '../../../schemas/columns/cells.ts'
import { identifierOf, type ResolvedParameter } from '../../../schemas/definitions/records.ts'
import type { DataRequested } from '../../../schemas/generated/events.ts'
import { put } from '../../../schemas/table.ts'
import { chunkStats } from '../../../schemas/tables.ts'
import { particles, particlesAnswered } from '../../../topics/instruments.ts'
import { minuteTicked } from '../../../topics/pipeline.ts'
import { calibrationsChanged, dataRequested, deploymentsChanged, streamsResolved } from '../../../topics/products.ts'
import { drive } from '../../support/drive.ts'
import { particle } from '../instruments/particle-pipeline.ts'
import { calibrated, derived, identified, nothing, own, stored, stream } from './engine/definitions.ts'

export const second = 1_000_000
export const dayMicros = 86_400 * second
export const day = Date.UTC(2024, 2, 1) * 1000
export const ctd = { refdes: 'CE02SHSM-RID27-03-CTDBPC000', method: 'telemetered', stream: 'test_ctd', deployment: 1 }
export const hourly = { ...ctd, stream: 'test_hourly' }
export const following = { ...ctd, refdes: 'CE02SHSM-RID27-05-FOLLOW000', stream: 'test_following' }
export const oxygen = { ...ctd, refdes: 'CE02SHSM-RID27-04-DOSTAD000', stream: 'test_oxygen' }
export const ctdStream = stream('test_ctd', [
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

const hourMean = (id: string, of: string) =>
  derived(id, 'met_netsirr_hourly', { shortwave_down: own(of), timestamp: nothing }, { kind: 'algorithm' })
/** 0.945 of the mean of an hour. */
const hourlyStream = stream('test_hourly', [hourMean('kept', 'counts'), hourMean('warm', 'temp')], {
  computedFrom: ['test_ctd'],
})
/** A stream that needs what is hourly of another. */
const followingStream = stream('test_following', [
  stored('sign'),
  derived('followed', 'x * k', { x: own('sign'), k: { from: 'stream', stream: 'test_hourly', id: 'kept' } }),
])

/** `withWindows`: products of the hourly stream stand too. */
export async function bed({ withStanding = true, isListed = true, withWindows = false } = {}) {
  const standing = withStanding ? [computeProducts, markOutdatedProducts, renewProducts] : []
  const driven = drive(
    storeParticles,
    recountBins,
    ...(isListed ? [summariseStreams] : []),
    compactBins,
    storeDeployments,
    storeCalibrations,
    storeAnnotations,
    storeQualityTests,
    ...standing,
    answerData,
  )
  for (const one of [ctdStream, oxygenStream, hourlyStream, followingStream]) {
    const row = { stream: one.name, version: one.version, body: JSON.stringify(one) }
    await driven.tables.apply([put(resolvedStreams, row)])
    for (const host of withWindows ? one.computedFrom : [])
      await driven.tables.apply([put(computedStreams, { host, stream: one.name })])
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
    closing: () => JSON.parse(driven.events(particlesAnswered).at(-1)?.closing ?? 'null'),
    problem: () => driven.events(particlesAnswered).at(-1)?.problem ?? null,
    redeploy: (refdes: string) =>
      driven.send(deploymentsChanged, { ...deployed, refdes, asset: 'S2' }, { time: minute }),
    /** Ends the deployment. */
    until: (refdes: string, stop: number | null) =>
      driven.send(deploymentsChanged, { ...deployed, refdes, asset: 'S1', stop }, { time: minute }),
    /** Defines the raw parameter of the CTD anew. */
    async define(shape: Partial<ResolvedParameter>) {
      const parameters = ctdStream.parameters.map((one) =>
        one.id === 'counts' ? { ...one, ...shape, derivation: null } : one,
      )
      const again = stream(ctd.stream, parameters)
      const row = { stream: again.name, version: again.version, body: JSON.stringify(again) }
      await driven.tables.apply([put(resolvedStreams, row)])
      const told = { stream: again.name, version: again.version, previousVersion: ctdStream.version }
      await driven.send(streamsResolved, told, { time: minute })
    },
    productColumns: async () =>
      [...new Set((await driven.rows(chunkStats)).map(({ column_name }) => column_name))].filter((name) =>
        name.includes('@'),
      ),
    async ask(key: typeof ctd, wanted: string, more: Partial<DataRequested> = {}, column = wanted) {
      const { refdes, method, stream: name } = key
      const request = { ...question, refdes, method, stream: name, parameters: [wanted], ...more }
      const before = driven.events(particlesAnswered).length
      await driven.send(dataRequested, request)
      const parts = driven.events(particlesAnswered).slice(before)
      return parts.flatMap(({ arrow }) => {
        const batch = arrow.length === 0 ? null : fromArrow(arrow)
        const found = batch?.columns.get(column)
        return found === undefined ? [] : Array.from({ length: found.length }, (_, row) => cell(found, row))
      })
    },
  }
}

export const question: DataRequested = {
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
  usesFileNames: false,
  query: '',
  requestedAt: 0,
}
