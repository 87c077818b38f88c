import type { Bucket, ObjectStore } from '../../schemas/objects.ts'

const millisecondsPerHour = 3_600_000
const keysPerCall = 500

/** Removes what lies in the bucket for longer than its `keepHours`, and returns how many objects that were. */
export async function sweepBucket(objects: ObjectStore, bucket: Bucket, nowMs: number): Promise<number> {
  if (bucket.keepHours === undefined) return 0
  const keptSinceMs = nowMs - bucket.keepHours * millisecondsPerHour
  const old: string[] = []
  for await (const { key, modified } of objects.list(bucket, '')) {
    if (modified.getTime() < keptSinceMs) old.push(key)
  }
  for (let at = 0; at < old.length; at += keysPerCall) await objects.remove(bucket, old.slice(at, at + keysPerCall))
  return old.length
}
