import { chunkData, chunkStats, fragmentedBins, streamBins } from '../../../schemas/tables.ts'
import { particleBatches, particles } from '../../../topics/instruments.ts'
import { dayMicros, particle, particleBatch, pipeline } from './particle-pipeline.ts'

const later = dayMicros * 20_000
const bin = async ({ rows }: ReturnType<typeof pipeline>) => (await rows(streamBins))[0]

async function fragmented(): Promise<ReturnType<typeof pipeline>> {
  const pipe = pipeline()
  for (let i = 0; i < 20; i++) {
    const values = { integers: { n: i }, texts: i % 3 === 0 ? { note: `n${i}` } : {} }
    await pipe.send(particles, [particle(1000 * i, values), particle(1000 * (19 - i) + 1, { numbers: { x: i / 4 } })], {
      time: 5_000_000,
    })
  }
  return pipe
}

test('a closed bin of many chunks becomes one; count and answer stay', async () => {
  const pipe = await fragmented()
  expect(await pipe.rows(fragmentedBins)).toMatchObject([{ bin: 0, chunks: 20, stored_at: 5_000_000 }])
  const before = await pipe.ask()
  const counted = await bin(pipe)
  expect(counted).toMatchObject({ count: 40, chunks: 20 })

  await pipe.tick(later)

  expect(await bin(pipe)).toEqual({ ...counted, chunks: 1 })
  expect(await pipe.rows(fragmentedBins)).toEqual([])
  expect(await pipe.ask()).toEqual(before)
  expect((await pipe.rows(chunkStats)).map((row) => row.column_name)).toEqual(
    expect.arrayContaining(['_time', 'n', 'note', 'x']),
  )
  expect(await pipe.rows(chunkStats)).toHaveLength(4)
  expect(await pipe.rows(chunkData)).toHaveLength(5)
})

test('an open bin, and one that was stored to lately, are left alone', async () => {
  const pipe = await fragmented()
  const before = await pipe.rows(chunkData)
  await pipe.tick(dayMicros + 600_000_000)
  expect(await pipe.rows(chunkData)).toEqual(before)
  await pipe.send(particles, particle(5, { integers: { n: 5 } }), { time: later })
  await pipe.tick(later + 600_000_000)
  expect((await bin(pipe))?.chunks).toBe(21)
  await pipe.tick(later + 600_000_001)
  expect((await bin(pipe))?.chunks).toBe(1)
})

test('an open bin is compacted when far more chunks lie in it than it needs', async () => {
  const pipe = pipeline()
  const send = (i: number) => pipe.send(particles, particle(later + i, { integers: { n: i } }), { time: later })
  for (let i = 0; i < 129; i++) await send(i)
  await pipe.tick(later)
  expect((await bin(pipe))?.chunks).toBe(129)
  await send(129)
  await pipe.tick(later)
  expect(await bin(pipe)).toMatchObject({ count: 130, chunks: 1 })
})

test('full chunks stay as they are; only runs of small ones are rewritten', async () => {
  const pipe = pipeline()
  const batch = (from: number, length: number) =>
    particleBatch(
      { x: 'float64' },
      Array.from({ length }, (_, i) => ({ time: from + i, values: { x: i } })),
    )
  for (const [from, length] of [
    [0, 10],
    [10, 10],
    [100, 8192],
    [10_000, 5],
    [10_005, 5],
  ] as const) {
    await pipe.send(particleBatches, batch(from, length))
  }
  const ids = async () => new Set((await pipe.rows(chunkStats)).map((row) => row.chunk_id))
  const full = (await pipe.rows(chunkStats)).find((row) => row.count === 8192)?.chunk_id as string
  await pipe.tick(later)
  expect(await ids()).toContain(full)
  expect((await ids()).size).toBe(3)
  expect(await bin(pipe)).toMatchObject({ count: 8222, chunks: 3 })
})

test('chunks whose types do not mix stay apart, and the bin leaves the work list', async () => {
  const pipe = pipeline()
  for (let i = 0; i < 4; i++) {
    await pipe.send(
      particleBatches,
      particleBatch({ x: 'int64' }, [{ time: 2 * i, values: { x: 2n ** 53n + BigInt(i) } }]),
    )
    await pipe.send(particleBatches, particleBatch({ x: 'float64' }, [{ time: 2 * i + 1, values: { x: i / 2 } }]))
  }
  const before = await pipe.ask()
  for (const minute of [later, later * 2, later * 3]) await pipe.tick(minute)
  expect(await bin(pipe)).toMatchObject({ count: 8, chunks: 2 })
  expect(await pipe.rows(fragmentedBins)).toEqual([])
  expect(await pipe.ask()).toEqual(before)
})
