import { binLength } from '../../schemas/definitions/index.ts'
import { binsOf, packBins } from '../../schemas/status/availability/bins.ts'
import { formatStreamKey, type StreamKey } from '../../schemas/streams.ts'
import { put, type Row, remove, type Write } from '../../schemas/table.ts'
import { binBlocks, streamBins, streams } from '../../schemas/tables.ts'
import { binsRecounted } from '../../topics/instruments.ts'
import { defineProcessor, type Input, type Views } from '../processor.ts'
import { binStart } from './bin.ts'
import { readAhead } from './read-ahead.ts'

const reads = { bins: streamBins, blocks: binBlocks, streams }
const binsPerBlock = 512

export const summariseStreams = defineProcessor({
  name: 'summarise-streams',
  about: 'Packs the bins of every stream key that changed into blocks, and sums these up as its catalogue row.',
  consumes: [binsRecounted],
  produces: [],
  reads,
  writes: [streams, binBlocks],
  async process(events, views) {
    const write: Write[] = []
    for await (const rows of readAhead(touched(events), { depth: 8 }, (one) => summary(one, views))) write.push(...rows)
    return { write }
  },
})

interface Touched {
  readonly key: StreamKey
  /** Starts of the blocks that hold bins that changed. */
  readonly blocks: Set<number>
}

function touched(events: readonly Input<typeof binsRecounted>[]): Iterable<Touched> {
  const all = new Map<string, Touched>()
  for (const { value } of events) {
    const { refdes, method, stream, deployment, bin } = value
    const text = formatStreamKey(value)
    const one = all.get(text) ?? { key: { refdes, method, stream, deployment }, blocks: new Set() }
    one.blocks.add(blockOf(stream, bin))
    all.set(text, one)
  }
  return all.values()
}

type Sums = Pick<Row<typeof binBlocks>, 'block' | 'count' | 'first' | 'last'>

async function summary({ key, blocks }: Touched, views: Views<typeof reads>): Promise<Write[]> {
  const { refdes, ...prefix } = key
  const columns = ['block', 'count', 'first', 'last'] as const
  const [kept, stood] = await Promise.all([
    views.blocks.slice({ partition: { refdes }, prefix, columns }),
    views.streams.get(key),
  ])
  const stays = new Map<number, Sums>(kept.map((sums) => [sums.block, sums]))
  // Blocks that do not come to the stream: a crash between the two, or a version that knew none. All are packed anew.
  const isWhole = stood === null || stood.count === sumOf(kept).count
  const anew = isWhole ? blocks : new Set([...blocks, ...(await blocksOf(key, views)), ...stays.keys()])
  const packed = await Promise.all([...anew].map((block) => packedBlock(key, block, views)))
  const writes: Write[] = []
  for (const [block, row] of packed) {
    if (row === null) {
      if (stays.delete(block)) writes.push(remove(binBlocks, { ...key, block }))
    } else {
      stays.set(block, row)
      writes.push(put(binBlocks, row))
    }
  }
  writes.push(stays.size === 0 ? remove(streams, key) : put(streams, { ...key, ...sumOf([...stays.values()]) }))
  return writes
}

/** Starts of the blocks that its bins lie in. */
async function blocksOf(key: StreamKey, { bins }: Pick<Views<typeof reads>, 'bins'>): Promise<number[]> {
  const rows = await bins.slice({ partition: { stream_key: formatStreamKey(key) }, columns: ['bin'] })
  return rows.map(({ bin }) => blockOf(key.stream, bin))
}

/** Start of the block that holds a bin. */
export const blockOf = (stream: string, bin: number): number => binStart(bin, binsPerBlock * binLength(stream))

/** A block from its bins as they are now; null when none has particles. */
async function packedBlock(
  key: StreamKey,
  block: number,
  views: Views<typeof reads>,
): Promise<[number, Row<typeof binBlocks> | null]> {
  const bins = await views.bins.slice({
    partition: { stream_key: formatStreamKey(key) },
    from: block,
    to: block + binsPerBlock * binLength(key.stream),
    columns: ['count', 'first', 'last'],
  })
  if (bins.length === 0) return [block, null]
  return [block, { ...key, block, ...sumOf(bins), bins: bins.length, data: packBins(binsOf(bins)) }]
}

function sumOf(parts: readonly Omit<Sums, 'block'>[]): Omit<Sums, 'block'> {
  return {
    count: parts.reduce((sum, { count }) => sum + count, 0),
    first: parts.reduce((least, { first }) => Math.min(least, first), Number.POSITIVE_INFINITY),
    last: parts.reduce((most, { last }) => Math.max(most, last), Number.NEGATIVE_INFINITY),
  }
}
