import type { FileRange } from '../../../schemas/generated/events.ts'
import type { ParticleSource } from '../../../schemas/particle-sources.ts'
import { chunkSources, chunkStats } from '../../../schemas/tables.ts'
import { particleBatches, particles } from '../../../topics/instruments.ts'
import { dayMicros, particle, particleBatch, pipeline } from './particle-pipeline.ts'

const later = dayMicros * 20_000
const piece = (path: string, from: number, to: number): FileRange => ({
  ...{ source: 'ctd', path, from, to },
  parser: 'ctdbp_cdef_dcl@1',
  firstSeen: 7,
})
const rowsAt = (...times: number[]) => times.map((time) => ({ time, values: { x: time } }))
const batch = (source: FileRange | null, ...times: number[]) => ({
  ...particleBatch({ x: 'float64' }, rowsAt(...times)),
  source,
})
const file = (path: string, ...ranges: [number, number][]): ParticleSource => ({
  ...{ kind: 'file', source: 'ctd', path, firstSeen: 7, parser: 'ctdbp_cdef_dcl@1', ranges },
})

/** By the time of each chunk's first row. */
async function sources({ rows }: ReturnType<typeof pipeline>) {
  const found: Record<number, ParticleSource[]> = {}
  for (const row of await rows(chunkSources)) {
    found[row.chunk_start] = [...(found[row.chunk_start] ?? []), ...(JSON.parse(row.sources) as ParticleSource[])]
  }
  return found
}
const chunkIds = async ({ rows }: ReturnType<typeof pipeline>) =>
  [...new Set((await rows(chunkStats)).map((row) => row.chunk_id))].sort()
const sourcedIds = async ({ rows }: ReturnType<typeof pipeline>) =>
  [...new Set((await rows(chunkSources)).map((row) => row.chunk_id))].sort()

test('a chunk says the piece of file, or the topic and the producer, that its particles came from', async () => {
  const pipe = pipeline()
  await pipe.send(particleBatches, batch(piece('a.log', 0, 100), 1, 2))
  await pipe.send(particleBatches, batch(null, dayMicros), { headers: { producer: 'buoy 7' } })
  await pipe.send(particles, particle(2 * dayMicros, { numbers: { x: 1 } }))
  expect(await sources(pipe)).toEqual({
    1: [file('a.log', [0, 100])],
    [dayMicros]: [{ kind: 'topic', topic: 'instruments.particle-batches', producer: 'buoy 7' }],
    [2 * dayMicros]: [{ kind: 'topic', topic: 'instruments.particles', producer: null }],
  })
})

test('of what came at once, a chunk names only the pieces whose times it holds', async () => {
  const pipe = pipeline()
  const pieces = [batch(piece('a.log', 0, 100), 1, 2), batch(piece('a.log', 100, 200), dayMicros, dayMicros + 1)]
  await pipe.send(particleBatches, pieces)
  expect(await sources(pipe)).toEqual({ 1: [file('a.log', [0, 100])], [dayMicros]: [file('a.log', [100, 200])] })
})

test('a compacted chunk has the sources of all that it holds, pieces that touch as one; none are left behind', async () => {
  const pipe = pipeline()
  const all = [
    batch(piece('a.log', 100, 200), 3, 4),
    batch(piece('a.log', 0, 100), 1, 2),
    batch(piece('a.log', 300, 400), 5),
    batch(piece('b.log', 0, 9), 6),
  ]
  for (const one of all) await pipe.send(particleBatches, one)
  // The same particles again, by another way.
  await pipe.send(particleBatches, batch(piece('copy.log', 0, 100), 1, 2))
  expect(await chunkIds(pipe)).toHaveLength(4)
  await pipe.tick(later)
  const union = [file('a.log', [0, 200], [300, 400]), file('b.log', [0, 9]), file('copy.log', [0, 100])]
  expect(await sources(pipe)).toEqual({ 1: union })
  expect(await chunkIds(pipe)).toHaveLength(1)
  expect(await sourcedIds(pipe)).toEqual(await chunkIds(pipe))

  await pipe.redeliver(particleBatches)
  await pipe.tick(later + 1_000_000_000)
  expect(await sources(pipe)).toEqual({ 1: union })
  expect(await sourcedIds(pipe)).toEqual(await chunkIds(pipe))
})

test('a chunk that stays takes over the sources of those whose particles it has already', async () => {
  const pipe = pipeline()
  await pipe.send(particleBatches, batch(piece('a.log', 0, 100), 1, 2, 3))
  await pipe.send(particleBatches, batch(piece('copy.log', 0, 50), 2))
  const [whole] = (await pipe.rows(chunkStats)).filter((row) => row.count === 3)
  await pipe.tick(later)
  expect(await chunkIds(pipe)).toEqual([whole?.chunk_id])
  expect(await sources(pipe)).toEqual({ 1: [file('a.log', [0, 100]), file('copy.log', [0, 50])] })
})

test('the order in which particles come changes nothing of their sources', async () => {
  const all = [batch(piece('a.log', 0, 100), 1, 2), batch(piece('b.log', 0, 9), 1, 2), batch(null, 1, 2)]
  const outcome = async (order: readonly (typeof all)[number][]) => {
    const pipe = pipeline()
    for (const one of order) await pipe.send(particleBatches, one)
    return (await pipe.rows(chunkSources)).sort((a, b) => (a.sources_id < b.sources_id ? -1 : 1))
  }
  expect(await outcome([...all].reverse())).toEqual(await outcome(all))
})

test('a file in more pieces than are worth keeping is kept as the range that holds them', async () => {
  const pipe = pipeline()
  const pieces = Array.from({ length: 70 }, (_, at) => batch(piece('a.log', 10 * at, 10 * at + 5), at))
  await pipe.send(particleBatches, pieces)
  expect(await sources(pipe)).toEqual({ 0: [file('a.log', [0, 695])] })
})
