/** A file's bytes in the object store. */
import { createHash } from 'node:crypto'
import type { FileHandle } from 'node:fs/promises'
import { Readable } from 'node:stream'
import type { FilePosition } from '../../schemas/file-positions.ts'
import { type ObjectStore, rawFiles } from '../../schemas/objects.ts'
import { type Kept, resumeOf } from './resume.ts'

/**
 * The key begins with the bytes' hash and ends with whose they are: no two files share an object, not even of the same
 * bytes. So what was kept of a file when it was shorter can be removed without knowing what any other position names.
 */
function objectKey(sha256: string, { source, path, firstSeen }: FilePosition): string {
  const owner = createHash('sha256')
    .update(JSON.stringify([source, path, firstSeen]))
    .digest('hex')
  return `${sha256.slice(0, 2)}/${sha256}-${owner.slice(0, 16)}`
}

/**
 * Puts the bytes up to the position's size under their key, unless they are there. `superseded` is the object of a
 * shorter state that the new one begins with. Null: the bytes changed meanwhile.
 */
export async function keepBytes(
  handle: FileHandle,
  position: FilePosition,
  objects: ObjectStore,
): Promise<{ readonly kept: Kept; readonly superseded: string | null } | null> {
  const { size } = position
  const { kept: before } = resumeOf(position)
  const prefix = before !== null && before.size < size ? before.size : 0
  const hashes = await hashFile(handle, size, prefix)
  if (hashes === null) return null
  const { sha256 } = hashes
  const object = before?.sha256 === sha256 ? before.object : objectKey(sha256, position)
  if (!(await put(handle, size, sha256, object, objects))) return null
  const isLonger = before !== null && before.size < size && hashes.prefix === before.sha256
  return { kept: { object, size, sha256 }, superseded: isLonger ? before.object : null }
}

/** Lower-case hex of the first `size` and of the first `prefix` bytes. Null: the file has become shorter. */
export async function hashFile(
  handle: FileHandle,
  size: number,
  prefix = 0,
): Promise<{ readonly sha256: string; readonly prefix: string } | null> {
  const hash = createHash('sha256')
  const update = async (from: number, to: number) => {
    let read = 0
    for await (const chunk of bytesOf(handle, from, to)) {
      hash.update(chunk as Uint8Array)
      read += (chunk as Uint8Array).length
    }
    return read === to - from
  }
  if (!(await update(0, prefix))) return null
  const ofPrefix = hash.copy().digest('hex')
  return (await update(prefix, size)) ? { sha256: hash.digest('hex'), prefix: ofPrefix } : null
}

async function put(
  handle: FileHandle,
  size: number,
  sha256: string,
  key: string,
  objects: ObjectStore,
): Promise<boolean> {
  if ((await objects.stat(rawFiles, key))?.size === size) return true
  if (size === 0) {
    await objects.put(rawFiles, key, new Uint8Array())
    return true
  }
  const body = bytesOf(handle, 0, size)
  try {
    const claim = await objects.putStream(rawFiles, key, body, size)
    if (claim.sha256 === sha256) return true
    await objects.remove(rawFiles, [key])
    return false
  } finally {
    body.destroy()
  }
}

function bytesOf(handle: FileHandle, from: number, to: number): Readable {
  if (from === to) return Readable.from([])
  return handle.createReadStream({ start: from, end: to - 1, autoClose: false, highWaterMark: 131_072 })
}
