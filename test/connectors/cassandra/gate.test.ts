import { Gate } from '../../../connectors/cassandra/gate.ts'

/** Runs work of the given sizes and returns the most that ran at once, in number and bytes, and the order. */
async function load(gate: Gate, sizes: readonly number[]) {
  let running = 0
  let bytes = 0
  const seen = { running: 0, bytes: 0, order: [] as number[] }
  await Promise.all(
    sizes.map((size, at) =>
      gate.run(size, async () => {
        running++
        bytes += size
        seen.running = Math.max(seen.running, running)
        seen.bytes = Math.max(seen.bytes, bytes)
        seen.order.push(at)
        await new Promise((resolve) => setImmediate(resolve))
        running--
        bytes -= size
      }),
    ),
  )
  return seen
}

test('bounds the number in flight, in order', async () => {
  const seen = await load(new Gate(3, 1_000), Array(20).fill(1))
  expect(seen).toEqual({ running: 3, bytes: 3, order: Array.from({ length: 20 }, (_, at) => at) })
})

test('bounds the bytes in flight; what is larger runs alone', async () => {
  const seen = await load(new Gate(100, 10), [4, 4, 4, 25, 1, 9, 1])
  expect(seen.order).toEqual([0, 1, 2, 3, 4, 5, 6])
  expect(seen.bytes).toBe(25)
  expect((await load(new Gate(100, 10), [4, 4, 4, 9, 1])).bytes).toBe(10)
})

test('a failure frees its place and is handed on', async () => {
  const gate = new Gate(1, 10)
  await expect(gate.run(1, () => Promise.reject(new Error('no')))).rejects.toThrow('no')
  expect(await gate.run(1, async () => 'next')).toBe('next')
})
