/** HDF5's filters: shuffle, then zlib's deflate on Node's own threads. */
import { deflate } from 'node:zlib'

/** The first bytes of all values together, then the second, …: numbers that change little deflate better so. */
export function shuffled(bytes: Uint8Array, valueBytes: number): Uint8Array {
  const count = bytes.length / valueBytes
  const out = new Uint8Array(bytes.length)
  if (valueBytes === 8) {
    for (let at = 0, from = 0; at < count; at++, from += 8) {
      out[at] = bytes[from]!
      out[at + count] = bytes[from + 1]!
      out[at + 2 * count] = bytes[from + 2]!
      out[at + 3 * count] = bytes[from + 3]!
      out[at + 4 * count] = bytes[from + 4]!
      out[at + 5 * count] = bytes[from + 5]!
      out[at + 6 * count] = bytes[from + 6]!
      out[at + 7 * count] = bytes[from + 7]!
    }
    return out
  }
  if (valueBytes === 4) {
    for (let at = 0, from = 0; at < count; at++, from += 4) {
      out[at] = bytes[from]!
      out[at + count] = bytes[from + 1]!
      out[at + 2 * count] = bytes[from + 2]!
      out[at + 3 * count] = bytes[from + 3]!
    }
    return out
  }
  for (let byte = 0; byte < valueBytes; byte++) {
    for (let at = 0; at < count; at++) out[byte * count + at] = bytes[at * valueBytes + byte]!
  }
  return out
}

export interface Filtered {
  readonly bytes: Uint8Array
  /** Bits of filters that were left out: 2 where deflating would not have made the bytes fewer. */
  readonly skipped: number
}

/** The bytes as HDF5 keeps them; they are copied before this returns. Level 0: as they are. */
export function filtered(bytes: Uint8Array, valueBytes: number, level: number): Promise<Filtered> {
  if (level === 0) return Promise.resolve({ bytes: bytes.slice(), skipped: 0 })
  const raw = valueBytes > 1 ? shuffled(bytes, valueBytes) : bytes.slice()
  const deflateBit = valueBytes > 1 ? 2 : 1
  return new Promise((resolve, reject) => {
    // Room for the whole result at once: each further piece would be another trip to a thread. A larger hash table is a
    // tenth less work, for a hundredth more bytes.
    deflate(raw, { level, memLevel: 9, chunkSize: Math.max(1024, raw.length) }, (error, deflated) => {
      if (error !== null) reject(error)
      else if (deflated.length >= raw.length) resolve({ bytes: raw, skipped: deflateBit })
      else resolve({ bytes: deflated, skipped: 0 })
    })
  })
}
