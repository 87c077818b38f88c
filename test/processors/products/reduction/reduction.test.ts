import fc from 'fast-check'
import type { MaskedRows } from '../../../../processors/products/reduction/reduction.ts'
import {
  openReducer,
  type Reduction,
  type ReductionResult,
  reduceRows,
  reductionProblem,
} from '../../../../processors/products/reduction/reduction.ts'
import { buildColumn } from '../../../../schemas/columns/builder.ts'
import { cell } from '../../../../schemas/columns/cells.ts'
import type { Column, ColumnBatch, ColumnType } from '../../../../schemas/columns/column.ts'

const second = 1_000_000
const start = Date.UTC(2024, 0, 1) * 1000
const plain: Reduction = { method: 'minmax', limit: null, intervalMicros: null }

function batchOf(time: readonly number[], columns: Readonly<Record<string, Column>>): ColumnBatch {
  return { length: time.length, time: Float64Array.from(time), columns: new Map(Object.entries(columns)) }
}
const doubles = (cells: readonly unknown[], type: ColumnType = { scalar: 'float64' }) => buildColumn(type, cells)

/** Rows of deployment 1 with one parameter. */
const series = (time: readonly number[], values: readonly (number | null)[]): MaskedRows => ({
  deployment: 1,
  batch: batchOf(time, { temp: doubles(values) }),
})

interface Row {
  readonly time: number
  readonly deployment: number
  readonly coverage: number | null
  readonly [parameter: string]: unknown
}

async function reduced(rows: Iterable<MaskedRows>, reduction: Reduction) {
  const given: Row[] = []
  const reducing = reduceRows(rows, reduction)
  for (;;) {
    const next = await reducing.next()
    if (next.done === true) return { rows: given, result: next.value as ReductionResult }
    const { deployment, batch, coverage } = next.value
    for (let row = 0; row < batch.length; row++) {
      const values = [...batch.columns].map(([name, column]) => [name, cell(column, row)])
      const time = batch.time[row] as number
      given.push({ time, deployment, coverage: coverage?.[row] ?? null, ...Object.fromEntries(values) })
    }
  }
}

const everySecond = (count: number, from = start) => Array.from({ length: count }, (_, i) => from + i * second)

