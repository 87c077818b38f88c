import { formatStreamKey, parseStreamKey } from '../../schemas/streams.ts'
import { put, remove, type TableView, type Write } from '../../schemas/table.ts'
import { chunkData, chunkStats, fragmentedBins, streamBins, streamColumns } from '../../schemas/tables.ts'
import { binsRecounted, particlesStored } from '../../topics/instruments.ts'
import { emission } from '../../topics/topic.ts'
import { defineProcessor, type Input, type Views } from '../processor.ts'
import type { Bin } from './bin.ts'
import { excessChunks, fragmentedRuns } from './chunk-plan.ts'
import { countBin } from './count-bin.ts'
import { chunkRows } from './merged-types.ts'
import { readAhead } from './read-ahead.ts'
import { streamTypes } from './stream-types.ts'

const reads = { data: chunkData, stats: chunkStats, columns: streamColumns, fragmented: fragmentedBins }
const binsAtOnce = 8

export const recountBins = defineProcessor({
  name: 'recount-bins',
  about: 'Recomputes count, first and last time of every bin that received particles, and lists the fragmented ones.',
  consumes: [particlesStored],
  produces: [binsRecounted],
  reads,
  writes: [streamBins, fragmentedBins],
  async process(events, views) {
    const write: Write[] = []
    const emit = []
    for await (const recount of readAhead(touchedBins(events), { depth: binsAtOnce }, (bin) => recounted(bin, views))) {
      write.push(...recount.write)
      emit.push(emission(binsRecounted, recount.event))
    }
    return { write, emit }
  },
})

interface TouchedBin extends Bin {
  /** Time of the newest event about it, UTC microseconds. */
  readonly storedAt: number
}

function touchedBins(events: readonly Input<typeof particlesStored>[]): TouchedBin[] {
  const bins = new Map<string, TouchedBin>()
  for (const { value, time } of events) {
    const streamKey = formatStreamKey(value)
    const key = `${streamKey} ${value.bin}`
    const storedAt = Math.max(time, bins.get(key)?.storedAt ?? time)
    bins.set(key, { streamKey, start: value.bin, storedAt })
  }
  return [...bins.values()]
}

async function recounted(bin: TouchedBin, views: Views<typeof reads>) {
  const { streamKey, start } = bin
  const [{ count, chunks }, types] = await Promise.all([countBin(views, bin), streamTypes(views.columns, [streamKey])])
  const first = chunks.reduce((least, chunk) => Math.min(least, chunk.first), chunks[0]?.first ?? start)
  const last = chunks.reduce((most, chunk) => Math.max(most, chunk.last), chunks[0]?.last ?? start)
  const fullRows = chunkRows(types)
  const excess = fragmentedRuns(chunks, fullRows).reduce((sum, run) => sum + excessChunks(run, fullRows), 0)
  const key = { stream_key: streamKey, bin: start }
  const found = { count, first, last, chunks: chunks.length }
  const counted = chunks.length === 0 ? remove(streamBins, key) : put(streamBins, { ...key, ...found })
  return {
    write: [counted, ...(await listed(bin, chunks.length, excess > 0, views.fragmented))],
    event: { ...parseStreamKey(streamKey), bin: start, ...found },
  }
}

/** A bin leaves the list only if it is on it: removals of rows that are not there would pile up as tombstones. */
async function listed(
  bin: TouchedBin,
  chunks: number,
  isFragmented: boolean,
  view: TableView<typeof fragmentedBins>,
): Promise<Write[]> {
  const key = { shard: 0, stream_key: bin.streamKey, bin: bin.start }
  if (isFragmented) return [put(fragmentedBins, { ...key, chunks, stored_at: bin.storedAt })]
  return (await view.get(key)) === null ? [] : [remove(fragmentedBins, key)]
}
