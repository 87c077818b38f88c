/** The object store port, and the claim checks by which large data travel. */
import type { Readable } from 'node:stream'

export interface Bucket {
  readonly name: string
  readonly about: string
  /** Objects older than this are swept. Absent: kept. */
  readonly keepHours?: number
}

export function defineBucket(bucket: Bucket): Bucket {
  return Object.freeze(bucket)
}

export const rawFiles = defineBucket({
  name: 'raw-files',
  about: 'The bytes of every file that arrived; the key begins with their SHA-256.',
})
export const answers = defineBucket({ name: 'answers', about: 'Parts of answers too large for a topic.', keepHours: 2 })
export const productBatches = defineBucket({
  name: 'product-batches',
  about: 'Products of chunks too large for their topic.',
  keepHours: 24 * 7,
})
export const rejectedBytes = defineBucket({
  name: 'rejected-bytes',
  about: 'Rejected events too large for the rejected topic.',
  keepHours: 24 * 90,
})
export const exports = defineBucket({
  name: 'exports',
  about: 'Files of exports, by job and part.',
  keepHours: 24 * 7,
})
export const archives = defineBucket({ name: 'archives', about: 'Segments of archived topics, with their index.' })
export const streamObjects = defineBucket({
  name: 'stream-objects',
  about: 'Messages of managed streams that are too large for a topic, by stream and SHA-256.',
})
export const buckets: readonly Bucket[] = [
  ...[rawFiles, answers, productBatches, rejectedBytes, exports, archives, streamObjects],
]

/** Where large bytes lie and how to know them again. Never a URL. */
export interface Claim {
  readonly bucket: string
  readonly key: string
  readonly size: number
  /** Lower-case hex. */
  readonly sha256: string
  /** Which of the object's versions, where the store keeps them. */
  readonly version?: string
}

export interface ObjectInfo {
  readonly key: string
  readonly size: number
  readonly modified: Date
}

export interface ObjectStore {
  /** Idempotent: the same key may be put again. Resolves with the claim once the object is whole. */
  put(bucket: Bucket, key: string, body: Uint8Array): Promise<Claim>
  /** Streams a body of known size without holding it; the claim's hash is of what was sent. */
  putStream(bucket: Bucket, key: string, body: Readable, size: number): Promise<Claim>
  /** Streams a claim's bytes; the stream fails when size or SHA-256 differ. */
  open(claim: Claim): Promise<Readable>
  /** All bytes of a claim, verified. */
  read(claim: Claim): Promise<Uint8Array>
  /**
   * Bytes `from` ≤ at < `to` of an object as they lie there. A range is not verified: its reader must know the size, and
   * keys under which other bytes may be put are not for this. Fails with `Reject('claim-not-found')`.
   */
  openRange(bucket: Bucket, key: string, from: number, to: number): Promise<Readable>
  stat(bucket: Bucket, key: string): Promise<ObjectInfo | null>
  list(bucket: Bucket, prefix: string): AsyncIterable<ObjectInfo>
  remove(bucket: Bucket, keys: readonly string[]): Promise<void>
  ping(): Promise<void>
}
