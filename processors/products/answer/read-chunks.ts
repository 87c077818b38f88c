/** The chunks that an answer was read from, and the files and topics that these came from. */
import type { Json } from '../../../schemas/formats/described.ts'
import { formatTime } from '../../../schemas/formats/text/time-text.ts'
import { rawFiles } from '../../../schemas/objects.ts'
import { type FilePieces, mergedSources, type ParticleSource, sourceKey } from '../../../schemas/particle-sources.ts'
import type { Row, TableView } from '../../../schemas/table.ts'
import type { chunkSources, sourceFiles } from '../../../schemas/tables.ts'
import type { Bin } from '../../instruments/bin.ts'
import type { ChunkSummary } from '../../instruments/chunk-plan.ts'
import { BinSources } from '../../instruments/chunk-sources.ts'
import { readAhead } from '../../instruments/read-ahead.ts'

export interface SourceViews {
  readonly sources: TableView<typeof chunkSources>
  readonly files: TableView<typeof sourceFiles>
}

/** What an answer tells of each stream; the rest is counted. */
export interface Told {
  readonly chunks: number
  readonly sources: number
}
export const toldInAnswers: Told = { chunks: 50, sources: 100 }
export const toldWhole: Told = { chunks: Number.POSITIVE_INFINITY, sources: Number.POSITIVE_INFINITY }

const atOnce = 8

interface Read extends ChunkSummary {
  readonly bin: number
}

/** A source with the chunks that it gave particles to. */
interface Origin {
  source: ParticleSource
  chunks: number
  first: number
  last: number
}

export class ReadChunks {
  private readonly byStream = new Map<string, Map<string, Read>>()

  readonly add = (bin: Bin, chunks: readonly ChunkSummary[]): void => {
    const known = this.byStream.get(bin.streamKey) ?? new Map<string, Read>()
    this.byStream.set(bin.streamKey, known)
    for (const chunk of chunks) known.set(chunk.id, { ...chunk, bin: bin.start })
  }

  /** A member for each stream key, in order of their names. */
  async told(views: SourceViews, limits: Told): Promise<Json> {
    const told: { [streamKey: string]: Json } = {}
    for (const [streamKey, read] of [...this.byStream].sort(([a], [b]) => (a < b ? -1 : 1))) {
      const chunks = [...read.values()].sort((a, b) => a.first - b.first || (a.id < b.id ? -1 : 1))
      const [first, last] = [chunks[0], chunks.at(-1)]
      if (first === undefined || last === undefined) continue
      const { origins, unknown } = await originsOf(views, streamKey, chunks)
      const shown = [...origins.values()].sort((a, b) => a.first - b.first).slice(0, limits.sources)
      const sources: Json[] = []
      for await (const one of readAhead(shown, { depth: atOnce }, (origin) => originTold(views, origin)))
        sources.push(one)
      told[streamKey] = {
        chunks: chunks.length,
        particles: chunks.reduce((sum, { count }) => sum + count, 0),
        firstChunk: chunkTold(first),
        lastChunk: chunkTold(last),
        ...(chunks.length <= limits.chunks ? { chunkIds: chunks.map(({ id }) => id) } : {}),
        sources,
        ...(origins.size > shown.length ? { moreSources: origins.size - shown.length } : {}),
        ...(unknown > 0 ? { chunksOfUnknownSource: unknown } : {}),
      }
    }
    return told
  }
}

const chunkTold = ({ id, bin, count, first, last }: Read): Json => ({
  id,
  bin: formatTime(bin),
  particles: count,
  first: formatTime(first),
  last: formatTime(last),
})

async function originsOf(views: SourceViews, streamKey: string, chunks: readonly Read[]) {
  const byBin = new Map<number, Read[]>()
  for (const chunk of chunks) {
    const ofBin = byBin.get(chunk.bin)
    if (ofBin === undefined) byBin.set(chunk.bin, [chunk])
    else ofBin.push(chunk)
  }
  const origins = new Map<string, Origin>()
  let unknown = 0
  const read = readAhead(byBin, { depth: atOnce }, async ([start, ofBin]) => {
    return { ofBin, known: await BinSources.read(views.sources, { streamKey, start }) }
  })
  for await (const { ofBin, known } of read) {
    for (const { id, first, last } of ofBin) {
      const sources = known.of(id)
      if (sources.length === 0) unknown += 1
      for (const source of sources) {
        const key = sourceKey(source)
        const origin = origins.get(key) ?? { source, chunks: 0, first, last }
        origins.set(key, origin)
        origin.source = mergedSources([origin.source, source])[0] ?? source
        origin.chunks += 1
        origin.first = Math.min(origin.first, first)
        origin.last = Math.max(origin.last, last)
      }
    }
  }
  return { origins, unknown }
}

async function originTold(views: SourceViews, { source, chunks, first, last }: Origin): Promise<Json> {
  const of = { chunks, first: formatTime(first), last: formatTime(last) }
  if (source.kind === 'topic') return { topic: source.topic, producer: source.producer, ...of }
  const { source: name, path, parser, firstSeen, ranges } = source
  return {
    ...{ file: path, source: name, parser, firstSeen: firstSeen === 0 ? null : formatTime(firstSeen) },
    ...{ bytes: ranges, ...of, raw: await rawFile(views.files, source) },
  }
}

/** Null: the file is not finished yet. */
async function rawFile(files: SourceViews['files'], { source, path, firstSeen, ranges }: FilePieces): Promise<Json> {
  const partition = { source }
  const rows = await files.slice(firstSeen === 0 ? { partition } : { partition, prefix: { first_seen: firstSeen } })
  const end = ranges.at(-1)?.[1] ?? 0
  const whole = rows.filter((row) => row.size >= end && (firstSeen !== 0 || row.path === path))
  const rank = (row: Row<typeof sourceFiles>) => (row.path === path ? 1 : 0)
  const [best] = whole.sort((a, b) => rank(b) - rank(a) || b.size - a.size || b.finished_at - a.finished_at)
  if (best === undefined) return null
  return { sha256: best.sha256, size: best.size, bucket: rawFiles.name, key: best.object, name: best.path }
}