describe('mean', () => {
  // The series of lttb.test.ts; expected: NumPy 1.26, mean, min and max of the values of each 25 s.
  const time = Array.from({ length: 200 }, (_, i) => (i * 1000 + ((i * i * 37) % 500)) * 1000)
  const values = Array.from({ length: 200 }, (_, i) => Math.sin(0.1 * i) + ((i * 7919) % 13) / 13)
  const expected = [
    [1.1540413681979933, 0, 1.8693770107643375],
    [0.04989496249398199, -0.9167679267103876, 1.4446259902578027],
    [0.3953547950275258, -0.8834546557201531, 1.6520459632027995],
    [0.9681432436293299, -0.28955605232885145, 1.8343220800308466],
    [-0.2729202847948347, -0.9176295112809121, 0.6598451317111222],
    [1.1649994325958177, 0.16444733341803008, 1.8441804988702077],
    [0.08427047992895378, -0.9291240127343697, 1.0526213280916428],
    [0.3360653958482277, -0.871921420995047, 1.4830287160262845],
  ] as const

  test('of fixed bins', async () => {
    const { rows, result } = await reduced([series(time, values)], {
      ...plain,
      method: 'mean',
      intervalMicros: 25 * second,
    })
    expect(rows.map((row) => row.time)).toEqual(expected.map((_, bin) => bin * 25 * second))
    for (const [bin, [mean, least, most]] of expected.entries()) {
      expect(rows[bin]).toMatchObject({ temp_count: 25, temp_min: least, temp_max: most })
      expect(rows[bin]?.temp).toBeCloseTo(mean, 14)
    }
    expect(result).toMatchObject({ method: 'mean', binMicros: 25 * second, rowsRead: 200, rowsGiven: 8 })
  })

  test('bins begin where they begin, whatever was asked for', async () => {
    const hourly: Reduction = { ...plain, method: 'mean', intervalMicros: 3600 * second }
    const { rows } = await reduced([series(everySecond(7200, start + 1800 * second), new Array(7200).fill(1))], hourly)
    expect(rows.map(({ time, coverage }) => [(time - start) / second, coverage])).toEqual([
      [0, 0.5],
      [3600, 1],
      [7200, 0.5],
    ])
  })

  test.each(['mean', 'minmax'] as const)(
    '%s: what of a bin lies outside the range asked for is not missing',
    async (method) => {
      const range = { from: start + 1800 * second, to: start + 9000 * second }
      const halfHour = everySecond(5400, range.from)
      const { rows } = await reduced([series(halfHour, new Array(5400).fill(1))], {
        ...{ method, limit: null, intervalMicros: 3600 * second, range },
      })
      // The last half hour was asked for, and is not there.
      expect(rows.map(({ coverage }) => coverage)).toEqual([1, 1])
      const wider = { ...range, to: range.to - 900 * second }
      const { rows: more } = await reduced([series(halfHour.slice(0, 4500), new Array(4500).fill(1))], {
        ...{ method, limit: null, intervalMicros: 3600 * second, range: wider },
      })
      expect(more.at(-1)?.coverage).toBe(2700 / 3600)
    },
  )

  test('bursts give a row an interval, however many there are in it', async () => {
    // Of each ten minutes the first two.
    const time = Array.from({ length: 3 * 6 }, (_, burst) => everySecond(120, start + burst * 600 * second)).flat()
    const hourly: Reduction = { ...plain, method: 'mean', intervalMicros: 3600 * second }
    const { rows, result } = await reduced(
      [
        series(
          time,
          time.map((_, row) => Math.floor(row / 720)),
        ),
      ],
      hourly,
    )
    expect(rows.map((row) => [row.time, row.temp, row.temp_count])).toEqual(
      [0, 1, 2].map((hour) => [start + hour * 3600 * second, hour, 720]),
    )
    for (const { coverage } of rows) expect(coverage).toBeCloseTo(0.2, 2)
    expect(result.bridgedMicros).toBe(3600 * second)
  })

  test('is not taken of values that are masked, missing or NaN; of a limit, not over a gap', async () => {
    const times = [...everySecond(5), ...everySecond(5, start + 30 * second)]
    const numbers = [1, 2, 3, Number.NaN, null, 10, 20, 30, 999, 40]
    const mask = { rows: Uint8Array.of(0, 0, 0, 0, 0, 0, 0, 0, 0, 1), values: new Map([['temp', new Uint8Array(10)]]) }
    mask.values.get('temp')?.fill(1, 8, 9)
    const { rows, result } = await reduced([{ ...series(times, numbers), mask }], {
      ...{ ...plain, method: 'mean', intervalMicros: 60 * second },
    })
    expect(rows).toEqual([
      { time: start, deployment: 1, coverage: 9 / 60, temp: 11, temp_count: 6, temp_min: 1, temp_max: 30 },
    ])
    expect(result).toMatchObject({ rowsMasked: 1, coveredMicros: 9 * second })
    const few: Reduction = { ...plain, method: 'mean', limit: 3 }
    // Bins of 8 s: the first 5 s, 30 and 31 s, 32 to 34 s.
    const parted = await reduced([series(times, numbers)], few)
    expect(parted.rows.map((row) => [row.temp, row.temp_count])).toEqual([
      [2, 3],
      [15, 2],
      [1069 / 3, 3],
    ])
    const bridged = await reduced([series(times, numbers)], { ...few, limit: 1 })
    expect(bridged.rows).toMatchObject([{ temp_count: 8 }])
  })

  // Expected: scipy.stats.circmean.
  test.each([
    [[350, 10, 20], 6.704953],
    [[359, 1], 0],
    [[-170, 170, 165], 174.961409],
    [[0, 180], Number.NaN],
  ])('of the directions %j', async (angles, expected) => {
    const { rows } = await reduced([series(everySecond(angles.length), angles)], {
      ...plain,
      method: 'mean',
      intervalMicros: 3600 * second,
      angles: new Set(['temp']),
    })
    const turn = ((rows[0]?.temp as number) - expected + 540) % 360
    if (Number.isNaN(expected)) expect(rows[0]?.temp).toBeNaN()
    else expect(turn - 180).toBeCloseTo(0, 3)
  })

  test('of lists is by element; text and times have none', async () => {
    const batch = batchOf(everySecond(2), {
      profile: doubles(
        [
          [1, 2],
          [3, Number.NaN],
        ],
        { scalar: 'float64', list: 2 },
      ),
      serial: doubles(['a', 'b'], { scalar: 'string' }),
      seen: doubles([1n, 2n], { scalar: 'timestamp' }),
    })
    const { rows, result } = await reduced([{ deployment: 3, batch }], {
      ...plain,
      method: 'mean',
      intervalMicros: 60 * second,
    })
    expect(rows).toMatchObject([{ deployment: 3, profile: [2, 2], profile_count: [2, 1], profile_max: [3, 2] }])
    expect(result.omitted).toEqual(['serial', 'seen'])
  })
})

