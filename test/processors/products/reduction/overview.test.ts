import fc from 'fast-check'
import { MeanReducer } from '../../../../processors/products/reduction/mean-rows.ts'
import { Overview } from '../../../../processors/products/reduction/overview.ts'
import {
  type ChunkFacts,
  type OverviewRequest,
  planOverview,
} from '../../../../processors/products/reduction/overview-plan.ts'
import type { ReducedRows } from '../../../../processors/products/reduction/reducer.ts'
import { buildColumn } from '../../../../schemas/columns/builder.ts'
import { type ColumnBatch, typeName } from '../../../../schemas/columns/column.ts'
import { sliceRows } from '../../../../schemas/columns/rows.ts'
import { statisticsOf } from '../../../../schemas/columns/statistics.ts'

const second = 1_000_000
const request: OverviewRequest = {
  method: 'mean',
  from: 0,
  to: 1e15,
  limit: null,
  intervalMicros: 100 * second,
  gapMicros: 0,
  parameters: ['temp'],
  angles: new Set(),
  fills: new Map(),
  masked: [],
  edges: 'exact',
}

interface Stored {
  readonly facts: ChunkFacts
  readonly batch: ColumnBatch
}

/** Rows a second apart, in chunks of so many. */
function stored(values: readonly (number | null)[], chunkRows: number, shift: (row: number) => number = () => 0) {
  const time = Float64Array.from(values, (_, row) => (row + shift(row)) * second)
  const temp = buildColumn({ scalar: 'float64' }, values)
  const chunks: Stored[] = []
  for (let from = 0; from < values.length; from += chunkRows) {
    const to = Math.min(values.length, from + chunkRows)
    const column = sliceRows(temp, from, to)
    const facts = {
      deployment: 1,
      id: String(from),
      count: to - from,
      first: time[from] as number,
      last: time[to - 1] as number,
      columns: new Map([['temp', { ...statisticsOf(column), type: typeName(column.type) }]]),
    }
    const batch = { length: to - from, time: time.subarray(from, to), columns: new Map([['temp', column]]) }
    chunks.push({ facts, batch })
  }
  return chunks
}

function within({ time, columns }: ColumnBatch, from: number, to: number): ColumnBatch {
  const start = time.filter((t) => t < from).length
  const end = time.filter((t) => t < to).length
  const cut = new Map([...columns].map(([name, column]) => [name, sliceRows(column, start, end)]))
  return { length: end - start, time: time.subarray(start, end), columns: cut }
}

/** What the plan says, done; rows that it does not name are not looked at. */
function carriedOut(chunks: readonly Stored[], asked: OverviewRequest): { rows: unknown[]; read: number } {
  const plan = planOverview(
    chunks.map(({ facts }) => facts),
    asked,
  )
  const overview = new Overview(plan, asked)
  let read = 0
  for (const step of plan.steps) {
    if (step.from === 'statistics') overview.addStatistics(step.chunk)
    else {
      for (const { facts, batch } of chunks) {
        if (!step.chunks.includes(facts.id)) continue
        const rows = within(batch, step.range.from, step.range.to)
        read += facts.count
        overview.addRows({ deployment: 1, batch: rows })
      }
    }
  }
  expect(read).toBe(plan.rowsToRead)
  return { rows: plainRows(overview.finish()), read }
}

const plainRows = (runs: readonly ReducedRows[]) =>
  runs.flatMap(({ batch, coverage }) =>
    Array.from(batch.time, (time, row) => {
      const values = [...batch.columns].map(([name, { values }]) => [name, values[row] as number])
      return { time, coverage: coverage?.[row], ...Object.fromEntries(values) }
    }),
  )

/** All rows, none of the statistics; what a gap is the plan says. */
function allRead(chunks: readonly Stored[], asked: OverviewRequest) {
  const rate = planOverview(
    chunks.map(({ facts }) => facts),
    asked,
  )
  const reducer = new MeanReducer({
    limit: 10_000,
    intervalMicros: asked.intervalMicros,
    gapMicros: 0,
    angles: new Set(),
    rate,
  })
  for (const { batch } of chunks) reducer.add({ deployment: 1, batch: within(batch, asked.from, asked.to) })
  return plainRows(reducer.finish())
}

const wave = (count: number) => Array.from({ length: count }, (_, row) => Math.sin(row / 40) + ((row * 7919) % 13) / 13)

