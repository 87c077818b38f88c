/** What rows windows were made of, told by the statistics of their chunks: windows stand as long as it is the same. */
import { contentVersion } from '../../../schemas/content-version.ts'
import type { TableView } from '../../../schemas/table.ts'
import type { chunkStats, streamBins } from '../../../schemas/tables.ts'
import { binOf } from '../../instruments/bin.ts'
import { listChunks } from '../../instruments/bin-reader.ts'
import type { ChunkSummary } from '../../instruments/chunk-plan.ts'
import type { Plan } from '../engine/plan.ts'
import { rootOf, windowOfStream } from './window-streams.ts'

export interface WindowInputs {
  /** As the chunk of windows is called that was made of them. Compaction of the rows does not change it. */
  readonly id: string
  /** No row of the range is outside of them, UTC microseconds. */
  readonly first: number
  readonly last: number
}

interface Views {
  readonly stats: TableView<typeof chunkStats>
  readonly bins: TableView<typeof streamBins>
}

const hourMicros = 3_600_000_000

/** How often windows are made anew while more come: at each of them, but not more often than once an hour of data. */
export const progressMicros = (plan: Plan): number =>
  Math.max(hourMicros, windowOfStream(plan.stream)?.lengthMicros ?? 0)

/** How far the rows have come: the last part of an id. */
export const progressOf = (id: string): string => id.slice(id.indexOf('.'))

/** Looks at each bin once. */
export class WindowInputReader {
  private readonly chunks = new Map<string, Promise<ChunkSummary[]>>()

  constructor(private readonly views: Views) {}

  /** Of one stream key, `from` ≤ time < `to`. Null: there are none. */
  async of(streamKey: string, plan: Plan, from: number, to: number): Promise<WindowInputs | null> {
    const stream = rootOf(plan).stream.name
    const partition = { stream_key: streamKey }
    const bins = await this.views.bins.slice({ partition, from: binOf(stream, from), to, columns: ['bin'] })
    const all = await Promise.all(bins.map(({ bin }) => this.ofBin(streamKey, bin)))
    const within = all.flat().filter(({ first, last }) => first < to && last >= from)
    if (within.length === 0) return null
    const earliest = within.reduce((least, one) => Math.min(least, one.first), Number.POSITIVE_INFINITY)
    const latest = within.reduce((most, one) => Math.max(most, one.last), Number.NEGATIVE_INFINITY)
    const [first, last] = [Math.max(from, earliest), Math.min(to - 1, latest)]
    const rows = within.reduce((sum, { count }) => sum + count, 0)
    const told = contentVersion([rows, first, last]).slice(0, 16)
    return { id: `${told}.${Math.floor(last / progressMicros(plan))}`, first, last }
  }

  /** Whether rows at or after a time are there: those before it are all there are. */
  async isPast(streamKey: string, plan: Plan, micros: number): Promise<boolean> {
    const from = binOf(rootOf(plan).stream.name, micros)
    const bins = await this.views.bins.slice({
      partition: { stream_key: streamKey },
      from,
      columns: ['last'],
      limit: 2,
    })
    return bins.some(({ last }) => last >= micros)
  }

  private ofBin(streamKey: string, start: number): Promise<ChunkSummary[]> {
    const key = `${streamKey} ${start}`
    const known = this.chunks.get(key) ?? listChunks(this.views.stats, { streamKey, start })
    this.chunks.set(key, known)
    return known
  }
}
