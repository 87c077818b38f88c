import fc from 'fast-check'
import type { ChunkFacts } from '../../../../processors/products/reduction/chunk-facts.ts'
import { MeanReducer } from '../../../../processors/products/reduction/mean-rows.ts'
import { Overview } from '../../../../processors/products/reduction/overview.ts'
import { type OverviewRequest, planOverview } from '../../../../processors/products/reduction/overview-plan.ts'
import type { ReducedRows } from '../../../../processors/products/reduction/reducer.ts'
import { buildColumn } from '../../../../schemas/columns/builder.ts'
import { type ColumnBatch, typeName } from '../../../../schemas/columns/column.ts'
import { sliceRows } from '../../../../schemas/columns/rows.ts'
import { statisticsOf } from '../../../../schemas/columns/statistics.ts'
import { stepsOf } from '../../../../schemas/columns/steps.ts'

const second = 1_000_000
const request: OverviewRequest = {
  method: 'mean',
  from: 0,
  to: 1e15,
  asked: { from: 0, to: 1e15 },
  limit: null,
  intervalMicros: 100 * second,
  gapMicros: 0,
  parameters: ['temp'],
  angles: new Set(),
  fills: new Map(),
  mayBeMasked: () => false,
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
    const { typical_step: typicalStep, longest_step: longestStep } = stepsOf(time.subarray(from, to))
    const facts = {
      ...{ typicalStep, longestStep },
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

/** All rows, none of the statistics. */
function allRead(chunks: readonly Stored[], { asked: range, intervalMicros, ...asked }: OverviewRequest) {
  const reducer = new MeanReducer({ limit: 10_000, intervalMicros, gapMicros: 0, angles: new Set(), range })
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
  test('those cut by the end of an interval; of a bin that a limit makes only the long ones', () => {
    const cut = stored(wave(400), 40)
    const everyCut = cut.map((_, at) => at * 40)
    expect(read(cut)).toEqual([80, 280])
    // Bins of 64 s, then of 32 s.
    expect(read(cut, { intervalMicros: null, limit: 7 })).toEqual([])
    expect(read(cut, { intervalMicros: null, limit: 13 })).toEqual(everyCut)
  })
  test('those that a mask touches', () => {
    const mayBeMasked = ({ first, last }: { first: number; last: number }) =>
      last >= 99 * second && first < 101 * second
    expect(read(whole, { mayBeMasked })).toEqual([50, 100])
  })
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
      const temp = { ...facts.columns?.get('temp'), numbers: null } as never
      return { batch, facts: { ...facts, columns: new Map([['temp', temp]]) } }
    })
    expect(read(old)).toHaveLength(8)
    expect(read(old, { method: 'minmax' })).toEqual([])
  })
  test('those whose columns were not told, and integers that no double holds', () => {
    const with_ = (change: Partial<ChunkFacts>) =>
      whole.map((one, at) => (at === 3 ? { ...one, facts: { ...one.facts, ...change } } : one))
    expect(read(with_({ columns: null }))).toEqual([150])
    const large = { type: 'int64', numbers: 50, min: 0, max: 2 ** 60, mean: 5 }
    expect(read(with_({ columns: new Map([['temp', large]]) }))).toEqual([150])
    expect(read(with_({ columns: new Map() }))).toEqual([])
  })
  test('all, for the mean of directions', () => expect(read(whole, { angles: new Set(['temp']) })).toHaveLength(8))
})

test('a mean from statistics is the mean of the rows', () => {
  const values = fc.array(
    fc.oneof({ weight: 8, arbitrary: fc.integer({ min: -9, max: 9 }) }, fc.constantFrom(null, Number.NaN)),
    {
      minLength: 100,
      maxLength: 300,
      size: 'max',
    },
  )
  fc.assert(
    fc.property(
      values,
      fc.integer({ min: 2, max: 80 }),
      fc.integer({ min: 0, max: 60 }),
      fc.integer({ min: 1, max: 40 }),
      (numbers, chunkRows, from, gapAt) => {
        const chunks = stored(numbers, chunkRows, (row) => (row > gapAt * 13 ? 30 : 0))
        const asked = { ...request, from: from * second, to: (from + 400) * second }
        const expected = allRead(chunks, asked)
        const { rows } = carriedOut(chunks, asked)
        expect(rows).toHaveLength(expected.length)
        for (const [at, row] of rows.entries()) {
          for (const [name, value] of Object.entries(row as Record<string, number>)) {
            const wanted = (expected[at] as unknown as Record<string, number>)[name] as number
            if (Number.isNaN(wanted)) expect(value).toBeNaN()
            else expect(value).toBeCloseTo(wanted, 9)
          }
        }
      },
    ),
    { numRuns: 50 },
  )
})

