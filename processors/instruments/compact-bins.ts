import { binLength } from '../../schemas/definitions/index.ts'
import { parseStreamKey } from '../../schemas/streams.ts'
import type { TableView } from '../../schemas/table.ts'
import { chunkData, chunkSources, chunkStats, fragmentedBins, streamColumns } from '../../schemas/tables.ts'
import { particlesStored } from '../../topics/instruments.ts'
import { minuteTicked } from '../../topics/pipeline.ts'
import { defineProcessor } from '../processor.ts'
import type { Bin } from './bin.ts'
import { compactBin } from './compact-bin.ts'

const settleMicros = 10 * 60_000_000
const maxBinsPerTick = 256
const maxRowsPerTick = 4_000_000
/** An open bin is compacted when it has so many chunks more than it needs. */
export const maxExcessWhileOpen = 128

export const compactBins = defineProcessor({
  name: 'compact-bins',
  about: 'Rewrites bins that lie in many small or overlapping chunks as few full ones: new first, then old away.',
  consumes: [minuteTicked],
  produces: [particlesStored],
  reads: {
    data: chunkData,
    stats: chunkStats,
    sources: chunkSources,
    columns: streamColumns,
    fragmented: fragmentedBins,
  },
  writes: [chunkData, chunkStats, chunkSources, fragmentedBins],
  async *process(events, views) {
    const minute = Math.max(...events.map((input) => input.value.minute))
    let rows = 0
    for (const { bin, minExcess } of await dueBins(views.fragmented, minute)) {
      if (rows > maxRowsPerTick) return
      rows += yield* compactBin(views, bin, minExcess)
    }
  },
})

interface DueBin {
  readonly bin: Bin
  readonly minExcess: number
}

/** Longest untouched first. */
async function dueBins(fragmented: TableView<typeof fragmentedBins>, minute: number): Promise<DueBin[]> {
  const rows = await fragmented.slice({ partition: { shard: 0 } })
  return rows
    .sort((a, b) => a.stored_at - b.stored_at)
    .map((row) => {
      const end = row.bin + binLength(parseStreamKey(row.stream_key).stream)
      const isClosed = end + settleMicros < minute && row.stored_at + settleMicros < minute
      return {
        row,
        bin: { streamKey: row.stream_key, start: row.bin },
        minExcess: isClosed ? 1 : maxExcessWhileOpen + 1,
      }
    })
    .filter(({ row, minExcess }) => row.chunks > minExcess)
    .slice(0, maxBinsPerTick)
}
