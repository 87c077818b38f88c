/** Files as objects: their bytes flow to the store, and are never all in memory. */
import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { stat } from 'node:fs/promises'
import type { Bucket, Claim, ObjectStore } from '../../schemas/objects.ts'
import { CommandError } from './context.ts'

/** Throws a `CommandError` for what can not be read. */
export const infoOf = (path: string) =>
  stat(path).catch((cause: unknown) => {
    throw new CommandError(`${path} can not be read`, { cause })
  })

/** `keyOf` gives the object's key by the SHA-256 of the file, in lower-case hex. */
export async function putFile(
  objects: Pick<ObjectStore, 'putStream'>,
  bucket: Bucket,
  path: string,
  keyOf: (sha256: string) => string,
): Promise<Claim> {
  const { size } = await infoOf(path)
  const hash = createHash('sha256')
  for await (const piece of createReadStream(path)) hash.update(piece as Buffer)
  return objects.putStream(bucket, keyOf(hash.digest('hex')), createReadStream(path), size)
}
