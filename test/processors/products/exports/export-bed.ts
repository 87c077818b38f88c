/** Particles in memory, exports planned over them, and parts made of them. */

import { makePart } from '../../../../connectors/exports/make-part.ts'
import type { Made } from '../../../../connectors/exports/part-record.ts'
import { createMemoryObjects } from '../../../../connectors/memory/objects.ts'
import { dataViews, openRowsFrom } from '../../../../deploy/exports/open-rows.ts'
import { recountBins } from '../../../../processors/instruments/recount-bins.ts'
import { storeParticles } from '../../../../processors/instruments/store-particles.ts'
import { summariseStreams } from '../../../../processors/instruments/summarise-streams.ts'
import { ageExports } from '../../../../processors/products/age-exports.ts'
import { estimateExports } from '../../../../processors/products/estimate-exports.ts'
import { followExports } from '../../../../processors/products/follow-exports.ts'
import { planExports } from '../../../../processors/products/plan-exports.ts'
import { unstatedAttribution } from '../../../../schemas/formats/describe.ts'
import type {
  DataRequested,
  ExportAdvanced,
  ExportPartRequested,
  ExportRequested,
  FileWanted,
  Problem,
} from '../../../../schemas/generated/events.ts'
import { jobStates } from '../../../../schemas/job-tables.ts'
import { exports as bucket } from '../../../../schemas/objects.ts'
import {
  estimatesRequested,
  exportPartsRequested,
  exportsAdvanced,
  exportsRequested,
} from '../../../../topics/exports.ts'
import { particleBatches, particlesAnswered } from '../../../../topics/instruments.ts'
import { minuteTicked } from '../../../../topics/pipeline.ts'
import { drive } from '../../../support/drive.ts'
import { particleBatch } from '../../instruments/particle-pipeline.ts'

export const day = Date.UTC(2024, 2, 1) * 1000
export const dayMicros = 86_400_000_000
export const series = { refdes: 'CE02SHSM-RID27-03-CTDBPC000', method: 'telemetered', stream: 'export_test' }

export const question = (more: Partial<DataRequested> = {}): DataRequested => ({
  ...series,
  deployment: null,
  parameters: null,
  products: null,
  others: [],
  start: null,
  stop: null,
  computesProducts: true,
  isRaw: false,
  requiresDeployment: true,
  checks: [],
  checkLimits: null,
  coefficients: null,
  reduction: null,
  limit: null,
  interval: null,
  includesProvenance: false,
  includesAnnotations: false,
  usesFileNames: false,
  query: '{}',
  requestedAt: day,
  ...more,
})

export const wanted = (format: string, maxBytes = 500_000_000): FileWanted => ({
  format,
  unitsRow: false,
  header: false,
  classic: false,
  width: null,
  height: null,
  maxBytes,
})

const types = { temp: 'float64', counts: 'int32', note: 'string', spectrum: 'float32[3]' }

export function exportBed() {
  const driven = drive(
    storeParticles,
    recountBins,
    summariseStreams,
    estimateExports,
    planExports,
    followExports,
    ageExports,
  )
  const objects = createMemoryObjects()
  const openRows = openRowsFrom(dataViews(driven.tables), unstatedAttribution)
  let asked = 0
  return {
    ...driven,
    objects,
    openRows,
    /** `count` rows from `from` on, a step apart. */
    async feed(deployment: number, from: number, count: number, stepMicros = 1_000_000) {
      const rows = Array.from({ length: count }, (_, at) => ({
        time: from + at * stepMicros,
        values: {
          temp: Math.round(10_000 + 3_000 * Math.sin(at / 500)) / 1000,
          counts: 100_000 + ((at * 7919) % 900_000),
          note: at % 10 === 0 ? 'anchored, "slack"' : 'adrift',
          spectrum: [at % 7, 0.25, at / 8],
        },
      }))
      await driven.send(particleBatches, particleBatch(types, rows, { ...series, deployment }))
    },
    async estimate(request = question(), file = wanted('csv')) {
      const before = driven.events(particlesAnswered).length
      await driven.send(estimatesRequested, { request, file }, { headers: { 'request-id': `e${asked++}` } })
      const [answer] = driven.events(particlesAnswered).slice(before)
      return answer?.problem ?? JSON.parse(answer?.description ?? 'null')
    },
    async ask(more: Partial<ExportRequested> = {}) {
      const job = `job-${asked++}`
      const times = { requestedAt: day, deadlineAt: day + dayMicros, expiresAt: day + 7 * dayMicros }
      await driven.send(exportsRequested, { job, request: question(), file: wanted('csv'), ...times, ...more })
      return more.job ?? job
    },
    partsOf: (job: string): ExportPartRequested[] =>
      driven.events(exportPartsRequested).filter((part) => part.job === job),
    make: (part: ExportPartRequested): Promise<Made | Problem> =>
      makePart(part, { openRows, objects, onRows: () => {} }),
    tell: (step: ExportAdvanced) => driven.send(exportsAdvanced, step),
    state: (job: string) => driven.row(jobStates, { job }),
    tick: (minute: number) => driven.send(minuteTicked, { minute }),
    async text(key: string): Promise<string> {
      const size = (await objects.stat(bucket, key))?.size ?? 0
      const pieces = await (await objects.openRange(bucket, key, 0, size)).toArray()
      return Buffer.concat(pieces).toString()
    },
  }
}
