import { answerParticles } from '../../../processors/instruments/answer-particles.ts'
import { listChunks, readWindow } from '../../../processors/instruments/bin-reader.ts'
import { allTime, type ChunkSummary, planWindows } from '../../../processors/instruments/chunk-plan.ts'
import { countBin } from '../../../processors/instruments/count-bin.ts'
import { fromArrow } from '../../../schemas/columns/arrow.ts'
import type { TableView } from '../../../schemas/table.ts'
import { chunkData, chunkStats, streamBins, streamColumns, streams, timeColumn } from '../../../schemas/tables.ts'
import { particleBatches, particles, particlesRequested } from '../../../topics/instruments.ts'
import { cellsOf, dayMicros, particle, particleBatch, pipeline, stream, streamKey } from './particle-pipeline.ts'

const bin = { streamKey, start: 0 }
const later = dayMicros * 20_000

async function fragmented() {
  const pipe = pipeline()
  for (let i = 0; i < 6; i++) {
    const texts = i === 2 ? { note: 'rare' } : {}
    await pipe.send(particles, [particle(i, { integers: { n: i }, texts })], { time: 0 })
  }
  return pipe
}

/** Runs a compaction once, just before the first data of a column are read. */
function compactedBefore(pipe: ReturnType<typeof pipeline>, column: string): TableView<typeof chunkData> {
  const view = pipe.tables.view(chunkData)
  let isDone = false
  return {
    ...view,
    async slice(slice) {
      if (slice.prefix?.column_name === column) {
        // Other columns are read first, so that this one alone meets the compacted bin.
        await new Promise((resolve) => setImmediate(resolve))
        if (!isDone) await pipe.tick(later)
        isDone = true
      }
      return view.slice(slice)
    },
  }
}

test.each([timeColumn, 'n', 'note'])(
  'a query that a compaction overtakes before %s is read answers the same',
  async (column) => {
    const pipe = await fragmented()
    const before = await pipe.ask()
    const { refdes, method, stream: name } = stream
    const value = {
      refdes,
      method,
      stream: name,
      deployment: null,
      start: null,
      stop: null,
      parameters: null,
      limit: null,
    }
    const input = { topic: particlesRequested.name, value, key: null, partition: 0, offset: 4n, time: 0, headers: {} }
    const outcomes = answerParticles.process([input], {
      data: compactedBefore(pipe, column),
      stats: pipe.tables.view(chunkStats),
      bins: pipe.tables.view(streamBins),
      streams: pipe.tables.view(streams),
      columns: pipe.tables.view(streamColumns),
    })
    const rows: object[] = []
    for await (const { emit } of outcomes as AsyncIterable<{ emit: { value: { arrow: Uint8Array }; key: string }[] }>) {
      expect(emit[0]?.key).toBe('instruments.particles-requested-0-4')
      if (emit[0] !== undefined) rows.push(...cellsOf(fromArrow(emit[0].value.arrow)))
    }
    expect((await pipe.rows(streamBins))[0]?.chunks).toBe(1)
    expect(rows).toEqual(before.rows)
  },
)

test('a count that a compaction overtakes counts the same', async () => {
  const pipe = await fragmented()
  await pipe.send(particles, [particle(0, { integers: { n: 0 } }), particle(5, { integers: { n: 5 } })], { time: 0 })
  const views = { data: compactedBefore(pipe, timeColumn), stats: pipe.tables.view(chunkStats) }
  expect(await countBin(views, bin)).toMatchObject({ count: 6, chunks: [{ count: 6, first: 0, last: 5 }] })
})

test('chunks that share no time are read without their row hashes', async () => {
  const pipe = await fragmented()
  const view = pipe.tables.view(chunkData)
  const read: unknown[] = []
  const data: typeof view = {
    ...view,
    slice(slice) {
      read.push(slice.prefix)
      return view.slice(slice)
    },
  }
  const views = { data, stats: pipe.tables.view(chunkStats) }
  const chunks = await listChunks(views.stats, bin)
  const types = new Map([['n', { scalar: 'int64' }]] as const)
  for (const window of planWindows(chunks, allTime, 100)) await readWindow(views, bin, window, types, false)
  expect(read).toEqual([{ column_name: '_time' }, { column_name: 'n' }])
})

test('large bins of overlapping chunks are read, counted and compacted piece by piece', async () => {
  const pipe = pipeline()
  const count = 60_000
  for (const offset of [0, 1, 2, 0]) {
    const rows = Array.from({ length: count / 3 }, (_, i) => ({ time: 3 * i + offset, values: { x: 3 * i + offset } }))
    for (let from = 0; from < rows.length; from += 5000) {
      await pipe.send(particleBatches, particleBatch({ x: 'int32' }, rows.slice(from, from + 5000)), { time: 0 })
    }
  }
  const views = { data: pipe.tables.view(chunkData), stats: pipe.tables.view(chunkStats) }
  const chunks = await listChunks(views.stats, bin)
  const windows = planWindows(chunks, allTime, 4000)
  expect(windows.length).toBeGreaterThan(4)
  const types = new Map([['x', { scalar: 'int32' }]] as const)
  const times: number[] = []
  for (const window of windows) {
    const rows = await readWindow(views, bin, window, types, false)
    times.push(...(rows?.batch.time ?? []))
  }
  expect(times).toEqual(Array.from({ length: count }, (_, i) => i))

  await pipe.tick(later)
  const [counted] = await pipe.rows(streamBins)
  expect(counted).toMatchObject({ count, first: 0, last: count - 1, chunks: Math.ceil(count / 8192) })
  const answer = await pipe.ask({ parameters: ['x'] })
  expect(answer.rows.map((row) => row.x)).toEqual(times)
})

const chunk = (id: string, first: number, last: number, rows: number): ChunkSummary => ({
  start: first,
  id,
  count: rows,
  first,
  last,
})

test('windows cover every time once, end between chunks where they can, and hold what a range asks for', () => {
  const apart = [chunk('a', 0, 9, 10), chunk('b', 10, 19, 10), chunk('c', 20, 29, 10)]
  const spans = (windows: ReturnType<typeof planWindows>) =>
    windows.map(({ from, to, chunks, isOverlapping }) => [
      from,
      to,
      chunks.map((one) => one.id).join(''),
      isOverlapping,
    ])
  expect(spans(planWindows(apart, allTime, 20))).toEqual([
    [0, 20, 'ab', false],
    [20, 30, 'c', false],
  ])
  expect(spans(planWindows(apart, { from: 12, to: 25 }, 20))).toEqual([[12, 25, 'bc', false]])
  expect(spans(planWindows([...apart, chunk('d', 9, 12, 5)], allTime, 20))).toEqual([
    [0, 20, 'adb', true],
    [20, 30, 'c', false],
  ])
  expect(planWindows(apart, { from: 30, to: 40 }, 20)).toEqual([])

  const layers = Array.from({ length: 10 }, (_, i) => chunk(`layer${i}`, i, 1000 + i, 100))
  const cut = planWindows(layers, allTime, 100)
  expect(cut.length).toBeGreaterThan(5)
  expect(cut[0]?.from).toBe(0)
  expect(cut.at(-1)?.to).toBe(1010)
  expect(cut.slice(1).map((window) => window.from)).toEqual(cut.slice(0, -1).map((window) => window.to))
})
