/** Where the particles of a chunk came from: told when it is written, kept together when chunks are rewritten. */
import { textVersion } from '../../schemas/content-version.ts'
import { mergedSources, type ParticleSource } from '../../schemas/particle-sources.ts'
import { put, remove, type TableView, type Write } from '../../schemas/table.ts'
import { chunkSources } from '../../schemas/tables.ts'
import type { Bin } from './bin.ts'

/** Rows of a time with their sources. UTC microseconds, both ends inclusive. */
export interface Sourced {
  readonly first: number
  readonly last: number
  readonly sources: readonly ParticleSource[]
}

interface ChunkName {
  readonly start: number
  readonly id: string
}

/** A row of more would be too large where every particle has a file of its own. */
const sourcesPerRow = 256

/** What may have given rows to a chunk of these times. */
export function sourcesWithin(all: readonly Sourced[], first: number, last: number): ParticleSource[] {
  return mergedSources(all.filter((one) => one.first <= last && one.last >= first).flatMap(({ sources }) => sources))
}

/** `sources` as `mergedSources` gives them. */
export function sourceWrites(bin: Bin, chunk: ChunkName, sources: readonly ParticleSource[]): Write[] {
  const writes: Write[] = []
  for (let from = 0; from < sources.length; from += sourcesPerRow) {
    const text = JSON.stringify(sources.slice(from, from + sourcesPerRow))
    writes.push(put(chunkSources, { ...keyOf(bin, chunk), sources_id: textVersion(text), sources: text }))
  }
  return writes
}

const keyOf = (bin: Bin, { start, id }: ChunkName) => ({
  stream_key: bin.streamKey,
  bin: bin.start,
  chunk_start: start,
  chunk_id: id,
})

/** The sources of the chunks of one bin, as they stood when they were read. */
export class BinSources {
  private constructor(
    private readonly bin: Bin,
    private readonly rows: ReadonlyMap<string, readonly { readonly id: string; readonly text: string }[]>,
  ) {}

  static async read(view: TableView<typeof chunkSources>, bin: Bin): Promise<BinSources> {
    const rows = new Map<string, { id: string; text: string }[]>()
    for (const row of await view.slice({ partition: { stream_key: bin.streamKey, bin: bin.start } })) {
      const known = rows.get(row.chunk_id) ?? []
      rows.set(row.chunk_id, known)
      known.push({ id: row.sources_id, text: row.sources })
    }
    return new BinSources(bin, rows)
  }

  /** Empty: the chunk is older than this knowledge. */
  of(chunkId: string): ParticleSource[] {
    const rows = this.rows.get(chunkId) ?? []
    return mergedSources(rows.flatMap(({ text }) => JSON.parse(text) as ParticleSource[]))
  }

  /** Takes those of a chunk away, but for the rows that `kept` puts. */
  removal(chunk: ChunkName, kept: readonly Write[] = []): Write[] {
    const ids = new Set(
      kept.flatMap(({ rows }) => rows.flatMap((row) => (row.kind === 'put' ? [row.row.sources_id] : []))),
    )
    const old = (this.rows.get(chunk.id) ?? []).filter(({ id }) => !ids.has(id))
    return old.map(({ id }) => remove(chunkSources, { ...keyOf(this.bin, chunk), sources_id: id }))
  }

  /** What makes the sources of a chunk that stays those of all the chunks whose rows it holds. None: they are. */
  change(chunk: ChunkName, sources: readonly ParticleSource[]): Write[] {
    const puts = sourceWrites(this.bin, chunk, sources)
    const there = new Set((this.rows.get(chunk.id) ?? []).map(({ id }) => id))
    const isSame = puts.every(({ rows }) =>
      rows.every((row) => row.kind === 'put' && there.has(String(row.row.sources_id))),
    )
    return isSame && puts.length === there.size ? [] : [...puts, ...this.removal(chunk, puts)]
  }
}
