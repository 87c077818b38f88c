/** Made-up particles for measurements: 1 Hz, ten parameters, a day a bin. */
import { toArrow } from '../schemas/columns/arrow.ts'
import type { Column, ColumnBatch } from '../schemas/columns/column.ts'
import type { Particle, ParticleBatch } from '../schemas/generated/events.ts'

export const parameters = [
  'temp',
  'conductivity',
  'pressure',
  'salinity',
  'sound_velocity',
  'sigma',
  'a',
  'b',
  'c',
  'd',
]
const origin = Date.UTC(2020, 0, 1) * 1000

export const keyOf = (deployment: number) => ({
  refdes: 'CE01BNCH-RID16-03-CTDBPC000',
  method: 'streamed',
  stream: 'bench_samples',
  deployment,
})
export const dataPath = '/data/CE01BNCH-RID16-03-CTDBPC000/streamed/bench_samples'

const valueAt = (row: number, parameter: number): number => 10 + Math.sin(row / 400 + parameter) * 3

export function batchOf(deployment: number, from: number, count: number): ParticleBatch {
  const time = Float64Array.from({ length: count }, (_, row) => origin + (from + row) * 1_000_000)
  const columns = new Map<string, Column>(
    parameters.map((name, parameter) => {
      const values = Float64Array.from({ length: count }, (_, row) => valueAt(from + row, parameter))
      return [name, { type: { scalar: 'float64' }, length: count, values, validity: null, offsets: null }]
    }),
  )
  const batch: ColumnBatch = { length: count, time, columns }
  return { ...keyOf(deployment), count, arrow: toArrow(batch), source: null }
}

export function singleOf(deployment: number, row: number): Particle {
  return {
    ...keyOf(deployment),
    time: origin + row * 1_000_000,
    numbers: Object.fromEntries(parameters.map((name, parameter) => [name, valueAt(row, parameter)])),
    integers: {},
    texts: {},
    booleans: {},
    times: {},
    vectors: {},
    textLists: {},
  }
}