describe('minmax', () => {
  test('gives real rows: the extremes of every parameter', async () => {
    const batch = batchOf(everySecond(8), {
      temp: doubles([5, 1, 4, 9, 5, 5, 5, 5]),
      counts: doubles([3, 3, 7, 3, 3, 0, 3, 3], { scalar: 'int16' }),
      note: doubles(['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'], { scalar: 'string' }),
    })
    const { rows } = await reduced([{ deployment: 1, batch }], { ...plain, intervalMicros: 60 * second })
    expect(rows.map(({ time, temp, counts, note }) => [(time - start) / second, temp, counts, note])).toEqual([
      [1, 1, 3, 'b'],
      [2, 4, 7, 'c'],
      [3, 9, 3, 'd'],
      [5, 5, 0, 'f'],
    ])
  })

  test('of more parameters than rows, the first are heard', async () => {
    const up = Array.from({ length: 100 }, (_, i) => i)
    const columns = Object.fromEntries(
      ['a', 'b', 'c'].map((name, n) => [
        name,
        doubles(up.map((i) => (i === 20 + 10 * n ? 1 : i === 25 + 10 * n ? -1 : 0))),
      ]),
    )
    const { rows } = await reduced([{ deployment: 1, batch: batchOf(everySecond(100), columns) }], {
      ...plain,
      limit: 4,
    })
    expect(rows.map((row) => (row.time - start) / second)).toEqual([20, 25, 30, 35])
  })

  test('a limit that one bin exceeds leaves the bin as long as the rows need', async () => {
    const time = everySecond(12)
    const names = ['a', 'b', 'c']
    // Six extremes at six times, by hand; the first two parameters are heard.
    const columns = names.map((name, at) => [
      name,
      doubles(time.map((_, i) => (i === at ? -1 : i === 11 - at ? 1 : 0))),
    ])
    const rows = { deployment: 1, batch: batchOf(time, Object.fromEntries(columns)) }
    const { rows: given, result } = await reduced([rows], { ...plain, limit: 4 })
    expect(given.map((row) => (row.time - start) / second)).toEqual([0, 1, 10, 11])
    // The start is a multiple of 64 s, and so of 16 s.
    expect(result.binMicros).toBe(16 * second)
    expect(given[0]?.coverage).toBeCloseTo(12 / 16, 12)
  })

  test('a piece without a number still gives a row', async () => {
    const { rows } = await reduced([series(everySecond(4), [null, null, Number.NaN, null])], {
      ...plain,
      intervalMicros: 60 * second,
    })
    expect(rows.map((row) => row.time)).toEqual([start])
  })

  test('bursts fill the limit though gaps alone are more', async () => {
    const time: number[] = []
    for (let burst = 0; burst < 500; burst++) time.push(...everySecond(10, start + burst * 3600 * second))
    const { rows, result } = await reduced(
      [
        series(
          time,
          time.map((_, i) => Math.sin(i)),
        ),
      ],
      { ...plain, limit: 200 },
    )
    expect(rows.length).toBeGreaterThan(50)
    expect(rows.length).toBeLessThanOrEqual(200)
    expect(result.bridgedMicros).toBeGreaterThanOrEqual(3600 * second)
  })
})

