/** Where particles came from: pieces of a file, or somebody who published them to a topic. Kept with each chunk. */
import { canonicalJson } from './content-version.ts'
import type { FileRange } from './generated/events.ts'

export interface FilePieces {
  readonly kind: 'file'
  /** Name of the configured source. */
  readonly source: string
  /** As it was named when it was read. */
  readonly path: string
  /** UTC microseconds; 0: not told. With the source it finds the file again, whatever its name is by then. */
  readonly firstSeen: number
  /** Parser and version. */
  readonly parser: string
  /** First byte and byte after the last of each piece, ascending, apart from each other. */
  readonly ranges: readonly (readonly [from: number, to: number])[]
}

export interface Published {
  readonly kind: 'topic'
  readonly topic: string
  /** What the producer calls itself (the header `producer`). */
  readonly producer: string | null
}

export type ParticleSource = FilePieces | Published

/** More pieces of one file than this are kept as the one range that holds them all. */
const maxRanges = 64
const maxProducerCharacters = 200

export function filePieces({ source, path, firstSeen, parser, from, to }: FileRange): FilePieces {
  return { kind: 'file', source, path, firstSeen, parser, ranges: [[from, to]] }
}

export function published(topic: string, producer: string | undefined): Published {
  return { kind: 'topic', topic, producer: producer?.slice(0, maxProducerCharacters) ?? null }
}

/** The same source, whatever its pieces. */
export function sourceKey(source: ParticleSource): string {
  const key = source.kind === 'topic' ? source : { ...source, ranges: undefined }
  return canonicalJson(key)
}

/** Each source once, in a fixed order: the union does not depend on what came first. */
export function mergedSources(sources: Iterable<ParticleSource>): ParticleSource[] {
  const merged = new Map<string, ParticleSource[]>()
  for (const source of sources) {
    const key = sourceKey(source)
    const known = merged.get(key)
    if (known === undefined) merged.set(key, [source])
    else known.push(source)
  }
  return [...merged]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([, [first, ...rest]]) => withRangesOf(first as ParticleSource, rest))
}

function withRangesOf(first: ParticleSource, rest: readonly ParticleSource[]): ParticleSource {
  if (first.kind === 'topic' || rest.length === 0) return first
  const ranges = joined([first, ...rest].flatMap((one) => (one.kind === 'file' ? one.ranges : [])))
  const [begin, end] = [ranges[0], ranges.at(-1)]
  if (ranges.length <= maxRanges || begin === undefined || end === undefined) return { ...first, ranges }
  return { ...first, ranges: [[begin[0], end[1]]] }
}

function joined(ranges: readonly (readonly [number, number])[]): [number, number][] {
  const out: [number, number][] = []
  for (const [from, to] of [...ranges].sort((a, b) => a[0] - b[0] || a[1] - b[1])) {
    const last = out.at(-1)
    if (last !== undefined && from <= last[1]) last[1] = Math.max(last[1], to)
    else out.push([from, to])
  }
  return out
}
