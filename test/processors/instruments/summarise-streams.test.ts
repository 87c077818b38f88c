import { lacking } from '../../../deploy/cli/recount.ts'
import { summariseStreams } from '../../../processors/instruments/summarise-streams.ts'
import { unpackBins } from '../../../schemas/status/availability/bins.ts'
import { put, remove } from '../../../schemas/table.ts'
import { binBlocks, streamBins, streams } from '../../../schemas/tables.ts'
import { binsRecounted } from '../../../topics/instruments.ts'
import { drive } from '../../support/drive.ts'
import { dayMicros, stream, streamKey } from './particle-pipeline.ts'

function driven() {
  const pipe = drive(summariseStreams)
  const bin = (day: number, count: number) => ({
    bin: day * dayMicros,
    count,
    first: day * dayMicros + 5,
    last: day * dayMicros + 9,
    chunks: 1,
  })
  const recounted = (day: number, count: number) => ({ ...stream, ...bin(day, count) })
  return {
    ...pipe,
    async recount(...bins: readonly (readonly [day: number, count: number])[]) {
      const writes = bins.map(([day, count]) =>
        count === 0
          ? remove(streamBins, { stream_key: streamKey, bin: day * dayMicros })
          : put(streamBins, { stream_key: streamKey, ...bin(day, count) }),
      )
      await pipe.tables.apply(writes)
      await pipe.send(
        binsRecounted,
        bins.map(([day, count]) => recounted(day, count)),
      )
    },
    async blocks() {
      const rows = (await pipe.rows(binBlocks)).sort((a, b) => a.block - b.block)
      return rows.map(({ block, bins, count, data }) => [block / dayMicros, bins, count, [...unpackBins(data).count]])
    },
  }
}

test('512 bins make a block, wherever they begin; the catalogue sums the blocks up', async () => {
  const { recount, blocks, rows } = driven()
  await recount([-1, 2], [0, 3], [511, 5], [512, 7])
  expect(await blocks()).toEqual([
    [-512, 1, 2, [2]],
    [0, 2, 8, [3, 5]],
    [512, 1, 7, [7]],
  ])
  await recount([0, 4])
  expect(await blocks()).toEqual([
    [-512, 1, 2, [2]],
    [0, 2, 9, [4, 5]],
    [512, 1, 7, [7]],
  ])
  const [first, last] = [-dayMicros + 5, 512 * dayMicros + 9]
  expect(await rows(streams)).toEqual([{ ...stream, count: 18, first, last }])
})

test('a block whose bins are gone goes too, and with the last one the stream', async () => {
  const { recount, blocks, rows } = driven()
  await recount([0, 3], [600, 5])
  await recount([0, 0])
  expect(await blocks()).toEqual([[512, 1, 5, [5]]])
  expect(await rows(streams)).toMatchObject([{ count: 5 }])
  await recount([600, 0])
  expect([await blocks(), await rows(streams)]).toEqual([[], []])
})

test('blocks that an older version did not pack are packed once the stream is recounted', async () => {
  const { recount, blocks, rows, tables } = driven()
  await recount([0, 3], [600, 5], [1200, 7])
  const whole = await blocks()
  const all = await rows(streams)
  await tables.apply((await rows(binBlocks)).map(({ block }) => remove(binBlocks, { ...stream, block })))
  await recount([1200, 7])
  expect([await blocks(), await rows(streams)]).toEqual([whole, all])
})

test('the command tells of every block that is not whole, and of nothing where all are', async () => {
  const { recount, blocks, rows, tables, send } = driven()
  await recount([0, 3], [1, 4], [600, 5], [1200, 7])
  const whole = [await blocks(), await rows(streams)]
  const lines: string[] = []
  expect(await lacking(tables, false, (line) => lines.push(line))).toEqual([])
  expect(lines).toEqual(['1 stream, all whole'])
  // As a version that packed only the block of new particles left it.
  const [one] = await rows(binBlocks)
  const gone = (await rows(binBlocks)).filter(({ block }) => block !== one?.block)
  await tables.apply([
    ...gone.map(({ block }) => remove(binBlocks, { ...stream, block })),
    put(streams, { ...stream, count: one?.count ?? 0, first: one?.first ?? 0, last: one?.last ?? 0 }),
  ])
  const told = await lacking(tables, false, () => {})
  expect(told).toHaveLength(2)
  await send(
    binsRecounted,
    told.map(({ value }) => value as never),
  )
  expect([await blocks(), await rows(streams)]).toEqual(whole)
  expect(await lacking(tables, true, () => {})).toHaveLength(4)
})