describe('which chunks are read', () => {
  const read = (chunks: readonly Stored[], part: Partial<OverviewRequest> = {}) =>
    planOverview(
      chunks.map(({ facts }) => facts),
      { ...request, ...part },
    ).steps.flatMap((step) => (step.from === 'rows' ? step.chunks.map(Number) : []))
  const whole = stored(wave(400), 50)

  test('none, where bins hold them whole', () => expect(read(whole)).toEqual([]))
  test('those cut by the range', () => expect(read(whole, { from: 20 * second, to: 390 * second })).toEqual([0, 350]))
  test('those cut by a bin, unless ends of bins may be rough', () => {
    const cut = stored(wave(400), 40)
    expect(read(cut)).toEqual([80, 280])
    expect(read(cut, { edges: 'chunks' })).toEqual([])
  })
  test('those that a mask touches', () =>
    expect(read(whole, { masked: [{ from: 99 * second, to: 101 * second }] })).toEqual([50, 100]))
  test('those that may hide a gap', () =>
    expect(read(stored(wave(150), 50, (row) => (row > 120 ? 4 : 0)))).toEqual([100]))
  test('those that share times', () => {
    const doubled = [...whole, ...stored(wave(400), 50).slice(2, 3)].map((chunk, at) => ({
      ...chunk,
      facts: { ...chunk.facts, id: String(at) },
    }))
    expect(read(doubled)).toEqual([2, 8])
  })
  test('those where a fill value may hide, and those whose numbers were not counted', () => {
    const straddling = [0, 50, 100, 150, 200, 250, 300, 350].filter((from) => {
      const values = wave(400).slice(from, from + 50)
      return values.some((value) => value < 0.5) && values.some((value) => value > 0.5)
    })
    expect(read(whole, { fills: new Map([['temp', 0.5]]) })).toEqual(straddling)
    expect(read(whole, { fills: new Map([['temp', -9999]]) })).toEqual([])
    const old = whole.map(({ facts, batch }) => {
      const temp = { ...facts.columns.get('temp'), numbers: null } as never
      return { batch, facts: { ...facts, columns: new Map([['temp', temp]]) } }
    })
    expect(read(old)).toHaveLength(8)
    expect(read(old, { method: 'minmax' })).toEqual([])
  })
  test('all, for the mean of directions', () => expect(read(whole, { angles: new Set(['temp']) })).toHaveLength(8))
})

test('a mean from statistics is the mean of the rows', () => {
  const values = fc.array(
    fc.oneof({ weight: 8, arbitrary: fc.integer({ min: -9, max: 9 }) }, fc.constantFrom(null, Number.NaN)),
    {
      minLength: 1,
      maxLength: 300,
      size: 'max',
    },
  )
  fc.assert(
    fc.property(
      values,
      fc.integer({ min: 2, max: 80 }),
      fc.integer({ min: 0, max: 300 }),
      fc.integer({ min: 1, max: 40 }),
      (numbers, chunkRows, from, gapAt) => {
        const chunks = stored(numbers, chunkRows, (row) => (row > gapAt * 13 ? 30 : 0))
        const asked = { ...request, from: from * second, to: (from + 400) * second }
        const expected = allRead(chunks, asked)
        const { rows } = carriedOut(chunks, asked)
        expect(rows).toHaveLength(expected.length)
        for (const [at, row] of rows.entries()) {
          for (const [name, value] of Object.entries(row as Record<string, number>)) {
            expect(value).toBeCloseTo((expected[at] as unknown as Record<string, number>)[name] as number, 9)
          }
        }
      },
    ),
    { numRuns: 50 },
  )
})

test('an envelope has the extremes of everything, and reads nothing', () => {
  const numbers = wave(10_000)
  const chunks = stored(numbers, 50)
  const asked: OverviewRequest = { ...request, method: 'minmax', limit: 100, intervalMicros: null, edges: 'chunks' }
  const { rows, read } = carriedOut(chunks, asked)
  const values = rows.map((row) => (row as { temp: number }).temp)
  expect(read).toBe(0)
  expect(rows.length).toBeLessThanOrEqual(100)
  expect(rows.length).toBeGreaterThan(40)
  expect([Math.min(...values), Math.max(...values)]).toEqual([Math.min(...numbers), Math.max(...numbers)])
})

test('few rows are read as they are', () => {
  const plan = planOverview(
    stored(wave(90), 50).map(({ facts }) => facts),
    { ...request, limit: 100, intervalMicros: null },
  )
  expect(plan).toMatchObject({ binMicros: null, rowsToRead: 90 })
})
