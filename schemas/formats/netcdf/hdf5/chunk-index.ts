/** Where the chunks of a dataset lie: a B-tree, version 1, of nodes of one size (specification III.A.1). */
import { ByteBuilder, undefinedAddress } from './byte-builder.ts'

export interface Chunk {
  /** Its first value's place in each dimension. */
  readonly start: readonly number[]
  readonly address: number
  readonly bytes: number
  /** Bits of filters that were left out. */
  readonly skipped: number
}

/** HDF5's default: at most `2 × 32` children. */
const fanOut = 64

interface Node {
  readonly first: Key
  readonly address: number
}
type Key = Pick<Chunk, 'start' | 'bytes' | 'skipped'>

/** The nodes' bytes, to lie at `address`, and the root among them; no chunks have no tree. */
export function encodeChunkIndex(
  chunks: readonly Chunk[],
  chunkSizes: readonly number[],
  address: number,
): { bytes: Uint8Array; root: number } {
  const out = new ByteBuilder()
  const last = chunks.at(-1)
  if (last === undefined) return { bytes: out.done(), root: undefinedAddress }
  const keyBytes = 8 + 8 * (chunkSizes.length + 1)
  const nodeBytes = 24 + (fanOut + 1) * keyBytes + fanOut * 8
  const beyond: Key = {
    start: last.start.map((place, dimension) => (dimension === 0 ? place + chunkSizes[0]! : place)),
    bytes: 0,
    skipped: 0,
  }
  let below: Node[] = chunks.map((chunk) => ({ first: chunk, address: chunk.address }))
  for (let level = 0; level === 0 || below.length > 1; level++) {
    const nodes: Node[] = []
    const count = Math.ceil(below.length / fanOut)
    const base = address + out.length
    for (let at = 0; at < count; at++) {
      const children = below.slice(at * fanOut, (at + 1) * fanOut)
      const next = below[(at + 1) * fanOut]?.first ?? beyond
      const left = at === 0 ? undefinedAddress : base + (at - 1) * nodeBytes
      const right = at === count - 1 ? undefinedAddress : base + (at + 1) * nodeBytes
      const end = out.length + nodeBytes
      out.text('TREE').u8(1, level).u16(children.length).u64(left, right)
      for (const child of children) encodeKey(out, child.first).u64(child.address)
      encodeKey(out, next).padTo(end)
      nodes.push({ first: children[0]!.first, address: base + at * nodeBytes })
    }
    below = nodes
  }
  return { bytes: out.done(), root: below[0]!.address }
}

const encodeKey = (out: ByteBuilder, { start, bytes, skipped }: Key): ByteBuilder =>
  out.u32(bytes, skipped).u64(...start, 0)
