import { binStart } from '../../../processors/instruments/bin.ts'
import { cutChunks, cutEnd, cutFullChunks } from '../../../processors/instruments/cut-chunks.ts'
import { classesByType } from '../../../processors/instruments/merged-types.ts'
import { readAhead } from '../../../processors/instruments/read-ahead.ts'
import { type ColumnType, parseTypeName } from '../../../schemas/columns/column.ts'
import { rowHashes } from '../../../schemas/columns/row-hash.ts'
import { columnBatch, streamKey } from './particle-pipeline.ts'

const bin = { streamKey, start: 0 }

test('bins begin exactly, up to the ends of time', () => {
  expect(binStart(Number.MAX_SAFE_INTEGER, 60_000_000)).toBe(
    Number((BigInt(Number.MAX_SAFE_INTEGER) / 60_000_000n) * 60_000_000n),
  )
  expect(binStart(-1, 60_000_000)).toBe(-60_000_000)
  expect(binStart(-60_000_000, 60_000_000)).toBe(-60_000_000)
  expect(binStart(59_999_999, 60_000_000)).toBe(0)
})

test('rows of one time stay in one chunk where they fit', () => {
  expect(cutEnd(Float64Array.of(1, 2, 3, 4), 0, 2)).toBe(2)
  expect(cutEnd(Float64Array.of(1, 2, 2, 4), 0, 2)).toBe(1)
  expect(cutEnd(Float64Array.of(2, 2, 2, 4), 0, 2)).toBe(2)
  expect(cutEnd(Float64Array.of(1, 2, 2), 1, 2)).toBe(3)
})

test('chunks of too many bytes are halved, whatever their rows', () => {
  const long = 'x'.repeat(1_000_000)
  const batch = columnBatch(
    { text: 'string' },
    [1, 2, 3, 4].map((time) => ({ time, values: { text: long } })),
  )
  const chunks = [...cutChunks(bin, { batch, hashes: rowHashes(batch) }, 8192)]
  expect(chunks.map((chunk) => [...chunk.batch.time])).toEqual([[1], [2], [3], [4]])
})

test('cutting piece by piece with the rest carried over cuts as at once', () => {
  const times = [1, 2, 2, 3, 4, 5, 5, 5, 6, 7, 8]
  const batch = columnBatch(
    { n: 'int8' },
    times.map((time, n) => ({ time, values: { n } })),
  )
  const rows = { batch, hashes: rowHashes(batch) }
  const { chunks, rest } = cutFullChunks(bin, rows, 3)
  const pieces = [...chunks, ...cutChunks(bin, rest, 3)].map((chunk) => [...chunk.batch.time])
  expect(pieces).toEqual([
    [1, 2, 2],
    [3, 4],
    [5, 5, 5],
    [6, 7, 8],
  ])
  expect([...cutChunks(bin, rows, 3)].map((chunk) => [...chunk.batch.time])).toEqual(pieces)
})

test.each([
  ['int8', 'int32', 'int32'],
  ['uint8', 'int8', 'int16'],
  ['float32', 'float64', 'float64'],
  ['int32', 'float64', 'float64'],
  ['int64', 'float64', null],
  ['int32', 'float32', 'float64'],
  ['uint64', 'int8', null],
  ['int8', 'string', null],
  ['timestamp', 'int64', null],
  ['boolean', 'int8', null],
  ['int16[3]', 'int16[4]', 'int16[]'],
  ['int16[3]', 'int32[3]', 'int32[3]'],
])('%s beside %s: %s', (a, b, common) => {
  const types = [a, b].map((text) => new Map([['x', parseTypeName(text) as ColumnType]]))
  const classes = classesByType(types, (one) => one).map((one) => one.types.get('x'))
  expect(classes).toEqual((common === null ? [a, b] : [common]).map((text) => parseTypeName(text)))
})

test('reading ahead keeps order, depth and weight', async () => {
  let running = 0
  let most = 0
  const work = async (n: number) => {
    running += 1
    most = Math.max(most, running)
    await new Promise((resolve) => setTimeout(resolve, 5 - n))
    running -= 1
    return n * 10
  }
  const all = async (ahead: Parameters<typeof readAhead<number, number>>[1]) => {
    most = 0
    const results: number[] = []
    for await (const result of readAhead([1, 2, 3, 4], ahead, work)) results.push(result)
    return { results, most }
  }
  expect(await all({ depth: 3 })).toEqual({ results: [10, 20, 30, 40], most: 3 })
  expect(await all({ depth: 3, weightOf: (n) => n, maxWeight: 3 })).toEqual({ results: [10, 20, 30, 40], most: 2 })
  const failing = readAhead([1, 2], { depth: 2 }, async (n) => {
    if (n === 2) throw new Error('away')
    return n
  })
  expect(await failing.next()).toEqual({ done: false, value: 1 })
  await expect(failing.next()).rejects.toThrow('away')
})