test('a slower rate is no row of gaps', async () => {
  const time = [...everySecond(3000), ...Array.from({ length: 3000 }, (_, i) => start + (3000 + i * 60) * second)]
  const { rows } = await reduced([series(time, new Array(6000).fill(1))], {
    ...plain,
    method: 'mean',
    intervalMicros: 3600 * second,
  })
  // 3000 seconds and 3000 minutes.
  expect(rows).toHaveLength(51)
  expect(rows.slice(-40).map((row) => row.temp_count)).toEqual([...new Array(39).fill(60), expect.any(Number)])
})

test('lttb breaks at missing values and at gaps: each run keeps its ends', async () => {
  const count = 300
  const values: (number | null)[] = Array.from({ length: count }, (_, i) => Math.sin(i / 10))
  values[100] = null
  const time = everySecond(count).map((t, i) => (i < 200 ? t : t + 600 * second))
  const { rows } = await reduced([series(time, values)], { method: 'lttb', limit: 30, intervalMicros: null })
  const kept = rows.map((row) => time.indexOf(row.time))
  expect(kept).toEqual(expect.arrayContaining([0, 99, 101, 199, 200, 299]))
  expect(kept.length).toBeLessThanOrEqual(30)
})

test('nth takes one row of so many; full takes them as they come', async () => {
  const rows = [
    series(
      everySecond(1000),
      Array.from({ length: 1000 }, (_, i) => i),
    ),
  ]
  const known = await reduced(rows, { ...plain, method: 'nth', limit: 10, rows: 1000 })
  expect(known.rows.map((row) => row.temp)).toEqual([0, 100, 200, 300, 400, 500, 600, 700, 800, 900])
  const unknown = await reduced(rows, { ...plain, method: 'nth', limit: 10 })
  expect(unknown.result.everyNth).toBe(128)
  expect(unknown.rows.map((row) => row.temp)).toEqual([0, 128, 256, 384, 512, 640, 768, 896])
  expect((await reduced(rows, { ...plain, method: 'full' })).rows).toHaveLength(1000)
  expect((await reduced(rows, { ...plain, method: 'full', limit: 7 })).rows).toHaveLength(7)
})

test.each<[Partial<Reduction>, string]>([
  [{ limit: 0 }, 'limit'],
  [{ limit: 2.5 }, 'limit'],
  [{}, 'limit'],
  [{ method: 'lttb' }, 'limit'],
  [{ intervalMicros: 0 }, 'interval'],
  [{ method: 'lttb', limit: 5, intervalMicros: second }, 'interval'],
])('%j is refused', (part, field) => {
  const reduction = { ...plain, ...part }
  expect(reductionProblem(reduction)?.field).toBe(field)
  expect(() => openReducer(reduction)).toThrow(RangeError)
})

/** Rows of up to three deployments, with gaps, in batches cut anywhere. */
const answers = fc
  .array(
    fc.record({
      wait: fc.oneof({ weight: 9, arbitrary: fc.integer({ min: 1, max: 3 }) }, fc.integer({ min: 0, max: 5000 })),
      deployment: fc.integer({ min: 1, max: 2 }),
      temp: fc.oneof({ weight: 9, arbitrary: fc.integer({ min: -50, max: 50 }) }, fc.constantFrom(null, Number.NaN)),
      salt: fc.oneof({ weight: 9, arbitrary: fc.integer({ min: -50, max: 50 }) }, fc.constantFrom(null, Number.NaN)),
      cut: fc.boolean(),
    }),
    { maxLength: 250, size: 'max' },
  )
  .map((rows) => {
    const runs: { deployment: number; time: number[]; temp: (number | null)[]; salt: (number | null)[] }[] = []
    let time = start
    for (const row of rows) {
      time += row.wait * second
      let run = runs.at(-1)
      if (run === undefined || row.cut || run.deployment !== row.deployment) {
        run = { deployment: row.deployment, time: [], temp: [], salt: [] }
        runs.push(run)
      }
      run.time.push(time)
      run.temp.push(row.temp)
      run.salt.push(row.salt)
    }
    return runs.map(({ deployment, time, temp, salt }): MaskedRows => {
      return { deployment, batch: batchOf(time, { temp: doubles(temp), salt: doubles(salt) }) }
    })
  })