describe('where a limit makes the bins', () => {
  const cases = fc.record({
    numbers: fc.array(fc.integer({ min: -99, max: 99 }), { minLength: 400, maxLength: 1500, size: 'max' }),
    chunkRows: fc.integer({ min: 4, max: 30 }),
    gapAt: fc.integer({ min: 0, max: 1500 }),
    from: fc.integer({ min: 0, max: 100 }),
    limit: fc.integer({ min: 2, max: 30 }),
  })
  type Case = typeof cases extends fc.Arbitrary<infer T> ? T : never
  const carried = ({ numbers, chunkRows, gapAt, from, limit }: Case, method: OverviewRequest['method']) => {
    const shift = (row: number) => (row > gapAt ? 50 : 0)
    const range = { from: from * second, to: 1200 * second }
    const part = { ...range, asked: range, method, limit, intervalMicros: null }
    const { rows, read } = carriedOut(stored(numbers, chunkRows, shift), { ...request, ...part })
    const samples = numbers
      .map((temp, row) => ({ time: (row + shift(row)) * second, temp }))
      .filter(({ time }) => time >= range.from && time < range.to)
    return { rows: rows as Record<string, number>[], samples, read }
  }
  const between = (samples: readonly { time: number; temp: number }[], from: number, to: number) =>
    samples.flatMap(({ time, temp }) => (time >= from && time <= to ? [temp] : []))

  test('an envelope has the extremes of all samples between the times of each pair, and no sample lies beside', () => {
    fc.assert(
      fc.property(cases, (one) => {
        const { rows, samples } = carried(one, 'minmax')
        expect(rows.length).toBeLessThanOrEqual(one.limit)
        let seen = 0
        for (let at = 0; at < rows.length; ) {
          const low = rows[at] as Record<string, number>
          const high = rows[at + 1] ?? low
          const inside = between(samples, low.time as number, high.time as number)
          // A single sample is a pair by itself.
          const isSingle = inside.length <= 2 && low.temp === inside[0]
          const pair = isSingle ? [low.temp, low.temp] : [low.temp, high.temp]
          const of = isSingle ? inside.slice(0, 1) : inside
          expect(pair).toEqual([Math.min(...of), Math.max(...of)])
          seen += of.length
          at += isSingle ? 1 : 2
        }
        expect(seen).toBe(samples.length)
      }),
      { numRuns: 60 },
    )
  })

  test('a mean counts every sample once, from its time up to the next', () => {
    fc.assert(
      fc.property(cases, (one) => {
        const { rows, samples } = carried(one, 'mean')
        expect(rows.length).toBeLessThanOrEqual(one.limit)
        for (const [at, row] of rows.entries()) {
          const inside = between(samples, row.time as number, (rows[at + 1]?.time ?? 1e15) - 1)
          expect(row).toMatchObject({
            temp_count: inside.length,
            temp_min: Math.min(...inside),
            temp_max: Math.max(...inside),
          })
          expect(row.temp).toBeCloseTo(inside.reduce((sum, value) => sum + value, 0) / inside.length, 9)
        }
        expect(rows.reduce((sum, row) => sum + (row.temp_count as number), 0)).toBe(samples.length)
      }),
      { numRuns: 60 },
    )
  })

  test('no bin of a gapless series lacks anything, however chunks lie', () => {
    const { rows, read } = carried({ numbers: wave(1100), chunkRows: 7, gapAt: 5000, from: 33, limit: 20 }, 'mean')
    expect(rows.slice(0, -1).map(({ coverage }) => coverage)).toEqual(new Array(rows.length - 1).fill(1))
    expect(read).toBeLessThan(20)
  })
})

test('few rows are read as they are', () => {
  const plan = planOverview(
    stored(wave(90), 50).map(({ facts }) => facts),
    { ...request, limit: 100, intervalMicros: null },
  )
  expect(plan).toMatchObject({ binMicros: null, rowsToRead: 90 })
})
