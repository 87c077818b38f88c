import { createHash } from 'node:crypto'
import { Readable } from 'node:stream'
import { Reject } from '../../schemas/failures.ts'
import type { Claim, ObjectInfo, ObjectStore } from '../../schemas/objects.ts'
import { compareText } from './text-order.ts'

interface Kept {
  readonly bytes: Uint8Array
  readonly modified: Date
}

/** An object store that lasts as long as the process: for tests. `now` gives milliseconds since 1970. */
export function createMemoryObjects(now: () => number = Date.now): ObjectStore {
  const buckets = new Map<string, Map<string, Kept>>()
  const objectsOf = (bucket: string) => {
    const found = buckets.get(bucket) ?? new Map<string, Kept>()
    buckets.set(bucket, found)
    return found
  }
  function keep(bucket: string, key: string, bytes: Uint8Array): Claim {
    objectsOf(bucket).set(key, { bytes, modified: new Date(now()) })
    return { bucket, key, size: bytes.length, sha256: sha256Of(bytes) }
  }
  function find({ bucket, key }: Pick<Claim, 'bucket' | 'key'>): Uint8Array {
    const kept = objectsOf(bucket).get(key)
    if (kept) return kept.bytes
    throw new Reject('claim-not-found', `Bucket ${bucket} holds no object ${key}: it was removed or never put`)
  }
  return {
    async put(bucket, key, body) {
      return keep(bucket.name, key, new Uint8Array(body))
    },
    async putStream(bucket, key, body, size) {
      const parts: Uint8Array[] = []
      for await (const part of body) parts.push(typeof part === 'string' ? Buffer.from(part) : (part as Uint8Array))
      const bytes = new Uint8Array(Buffer.concat(parts))
      if (bytes.length !== size)
        throw new RangeError(`The body has ${bytes.length} bytes, not ${size} as it was said to`)
      return keep(bucket.name, key, bytes)
    },
    async open(claim) {
      const bytes = find(claim)
      return Readable.from(checkedPieces(bytes, claim), { objectMode: false })
    },
    async read(claim) {
      const bytes = find(claim)
      check(bytes, claim)
      return new Uint8Array(bytes)
    },
    async openRange(bucket, key, from, to) {
      const bytes = find({ bucket: bucket.name, key })
      return Readable.from(inPieces(bytes.subarray(from, to)), { objectMode: false })
    },
    async stat(bucket, key) {
      const kept = objectsOf(bucket.name).get(key)
      return kept ? infoOf(key, kept) : null
    },
    async *list(bucket, prefix) {
      const found = [...objectsOf(bucket.name)].filter(([key]) => key.startsWith(prefix))
      for (const [key, kept] of found.sort(([a], [b]) => compareText(a, b))) yield infoOf(key, kept)
    },
    async remove(bucket, keys) {
      for (const key of keys) objectsOf(bucket.name).delete(key)
    },
    async ping() {},
  }
}

function* checkedPieces(bytes: Uint8Array, claim: Claim): Generator<Uint8Array> {
  yield* inPieces(bytes)
  check(bytes, claim)
}

function* inPieces(bytes: Uint8Array): Generator<Uint8Array> {
  const pieceBytes = 64 * 1024
  for (let at = 0; at < bytes.length; at += pieceBytes) yield bytes.slice(at, at + pieceBytes)
}

function check(bytes: Uint8Array, claim: Claim): void {
  if (bytes.length === claim.size && sha256Of(bytes) === claim.sha256) return
  throw new Reject(
    'claim-mismatch',
    `Object ${claim.key} of bucket ${claim.bucket} has ${bytes.length} bytes and SHA-256 ${sha256Of(bytes)}, ` +
      `not ${claim.size} and ${claim.sha256}: it was replaced or damaged`,
  )
}

function infoOf(key: string, { bytes, modified }: Kept): ObjectInfo {
  return { key, size: bytes.length, modified }
}

function sha256Of(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex')
}