/** The same rows with a batch for each change of deployment. */
function joinRuns(rows: readonly MaskedRows[]): MaskedRows[] {
  const runs: MaskedRows[] = []
  for (const run of rows) {
    const before = runs.at(-1)
    if (before?.deployment !== run.deployment) {
      runs.push(run)
      continue
    }
    const both = [before.batch, run.batch]
    const cells = (name: string) =>
      both.flatMap(({ columns, length }) => Array.from({ length }, (_, row) => cell(columns.get(name) as Column, row)))
    const time = both.flatMap((batch) => [...batch.time])
    const batch = batchOf(time, { temp: doubles(cells('temp')), salt: doubles(cells('salt')) })
    runs[runs.length - 1] = { deployment: run.deployment, batch }
  }
  return runs
}

/** Sums in another order differ in their last digit. */
const rounded = (value: unknown): unknown =>
  JSON.parse(JSON.stringify(value, (_, item) => (typeof item === 'number' ? Math.round(item * 1e9) / 1e9 : item)))

const isNumber = (value: unknown): value is number => typeof value === 'number' && !Number.isNaN(value)

describe('whatever comes', () => {
  test.each(['minmax', 'lttb', 'mean', 'nth'] as const)('%s: at most the limit, times ascend', async (method) => {
    await fc.assert(
      fc.asyncProperty(answers, fc.integer({ min: 1, max: 60 }), async (rows, limit) => {
        const { rows: given, result } = await reduced(rows, { ...plain, method, limit })
        expect(given.length).toBeLessThanOrEqual(limit)
        expect(result.rowsGiven).toBe(given.length)
        for (let at = 1; at < given.length; at++) {
          expect((given[at] as Row).time).toBeGreaterThanOrEqual((given[at - 1] as Row).time)
        }
        if (rows.length > 0) expect(given.length).toBeGreaterThan(0)
      }),
      { numRuns: 40 },
    )
  })

  test('minmax keeps the extremes of the whole, in rows that were there', async () => {
    await fc.assert(
      fc.asyncProperty(answers, fc.integer({ min: 8, max: 60 }), async (rows, limit) => {
        const all = (await reduced(rows, { ...plain, method: 'full' })).rows
        const { rows: given } = await reduced(rows, { ...plain, limit })
        for (const row of given) expect(all).toContainEqual({ ...row, coverage: null })
        for (const name of ['temp', 'salt']) {
          const of = (list: readonly Row[]) => list.map((row) => row[name]).filter(isNumber)
          expect(Math.min(...of(given))).toBe(Math.min(...of(all)))
          expect(Math.max(...of(given))).toBe(Math.max(...of(all)))
        }
      }),
      { numRuns: 40 },
    )
  })

  test('means count every number once, and lie between the extremes of their bin', async () => {
    await fc.assert(
      fc.asyncProperty(answers, fc.option(fc.integer({ min: 2, max: 60 })), async (rows, limit) => {
        const all = (await reduced(rows, { ...plain, method: 'full' })).rows
        const intervalMicros = limit === null ? 60 * second : null
        const { rows: given } = await reduced(rows, { ...plain, method: 'mean', limit, intervalMicros })
        const counted = given.reduce((sum, row) => sum + (row.temp_count as number), 0)
        expect(counted).toBe(all.filter((row) => isNumber(row.temp)).length)
        const total = given.reduce(
          (sum, row) => sum + ((row.temp_count as number) > 0 ? (row.temp as number) * (row.temp_count as number) : 0),
          0,
        )
        expect(total).toBeCloseTo(
          all.reduce((sum, row) => sum + (isNumber(row.temp) ? row.temp : 0), 0),
          6,
        )
      }),
      { numRuns: 40 },
    )
  })

  test('how rows are batched changes nothing', async () => {
    await fc.assert(
      fc.asyncProperty(answers, fc.constantFrom('minmax', 'lttb', 'mean', 'nth'), async (rows, method) => {
        const joined = joinRuns(rows)
        const reduction = { ...plain, method: method as Reduction['method'], limit: 20 }
        expect(rounded(await reduced(joined, reduction))).toEqual(rounded(await reduced(rows, reduction)))
      }),
      { numRuns: 40 },
    )
  })
})
