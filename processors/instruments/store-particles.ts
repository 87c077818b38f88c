import { typeName } from '../../schemas/columns/column.ts'
import { binLength } from '../../schemas/definitions/index.ts'
import { formatStreamKey, type StreamKey } from '../../schemas/streams.ts'
import { atomically, put, type Write } from '../../schemas/table.ts'
import { chunkData, chunkSources, chunkStats, streamColumns } from '../../schemas/tables.ts'
import { particleBatches, particles, particlesStored } from '../../topics/instruments.ts'
import { emission } from '../../topics/topic.ts'
import { defineProcessor, type Input, type Rejection } from '../processor.ts'
import { Arrivals } from './arrivals.ts'
import { type HashedRows, inOrder, joinRows, sliceHashed, typesOf } from './batch-rows.ts'
import { binStart } from './bin.ts'
import { type Chunk, chunkStored, chunkWrite, summaryOf } from './chunk.ts'
import { sourcesWithin } from './chunk-sources.ts'
import { cutChunks } from './cut-chunks.ts'
import { type ColumnTypes, chunkRows, classesByType } from './merged-types.ts'

export const storeParticles = defineProcessor({
  name: 'store-particles',
  about: 'Turns particles into column chunks, one atomic write per chunk.',
  consumes: [particles, particleBatches],
  produces: [particlesStored],
  writes: [chunkData, chunkStats, chunkSources, streamColumns],
  batch: { maxRecords: 8192, maxBytes: 4_000_000, maxWaitMs: 200 },
  async process(events) {
    const arrivals = new Arrivals()
    const reject: Rejection<typeof particles | typeof particleBatches>[] = []
    for (const input of events) {
      const breach = take(arrivals, input)
      if (breach !== null) reject.push({ input, ...breach })
    }
    const write: Write[] = []
    const stored: Chunk[] = []
    for (const { key, rows } of arrivals.streams()) {
      const classes = classesByType(rows, (part) => typesOf(part.batch))
      for (const { types, items } of classes) {
        for (const chunk of chunksOf(key, inOrder(joinRows(items, types)), types)) {
          const { first, last } = summaryOf(chunk)
          write.push(chunkWrite(chunk, sourcesWithin(items, first, last)))
          stored.push(chunk)
        }
      }
      write.push(
        ...columnsWrite(
          formatStreamKey(key),
          classes.map(({ types }) => types),
        ),
      )
    }
    return {
      write,
      emit: stored.map((chunk) => emission(particlesStored, chunkStored(chunk.bin, summaryOf(chunk)))),
      reject,
    }
  },
})

function take(arrivals: Arrivals, input: Input<typeof particles | typeof particleBatches>) {
  const { producer } = input.headers
  return input.topic === 'instruments.particles'
    ? arrivals.addParticle(input.value, producer)
    : arrivals.addBatch(input.value, producer)
}

/** Chunks of ordered rows, bin by bin. */
function* chunksOf(key: StreamKey, rows: HashedRows, types: ColumnTypes): Generator<Chunk> {
  const { time } = rows.batch
  const length = binLength(key.stream)
  const streamKey = formatStreamKey(key)
  for (let from = 0; from < time.length; ) {
    const start = binStart(time[from] as number, length)
    let to = from + 1
    while (to < time.length && (time[to] as number) < start + length) to++
    yield* cutChunks({ streamKey, start }, sliceHashed(rows, from, to), chunkRows(types))
    from = to
  }
}

/** Which columns the stream key has, each in every type it came in. */
function columnsWrite(streamKey: string, all: readonly ColumnTypes[]): Write[] {
  const rows = all.flatMap((types) =>
    [...types].map(([name, type]) =>
      put(streamColumns, { stream_key: streamKey, column_name: name, type: typeName(type) }),
    ),
  )
  return rows.length === 0 ? [] : [atomically(...rows)]
}
