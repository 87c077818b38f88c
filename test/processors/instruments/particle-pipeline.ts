/** The particle processors driven together, and a naive model of what they must answer. */
import { answerParticles } from '../../../processors/instruments/answer-particles.ts'
import { compactBins } from '../../../processors/instruments/compact-bins.ts'
import { recountBins } from '../../../processors/instruments/recount-bins.ts'
import { storeParticles } from '../../../processors/instruments/store-particles.ts'
import { summariseStreams } from '../../../processors/instruments/summarise-streams.ts'
import { fromArrow, toArrow } from '../../../schemas/columns/arrow.ts'
import { BatchBuilder } from '../../../schemas/columns/builder.ts'
import { type Cell, cell } from '../../../schemas/columns/cells.ts'
import { type ColumnBatch, type ColumnType, parseTypeName, typeName } from '../../../schemas/columns/column.ts'
import type { Particle, ParticleBatch, ParticlesRequested } from '../../../schemas/generated/events.ts'
import { particlesAnswered, particlesRequested } from '../../../topics/instruments.ts'
import { minuteTicked } from '../../../topics/pipeline.ts'
import { drive } from '../../support/drive.ts'

export const stream = {
  refdes: 'CE02SHSM-RID27-03-CTDBPC000',
  method: 'telemetered',
  stream: 'processor_test_sample',
  deployment: 3,
} as const
export const streamKey = `${stream.refdes}/${stream.method}/${stream.stream}/${stream.deployment}`
export const dayMicros = 86_400_000_000

export function particle(time: number, values: Partial<Particle> = {}): Particle {
  const none = { numbers: {}, integers: {}, texts: {}, booleans: {}, times: {}, vectors: {}, textLists: {} }
  return { ...stream, ...none, time, ...values }
}

type Rows = readonly { readonly time: number; readonly values: Readonly<Record<string, unknown>> }[]

/** Types by their names, e.g. `{ a: 'float64', b: 'int16[3]' }`. */
export function columnBatch(types: Readonly<Record<string, string>>, rows: Rows): ColumnBatch {
  const parsed = Object.entries(types).map(([name, text]) => [name, parseTypeName(text) as ColumnType])
  const builder = new BatchBuilder(Object.fromEntries(parsed))
  for (const { time, values } of rows) builder.add(time, values)
  return builder.build()
}

export function particleBatch(
  types: Readonly<Record<string, string>>,
  rows: Rows,
  key: Partial<typeof stream> | object = {},
): ParticleBatch {
  return { ...stream, ...key, count: rows.length, arrow: toArrow(columnBatch(types, rows)), source: null }
}

export interface Answered {
  readonly parts: readonly { count: number; isLast: boolean }[]
  readonly types: Readonly<Record<string, string>>
  readonly rows: readonly { readonly time: number; readonly [column: string]: Cell }[]
  readonly problem: { code: string; detail: string } | null
}

export function pipeline() {
  const driven = drive(storeParticles, recountBins, summariseStreams, compactBins, answerParticles)
  let asked = 0
  return {
    ...driven,
    async ask(request: Partial<ParticlesRequested> = {}): Promise<Answered> {
      const id = `request-${asked++}`
      const { refdes, method, stream: name } = stream
      const all = { deployment: null, start: null, stop: null, parameters: null, limit: null }
      const before = driven.events(particlesAnswered).length
      const event = { refdes, method, stream: name, ...all, ...request }
      await driven.send(particlesRequested, event, { headers: { 'request-id': id } })
      const parts = driven.events(particlesAnswered).slice(before)
      expect(parts.map((part) => part.part)).toEqual(parts.map((_, i) => i))
      expect(parts.map((part) => part.isLast)).toEqual(parts.map((_, i) => i === parts.length - 1))
      const batches = parts.filter((part) => part.arrow.length > 0).map((part) => fromArrow(part.arrow))
      const columns = [...(batches[0]?.columns ?? [])]
      return {
        parts: parts.map(({ count, isLast }) => ({ count, isLast })),
        types: Object.fromEntries(columns.map(([column, { type }]) => [column, typeName(type)])),
        rows: batches.flatMap((batch) => cellsOf(batch)),
        problem: parts[0]?.problem ?? null,
      }
    },
    async tick(minute: number) {
      await driven.send(minuteTicked, { minute }, { time: minute })
    },
  }
}

export function cellsOf(batch: ColumnBatch): { time: number; [column: string]: Cell }[] {
  return Array.from({ length: batch.length }, (_, row) => {
    const values = [...batch.columns].map(([name, column]) => [name, cell(column, row)] as const)
    return { ...Object.fromEntries(values), time: batch.time[row] as number }
  })
}
