import { exports as bucket, type ObjectStore } from '../../schemas/objects.ts'

const keysPerCall = 500

/** How many objects there were under the prefix. */
export async function removeFiles(objects: Pick<ObjectStore, 'list' | 'remove'>, prefix: string): Promise<number> {
  const keys: string[] = []
  for await (const { key } of objects.list(bucket, prefix)) keys.push(key)
  for (let at = 0; at < keys.length; at += keysPerCall) await objects.remove(bucket, keys.slice(at, at + keysPerCall))
  return keys.length
}
