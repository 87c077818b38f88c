import fc from 'fast-check'
import type { WindowAlgorithm } from '../../../../processors/products/algorithm.ts'
import type { Rows } from '../../../../processors/products/engine/evaluate.ts'
import { inWindows, windowStart } from '../../../../processors/products/engine/windows.ts'

type Window = WindowAlgorithm['window']
const window = (lookBackMicros = 0): Window => ({ lengthMicros: 10, stampMicros: 5, lookBackMicros })

async function* batches(times: readonly (readonly number[])[], deployment = 1): AsyncGenerator<Rows> {
  for (const time of times) {
    yield { deployment, batch: { length: time.length, time: Float64Array.from(time), columns: new Map() } }
  }
}

async function windowsOf(source: AsyncIterable<Rows>, one: Window, from = Number.NEGATIVE_INFINITY) {
  const found: { start: number; times: number[]; before: number[] }[] = []
  for await (const { batch, windows } of inWindows(source, one, from)) {
    for (let at = 0; at < windows.count; at++) {
      const [first, end] = [windows.from[at] as number, windows.to[at] as number]
      const before = [...batch.time.subarray(0, first)].filter(
        (t) => t >= (windows.start[at] as number) - one.lookBackMicros,
      )
      found.push({ start: windows.start[at] as number, times: [...batch.time.subarray(first, end)], before })
    }
  }
  return found
}

test('windows begin at whole multiples, also before 1970 and with an offset', () => {
  expect(windowStart(window(), 19)).toBe(10)
  expect(windowStart(window(), -1)).toBe(-10)
  expect(windowStart({ ...window(), offsetMicros: 3 }, 12)).toBe(3)
})

test('a window is given once, whole, with its look-back, however the rows were batched', async () => {
  const times = fc.array(fc.integer({ min: 0, max: 200 }), { minLength: 1, maxLength: 60 })
  await fc.assert(
    fc.asyncProperty(times, fc.array(fc.nat(20)), async (all, cuts) => {
      const sorted = [...all].sort((a, b) => a - b)
      const pieces: number[][] = []
      for (let at = 0, cut = 0; at < sorted.length; cut++) {
        const size = 1 + (cuts[cut] ?? 3)
        pieces.push(sorted.slice(at, at + size))
        at += size
      }
      const found = await windowsOf(batches(pieces), window(15))
      const starts = [...new Set(sorted.map((t) => t - (t % 10)))]
      const before = (start: number) => sorted.filter((t) => t < start && t >= start - 15)
      expect(found).toEqual(
        starts.map((start) => ({
          start,
          times: sorted.filter((t) => t >= start && t < start + 10),
          before: before(start),
        })),
      )
    }),
  )
})

test('windows that begin before the range are look-back only', async () => {
  const found = await windowsOf(batches([[1, 5, 12, 15, 22]]), window(20), 10)
  expect(found.map(({ start, before }) => [start, before])).toEqual([
    [10, [1, 5]],
    [20, [1, 5, 12, 15]],
  ])
})

test('a window waits for its look-ahead, and is given what there is at the end', async () => {
  const source = batches([[1, 12], [15, 19], [22], [31, 38]])
  const seen: [start: number, last: number][] = []
  for await (const { batch, windows } of inWindows(source, { ...window(), lookAheadMicros: 5 }, 0)) {
    for (const start of windows.start) seen.push([start, batch.time[batch.length - 1] as number])
  }
  expect(seen).toEqual([
    [0, 19],
    [10, 38],
    [20, 38],
    [30, 38],
  ])
})
