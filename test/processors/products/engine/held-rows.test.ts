import type { Rows } from '../../../../processors/products/engine/evaluate.ts'
import { HeldRows, stepsOf } from '../../../../processors/products/engine/held-rows.ts'

async function* batches(...times: readonly (readonly number[])[]): AsyncGenerator<Rows> {
  for (const time of times) {
    yield { deployment: 1, batch: { length: time.length, time: Float64Array.from(time), columns: new Map() } }
  }
}

test('rows are held from the time looked at until one lies beyond it, and let go after', async () => {
  const held = new HeldRows(batches([0, 1, 2], [3, 4], [5, 6], [7]))
  const times = async (from: number, to: number) => [...((await held.between(from, to))?.time ?? [])]
  expect(await times(1, 3)).toEqual([1, 2, 3, 4])
  expect(await times(4, 6)).toEqual([4, 5, 6])
  expect(await times(8, 9)).toEqual([])
})

test('rows far apart are looked at one by one, close ones together', () => {
  const year = 365 * 86_400e6
  expect([...stepsOf(Float64Array.of(0, year, 2 * year), 1_000_000)]).toEqual([
    [0, 1],
    [1, 2],
    [2, 3],
  ])
  expect([...stepsOf(Float64Array.of(0, 1e6, 2e6), 1_000_000)]).toEqual([[0, 3]])
  expect([...stepsOf(new Float64Array(0), null)]).toEqual([])
})
